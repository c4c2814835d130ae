"""A report as one HTML page: every article with what was found in colours, what was missed, and the figures. No script, no network."""

import html
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kg import explain
from kg.evaluate import Article, Difference, Report, shown
from kg.evaluate.count import Counts
from kg.explain import NAMED, Trace
from kg.records import Target

# What the legend says of each colour, by the class of its marks.
_LEGEND = {
    "directive": "directive",
    "committee": "committee",
    "organisation": "other body or place",
    "official": "official",
    "enterprise": "enterprise",
    "target": "target",
    "extra": "extra: the gold has it otherwise or not at all",
    "missed": "missed: in the gold, not found",
    "unexplained": "number that nothing explains",
}

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2327; --paper: #fff; --shade: #f4f5f6; --line: #d8dcdf; --soft: #66707a; --good: #1a7f45; --bad: #c4281b;
  --directive: #e5dcfa; --committee: #fbdcd3; --organisation: #fbeed0; --official: #d3e6fb; --enterprise: #d2efe9; --unexplained: #ffe98a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e6e8; --paper: #16191c; --shade: #1f2428; --line: #3a4147; --soft: #9aa4ad; --good: #4cc27d; --bad: #ff7b6e;
  --directive: #443a66; --committee: #663527; --organisation: #5a4a1c; --official: #1f446b; --enterprise: #1d5248; --unexplained: #6d5c00; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1.5rem 5rem; max-width: 84rem; color: var(--ink); background: var(--paper);
  font: 15px/1.5 "Noto Sans", "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .2rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } h3 { font-size: .95rem; margin: 1.4rem 0 .4rem; }
p.note { color: var(--soft); margin: .2rem 0 1rem; }
table { border-collapse: collapse; font-size: .88rem; width: 100%; } td, th { padding: .3rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--soft); } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
table.figures { width: auto; font-size: .84rem; } table.figures td, table.figures th { padding: .15rem .5rem; } td.low { color: var(--bad); } td.zero { color: var(--soft); } code { font: .85em "Noto Sans Mono", Menlo, Consolas, monospace; }
table.differences td:first-child { width: 9rem; } table.differences td { width: 45%; border: 0; }
td.said { font: 1rem/1.5 "Noto Serif", Georgia, "Times New Roman", serif; border-top: 1px solid var(--line) !important; padding-top: .7rem; }
.columns { display: flex; flex-wrap: wrap; gap: 0 2.5rem; } .columns > section { max-width: 100%; overflow-x: auto; }
.legend { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .35rem 1rem; padding: .6rem 0; margin: 1rem 0; background: var(--paper);
  border-bottom: 1px solid var(--line); font-size: .85rem; }
details.article { border: 1px solid var(--line); border-radius: 6px; margin: .6rem 0; } details.article > div { padding: .2rem 1.2rem 1.2rem; overflow-x: auto; }
summary { cursor: pointer; padding: .6rem 1.2rem; } details.article > summary { background: var(--shade); border-radius: 6px; }
summary b { font-weight: 600; } summary .title { display: block; font-family: "Noto Serif", Georgia, "Times New Roman", serif; }
.tally { float: right; font-size: .85rem; color: var(--soft); } .bad { color: var(--bad); } .good { color: var(--good); }
.text { font: 17px/1.85 "Noto Serif", "Source Serif 4", Georgia, "Times New Roman", serif; max-width: 48rem; }
.text p { margin: 0 0 .7rem; padding-left: 6.5rem; position: relative; overflow-wrap: anywhere; white-space: pre-wrap; }
.text p.quiet { color: var(--soft); } .text p.headline { font-weight: 600; font-size: 1.1em; line-height: 1.45; }
.zone { position: absolute; left: 0; top: .35em; font: .78rem/1.4 "Noto Sans", "Segoe UI", Roboto, Arial, sans-serif; color: var(--soft); }
mark { color: inherit; background: none; border-radius: 2px; padding: .1em 0; }
mark.directive { background: var(--directive); } mark.committee { background: var(--committee); } mark.organisation { background: var(--organisation); }
mark.official { background: var(--official); } mark.enterprise { background: var(--enterprise); }
mark.target { border-bottom: 3px solid var(--good); } mark.extra { border-bottom: 3px double var(--bad); }
mark.unexplained { background: var(--unexplained); outline: 1px dotted var(--soft); }
mark.missed { text-decoration: underline wavy var(--bad) 1.5px; text-underline-offset: .32em; }
@media (max-width: 40rem) { body { padding: 1rem .8rem 4rem; } .text p { padding: 1.1rem 0 0; } .zone { top: 0; } .tally { float: none; display: block; }
  table { display: block; overflow-x: auto; max-width: 100%; } .legend { position: static; }
  table.figures { font-size: .78rem; } table.figures td, table.figures th { padding: .15rem .25rem; } code { overflow-wrap: anywhere; }
  details.article > div { padding: .2rem .8rem 1rem; } summary { padding: .6rem .8rem; }
  table.differences, table.differences tbody, table.differences tr, table.differences td { display: block; width: auto; }
  table.differences td:first-child { width: auto; } table.differences td { overflow-wrap: anywhere; } }
"""  # noqa: E501 (style sheets are read by the rule)


class _Mark(NamedTuple):
    """A stretch of text with its colour and what is shown over it."""

    start: int
    stop: int
    kind: str
    title: str


def page(report: Report) -> str:
    """The whole page."""
    return "".join(f"{line}\n" for line in _page(report))


def _page(report: Report) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>What kg reads, against the gold</title>\n<style>{_STYLE}</style>"
    yield "<h1>What kg reads, against the gold</h1>"
    read = sum(article.trace is not None for article in report.articles)
    wrong = sum(bool(article.differences) for article in report.articles)
    yield f'<p class="note">{read} of {len(report.articles)} articles read; {wrong} with something extra or missed. '
    yield "Hover over a coloured stretch for what it was read as and by which rule.</p>"
    for problem in (
        *(f"{name}: no document of this id" for name in report.absent),
        *(f"{failure.id}: {failure.message}" for failure in report.failed),
    ):
        yield f'<p class="bad">{_safe(problem)}</p>'
    yield '<div class="columns"><section><h2>By kind of fact</h2>'
    yield from _kinds(report)
    yield "</section><section><h2>Targets by indicator</h2>"
    yield from _indicators(report)
    yield "</section></div>"
    yield "<h2>Articles</h2>"
    yield '<div class="legend">' + " ".join(f'<mark class="{kind}">{_safe(words)}</mark>' for kind, words in _LEGEND.items()) + "</div>"
    for article in report.articles:
        yield from _article(article)
    yield "</html>"


_HEADS = "".join(f'<th class="n">{head}' for head in ("precision", "recall", "F1", "right", "extra", "missed"))


def _kinds(report: Report) -> Iterator[str]:
    yield f'<table class="figures"><tr><th>kind{_HEADS}'
    for kind, counts in report.kinds.items():
        yield f"<tr><td>{kind}{_cells(counts)}"
    yield "</table>"
    yield '<p class="note">targets: indicator and every figure are right.<br>targets+: also whom, when and whether it was met.<br>'
    yield "anchored: of all targets said, how many quote the text.</p>"


def _indicators(report: Report) -> Iterator[str]:
    yield '<table class="figures"><tr><th><th colspan="6">indicator and figures<th colspan="3">also whom, when and whether met'
    yield f'<tr><th>indicator{_HEADS}<th class="n">F1<th class="n">extra<th class="n">missed'
    for indicator, (plain, fully) in report.indicators.items():
        yield f"<tr><td>{_safe(indicator)}{_cells(plain)}{_share(fully.shown[2])}{_number(fully.extra)}{_number(fully.missed)}"
    yield "</table>"


def _cells(counts: Counts) -> str:
    rates = "".join(_share(rate) for rate in counts.shown)
    return f'{rates}<td class="n">{counts.right}{_number(counts.extra)}{_number(counts.missed)}'


def _share(rate: float | None) -> str:
    if rate is None:
        return '<td class="n zero">–'
    return f'<td class="n{" low" if rate < 0.9 else ""}">{100 * rate:.1f}'


def _number(wrong: int) -> str:
    return f'<td class="n {"low" if wrong else "zero"}">{wrong}'


def _article(article: Article) -> Iterator[str]:
    trace, differences = article.trace, article.differences
    extra, missed = (sum(difference.wrong == wrong for difference in differences) for wrong in ("extra", "missed"))
    right = sum(len(outcome.right) for kind, outcome in article.outcomes.items() if kind not in ("targets+", "anchored"))
    parts = [f'<span class="good">{right} right</span>']
    parts += [f'<span class="bad">{count} {word}</span>' for count, word in ((extra, "extra"), (missed, "missed")) if count]
    if trace is not None and trace.facts.unexplained:
        parts.append(f"{len(trace.facts.unexplained)} unexplained")
    title = trace.document.title if trace else None
    yield f'<details class="article"{" open" if differences else ""}>'
    yield f'<summary><span class="tally">{" · ".join(parts)}</span><b>{_safe(article.gold.id)}</b>'
    yield f'<span class="title" lang="vi">{_safe(title or "")}</span></summary><div>'
    if trace is not None:
        if differences:
            yield "<h3>Extra and missed</h3>"
            yield from _differences(differences)
        yield "<h3>The text</h3>"
        yield '<div class="text" lang="vi">'
        yield from _lines(trace, _marks(article, trace))
        yield "</div>"
        yield from _targets(article, trace)
    else:
        yield '<p class="bad">No document of this id.</p>'
    yield "</div></details>"


def _differences(differences: Sequence[Difference]) -> Iterator[str]:
    """Sentence by sentence: what is wrong there, and the nearest rule."""
    yield '<table class="differences">'
    ordered = sorted(differences, key=lambda one: (one.span or (1 << 30, 0), one.kind, one.wrong))
    for sentence, group in itertools.groupby(ordered, key=lambda one: one.sentence):
        yield f'<tr><td colspan="3" class="said" lang="vi">{_safe(sentence or "nowhere in the text as read")}'
        for difference in group:
            near = difference.nearest
            rule = f"<code>{_safe(near.rule)}</code>: " if near.rule else ""
            kind = "target" if difference.kind == "targets+" else difference.kind.removesuffix("s")
            wrong = f'<td class="bad">{difference.wrong} {kind}'
            yield f'<tr>{wrong}<td lang="vi">{_safe(difference.fact)}<td lang="vi">{rule}{_safe(near.why)}'
    yield "</table>"


def _targets(article: Article, trace: Trace) -> Iterator[str]:
    if not trace.facts.targets:
        return
    extra = article.outcomes["targets"].extra
    unlike = article.outcomes["targets+"].extra
    yield f"<details><summary>{len(trace.facts.targets)} targets found</summary><table>"
    yield "<tr><th>indicator<th>figures<th>whom<th>when<th>status<th>rule<th>"
    for target in trace.facts.targets:
        verdict = "extra" if _among(target, extra) else "whom, when or met differ" if _among(target, unlike) else ""
        status = f"{target.status} ({target.status_basis})" if target.status else ""
        as_of = f", as of {target.as_of}" if target.as_of else ""
        cells = (target.indicator, explain.figures(target), target.organisation or "unknown", explain.days(target) + as_of, status)
        yield "<tr>" + "".join(f"<td>{_safe(cell)}" for cell in cells) + f'<td><code>{_safe(target.rule)}</code><td class="bad">{verdict}'
    yield "</table></details>"


def _among(fact: object, facts: Iterable[object]) -> bool:
    return any(fact is other for other in facts)


def _marks(article: Article, trace: Trace) -> list[_Mark]:
    """Everything in the text that has a colour."""
    marks: list[_Mark] = []
    for field, kind in NAMED.items():
        for fact in getattr(trace.facts, field):
            marks += [_Mark(start, stop, kind, f"{kind}: {explain.described(field, fact)}\n{fact.key}") for start, stop in fact.spans]
    unlike = (*article.outcomes["targets"].extra, *article.outcomes["targets+"].extra)
    for target in trace.facts.targets:
        kind = "extra" if _among(target, unlike) else "target"
        marks += [_Mark(start, stop, kind, _title(target)) for start, stop in target.spans]
    for unread in trace.facts.unexplained:
        marks.append(_Mark(unread.span[0], unread.span[1], "unexplained", f"“{unread.text}”: nothing explains this number"))
    for difference in article.differences:
        if difference.wrong == "missed" and difference.span is not None:
            rule = f"{difference.nearest.rule}: " if difference.nearest.rule else ""
            title = f"missed {difference.kind.removesuffix('s')}: {difference.fact}\n{rule}{difference.nearest.why}"
            marks.append(_Mark(difference.span[0], difference.span[1], "missed", title))
    return marks


def _title(target: Target) -> str:
    lines = [shown(target), f"rule: {target.rule}"]
    lines += [f"derived: {derivation.field} = {derivation.source}" for derivation in target.derived]
    return "\n".join(lines)


# Zones that are not the article's own words.
_QUIET = frozenset({"masthead", "byline", "imprint", "boilerplate", "links", "caption"})


def _lines(trace: Trace, marks: Sequence[_Mark]) -> Iterator[str]:
    """The text line by line, each zone named once."""
    text, before, at = trace.document.text, None, 0
    for line in text.split("\n"):
        stop = at + len(line)
        if line.strip():
            zone = next((zone.kind for zone in trace.document.zones if zone.start < stop and at < zone.stop), "")
            label = f'<span class="zone">{_safe(zone)}</span>' if zone != before else ""
            before = zone
            quiet = ' class="quiet"' if zone in _QUIET else ' class="headline"' if zone == "title" else ""
            yield f"<p{quiet}>{label}{_coloured(text, at, stop, marks)}</p>"
        at = stop + 1


def _coloured(text: str, start: int, stop: int, marks: Sequence[_Mark]) -> str:
    """A stretch of text cut where marks begin or end, so that marks may overlap."""
    here = [mark for mark in marks if mark.start < stop and start < mark.stop]
    cuts = sorted({start, stop, *(cut for mark in here for cut in (mark.start, mark.stop) if start < cut < stop)})
    out = []
    for first, last in itertools.pairwise(cuts):
        piece = _safe(text[first:last])
        over = sorted((mark for mark in here if mark.start <= first and last <= mark.stop), key=lambda mark: mark.stop - mark.start)
        if not over:
            out.append(piece)
            continue
        # The shortest name gives the ground; the rest are lines below it.
        grounds = [mark.kind for mark in over if mark.kind not in ("target", "extra", "missed")][:1]
        lines = [kind for kind in ("extra", "missed") if any(mark.kind == kind for mark in over)]
        if "extra" not in lines and any(mark.kind == "target" for mark in over):
            lines.append("target")
        title = "\n\n".join(dict.fromkeys(mark.title for mark in over))
        out.append(f'<mark class="{" ".join(grounds + lines)}" title="{_safe(title)}">{piece}</mark>')
    return "".join(out)


def _safe(text: str) -> str:
    return html.escape(text).replace("\n", "&#10;")
