"""What a service answers about nodes of the graph, as judgements."""

from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from kg.link.datasets import dataset
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
    everything else is undecided, but where one is certain, the others are left out. One source alone makes no exactMatch. The source is the
    dataset that the service speaks of, where we know it, else the service.
    """
    known = {linkset.space: linkset for linkset in dataset().linkset}
    of = known.get(about.identifierSpace or "")
    source, licence = (of.homepage, of.licence) if of else (url, None)
    for entry, answer in entries:
        matches = [one for one in answer.found or () if one.match]
        certain = matches if len(matches) == 1 and _named(entry, matches[0]) and type in matches[0].types else None
        for one in certain or (answer.found or ())[:most]:
            yield Judgement(
                # An id of ours is the end of an IRI, escaped; a judgement speaks of the node.
                unquote(entry.id), "closeMatch", about.iri(one.id), "positive" if certain else "undecided", f"service:{url}",
                tuple(_evidence(entry, one, type)), _score(one), answer.taken, source, licence, answer.taken,
            )  # fmt: skip


def type_of(ours: str, about: Manifest) -> str | None:
    """The type of a service that is one of ours: the dataset's it speaks of, where we know it, else its own of the same id; else None."""
    known = {linkset.space: linkset.types for linkset in dataset().linkset}
    same = {type.id: type.id for type in about.defaultTypes or ()}
    return known.get(about.identifierSpace or "", {}).get(ours) or same.get(ours)


def _named(entry: Entry, one: Found) -> bool:
    return any(same_name(known, one.name, entry.type) for known in entry.names)


def _evidence(entry: Entry, one: Found, type: str | None) -> Iterator[str]:
    yield f"names: {entry.names[0]} / {one.name}: {'the same' if _named(entry, one) else 'not the same'}"
    if one.description:
        yield f"described as: {' '.join(one.description.split())}"
    if type:
        yield f"type: {', '.join(one.types) or 'none'}; {type} was asked for: {'the same' if type in one.types else 'not the same'}"
    yield f"the service {'matches' if one.match else 'does not match'} it, with score {one.score if one.score is not None else 'unknown'}"


def _score(one: Found) -> float | None:
    """Services count from 0 to 100, though nothing binds them; what lies outside says nothing."""
    return round(one.score / 100, 4) if one.score is not None and 0 <= one.score <= 100 else None
