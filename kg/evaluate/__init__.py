"""What was found against what people say is there: precision, recall and F1 by kind of fact and by indicator, and each fact that is wrong.

Counts as the gold's guide rules: optional facts and `other:` figures without a plan neither earn nor cost.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from kg import explain, read
from kg.evaluate import nearest, same
from kg.evaluate.count import KINDS, Counts, Outcome, Post, outcomes
from kg.evaluate.gold import Gold, GoldTarget, golds, sources
from kg.evaluate.nearest import Nearest
from kg.explain import Trace
from kg.read import Failure
from kg.records import Document, Span, Target

__all__ = ["KINDS", "Article", "Counts", "Difference", "Outcome", "Report", "compared", "evaluated", "golds", "outcomes"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that was missed or is extra: what it says, its sentence, and the rule that came nearest."""

    document: str
    kind: str
    wrong: str
    fact: str
    record: Any
    sentence: str | None
    span: Span | None
    nearest: Nearest


@dataclass(frozen=True, slots=True)
class Article:
    """One document of the gold; `trace` is None where it was not given or could not be read."""

    gold: Gold
    trace: Trace | None
    outcomes: Mapping[str, Outcome]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All articles and their counts; `absent` names gold without a document, `failed` documents that could not be read."""

    articles: tuple[Article, ...]
    absent: tuple[str, ...]
    failed: tuple[Failure, ...]

    @property
    def kinds(self) -> dict[str, Counts]:
        return {kind: sum((article.outcomes[kind].counts for article in self.articles), Counts()) for kind in KINDS}

    @property
    def indicators(self) -> dict[str, tuple[Counts, Counts]]:
        """By indicator, the counts of `targets` and of `targets+`."""
        found: dict[str, dict[str, Counts]] = {}
        for article in self.articles:
            for kind in ("targets", "targets+"):
                outcome = article.outcomes[kind]
                for indicator, counts in (
                    *((gold.indicator, Counts(right=1)) for gold, _ in outcome.right),
                    *((said.indicator, Counts(extra=1)) for said in outcome.extra),
                    *((gold.indicator, Counts(missed=1)) for gold in outcome.missed),
                ):
                    kinds = found.setdefault(indicator, {})
                    kinds[kind] = kinds.get(kind, Counts()) + counts
        return {name: (kinds.get("targets", Counts()), kinds.get("targets+", Counts())) for name, kinds in sorted(found.items())}

    @property
    def differences(self) -> tuple[Difference, ...]:
        return tuple(difference for article in self.articles for difference in article.differences)

    @property
    def complete(self) -> bool:
        """Whether every gold had its document."""
        return not self.absent and not self.failed


def evaluated(folder: Path | str, source: str | None = None) -> Report:
    """The gold of a folder against what is read in the articles of `source`, or in the texts beside the gold.

    Raises ReadError where there is no gold or no such source; a document that is missing counts as one that says nothing.
    """
    gold = golds(Path(folder))
    wanted = {one.id for one in gold}
    documents: list[Document] = []
    failed: list[Failure] = []
    for found in read.documents([source] if source else sources(Path(folder), gold)):
        if found.id in wanted:
            (failed if isinstance(found, Failure) else documents).append(found)  # type: ignore[arg-type]  # mypy sees one list of either kind
    return compared(gold, documents, failed)


def compared(gold: Iterable[Gold], documents: Iterable[Document], failed: Iterable[Failure] = ()) -> Report:
    """Gold against what is read in documents, matched by id; documents without gold are passed over."""
    by_id = {document.id: document for document in documents}
    articles = []
    for one in gold:
        trace = explain.trace(by_id[one.id]) if one.id in by_id else None
        found = outcomes(one, trace.facts if trace else None, trace.document.text if trace else None)
        articles.append(Article(one, trace, found, tuple(_differences(one, trace, found))))
    failures = tuple(failed)
    gone = {failure.id for failure in failures}
    absent = tuple(article.gold.id for article in articles if article.trace is None and article.gold.id not in gone)
    return Report(tuple(articles), absent, failures)


def _differences(gold: Gold, trace: Trace | None, found: Mapping[str, Outcome]) -> Iterator[Difference]:
    for kind in KINDS:
        outcome = found[kind]
        for stated in outcome.missed:
            # What lacks its figures is told once, not again for its body and period.
            if kind != "targets+" or not any(stated is other for other in found["targets"].missed):
                yield _missed(gold, trace, found, kind, stated)
        for said in outcome.extra:
            if trace is not None and (kind != "targets+" or not any(said is other for other in found["targets"].extra)):
                yield _extra(gold, trace, kind, said)


def _missed(gold: Gold, trace: Trace | None, found: Mapping[str, Outcome], kind: str, stated: Any) -> Difference:
    record = {"name": stated} if isinstance(stated, str) else _record(stated)
    if trace is None:
        return Difference(gold.id, kind, "missed", shown(stated), record, None, None, Nearest(None, "there is no document of this id"))
    if isinstance(stated, GoldTarget):
        span = nearest.located(stated.quote, trace.document.text)
        if kind == "targets+":
            left = [said for said in (*found["targets+"].extra, *found["targets+"].free) if same.target(stated, said)]
            near = nearest.of_unlike(stated, min(left, key=lambda said: len(nearest.differences(stated, said)), default=None))
        else:
            near = nearest.of_missed(stated, trace)
    else:
        span = _named(stated, trace.document.text)
        near = _name_read(span, trace)
    return Difference(gold.id, kind, "missed", shown(stated), record, _sentence(trace, span), span, near)


def _extra(gold: Gold, trace: Trace, kind: str, said: Any) -> Difference:
    if isinstance(said, Target):
        near = nearest.of_extra(said, gold, trace) if kind != "anchored" else Nearest(said.rule, "its quote is not the text of its span")
        span = said.spans[0] if said.spans else None
    elif isinstance(said, Post):
        official = next(official for official in trace.facts.officials if official.name == said.name)
        near, span = Nearest(None, "the gold gives no such post"), official.spans[0]
    else:
        near, span = Nearest(None, f"the gold has no such {kind.removesuffix('s')}"), said.spans[0]
    return Difference(gold.id, kind, "extra", shown(said), _record(said), _sentence(trace, span), span, near)


def _record(fact: Any) -> Any:
    return msgspec.to_builtins(fact)


def shown(fact: Any) -> str:
    """A fact of the gold or of a document in a few words."""
    if isinstance(fact, GoldTarget):
        plan = f"{fact.achieved} of {fact.planned} planned" if fact.planned is not None and fact.achieved is not None else None
        plan = plan or (f"{fact.achieved}" if fact.achieved is not None else f"plan {fact.planned}" if fact.planned is not None else None)
        percent = f"{fact.percent} % of the plan" if fact.percent is not None else None
        met = {True: "met", False: "missed", None: None}[fact.met]
        figures = ", ".join(filter(None, (plan, percent))) or "no figure"
        return " · ".join(filter(None, (fact.indicator, figures, fact.org, fact.period, met)))
    if isinstance(fact, Target):
        parts = (fact.indicator, explain.figures(fact), fact.organisation or "organisation unknown", explain.days(fact), fact.status)
        return " · ".join(filter(None, parts))
    if isinstance(fact, Post):
        return f"{fact.name}: {fact.role}"
    if isinstance(fact, str):
        return fact
    return str(getattr(fact, "number", None) or fact.name)


def _named(fact: Any, text: str) -> Span | None:
    """Where a name or number first stands in a text, in any spelling of its words."""
    name = fact if isinstance(fact, str) else getattr(fact, "number", None) or fact.name
    folded, wanted = text.casefold(), str(name).casefold()
    at = folded.find(wanted) if len(folded) == len(text) else text.find(str(name))
    return (at, at + len(wanted)) if at >= 0 else None


# How many tokens on either side of a name are shown with it.
_AROUND = 4


def _name_read(span: Span | None, trace: Trace) -> Nearest:
    if span is None:
        return Nearest(None, "the name does not stand so in the text")
    tokens = [token for step in trace.at(span) for token in step.reading.tokens]
    inside = [i for i, token in enumerate(tokens) if token.start < span[1] and span[0] < token.stop]
    near = tokens[max(0, min(inside, default=0) - _AROUND) : max(inside, default=0) + 1 + _AROUND]
    return Nearest(None, f"its words were read as … {explain.shown_tokens(near)} …")


def _sentence(trace: Trace, span: Span | None) -> str | None:
    if span is None:
        return None
    return " ".join(" ".join(step.reading.sentence.text.split()) for step in trace.at(span)) or None


def table(report: Report) -> dict[str, dict[str, float | int]]:
    """Rates and counts by kind of fact, rounded to four places."""
    return {kind: _rates(counts) for kind, counts in report.kinds.items()}


def _rates(counts: Counts) -> dict[str, float | int]:
    return {
        "precision": round(counts.precision, 4),
        "recall": round(counts.recall, 4),
        "f1": round(counts.f1, 4),
        "tp": counts.right,
        "fp": counts.extra,
        "fn": counts.missed,
    }
