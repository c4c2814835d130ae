"""What is undecided, for a person to look at: each pair with the sentences of both sides, and what was decided kept beside the graph."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import rdf, segment, store
from kg.link import Judgement, decisions
from kg.link.judgement import Verdict
from kg.records import Document, Facts

# Sentences of a side that are shown; how many documents there are is said.
SHOWN = 3

VERDICTS: dict[str, Verdict] = {"y": "positive", "n": "negative", "u": "undecided"}


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that speaks of a side, and where it stands."""

    sentence: str
    title: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Side:
    """One node of a pair; `documents` counts those that speak of it, 0 where the current release does not have it."""

    node: str
    notices: tuple[Notice, ...]
    documents: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A judgement with both its sides; where the second is something elsewhere, the judgement itself says what is known of it."""

    judgement: Judgement
    sides: tuple[Side, ...]


def judgements(graph: Path, *, verdict: str | None = None, decided: bool = True) -> tuple[Judgement, ...]:
    """What rules judge in the current release, and what services have answered and people decided until now, the surest first; without
    `decided` only what no person has decided yet. What others say of a pair that a person has decided is left out.
    """
    kept = decisions.read(graph)
    people = [one for one in kept if _person(one)]
    known = {(one.subject, one.object) for one in people}
    others = [*(one for one in store.judgements(graph) if one.by.startswith("rule:")), *(one for one in kept if not _person(one))]
    found = [one for one in others if (one.subject, one.object) not in known]
    found += people if decided else ()
    wanted = (one for one in found if verdict in (None, one.verdict))
    return tuple(sorted(wanted, key=lambda one: (-(one.score or 0), one.subject, one.object, one.by)))


def _person(one: Judgement) -> bool:
    return one.by.startswith("person:")


def pairs(graph: Path, judged: Iterable[Judgement]) -> Iterator[Pair]:
    """Each judgement with the sentences of both sides, looked up when it is asked for."""
    for one in judged:
        nodes = (one.subject, one.object) if one.relation == "same" else (one.subject,)
        found = store.speaking_of(graph, nodes, most=SHOWN)
        yield Pair(one, tuple(_side(node, *found.get(node, ([], 0))) for node in nodes))


def decide(graph: Path, judgement: Judgement, key: str, *, by: str, on: str) -> Judgement:
    """Keep what a person said of a pair: y, n or u. It is on the disk when this returns, and the next build applies it."""
    same = judgement.relation == "same"
    decision = Judgement(
        subject=judgement.subject,
        relation="same" if same else "closeMatch",
        object=judgement.object,
        verdict=VERDICTS[key],
        by=f"person:{by}",
        evidence=judgement.evidence[:-1] if same else judgement.evidence,  # the last is the rule's own sentence
        on=on,
        source=judgement.source,
        licence=judgement.licence,
        taken=judgement.taken,
    )
    decisions.add(graph, [decision])
    return decision


def _side(node: str, documents: list[tuple[Document, Facts]], count: int) -> Side:
    notices = []
    for document, facts in documents:
        spans = rdf.spans_of(facts, node)
        if spans:
            start = spans[0][0]
            sentence = next((s.text for s in segment.sentences(document) if s.start <= start < s.stop), document.text[slice(*spans[0])])
            notices.append(Notice(" ".join(sentence.split()), document.title or document.id, document.published))
    return Side(node, tuple(notices), count)
