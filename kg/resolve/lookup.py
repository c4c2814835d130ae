"""What the later stages ask for again and again, found without going through all that a document has said so far."""

import bisect
import heapq
from collections import defaultdict
from collections.abc import Iterator
from typing import Generic, TypeVar

from kg.fold import fold
from kg.records import Target

T = TypeVar("T")


class Trail(Generic[T]):
    """Things in the order in which they were noted, with the offsets at which they stand."""

    __slots__ = ("_ordered", "_starts", "_things")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._things: list[T] = []
        self._ordered = True

    def note(self, start: int, thing: T) -> None:
        self._ordered = self._ordered and (not self._starts or self._starts[-1] <= start)
        self._starts.append(start)
        self._things.append(thing)

    def before(self, start: int) -> tuple[int, T] | None:
        """(offset, thing) of the last that was noted, of those that stand before an offset."""
        if self._ordered:
            at = bisect.bisect_left(self._starts, start) - 1
        else:
            at = next((i for i in range(len(self._starts) - 1, -1, -1) if self._starts[i] < start), -1)
        return (self._starts[at], self._things[at]) if at >= 0 else None


_Key = tuple[object, ...]


class Joinable:
    """The targets of a document by what another must have to be joined with them.

    That is their indicator and unit, their body by key or by name, and either their figures or, of one of the two, no result.
    """

    def __init__(self) -> None:
        self._at: defaultdict[_Key, list[int]] = defaultdict(list)
        self._keys: dict[int, list[_Key]] = {}

    def note(self, number: int, target: Target) -> None:
        """Note the target of a number, or what has become of it."""
        for key in self._keys.pop(number, ()):
            numbers = self._at[key]
            del numbers[bisect.bisect_left(numbers, number)]
        self._keys[number] = [*_keys(target, target.achieved is not None)]
        for key in self._keys[number]:
            bisect.insort(self._at[key], number)

    def with_(self, target: Target) -> Iterator[int]:
        """The numbers of those that a target can be joined with, the last first."""
        told = [reversed(self._at[key]) for key in _keys(target, target.achieved is None) if key in self._at]
        last = -1
        for number in heapq.merge(*told, reverse=True):
            if number != last:
                yield number
            last = number


def _keys(target: Target, done: bool) -> Iterator[_Key]:
    whose: list[_Key] = [(target.organisation_key,)]
    if target.organisation is not None:
        whose.append(("name", fold(target.organisation)))
    for whom in whose:
        yield target.indicator, target.unit, whom, target.planned, target.achieved, target.percent
        yield target.indicator, target.unit, whom, done
