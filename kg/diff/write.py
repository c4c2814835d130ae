"""What changed as text for a terminal, and for review: one JSON object, a table (TSV), or a page."""

import html
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any, TextIO

from kg.diff.compare import CHANGES, Change, Summary
from kg.errors import DiffError

FORMATS = ("text", "json", "tsv", "html")

_SIGN = {"appeared": "+", "vanished": "-", "changed": "~"}
# Fields of a claim that say something by themselves; the others are in the sentence, or say where it stands.
_TOLD = ("planned", "planned_min", "planned_max", "achieved", "percent", "status", "qualifier", "as_of")


def write(found: Summary, changes: Iterable[Change], names: tuple[str, str], format: str, stream: TextIO) -> None:
    """The summary, and then each change as it comes; `names` says what was compared."""
    match format:
        case "text":
            stream.writelines(f"{line}\n" for line in _text(found, changes))
        case "json":
            _json(found, changes, names, stream)
        case "tsv":
            stream.write("document\tchange\tkind\trule\tname\tfield\tbefore\tafter\tquote\n")
            stream.writelines("\t".join(map(_cell, row)) + "\n" for change in changes for row in _rows(change))
        case "html":
            stream.writelines(f"{line}\n" for line in _page(found, changes, names))
        case _:
            raise DiffError(f"no format '{format}' here; there are: {', '.join(FORMATS)}")


def told(found: Summary) -> str:
    """The summary in one sentence."""
    if not found.differing:
        return f"nothing differs in {_counted(found.documents, 'document')}"
    counts = ", ".join(f"{found.total(change):,} {change}" for change in CHANGES)
    return f"{found.differing:,} of {_counted(found.documents, 'document')} {'differs' if found.differing == 1 else 'differ'}: {counts}"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


# ---- text


def _text(found: Summary, changes: Iterable[Change]) -> Iterator[str]:
    if found.rules:
        width = max(len("Rule"), *(len(rule or "—") for _, rule in found.rules))
        yield f"{'Kind':<13}{'Rule':<{width}}{'Appeared':>10}{'Vanished':>10}{'Changed':>9}"
        for (kind, rule), counts in found.rules.items():
            numbers = [f"{counts[change] or '—':>{size}}" for change, size in zip(CHANGES, (10, 10, 9), strict=True)]
            yield f"{kind:<13}{rule or '—':<{width}}{''.join(numbers)}"
    for document, group in groupby(changes, key=lambda change: change.document):
        yield ""
        yield document
        for change in group:
            rule = f"  [{change.rule}]" if change.rule else ""
            yield f"  {_SIGN[change.change]} {change.kind}: {_line(change.name)}{_values(change)}{rule}"
            for field in change.fields:
                yield f"      {field.name}: {_shown(field.before)} → {_shown(field.after)}"
            if change.quote:
                yield f"      “{_line(change.quote)}”"


def _values(change: Change) -> str:
    """The figures of a claim that is there or is gone; of one that changed, the fields tell."""
    fact = change.after or change.before
    if change.kind != "target" or change.change == "changed" or fact is None:
        return ""
    said = ", ".join(f"{field} {fact[field]}" for field in _TOLD if fact[field] is not None)
    return f": {said}" if said else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _shown(value: Any) -> str:
    match value:
        case None:
            return "—"
        case str():
            return _line(value)
        case {"start": start, "end": end} if len(value) == 2:
            return f"{start or '…'} – {end or '…'}"
    return json.dumps(value, ensure_ascii=False)


# ---- for programs


def _json(found: Summary, changes: Iterable[Change], names: tuple[str, str], stream: TextIO) -> None:
    rules = [{"kind": kind, "rule": rule, **counts} for (kind, rule), counts in found.rules.items()]
    head = {"before": names[0], "after": names[1], "documents": found.documents, "differing": found.differing, "rules": rules}
    stream.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "changes": [')
    for number, change in enumerate(changes):
        stream.write(",\n  " if number else "\n  ")
        stream.write(json.dumps(asdict(change), ensure_ascii=False))
    stream.write("\n ]\n}\n")


def _rows(change: Change) -> Iterator[tuple[Any, ...]]:
    start = (change.document, change.change, change.kind, change.rule, change.name)
    if change.fields:
        for field in change.fields:
            yield (*start, field.name, field.before, field.after, change.quote)
    else:
        yield (*start, None, change.before, change.after, change.quote)


def _cell(value: Any) -> str:
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


# ---- a page

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2327; --paper: #fff; --line: #d8dcdf; --soft: #66707a; --good: #1a7f45; --bad: #c4281b; --new: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e6e8; --paper: #16191c; --line: #3a4147; --soft: #9aa4ad; --good: #4cc27d; --bad: #ff7b6e;
  --new: #e0b050; } }
body { margin: 0 auto; padding: 1.5rem 1.5rem 5rem; max-width: 76rem; color: var(--ink); background: var(--paper);
  font: 15px/1.5 "Noto Sans", "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .2rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .4rem; overflow-wrap: anywhere; }
p.note, td.soft, .rule { color: var(--soft); } .rule { font: .85em "Noto Sans Mono", Menlo, Consolas, monospace; }
table { border-collapse: collapse; font-size: .9rem; } td, th { padding: .3rem .7rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--soft); } .n { text-align: right; font-variant-numeric: tabular-nums; }
table.changes { width: 100%; } table.changes td:first-child { width: 6rem; white-space: nowrap; }
.appeared { color: var(--good); } .vanished { color: var(--bad); } .changed { color: var(--new); }
blockquote { margin: .3rem 0 0; font: 1rem/1.5 "Noto Serif", Georgia, "Times New Roman", serif; } del { color: var(--bad); } ins { color: var(--good); text-decoration: none; }
"""  # noqa: E501 (style sheets are read by the rule)


def _page(found: Summary, changes: Iterable[Change], names: tuple[str, str]) -> Iterator[str]:
    before, after = map(html.escape, names)
    yield '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">'
    yield f"<title>What changed</title>\n<style>{_STYLE}</style>\n<h1>What changed</h1>"
    yield f'<p class="note">From {before} to {after}: {html.escape(told(found))}.</p>'
    yield '<table><tr><th>Kind<th>Rule<th class="n">Appeared<th class="n">Vanished<th class="n">Changed</tr>'
    for (kind, rule), counts in found.rules.items():
        cells = "".join(f'<td class="n">{counts[change] or "—"}' for change in CHANGES)
        yield f'<tr><td>{html.escape(kind)}<td><span class="rule">{html.escape(rule or "—")}</span>{cells}</tr>'
    yield "</table>"
    for document, group in groupby(changes, key=lambda change: change.document):
        yield f'<h2>{html.escape(document)}</h2>\n<table class="changes">'
        for change in group:
            rule = f' <span class="rule">{html.escape(change.rule)}</span>' if change.rule else ""
            said = f"<b>{html.escape(change.kind)}</b> {html.escape(change.name + _values(change))}{rule}"
            for field in change.fields:
                values = f"<del>{html.escape(_shown(field.before))}</del> → <ins>{html.escape(_shown(field.after))}</ins>"
                said += f"<br>{html.escape(field.name)}: {values}"
            if change.quote:
                said += f"<blockquote>“{html.escape(change.quote)}”</blockquote>"
            yield f'<tr><td class="{change.change}">{_SIGN[change.change]} {change.change}<td>{said}</tr>'
        yield "</table>"
    yield "</html>"
