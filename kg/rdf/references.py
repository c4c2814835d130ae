"""What a document says of the nodes it shares with other documents."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from kg import lexicon
from kg.fold import fold, slug, without_marks
from kg.records import Body, Directive, Facts, Official, Period, Relation, Span, Target


class Reference(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one document contributes to one shared node; which fields are set depends on `kind`.

    `kind` is body, directive, official, enterprise, target or (of communes only) place. `key` is the text half's key, of a place its
    unit_id, of a target made from the keys of its parts.
    `block` names the group within which `link.canonical` decides what is the same. `names` are the names the document uses, sorted.
    Keys of other nodes (`parent`, `issuer`, `organisation`, the second of `relations`) are as the document gives them, not canonical ones.
    Of an official `posts` are (title, body as named, key of the body or ""), and `start` and `end` the days between which the document
    shows them.
    """

    kind: str
    key: str
    block: str
    names: tuple[str, ...] = ()
    body_kind: str | None = None
    level: str | None = None
    unit: str | None = None
    parent: str | None = None
    form: str | None = None
    number: str | None = None
    directive_kind: str | None = None
    issued: str | None = None
    issuer: str | None = None
    relations: tuple[tuple[str, str], ...] = ()
    organisation: str | None = None
    indicator: str | None = None
    start: str | None = None
    end: str | None = None
    scope: str | None = None
    posts: tuple[tuple[str, str, str], ...] = ()

    @property
    def node(self) -> str:
        """The node within the base: kind and key, as `canonical` and `iri` take it ("directive/09-NQ/TU@P01-current@2012-02-27")."""
        return f"{self.kind}/{self.key}"


_encoder = msgspec.json.Encoder()


@cache
def _decoder() -> msgspec.json.Decoder[Reference]:
    return msgspec.json.Decoder(Reference)


def reference_to_json(reference: Reference) -> bytes:
    """Compact JSON; the same reference gives the same bytes."""
    return _encoder.encode(reference)


def reference_from_json(line: bytes | str) -> Reference:
    """The reference that `reference_to_json` wrote."""
    return _decoder().decode(line)


# What follows number and scope in the key of a directive: its day, its term, or the month until which it is cited without either.
_WHEN = re.compile(r"@(?:\d{4}-\d{2}-\d{2}|[IVX]+|\.\.\d{4}-\d{2})$")
_COUNTED = re.compile(r"(?:[a-z_]+-)?0*(\d+[a-z]?)(?!\w)")


def _body_reference(body: Body) -> Reference:
    return Reference(
        "body",
        body.key,
        f"body/{body.key}",
        names=(body.name,),
        body_kind=body.kind,
        level=body.level,
        unit=body.unit,
        parent=body.parent,
    )


def _mere_body(key: str, name: str | None = None) -> Reference:
    """A body that is pointed at, by a key that begins with its kind."""
    return Reference("body", key, f"body/{key}", names=(name,) if name else (), body_kind=key.split("/")[0])


def shown(facts: Facts) -> tuple[str | None, str | None]:
    """First and last day on which a document can have been written; one day twice where it has a date, None where nothing tells."""
    if facts.published:
        return facts.published, facts.published
    return (facts.dated.start, facts.dated.end) if facts.dated else (None, None)


def directive_key(key: str, facts: Facts) -> str:
    """The key with, where a directive that others may cite too has no date, the month of the document: it was issued until then."""
    _, until = shown(facts)
    if until is None or _WHEN.search(key) or "@?" in key:
        return key
    return f"{key}@..{until[:7]}"


def related_key(relation: Relation, facts: Facts) -> str:
    return directive_key(relation.key, facts) if relation.key else f"{relation.number}@?{facts.id}"


@cache
def _former() -> tuple[str, ...]:
    return tuple(lexicon.table("roles")["state"]["former"])


def past(title: str) -> bool:
    """Whether a post is spoken of as past ("nguyên Bí thư")."""
    return fold(title).startswith(tuple(f"{word} " for word in _former()))


def official_key(official: Official, facts: Facts) -> str:
    """Name and place, the first post and its body, and the year: what one document shows, which `link` joins to what others show. Where
    no body is known, or no year, the document's own: a name with a title alone is nobody's in particular.
    """
    role = next((role for role in official.roles if role.organisation_key), official.roles[0] if official.roles else None)
    start, end = shown(facts)
    body = role.organisation_key if role else None
    years = "-".join(dict.fromkeys(day[:4] for day in (start, end) if day))
    parts = [official.key, slug(role.title) if role else "", body, years, "" if years and body else f"?{facts.id}"]
    return "/".join(part for part in parts if part)


def _official_reference(official: Official, facts: Facts) -> Reference:
    key = official_key(official, facts)
    start, end = shown(facts)
    posts = sorted({(role.title, role.organisation or "", role.organisation_key or "") for role in official.roles})
    block = f"official/{slug(without_marks(official.name))}"
    return Reference("official", key, block, names=(official.name,), start=start, end=end, posts=tuple(posts))


def _directive_reference(directive: Directive, facts: Facts) -> Reference:
    key = directive_key(directive.key, facts)
    return Reference(
        "directive",
        key,
        _directive_block(key),
        number=directive.number,
        directive_kind=directive.kind,
        issued=directive.issued,
        issuer=directive.issuer_key,
        relations=tuple(sorted({(relation.type, related_key(relation, facts)) for relation in directive.relations})),
    )


def _mere_directive(key: str, number: str | None) -> Reference:
    """A directive that is pointed at."""
    return Reference("directive", key, _directive_block(key), number=number)


def _directive_block(key: str) -> str:
    """Where its other forms are: the number it is counted by and whose it is ("9@P01-current"), for a short form has no more."""
    number, _, scope = _WHEN.sub("", key).partition("@")
    counted = _COUNTED.match(number)
    return f"directive/{counted[1] if counted else number}@{scope}"


def target_key(target: Target, document: str) -> str:
    period = target.period or Period(None, None)
    indicator = target.indicator.replace("other:", "other/", 1)
    parts = [target.organisation_key or f"?{document}", indicator, f"{period.start or ''}_{period.end or ''}"]
    if target.scope:
        parts.append(slug(target.scope) or target.scope)
    return "/".join(parts)


def _target_reference(target: Target, document: str) -> Reference:
    key = target_key(target, document)
    return Reference(
        "target",
        key,
        f"target/{key}",
        organisation=target.organisation_key,
        indicator=target.indicator,
        start=target.period.start if target.period else None,
        end=target.period.end if target.period else None,
        scope=target.scope,
    )


def references(facts: Facts) -> tuple[Reference, ...]:
    """What a document says of each node it shares with others, sorted by node, one a node."""
    found: dict[str, Reference] = {}
    for reference in _stated(facts):
        old = found.get(reference.node)
        found[reference.node] = reference if old is None else _merged(old, reference)
    # What is only pointed at comes last: it adds a node, never a name.
    for reference in _pointed_at(facts, list(found.values())):
        found.setdefault(reference.node, reference)
    return tuple(found[node] for node in sorted(found))


def spans_of(facts: Facts, node: str) -> tuple[Span, ...]:
    """Where a document speaks of a node that it shares with others, before anything is joined; places and targets are not looked for."""
    found = [(f"official/{official_key(official, facts)}", official.spans) for official in facts.officials]
    found += [(f"directive/{directive_key(directive.key, facts)}", directive.spans) for directive in facts.directives]
    found += [(f"enterprise/{enterprise.key}", enterprise.spans) for enterprise in facts.enterprises]
    found += [(f"body/{body.key}", body.spans) for body in (*facts.committees, *facts.organisations)]
    return tuple(sorted(span for name, spans in found if name == node for span in spans))


def _stated(facts: Facts) -> Iterator[Reference]:
    for body in (*facts.committees, *facts.organisations):
        yield _body_reference(body)
    for directive in facts.directives:
        yield _directive_reference(directive, facts)
    for official in facts.officials:
        yield _official_reference(official, facts)
    for enterprise in facts.enterprises:
        key = enterprise.key
        yield Reference("enterprise", key, f"enterprise/{key}", names=(enterprise.name,), form=enterprise.form)
    for target in facts.targets:
        yield _target_reference(target, facts.id)
    units = {body.unit for body in (*facts.committees, *facts.organisations)} | {facts.place.unit if facts.place else None}
    for unit in sorted(unit for unit in units if unit and unit.startswith("C")):
        yield Reference("place", unit, f"place/{unit}")


def _pointed_at(facts: Facts, stated: list[Reference]) -> Iterator[Reference]:
    for target in facts.targets:
        if target.organisation_key:
            yield _mere_body(target.organisation_key, target.organisation)
        if target.directive_key:
            yield _mere_directive(directive_key(target.directive_key, facts), target.directive)
    for directive in facts.directives:
        if directive.issuer_key:
            yield _mere_body(directive.issuer_key, directive.issuer)
        for relation in directive.relations:
            yield _mere_directive(related_key(relation, facts), relation.number)
    for official in facts.officials:
        for role in official.roles:
            if role.organisation_key:
                yield _mere_body(role.organisation_key, role.organisation)
    for reference in stated:
        if reference.parent:
            yield _mere_body(reference.parent)


def _merged(one: Reference, other: Reference) -> Reference:
    """Two records of one document about one node: names and relations of both, else the first that is given."""
    fields: dict[str, Any] = {}
    for field in one.__struct_fields__:
        value, second = getattr(one, field), getattr(other, field)
        if isinstance(value, tuple):
            fields[field] = tuple(sorted({*value, *second}))
        else:
            fields[field] = second if value is None else value
    return Reference(**fields)
