"""Joining nodes into groups without breaking what keeps them apart; the same in whatever order things come."""

from collections.abc import Iterable, Iterator

from kg.link.judgement import Judgement


class Joins:
    """Groups of nodes. What a person has decided comes first and no rule breaks it: undecided keeps apart as negative does."""

    def __init__(self, nodes: Iterable[str], decisions: Iterable[Judgement] = ()) -> None:
        self._above = {node: node for node in sorted(nodes)}
        self._members = {node: [node] for node in self._above}
        decided = effective(decisions)
        known = [one for one in decided if one.subject in self._above and one.object in self._above]
        self._decided = [(one.subject, one.object) for one in known]
        self._apart = [(one.subject, one.object) for one in known if one.verdict != "positive"]
        for one in known:
            if one.verdict == "positive" and not self.forbidden(one.subject, one.object):
                self.join(one.subject, one.object)

    def group(self, node: str) -> str:
        """The node that stands for a group for now; the caller chooses its name in the end."""
        while (above := self._above[node]) != node:
            self._above[node] = node = self._above[above]
        return node

    def join(self, one: str, other: str) -> tuple[str, str]:
        """Make two groups one; the group that stays, and the one that went into it."""
        stays, goes = sorted((self.group(one), self.group(other)), key=lambda root: (-len(self._members[root]), root))
        if stays != goes:
            self._above[goes] = stays
            self._members[stays].extend(self._members.pop(goes))
        return stays, goes

    def forbidden(self, one: str, other: str) -> bool:
        """Whether a person keeps these two groups apart."""
        pair = {self.group(one), self.group(other)}
        return any({self.group(a), self.group(b)} == pair for a, b in self._apart)

    def groups(self) -> Iterator[list[str]]:
        """The nodes of each group, sorted."""
        return (sorted(members) for _, members in sorted(self._members.items()))

    def settled(self, one: str, other: str) -> bool:
        """Whether a person has said anything of a pair across these two groups."""
        pair = {self.group(one), self.group(other)}
        return any({self.group(a), self.group(b)} == pair for a, b in self._decided)


def effective(decisions: Iterable[Judgement]) -> list[Judgement]:
    """What people decided of each pair, in a fixed order; a pair on which they contradict each other counts as undecided."""
    pairs: dict[tuple[str, str], list[Judgement]] = {}
    for one in decisions:
        if one.relation == "same":
            pairs.setdefault((min(one.subject, one.object), max(one.subject, one.object)), []).append(one)
    found = []
    for (subject, other), said in sorted(pairs.items()):
        verdicts = {one.verdict for one in said} - {"undecided"}
        last = max(said, key=lambda one: (one.on or "", one.by))
        verdict = verdicts.pop() if len(verdicts) == 1 else "undecided"
        found.append(Judgement(subject, "same", other, verdict, last.by, last.evidence, last.score, last.on))
    return sorted(found, key=lambda one: (one.on or "", one.subject, one.object))


def contradictions(decisions: Iterable[Judgement]) -> Iterator[str]:
    """What people have decided that cannot all be so: two verdicts on one pair, or two kept apart that others make one."""
    everything = [one for one in decisions if one.by.startswith("person:")]
    said = [one for one in everything if one.relation == "same"]
    verdicts: dict[tuple[str, str], dict[str, str]] = {}
    for one in everything:
        if one.verdict != "undecided":
            pair = (min(one.subject, one.object), max(one.subject, one.object)) if one.relation == "same" else (one.subject, one.object)
            verdicts.setdefault(pair, {})[one.by] = one.verdict
    for (subject, other), by in sorted(verdicts.items()):
        if len(set(by.values())) > 1:
            people = ", ".join(f"{name}: {verdict}" for name, verdict in sorted(by.items()))
            yield f"{subject} and {other}: {people}; it counts as undecided until one of them changes it"
    positive = [one for one in effective(said) if one.verdict == "positive"]
    joins = Joins({node for one in said for node in (one.subject, one.object)})
    for one in positive:
        joins.join(one.subject, one.object)
    for one in effective(said):
        if one.verdict == "negative" and joins.group(one.subject) == joins.group(one.object):
            apart = f"{one.subject} and {one.object} are kept apart by {one.by}"
            yield f"{apart}, but other decisions make them one; the last of those is not applied"
