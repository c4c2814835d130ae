"""A report as text for a terminal and as JSON; `page.py` has it as a page to look at."""

import json
import textwrap
from collections.abc import Iterator
from typing import Any

import msgspec

from kg.errors import ReadError
from kg.evaluate import Article, Difference, Report, table
from kg.evaluate.count import Counts
from kg.evaluate.page import page

FORMATS = ("text", "json", "html")


def rendered(report: Report, format: str = "text", *, width: int = 110) -> str:
    """As text to read on a terminal of that width, as one JSON object, or as one HTML page that needs nothing else."""
    match format:
        case "text":
            return "".join(f"{line}\n" for line in _text(report, max(width, 60)))
        case "json":
            return json.dumps(_object(report), ensure_ascii=False, indent=1) + "\n"
        case "html":
            return page(report)
    raise ReadError(f"no format '{format}' here; there are: {', '.join(FORMATS)}")


def _text(report: Report, width: int) -> Iterator[str]:
    for article in report.articles:
        if article.differences:
            yield from _article(article, width)
    if report.indicators:
        yield f"{'':37}{'targets':>25}   {'also whom, when, whether met':>39}"
        yield f"{'indicator':37}{_HEAD}   {_HEAD}"
        for indicator, (plain, fully) in report.indicators.items():
            yield f"{indicator:37}{_row(plain)}   {_row(fully)}"
        yield ""
    yield f"{'kind of fact':37}{_HEAD}"
    for kind, counts in report.kinds.items():
        yield f"{kind:37}{_row(counts)}"
    documents = len(report.articles) - len(report.absent) - len(report.failed)
    yield ""
    yield f"{documents} of {len(report.articles)} documents of the gold were read"


_HEAD = f"{'prec':>6} {'rec':>6} {'F1':>6} {'right':>6} {'extra':>6} {'missed':>6}"


def _row(counts: Counts) -> str:
    rates = " ".join("     –" if rate is None else f"{rate:6.3f}" for rate in counts.shown)
    return f"{rates} {counts.right:6} {counts.extra:6} {counts.missed:6}"


def _article(article: Article, width: int) -> Iterator[str]:
    yield article.gold.id
    sentence = None
    for difference in sorted(article.differences, key=order):
        if difference.sentence != sentence:
            sentence = difference.sentence
            if sentence:
                yield from textwrap.wrap(f"“{sentence}”", width, initial_indent="  ", subsequent_indent="   ", break_on_hyphens=False)
        head = f"    {difference.wrong:6} {difference.kind.removesuffix('s')}: "
        yield from textwrap.wrap(head + difference.fact, width, subsequent_indent=" " * 11, break_on_hyphens=False)
        rule = f"{difference.nearest.rule}: " if difference.nearest.rule else ""
        why = f"{rule}{difference.nearest.why}"
        yield from textwrap.wrap(why, width, initial_indent=" " * 11, subsequent_indent=" " * 11, break_on_hyphens=False)
    yield ""


def order(difference: Difference) -> tuple[int, str, str]:
    """In the order of the text; what stands nowhere comes last."""
    return (difference.span[0] if difference.span else 1 << 30, difference.kind, difference.wrong)


def _object(report: Report) -> dict[str, Any]:
    return {
        "kinds": table(report),
        "indicators": {name: {"targets": _counts(plain), "targets+": _counts(fully)} for name, (plain, fully) in report.indicators.items()},
        "documents": [
            {
                "id": article.gold.id,
                "kinds": {kind: _counts(outcome.counts) for kind, outcome in article.outcomes.items()},
                "differences": [msgspec.to_builtins(difference) for difference in article.differences],
            }
            for article in report.articles
        ],
        "absent": list(report.absent),
        "failed": [{"id": failure.id, "source": failure.source, "message": failure.message} for failure in report.failed],
    }


def _counts(counts: Counts) -> dict[str, float | int]:
    return {"f1": round(counts.f1, 4), "tp": counts.right, "fp": counts.extra, "fn": counts.missed}
