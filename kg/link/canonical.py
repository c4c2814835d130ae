"""What is the same across documents: decided among the references of one block, from all of them at once and nothing else."""

from collections.abc import Iterable, Sequence

from kg.link import directives, people
from kg.link.joins import Joins
from kg.link.judgement import Judgement
from kg.rdf import Reference

# The kinds that may be joined. Bodies, places and targets are what their keys say, and other keys are made of theirs.
JOINED = ("directive", "enterprise", "official")


def canonical(references: Iterable[Reference], decisions: Sequence[Judgement] = ()) -> dict[str, str]:
    """{node: the node it is} for the nodes of one block that are not themselves; the order of the references does not matter."""
    return decided(references, decisions)[0]


def decided(references: Iterable[Reference], decisions: Sequence[Judgement] = ()) -> tuple[dict[str, str], tuple[Judgement, ...]]:
    """The same, with the judgements it rests on: those of the rules, and of the `decisions` of people those about nodes of this block.

    A pure function of the two sets. Where people have joined nodes of several blocks, those blocks are given as one. A decision wins over
    every rule; of decisions that contradict each other none is applied (`joins.contradictions` names them).
    """
    kinds: dict[str, list[Reference]] = {}
    for reference in references:
        kinds.setdefault(reference.kind, []).append(reference)
    nodes = {reference.node for found in kinds.values() for reference in found}
    known = sorted({one for one in decisions if one.relation == "same" and {one.subject, one.object} <= nodes}, key=_whole)
    same: dict[str, str] = {}
    made: list[Judgement] = list(known)
    for kind, found in sorted(kinds.items()):
        if kind == "directive":
            joined, judgements = directives.decided(found, known)
        elif kind == "official":
            joined, judgements = people.decided(found, known)
        elif kind in JOINED:
            joined, judgements = _by_people(found, known), ()
        else:
            continue
        same |= joined
        made += judgements
    return same, tuple(sorted(made, key=_whole))


def _whole(one: Judgement) -> tuple[object, ...]:
    """All that tells two judgements apart, so that no order is left to chance."""
    return one.subject, one.object, one.by, one.on or "", one.verdict, one.evidence


def _by_people(references: Iterable[Reference], decisions: Sequence[Judgement]) -> dict[str, str]:
    """What only people join."""
    joins = Joins({reference.node for reference in references}, decisions)
    return {node: group[0] for group in joins.groups() for node in group[1:]}
