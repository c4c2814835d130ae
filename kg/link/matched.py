"""What a service answers about nodes of the graph, as judgements; and the judgements as TSV."""

from collections.abc import Iterable, Iterator

from kg.link.judgement import Judgement
from kg.link.service import Answer, Found, Manifest
from kg.match import Entry, same_name

# How many candidates of a node are handed on for somebody to decide.
CANDIDATES = 3


def judgements(
    entries: Iterable[tuple[Entry, Answer]], about: Manifest, url: str, *, type: str | None = None, most: int = CANDIDATES
) -> Iterator[Judgement]:
    """A judgement for each candidate that a service names for a node, at most `most` a node.

    Positive is only the one candidate that the service itself matches, whose name is that of the node and which is of the type asked for;
    everything else is undecided. One source alone makes no exactMatch.
    """
    for entry, answer in entries:
        found = (answer.found or ())[:most]
        matches = [one for one in answer.found or () if one.match]
        for one in found:
            name = any(same_name(known, one.name, entry.type) for known in entry.names)
            of_type = type is not None and type in one.types
            certain = matches == [one] and name and of_type
            yield Judgement(
                entry.id, "closeMatch", about.iri(one.id), "positive" if certain else "undecided", f"service:{url}",
                tuple(_evidence(entry, one, name, type, of_type)), _score(one), answer.taken, url, None, answer.taken,
            )  # fmt: skip


def _evidence(entry: Entry, one: Found, name: bool, type: str | None, of_type: bool) -> Iterator[str]:
    yield f"names: {entry.names[0]} / {one.name}: {'the same' if name else 'not the same'}"
    if one.description:
        yield f"described as: {' '.join(one.description.split())}"
    if type:
        yield f"type: {', '.join(one.types) or 'none'}; {type} was asked for: {'the same' if of_type else 'not the same'}"
    yield f"the service {'matches' if one.match else 'does not match'} it, with score {one.score if one.score is not None else 'unknown'}"


def _score(one: Found) -> float | None:
    """Services count from 0 to 100, though nothing binds them; what lies outside says nothing."""
    return round(one.score / 100, 4) if one.score is not None and 0 <= one.score <= 100 else None


COLUMNS = ("subject", "relation", "object", "verdict", "by", "evidence", "score", "on", "source", "licence", "taken")


def table(found: Iterable[Judgement]) -> Iterator[str]:
    """Judgements as lines of TSV with a head; evidence is joined by " | ", and no cell holds a tab or a line break."""
    yield "\t".join(COLUMNS) + "\n"
    for one in found:
        cells = (
            " | ".join(one.evidence) if column == "evidence" else "" if (value := getattr(one, column)) is None else str(value)
            for column in COLUMNS
        )
        yield "\t".join(" ".join(cell.split()) for cell in cells) + "\n"
