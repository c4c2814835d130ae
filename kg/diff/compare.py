"""Two readings of a document side by side: which fact of the one is which of the other, and in which fields they differ."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from kg import records
from kg.diff.sides import Side
from kg.records import Facts

# The lists of `Facts`, and what one of each is called.
KINDS = {
    "targets": "target",
    "directives": "directive",
    "committees": "committee",
    "organisations": "organisation",
    "officials": "official",
    "enterprises": "enterprise",
    "unexplained": "unexplained",
}
CHANGES = ("appeared", "vanished", "changed")
# What is said of the document itself. Where its file lay when it was read is no fact.
_DOCUMENT = ("sha256", "title", "published", "dated", "publisher", "url", "place")

# By what a fact is known again, the surest first: two that agree in all of these, and found no nearer twin, are one fact that changed.
_KNOWN_BY: dict[str, tuple[tuple[str, ...], ...]] = {
    "targets": (
        ("organisation_key", "organisation", "indicator", "period", "scope", "quote"),
        ("organisation_key", "organisation", "indicator", "period", "scope"),
        ("organisation", "indicator", "quote"),
        ("indicator", "scope", "quote"),
        ("organisation", "quote"),
        ("quote", "planned", "achieved", "percent"),
    ),
    "directives": (("key",), ("number", "issued"), ("number",), ("spans",)),
    "committees": (("key", "name"), ("name", "place", "within"), ("name",), ("spans",)),
    "organisations": (("key", "name"), ("name", "place", "within"), ("name",), ("spans",)),
    "officials": (("key",), ("name",), ("spans",)),
    "enterprises": (("key",), ("name",), ("spans",)),
    "unexplained": (),
}

Record = Any  # a Struct of `records`


@dataclass(frozen=True, slots=True)
class Field:
    """A field that reads otherwise, with its values as in `docs/facts.schema.json`."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that `appeared`, `vanished` or `changed`; `kind` is document, or what a list of the facts holds.

    `rule` is the one that finds it now, or found it; None of kinds that have none. `before` and `after` are the whole fact.
    """

    document: str
    change: str
    kind: str
    rule: str | None
    name: str
    quote: str | None
    fields: tuple[Field, ...]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Summary:
    """How much differs. `rules` has (kind, rule): how many facts appeared, vanished, changed; sorted."""

    documents: int
    differing: int
    rules: dict[tuple[str, str | None], dict[str, int]]

    def total(self, change: str) -> int:
        return sum(counts[change] for counts in self.rules.values())


def changes(before: Side, after: Side, *, progress: Callable[[str, int, int], None] | None = None) -> Iterator[Change]:
    """Everything that differs between two states, by document, kind and place in the text."""
    for name, old, new in _merged(before, after, progress):
        if old != new:
            yield from compared(name, _facts(old), _facts(new))


def summary(before: Side, after: Side, *, progress: Callable[[str, int, int], None] | None = None) -> Summary:
    """How many facts of which rule differ, and in how many documents."""
    documents = differing = 0
    counts: dict[tuple[str, str | None], Counter[str]] = {}
    for name, old, new in _merged(before, after, progress):
        documents += 1
        found = tuple(compared(name, _facts(old), _facts(new))) if old != new else ()
        differing += bool(found)
        for change in found:
            counts.setdefault((change.kind, change.rule), Counter())[change.change] += 1
    kinds = ("document", *KINDS.values())
    ordered = sorted(counts, key=lambda key: (kinds.index(key[0]), key[1] or ""))
    return Summary(documents, differing, {key: {change: counts[key][change] for change in CHANGES} for key in ordered})


def compared(document: str, before: Facts | None, after: Facts | None) -> Iterator[Change]:
    """What differs between two readings of one document; None where it is not there."""
    yield from _of_document(document, before, after)
    for kind in KINDS:
        pairs = counterparts(getattr(before, kind, ()), getattr(after, kind, ()), kind)
        for old, new in sorted(pairs, key=lambda pair: _order(pair[1] if pair[1] is not None else pair[0])):
            if old != new:
                yield _change(document, KINDS[kind], old, new)


def counterparts(before: Sequence[Record], after: Sequence[Record], kind: str) -> list[tuple[Record | None, Record | None]]:
    """Each fact with the one it is in the other reading: equal ones first, then those that are known again; None where it has none."""
    left, right = list(before), list(after)
    pairs: list[tuple[Record | None, Record | None]] = []
    whole: tuple[str, ...] = ()
    for fields in (whole, *_KNOWN_BY[kind]):
        waiting: dict[Hashable, list[Record]] = {}
        for record in right:
            waiting.setdefault(_key(record, fields), []).append(record)
        kept = []
        for record in left:
            same = waiting.get(_key(record, fields))
            if same:
                pairs.append((record, same.pop(0)))
            else:
                kept.append(record)
        left, right = kept, [record for records in waiting.values() for record in records]
        if not left or not right:
            break
    return pairs + [(record, None) for record in left] + [(None, record) for record in right]


def _facts(line: bytes | None) -> Facts | None:
    return None if line is None else records.from_json(line)


def _key(record: Record, fields: tuple[str, ...]) -> Hashable:
    if not fields:
        return msgspec.json.encode(record)
    return tuple(getattr(record, field) for field in fields)


def _order(record: Record) -> tuple[Any, ...]:
    return (tuple(getattr(record, "spans", None) or (record.span,)), msgspec.json.encode(record))


def _of_document(document: str, before: Facts | None, after: Facts | None) -> Iterator[Change]:
    old, new = (
        None if facts is None else {field: msgspec.to_builtins(getattr(facts, field)) for field in _DOCUMENT} for facts in (before, after)
    )
    if old != new:
        facts = after or before
        assert facts is not None
        yield Change(document, _what(old, new), "document", None, facts.title or document, None, _fields(old, new), old, new)


def _change(document: str, kind: str, old: Record | None, new: Record | None) -> Change:
    record = new if new is not None else old
    before, after = (None if one is None else msgspec.to_builtins(one) for one in (old, new))
    rule, quote = getattr(record, "rule", None), getattr(record, "quote", None)
    return Change(document, _what(old, new), kind, rule, _name(record), quote, _fields(before, after), before, after)


def _what(old: object, new: object) -> str:
    return "appeared" if old is None else "vanished" if new is None else "changed"


def _fields(old: dict[str, Any] | None, new: dict[str, Any] | None) -> tuple[Field, ...]:
    if old is None or new is None:
        return ()
    return tuple(Field(name, old[name], new[name]) for name in old if old[name] != new[name])


def _name(record: Record) -> str:
    match record:
        case records.Target():
            period = record.period
            when = "" if period is None else f", {period.start or '…'} – {period.end or '…'}"
            return f"{record.organisation or '?'}: {record.indicator}{f' ({record.scope})' if record.scope else ''}{when}"
        case records.Directive():
            return record.number
        case records.Unexplained():
            return record.text
    return str(record.name)


def _merged(
    before: Side, after: Side, progress: Callable[[str, int, int], None] | None
) -> Iterator[tuple[str, bytes | None, bytes | None]]:
    """The documents of both sides, by id, each with its facts there."""
    total = max(before.documents, after.documents)
    left, right = before.lines(), after.lines()
    old, new = next(left, None), next(right, None)
    done = 0
    while old is not None or new is not None:
        if new is None or (old is not None and old[0] < new[0]):
            assert old is not None
            yield old[0], old[1], None
            old = next(left, None)
        elif old is None or new[0] < old[0]:
            yield new[0], None, new[1]
            new = next(right, None)
        else:
            yield old[0], old[1], new[1]
            old, new = next(left, None), next(right, None)
        done += 1
        if progress:
            progress("compare", done, max(total, done))
