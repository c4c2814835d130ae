"""What clients ask, in either version of the interface, as one kind of question; what is not well formed raises MatchError."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from kg.errors import MatchError

LIMIT = 10
MOST = 100
BATCH = 50


@dataclass(frozen=True, slots=True)
class Condition:
    """A property and the values it should have; `ids` stand beside the values that are entities."""

    property: str
    values: tuple[str, ...]
    required: bool = False
    quantifier: Literal["any", "all", "none"] = "any"


@dataclass(frozen=True, slots=True)
class Asked:
    """One query of a batch: names or ids to be matched, types (none: all), conditions, and how many candidates to give."""

    names: tuple[str, ...]
    ids: tuple[str, ...]
    types: tuple[str, ...]
    conditions: tuple[Condition, ...]
    limit: int


@dataclass(frozen=True, slots=True)
class Extension:
    """Whose properties, and which."""

    ids: tuple[str, ...]
    properties: tuple[str, ...]
    settings: Mapping[str, Mapping[str, Any]]


class _Ref(msgspec.Struct, frozen=True):
    id: str
    name: str | None = None


_One = str | int | float | bool | _Ref
_Values = _One | list[_One]


class _Property(msgspec.Struct, frozen=True):
    pid: str
    v: _Values


class _Query(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A query of 0.2."""

    query: str | None = None
    type: str | list[str] | None = None
    limit: int | float | None = None
    properties: list[_Property] = []
    type_strict: Literal["any", "should", "all"] | None = None


class _Condition(msgspec.Struct, frozen=True, rename="camel"):
    match_type: Literal["name", "id", "property"]
    property_value: _Values
    property_id: str | None = None
    required: bool = False
    match_quantifier: Literal["any", "all", "none"] = "any"
    match_qualifier: str | None = None


class _Query1(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A query of the 1.0 draft."""

    conditions: list[_Condition]
    type: str | None = None
    limit: int | float | None = None
    lang: str | None = None
    dir: Literal["ltr", "rtl", "auto"] | None = None


class _Batch1(msgspec.Struct, frozen=True):
    queries: list[_Query1]


class _ExtendProperty(msgspec.Struct, frozen=True):
    id: str
    settings: dict[str, Any] = {}


class _Extend(msgspec.Struct, frozen=True):
    ids: list[str]
    properties: list[_ExtendProperty]


def batch(text: str | bytes) -> dict[str, Asked]:
    """A batch of 0.2: queries by the client's keys."""
    return {key: _asked(f"query {key!r}", query) for key, query in _decoded(text, dict[str, _Query]).items()}


def batch_1(text: str | bytes) -> list[Asked]:
    """A batch of the 1.0 draft, in its order."""
    return [_asked_1(f"query {number}", query) for number, query in enumerate(_decoded(text, _Batch1).queries)]


def extension(text: str | bytes) -> Extension:
    """A data extension query, which is the same in both versions."""
    found = _decoded(text, _Extend)
    settings = {one.id: one.settings for one in found.properties}
    return Extension(tuple(dict.fromkeys(found.ids)), tuple(dict.fromkeys(one.id for one in found.properties)), settings)


def _decoded(text: str | bytes, type: Any) -> Any:
    try:
        return msgspec.json.decode(text, type=type)
    except msgspec.ValidationError as error:
        raise MatchError(f"the query is not of this interface: {str(error)[:1].lower()}{str(error)[1:]}") from None
    except msgspec.DecodeError as error:
        raise MatchError(f"the query is no JSON: {error}") from None
    except RecursionError:
        raise MatchError("the query is nested too deeply") from None


def _asked(which: str, query: _Query) -> Asked:
    if not (query.query or "").strip() and not query.properties:
        raise MatchError(f"{which} needs a 'query' or 'properties'")
    types = (query.type,) if isinstance(query.type, str) else tuple(query.type or ())
    conditions = tuple(Condition(one.pid, _texts(one.v)) for one in query.properties)
    names = (query.query,) if (query.query or "").strip() else ()
    return Asked(names, (), types, conditions, _limit(which, query.limit))  # type: ignore[arg-type]  # it is not None here


def _asked_1(which: str, query: _Query1) -> Asked:
    if not query.conditions:
        raise MatchError(f"{which} needs at least one condition")
    names: list[str] = []
    ids: list[str] = []
    conditions: list[Condition] = []
    for one in query.conditions:
        values = _texts(one.property_value)
        if one.match_type == "property":
            if not one.property_id:
                raise MatchError(f"{which}: a condition with matchType 'property' needs a 'propertyId'")
            conditions.append(Condition(one.property_id, values, one.required, one.match_quantifier))
        else:
            (names if one.match_type == "name" else ids).extend(values)
    return Asked(tuple(names), tuple(ids), (query.type,) if query.type else (), tuple(conditions), _limit(which, query.limit))


def _texts(values: _Values) -> tuple[str, ...]:
    return tuple(_text(one) for one in (values if isinstance(values, list) else [values]))


def _text(value: _One) -> str:
    if isinstance(value, _Ref):
        return value.id
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _limit(which: str, limit: int | float | None) -> int:
    if limit is None:
        return LIMIT
    if not 1 <= limit < float("inf"):
        raise MatchError(f"{which}: limit must be 1 or more, not {limit}")
    return min(int(limit), MOST)
