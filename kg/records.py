"""What passes between the stages, as frozen records: msgspec Structs, made in a tenth of the time of frozen dataclasses.

`Document` comes out of `read`; `Facts` comes out of `resolve` and is what `kg extract --format jsonl` prints, one document a line
(a public format: `docs/facts.schema.json`). Offsets count code points of the document's NFC text and are half-open.
"""

from functools import cache
from typing import Any

import msgspec

SCHEMA = "1"

Span = tuple[int, int]
Number = int | float


class Document(msgspec.Struct, frozen=True, gc=False):
    """One article as read. `id` is its path under the source given, without suffix; `sha256` is of the bytes read."""

    id: str
    source: str
    sha256: str
    text: str
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    zones: tuple["Zone", ...] = ()


class Zone(msgspec.Struct, frozen=True, gc=False):
    """A stretch of whole lines of one kind: masthead, title, byline, lead, body, caption, table, imprint, boilerplate."""

    kind: str
    start: int
    stop: int


class Sentence(msgspec.Struct, frozen=True, gc=False):
    """A sentence (or a line of a table) with its zone; `text == document.text[start:stop]`, `paragraph` counts from 0."""

    text: str
    start: int
    stop: int
    zone: str
    paragraph: int


class Period(msgspec.Struct, frozen=True, gc=False):
    """From first to last day, both included, YYYY-MM-DD; a side that is open is None."""

    start: str | None
    end: str | None


class Dated(msgspec.Struct, frozen=True, gc=False):
    """The range in which a document without a date of its own must have been written, and the words that say so."""

    start: str | None
    end: str | None
    evidence: str


class Place(msgspec.Struct, frozen=True, gc=False):
    """The province or city a document is about; `unit` is a unit_id of the reference data, `evidence` says why this one."""

    name: str
    unit: str | None
    evidence: str


class Relation(msgspec.Struct, frozen=True, gc=False):
    """What one directive does to another: `type` is continues, implements, based_on, replaces or amends."""

    type: str
    number: str
    key: str | None = None


class Directive(msgspec.Struct, frozen=True, gc=False):
    """A numbered document of Party, state or union. `key` is number + issuing level and place (+ date); `issued` YYYY-MM-DD."""

    key: str
    number: str
    kind: str | None
    title: str | None
    issuer: str | None
    issuer_key: str | None
    issued: str | None
    relations: tuple[Relation, ...]
    spans: tuple[Span, ...]


class Body(msgspec.Struct, frozen=True, gc=False):
    """A committee, union, association, place or group by one of its names.

    `key` says which body (kind + place + …): two names of one body (đảng bộ, đảng ủy) are two records with one key.
    `unit` is the reference data's unit_id of its place, None where the place is not resolved; `parent` the key it hangs under.
    """

    key: str
    name: str
    kind: str
    level: str | None
    place: str | None
    within: str | None
    unit: str | None
    parent: str | None
    spans: tuple[Span, ...]


class Role(msgspec.Struct, frozen=True, gc=False):
    """A post as the text gives it: title and body, the body completed with its place."""

    title: str
    organisation: str | None
    organisation_key: str | None = None


class Official(msgspec.Struct, frozen=True, gc=False):
    key: str
    name: str
    roles: tuple[Role, ...]
    spans: tuple[Span, ...]


class Enterprise(msgspec.Struct, frozen=True, gc=False):
    """A company by name; `form` is its legal form as printed ("CP", "TNHH MTV"), None where not stated."""

    key: str
    name: str
    form: str | None
    spans: tuple[Span, ...]


class Derivation(msgspec.Struct, frozen=True, rename={"source": "from"}):
    """A value that is not printed but follows: `field` == the value of the expression `source` ("7 - 1") over the printed numbers.

    A `Struct`, because the public format calls the expression "from", which Python keeps for itself.
    """

    field: str
    source: str
    spans: tuple[Span, ...]


class Target(msgspec.Struct, frozen=True, gc=False):
    """One statement of one document: one body, one indicator, one period, its plan and its result.

    `planned`, `achieved` are counts, or percentages where `unit` is "percent"; `percent` is the share of the plan as printed.
    `status` is exceeded, met or missed, `status_basis` stated or computed; None where no plan is spoken of or the period is open.
    `quote` is exactly the text of `spans[0]`; the other spans say the same again or complete it.
    """

    organisation: str | None
    organisation_key: str | None
    indicator: str
    scope: str | None
    period: Period | None
    planned: Number | None
    planned_min: Number | None
    planned_max: Number | None
    achieved: Number | None
    percent: Number | None
    unit: str
    per: str | None
    population: Number | None
    qualifier: str | None
    status: str | None
    status_basis: str | None
    as_of: str | None
    directive: str | None
    directive_key: str | None
    assigned_by: str | None
    derived: tuple[Derivation, ...]
    rule: str
    quote: str
    spans: tuple[Span, ...]


class Unexplained(msgspec.Struct, frozen=True, gc=False):
    text: str
    span: Span


class Facts(msgspec.Struct, frozen=True, gc=False):
    """Everything one document says, and what of it was not understood."""

    schema: str
    id: str
    source: str
    sha256: str
    title: str | None
    published: str | None
    dated: Dated | None
    publisher: str | None
    url: str | None
    place: Place | None
    directives: tuple[Directive, ...] = ()
    committees: tuple[Body, ...] = ()
    organisations: tuple[Body, ...] = ()
    officials: tuple[Official, ...] = ()
    enterprises: tuple[Enterprise, ...] = ()
    targets: tuple[Target, ...] = ()
    unexplained: tuple[Unexplained, ...] = ()


_encoder = msgspec.json.Encoder()


@cache
def _decoder() -> msgspec.json.Decoder[Facts]:
    return msgspec.json.Decoder(Facts)


def to_json(facts: Facts) -> bytes:
    """One line of JSON, without its line end; the same facts give the same bytes."""
    return _encoder.encode(facts)


def from_json(line: bytes | str) -> Facts:
    """The facts of one line that `to_json` wrote; raises `msgspec.ValidationError` where it is not of this format."""
    return _decoder().decode(line)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of `Facts`, as `docs/facts.schema.json` holds it."""
    about = "One line of `kg extract --format jsonl`: everything one document says, and what of it was not understood."
    return schema_of(Facts, "facts", SCHEMA, "Facts of a document", about)


def schema_of(record: type[msgspec.Struct], name: str, version: str, title: str, about: str) -> dict[str, Any]:
    """The JSON Schema of a record that has its format's version in a field `schema`."""
    found = msgspec.json.schema(record)
    found["$defs"][record.__name__]["properties"]["schema"] = {"const": version}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://w3id.org/chitieu/schema/{name}/{version}",
        "title": title,
        "description": about,
        **found,
    }
