"""The conditions by name: a function is registered under its own name, written with hyphens."""

from collections.abc import Callable, Iterable

from kg import errors
from kg.relate.found import Condition

NEEDS: dict[str, Condition] = {}
UNLESS: dict[str, Condition] = {}
# With the kinds of rule that they are of, none for all, and the names that a rule's pattern must bind.
ALWAYS: list[tuple[frozenset[str], frozenset[str], Condition]] = []


def needs(condition: Condition) -> Condition:
    """Registers what must hold of a match of the rules whose `needs` names it."""
    return _registered(NEEDS, condition)


def unless(condition: Condition) -> Condition:
    """Registers what must not hold of a match of the rules whose `unless` names it."""
    return _registered(UNLESS, condition)


def always(*reads: str, binds: Iterable[str] = ()) -> Callable[[Condition], Condition]:
    """Registers what must not hold of any match of these kinds of rule, all kinds where none is given, whose pattern binds these names."""

    def register(condition: Condition) -> Condition:
        ALWAYS.append((frozenset(reads), frozenset(binds), condition))
        return condition

    return register


def needed(name: str | None, where: str) -> Condition | None:
    """What a rule's `needs` names; raises RuleError, naming `where`, at a name that is none."""
    return None if name is None else _looked_up(NEEDS, name, "needs", where)


def forbidding(reads: str, bound: Iterable[str], names: object, where: str) -> tuple[Condition, ...]:
    """What forbids a match of a rule: of every rule that reads and binds this, then what `unless` names; raises RuleError as `needed`."""
    if not isinstance(names, list | tuple):
        raise errors.RuleError(f'{where}: unless is a list of names, as in unless = ["in-words"]; this is {names!r}')
    of_kind = [condition for kinds, binds, condition in ALWAYS if (not kinds or reads in kinds) and binds <= set(bound)]
    return (*of_kind, *(_looked_up(UNLESS, name, "unless", where) for name in names))


def name_of(condition: Condition) -> str:
    """The name by which a rule asks for a condition."""
    # An underscore at the end keeps a name apart from a word of Python.
    return condition.__name__.rstrip("_").replace("_", "-")


def _registered(registry: dict[str, Condition], condition: Condition) -> Condition:
    registry[name_of(condition)] = condition
    return condition


def _looked_up(registry: dict[str, Condition], name: object, key: str, where: str) -> Condition:
    condition = registry.get(name) if isinstance(name, str) else None
    if condition is None:
        raise errors.RuleError(f"{where}: {key} names no condition {name!r}; there are: {', '.join(sorted(registry))}")
    return condition
