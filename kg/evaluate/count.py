"""What one document says against its gold: which facts are right, which are extra, which are missed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.evaluate import same
from kg.evaluate.gold import Gold
from kg.records import Facts, Target

# `targets`: indicator and figures; `targets+`: also whom, when and whether met; `anchored`: its quote is the text of one of its spans.
KINDS = ("directives", "officials", "roles", "committees", "enterprises", "targets", "targets+", "anchored")

Same = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many facts are right, extra and missed, and the rates that follow; nothing said and nothing to say is perfect."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.right + other.right, self.extra + other.extra, self.missed + other.missed)

    @property
    def precision(self) -> float:
        said = self.right + self.extra
        return self.right / said if said else 1.0

    @property
    def recall(self) -> float:
        stated = self.right + self.missed
        return self.right / stated if stated else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def shown(self) -> tuple[float | None, float | None, float | None]:
        """Precision, recall and F1; None where there is nothing to divide by: nothing was said, or nothing is to say."""
        said, stated = self.right + self.extra, self.right + self.missed
        return self.precision if said else None, self.recall if stated else None, self.f1 if said or stated else None


@dataclass(frozen=True, slots=True)
class Post:
    """One post of one person, as gold or as said."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one kind of fact: pairs of gold and said that are right, and what is left on either side; `free` neither earns nor costs."""

    right: tuple[tuple[Any, Any], ...] = ()
    extra: tuple[Any, ...] = ()
    missed: tuple[Any, ...] = ()
    free: tuple[Any, ...] = ()

    @property
    def counts(self) -> Counts:
        return Counts(len(self.right), len(self.extra), len(self.missed))


def pairs(gold: Sequence[Any], said: Sequence[Any], is_same: Same) -> dict[int, int]:
    """The most one-to-one pairs, index of gold to index of said: where a fact is taken, its owner makes way if it has another."""
    able = [[j for j, fact in enumerate(said) if is_same(stated, fact)] for stated in gold]
    owners: dict[int, int] = {}

    def seat(i: int, tried: set[int]) -> bool:
        for j in able[i]:
            if j in tried:
                continue
            tried.add(j)
            if j not in owners or seat(owners[j], tried):
                owners[j] = i
                return True
        return False

    for i in range(len(gold)):
        seat(i, set())
    return {i: j for j, i in owners.items()}


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind is compared: what must be said, what may be, and when two are the same."""

    required: Sequence[Any]
    optional: Sequence[Any]
    said: Sequence[Any]
    same: Same
    loosely: Same | None = None
    harmless: Callable[[Any], bool] = field(default=lambda fact: False)

    def outcome(self) -> Outcome:
        found = pairs(self.required, self.said, self.same)
        taken = set(found.values())
        loosely = self.loosely or self.same
        extra: list[Any] = []
        free: list[Any] = []
        for j, fact in enumerate(self.said):
            if j not in taken:
                costs = not self.harmless(fact) and not any(loosely(stated, fact) for stated in self.optional)
                (extra if costs else free).append(fact)
        return Outcome(
            tuple((self.required[i], self.said[j]) for i, j in sorted(found.items())),
            tuple(extra),
            tuple(stated for i, stated in enumerate(self.required) if i not in found),
            tuple(free),
        )


def outcomes(gold: Gold, facts: Facts | None, text: str | None) -> Mapping[str, Outcome]:
    """By kind, what is right, extra and missed of one document; without facts everything is missed, without text nothing is anchored."""
    targets = facts.targets if facts else ()
    officials = facts.officials if facts else ()
    posts = [Post(official.name, role) for official in gold.officials for role in official.roles]
    said_posts = [
        Post(official.name, f"{role.title} {role.organisation or ''}".strip() if role.title else "")
        for official in officials
        for role in official.roles
    ]
    required = [target for target in gold.targets if target.required]
    optional = [target for target in gold.targets if not target.required]
    kinds = {
        "directives": _Kind(
            [directive for directive in gold.directives if not directive.optional],
            [directive for directive in gold.directives if directive.optional],
            facts.directives if facts else (),
            same.directive,
        ),
        "officials": _Kind(
            [official for official in gold.officials if not official.optional],
            [official for official in gold.officials if official.optional],
            officials,
            lambda stated, said: same.key(stated.name) == same.key(said.name),
        ),
        "roles": _Kind(
            posts, (), said_posts,
            lambda stated, said: same.key(stated.name) == same.key(said.name) and same.post(stated.role, said.role),
        ),
        "committees": _Kind(
            gold.committees, gold.committees_optional, facts.committees if facts else (),
            lambda stated, said: same.committee(stated, said.name), lambda stated, said: same.committee_loosely(stated, said.name),
        ),
        "enterprises": _Kind(
            gold.enterprises, (), facts.enterprises if facts else (), lambda stated, said: same.enterprise(stated, said.name)
        ),
        "targets": _Kind(required, optional, targets, same.target, None, same.harmless),
        "targets+": _Kind(required, optional, targets, same.target_fully, same.target, same.harmless),
    }  # fmt: skip
    found = {name: kind.outcome() for name, kind in kinds.items()}
    if text is not None:
        found["anchored"] = Outcome(
            tuple((target, target) for target in targets if anchored(target, text)),
            tuple(target for target in targets if not anchored(target, text)),
        )
    else:
        found["anchored"] = Outcome()
    return found


def anchored(target: Target, text: str) -> bool:
    """Whether every span is a piece of the text and the quote is one of these pieces."""
    pieces = [text[start:stop] for start, stop in target.spans]
    return bool(pieces) and all(pieces) and target.quote in pieces
