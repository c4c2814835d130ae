"""What rules, services and people say of a node and something elsewhere, put together."""

from collections.abc import Container, Iterable, Iterator

from kg.link.judgement import Judgement, Verdict


def agreed(node: str, said: Iterable[Judgement], shared: Container[str] = ()) -> Iterator[tuple[Judgement, Judgement | None]]:
    """Each judgement about a node and things elsewhere, with the person's that overrules it, None where none does; sorted.

    What a person says of a pair stands, whatever rules and services say; where people contradict each other, nothing stands. Where two
    sources name one thing and nobody objects, one more judgement says so, an exactMatch; not of `shared` things, which other nodes have
    too, because an exact match is transitive.
    """
    pairs: dict[str, list[Judgement]] = {}
    for one in sorted(said, key=lambda one: (one.object, one.by, one.subject, one.relation, one.verdict)):
        pairs.setdefault(one.object, []).append(one)
    for there, judgements in pairs.items():
        people = [one for one in judgements if one.by.startswith("person:")]
        stands = decided(people)
        over = [(one, _overruling(one, people) if people and one.verdict != stands else None) for one in judgements]
        yield from over
        sources: dict[str, str] = {}
        for one, overruled in over:
            if one.verdict == "positive" and one.source and not overruled and not one.by.startswith("person:"):
                sources.setdefault(one.source, one.by)
        exact = any(one.relation == "exactMatch" for one in judgements)
        if len(sources) > 1 and not exact and there not in shared and (not people or stands == "positive"):
            grounds = tuple(f"{source} says so, by {by}" for source, by in sorted(sources.items()))
            yield Judgement(node, "exactMatch", there, "positive", "rule:two-sources", (*grounds, "two sources agree")), None


def decided(people: Iterable[Judgement]) -> Verdict | None:
    """What people decided of one pair; undecided where they contradict each other, None where nobody has decided."""
    verdicts = {one.verdict for one in people}
    clear = verdicts - {"undecided"}
    return clear.pop() if len(clear) == 1 else "undecided" if verdicts else None


def _overruling(one: Judgement, people: Iterable[Judgement]) -> Judgement:
    return max((other for other in people if other.verdict != one.verdict), key=lambda other: (other.on or "", other.by))
