"""Facts as quads, in N-Quads text; the one place where IRIs are made (`docs/model.md`).

How the build uses it:

1. `references(facts)` once a document: what it says of each node it shares with other documents. Store them as rows
   (document id, `Reference.node`, `Reference.block`, `reference_to_json(…)`). A document gives each node exactly one reference, and one for
   *every* shared node that its quads or its references point at. So these rows are all that is needed to know who is touched by what.
   (Places are nodes of the reference data: they have no rows.)
2. `link.canonical(references of one block)` for each block whose rows changed: {node: canonical node} for the nodes that are not
   themselves.
3. `document_quads(facts, canonical)` for each document that is new, changed, or has a row whose canonical node changed.
4. `shared_quads(rows of one canonical node, canonical)` for each canonical node whose rows changed, or for which a document of step 3
   has a row. The old quads of a shared node are those whose subject is `iri(node)`; a node without rows has no quads.
5. `reference_quads()` once a release, and again only when the reference data or the ontology changed.

Nothing here depends on the order of what comes in, on a clock or on chance, and no line is given twice in one call.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import quote

import msgspec

from kg import files, vocabulary
from kg.fold import slug
from kg.records import Body, Directive, Enterprise, Facts, Number, Official, Period, Relation, Span, Target
from kg.vocabulary import CT, ELI, FOAF, OA, ORG, RDF, RDFS, SCHEMA, SKOS

BASE = "https://w3id.org/chitieu/id/"
REFERENCE_GRAPH = "graph/reference"
ONTOLOGY_GRAPH = "graph/ontology"
LINKS_GRAPH = "graph/links"


class Reference(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one document contributes to one shared node; which fields are set depends on `kind`.

    `kind` is body, directive, official, enterprise or target. `key` is the text half's key, of a target made from the keys of its parts.
    `block` names the group within which `link.canonical` decides what is the same. `names` are the names the document uses, sorted.
    Keys of other nodes (`parent`, `issuer`, `organisation`, the second of `relations`) are as the document gives them, not canonical ones.
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


# --- IRIs

_NOT_IN_IRI = re.compile(r"[^\w\-.~/:@!$&'()*+,;=]")
# An id may hold slashes; one that looks like what stands under another document must not become its IRI.
_RESERVED = re.compile(r"/(?=(?:claim|mention|span|unexplained)(?:/|$))")


def _escaped(text: str) -> str:
    return _NOT_IN_IRI.sub(lambda match: quote(match[0], safe=""), text)


def iri(node: str, *, base: str = BASE) -> str:
    """The IRI of a node ("body/party_committee/D003"): Vietnamese letters stay, what an IRI may not hold is percent-encoded."""
    return base + _escaped(node)


def document_iri(document: str, *, base: str = BASE) -> str:
    """The IRI of a document, by its id."""
    return f"{base}document/{_RESERVED.sub('%2F', _escaped(document))}"


def place_iri(unit: str, *, base: str = BASE) -> str:
    """The IRI of an administrative unit, by its unit_id in the reference data."""
    return iri(f"place/{unit}", base=base)


# --- lines of N-Quads, as Oxigraph itself would write them

_XSD = vocabulary.PREFIXES["xsd"]
_LITERAL = str.maketrans(
    {
        **{chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)},
        "\b": "\\b",
        "\t": "\\t",
        "\n": "\\n",
        "\f": "\\f",
        "\r": "\\r",
        '"': '\\"',
        "\\": "\\\\",
    }
)


def _text(value: str | None, language: str | None = None) -> str | None:
    if value is None:
        return None
    return f'"{value.translate(_LITERAL)}"@{language}' if language else f'"{value.translate(_LITERAL)}"'


def _decimal(value: Number | None) -> str | None:
    if value is None:
        return None
    digits = f"{Decimal(repr(value)):f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return f'"{"0" if digits == "-0" else digits}"^^<{_XSD}decimal>'


def _integer(value: int | None) -> str | None:
    return None if value is None else f'"{value}"^^<{_XSD}integer>'


_DATE_TYPES = {10: "date", 7: "gYearMonth", 4: "gYear"}


def _date(value: str | None) -> str | None:
    return None if value is None else f'"{value}"^^<{_XSD}{_DATE_TYPES.get(len(value), "string")}>'


def _node(value: str | None) -> str | None:
    return None if value is None else f"<{value}>"


class _Lines:
    """Lines in the order in which they were first added; an object that is None adds nothing."""

    def __init__(self, graph: str | None = None) -> None:
        self.lines: dict[str, None] = {}
        self._end = f" <{graph}> .\n" if graph else " .\n"

    def add(self, subject: str, predicate: str, *objects: str | None) -> None:
        for value in objects:
            if value is not None:
                self.lines[f"<{subject}> <{predicate}> {value}{self._end}"] = None


# --- what a document refers to


@cache
def _relations() -> dict[str, str]:
    return {
        "continues": CT.continues,
        "replaces": CT.replaces,
        "amends": CT.amends,
        "implements": ELI.implements,
        "based_on": ELI.based_on,
    }


_ISSUED = re.compile(r"@\d{4}-\d{2}-\d{2}$")


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


def _related_key(relation: Relation, document: str) -> str:
    return relation.key or f"{relation.number}@?{document}"


def _directive_reference(directive: Directive, document: str) -> Reference:
    return Reference(
        "directive",
        directive.key,
        _directive_block(directive.key),
        number=directive.number,
        directive_kind=directive.kind,
        issued=directive.issued,
        issuer=directive.issuer_key,
        relations=tuple(sorted({(relation.type, _related_key(relation, document)) for relation in directive.relations})),
    )


def _directive_block(key: str) -> str:
    return f"directive/{_ISSUED.sub('', key)}"


def _target_key(target: Target, document: str) -> str:
    period = target.period or Period(None, None)
    indicator = target.indicator.replace("other:", "other/", 1)
    parts = [target.organisation_key or f"?{document}", indicator, f"{period.start or ''}_{period.end or ''}"]
    if target.scope:
        parts.append(slug(target.scope) or target.scope)
    return "/".join(parts)


def _target_reference(target: Target, document: str) -> Reference:
    key = _target_key(target, document)
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


def _stated(facts: Facts) -> Iterator[Reference]:
    for body in (*facts.committees, *facts.organisations):
        yield _body_reference(body)
    for directive in facts.directives:
        yield _directive_reference(directive, facts.id)
    for official in facts.officials:
        yield Reference("official", official.key, f"official/{official.key}", names=(official.name,))
    for enterprise in facts.enterprises:
        key = enterprise.key
        yield Reference("enterprise", key, f"enterprise/{key}", names=(enterprise.name,), form=enterprise.form)
    for target in facts.targets:
        yield _target_reference(target, facts.id)


def _pointed_at(facts: Facts, stated: list[Reference]) -> Iterator[Reference]:
    for target in facts.targets:
        if target.organisation_key:
            yield _mere_body(target.organisation_key, target.organisation)
        if target.directive_key:
            yield Reference("directive", target.directive_key, _directive_block(target.directive_key), number=target.directive)
    for directive in facts.directives:
        if directive.issuer_key:
            yield _mere_body(directive.issuer_key, directive.issuer)
        for relation in directive.relations:
            key = _related_key(relation, facts.id)
            yield Reference("directive", key, _directive_block(key), number=relation.number)
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


# --- what stands under a document


def document_quads(facts: Facts, canonical: Mapping[str, str], *, text: str | None = None, base: str = BASE) -> Iterator[str]:
    r"""Everything that stands under one document, as N-Quads lines with their "\n"; each subject carries `ct:document`.

    `canonical` maps nodes to the nodes they are; what is not in it is itself. `text` is the document's text: with it every span carries
    the words it stands for, without it only those whose words the facts give (quotes and unexplained numbers).
    """
    return iter(_UnderDocument(facts, canonical, text, base).lines)


class _UnderDocument(_Lines):
    def __init__(self, facts: Facts, canonical: Mapping[str, str], text: str | None, base: str) -> None:
        super().__init__()
        self.facts, self.canonical, self.text, self.base = facts, canonical, text, base
        self.iri = document_iri(facts.id, base=base)
        self.levels = {body.key: body.level for body in (*facts.committees, *facts.organisations) if body.level}
        self.units = {body.key: body.unit for body in (*facts.committees, *facts.organisations) if body.unit}
        self.mentions = 0
        self.document()
        for body in (*facts.committees, *facts.organisations):
            self.body(body)
        for directive in facts.directives:
            self.directive(directive)
        for official in facts.officials:
            self.official(official)
        for enterprise in facts.enterprises:
            self.enterprise(enterprise)
        for number, target in enumerate(facts.targets, start=1):
            self.claim(f"{self.iri}/claim/{number}", target)
        for unexplained in facts.unexplained:
            self.unexplained(unexplained.text, unexplained.span)

    def node(self, kind: str, key: str | None) -> str | None:
        if key is None:
            return None
        node = f"{kind}/{key}"
        return f"<{iri(self.canonical.get(node, node), base=self.base)}>"

    def place(self, unit: str | None) -> str | None:
        return None if unit is None else f"<{place_iri(unit, base=self.base)}>"

    def start(self, subject: str, kind: str) -> None:
        self.add(subject, RDF.type, _node(kind))
        self.add(subject, CT.document, _node(self.iri))

    def evidence(self, subject: str, spans: Iterable[Span], quoted: str | None = None) -> None:
        """The spans of a node; `quoted` are the words of the first."""
        for span in spans:
            self.add(subject, CT.evidence, _node(self.span(span, quoted)))
            quoted = None

    def span(self, span: Span, quoted: str | None) -> str:
        start, end = span
        subject = f"{self.iri}/span/{start}-{end}"
        words = quoted if self.text is None else self.text[start:end]
        self.start(subject, OA.SpecificResource)
        self.add(subject, OA.hasSource, _node(self.iri))
        self.start(position := f"{subject}#position", OA.TextPositionSelector)
        self.add(subject, OA.hasSelector, _node(position))
        self.add(position, OA.start, _integer(start))
        self.add(position, OA.end, _integer(end))
        if words is not None:
            self.start(quotation := f"{subject}#quote", OA.TextQuoteSelector)
            self.add(subject, OA.hasSelector, _node(quotation))
            self.add(quotation, OA.exact, _text(words))
        return subject

    def document(self) -> None:
        facts, subject = self.facts, self.iri
        self.start(subject, SCHEMA.NewsArticle)
        self.add(subject, RDFS.label, _text(facts.title or facts.id))
        self.add(subject, SCHEMA.headline, _text(facts.title))
        self.add(subject, SCHEMA.datePublished, _date(facts.published))
        if facts.dated:
            self.add(subject, CT.datedFrom, _date(facts.dated.start))
            self.add(subject, CT.datedTo, _date(facts.dated.end))
            self.add(subject, CT.datedEvidence, _text(facts.dated.evidence))
        self.add(subject, CT.publisherName, _text(facts.publisher))
        self.add(subject, SCHEMA.url, _text(facts.url))
        self.add(subject, CT.source, _text(facts.source))
        self.add(subject, CT.sha256, _text(facts.sha256))
        if facts.place:
            self.add(subject, CT.place, self.place(facts.place.unit))
            self.add(subject, CT.placeName, _text(facts.place.name))
            self.add(subject, CT.placeEvidence, _text(facts.place.evidence))
        self.add(subject, CT.unexplainedCount, _integer(len(facts.unexplained)))

    def mention(self, kind: str, node: str | None, spans: Iterable[Span]) -> str:
        self.mentions += 1
        subject = f"{self.iri}/mention/{self.mentions}"
        self.start(subject, kind)
        self.add(subject, CT.refersTo, node)
        self.evidence(subject, spans)
        return subject

    def body(self, body: Body) -> None:
        subject = self.mention(CT.BodyMention, self.node("body", body.key), body.spans)
        self.add(subject, CT.name, _text(body.name))
        self.add(subject, CT.placeName, _text(body.place))
        self.add(subject, CT.withinName, _text(body.within))

    def directive(self, directive: Directive) -> None:
        subject = self.mention(CT.DirectiveMention, self.node("directive", directive.key), directive.spans)
        self.add(subject, CT.name, _text(directive.number))
        self.add(subject, CT.title, _text(directive.title))
        if directive.kind:
            self.add(subject, CT.directiveKind, _node(vocabulary.concept("directive kind", directive.kind)))
        self.add(subject, CT.issued, _date(directive.issued))
        self.add(subject, CT.issuerName, _text(directive.issuer))
        self.add(subject, CT.issuer, self.node("body", directive.issuer_key))
        for relation in directive.relations:
            self.add(subject, _relations()[relation.type], self.node("directive", _related_key(relation, self.facts.id)))

    def official(self, official: Official) -> None:
        node = self.node("official", official.key)
        subject = self.mention(CT.OfficialMention, node, official.spans)
        self.add(subject, CT.name, _text(official.name))
        for number, role in enumerate(official.roles, start=1):
            self.start(post := f"{subject}/post/{number}", ORG.Membership)
            self.add(post, ORG.member, node)
            self.add(post, ORG.organization, self.node("body", role.organisation_key))
            self.add(post, CT.roleTitle, _text(role.title))
            self.add(post, CT.organisationName, _text(role.organisation))
            self.add(post, CT.shownOn, _date(self.facts.published))
            self.evidence(post, official.spans)

    def enterprise(self, enterprise: Enterprise) -> None:
        subject = self.mention(CT.EnterpriseMention, self.node("enterprise", enterprise.key), enterprise.spans)
        self.add(subject, CT.name, _text(enterprise.name))

    def claim(self, subject: str, target: Target) -> None:
        facts = self.facts
        period = target.period or Period(None, None)
        self.start(subject, CT.Claim)
        self.add(subject, CT.about, self.node("target", _target_key(target, facts.id)))
        self.add(subject, CT.organisation, self.node("body", target.organisation_key))
        if target.organisation_key is None:
            self.add(subject, CT.unresolved, _node(CT.organisation))
        self.add(subject, CT.organisationName, _text(target.organisation))
        self.add(subject, CT.indicator, _node(vocabulary.concept("indicator", target.indicator)))
        self.add(subject, CT.scope, _text(target.scope))
        self.add(subject, CT.periodStart, _date(period.start))
        self.add(subject, CT.periodEnd, _date(period.end))
        self.add(subject, CT.planned, _decimal(target.planned))
        self.add(subject, CT.plannedMin, _decimal(target.planned_min))
        self.add(subject, CT.plannedMax, _decimal(target.planned_max))
        self.add(subject, CT.achieved, _decimal(target.achieved))
        self.add(subject, CT.percent, _decimal(target.percent))
        self.add(subject, CT.population, _decimal(target.population))
        self.add(subject, CT.measure, _node(vocabulary.concept("measure", target.unit)))
        self.add(subject, CT.per, _text(target.per))
        if target.qualifier:
            self.add(subject, CT.qualifier, _node(vocabulary.concept("qualifier", target.qualifier)))
        if target.status:
            self.add(subject, CT.status, _node(vocabulary.concept("status", target.status)))
        if target.status_basis:
            self.add(subject, CT.statusBasis, _node(vocabulary.concept("status basis", target.status_basis)))
        self.add(subject, CT.asOf, _date(target.as_of))
        self.add(subject, CT.directive, self.node("directive", target.directive_key))
        self.add(subject, CT.directiveNumber, _text(target.directive))
        self.add(subject, CT.assignedBy, _text(target.assigned_by))
        self.add(subject, CT.rule, _text(target.rule))
        self.add(subject, CT.quote, _text(target.quote))
        self.evidence(subject, target.spans, target.quote)
        for derivation in target.derived:
            self.start(derived := f"{subject}/derivation/{_escaped(derivation.field)}", CT.Derivation)
            self.add(subject, CT.derivation, _node(derived))
            self.add(derived, CT.field, _text(derivation.field))
            self.add(derived, CT.expression, _text(derivation.source))
            self.evidence(derived, derivation.spans)
        # What questions filter by stands on the claim itself.
        self.add(subject, CT.year, _integer(_year(period.start, period.end)))
        level = self.levels.get(target.organisation_key or "")
        if level:
            self.add(subject, CT.level, _node(vocabulary.concept("level", level)))
        unit = self.units.get(target.organisation_key or "") or (facts.place.unit if facts.place else None)
        if level != "central":
            self.add(subject, CT.province, self.place(_province(unit)))
        self.add(subject, CT.date, _date(facts.published or (facts.dated.end if facts.dated else None)))

    def unexplained(self, text: str, span: Span) -> None:
        subject = f"{self.iri}/unexplained/{span[0]}-{span[1]}"
        self.start(subject, CT.UnexplainedNumber)
        self.add(subject, CT.text, _text(text))
        self.evidence(subject, (span,), text)


def _year(start: str | None, end: str | None) -> int | None:
    return int(end[:4]) if start and end and start[:4] == end[:4] else None


# --- what documents share


def shared_quads(rows: Iterable[tuple[str, Reference]], canonical: Mapping[str, str], *, base: str = BASE) -> Iterator[str]:
    """The quads of one shared node, from all (document id, reference) pairs whose canonical node it is.

    A pure function of the set of the pairs and of `canonical` for the nodes they point at. No pairs, no quads;
    pairs of more than one canonical node are a bug and raise `ValueError`.
    """
    said = sorted(set(rows), key=lambda row: (row[0], row[1].node, reference_to_json(row[1])))
    nodes = {canonical.get(reference.node, reference.node) for _, reference in said}
    if not nodes:
        return iter(())
    if len(nodes) > 1:
        raise ValueError(f"references of more than one node: {sorted(nodes)}")
    node = nodes.pop()
    lines = _Lines()
    _SHARED[node.partition("/")[0]](lines, node, said, canonical, base)
    return iter(lines.lines)


_Said = list[tuple[str, Reference]]


def _most(values: Iterable[tuple[str, str | None]]) -> list[str]:
    """Values by how many documents give them, ties in sort order."""
    counted = Counter(value for _, value in set(values) if value is not None)
    return sorted(counted, key=lambda value: (-counted[value], value))


def _field(said: _Said, field: str) -> str | None:
    """What most documents say of a field."""
    return next(iter(_most((document, getattr(reference, field)) for document, reference in said)), None)


def _pointed(kind: str, key: str | None, canonical: Mapping[str, str], base: str) -> str | None:
    node = f"{kind}/{key}"
    return None if key is None else f"<{iri(canonical.get(node, node), base=base)}>"


def _names(lines: _Lines, subject: str, said: _Said, fallback: str) -> list[str]:
    names = _most((document, name) for document, reference in said for name in reference.names)
    lines.add(subject, RDFS.label, _text(names[0] if names else fallback))
    lines.add(subject, SKOS.altLabel, *(_text(name) for name in names[1:]))
    return names


def _shared_body(lines: _Lines, node: str, said: _Said, canonical: Mapping[str, str], base: str) -> None:
    subject = iri(node, base=base)
    key = node.partition("/")[2]
    kind = vocabulary.concepts("body kind").get(_field(said, "body_kind") or "") or vocabulary.concepts("body kind")["organisation"]
    unit = _field(said, "unit")
    level = _field(said, "level")
    lines.add(subject, RDF.type, _node(kind.one(CT.bodyClass)))
    _names(lines, subject, said, f"{kind.labels['vi']} ({_unit_name(unit or key.rpartition('/')[2])})")
    lines.add(subject, CT.bodyKind, _node(kind.iri))
    if level:
        lines.add(subject, CT.level, _node(vocabulary.concept("level", level)))
    lines.add(subject, ORG.subOrganizationOf, _pointed("body", _field(said, "parent"), canonical, base))
    if unit:
        lines.add(subject, CT.place, _node(place_iri(unit, base=base)))
    province = _province(unit)
    if province:
        lines.add(subject, CT.province, _node(place_iri(province, base=base)))


def _shared_official(lines: _Lines, node: str, said: _Said, canonical: Mapping[str, str], base: str) -> None:
    subject = iri(node, base=base)
    lines.add(subject, RDF.type, _node(CT.Official))
    lines.add(subject, FOAF.name, *(_text(name) for name in _names(lines, subject, said, node)))


def _shared_enterprise(lines: _Lines, node: str, said: _Said, canonical: Mapping[str, str], base: str) -> None:
    subject = iri(node, base=base)
    lines.add(subject, RDF.type, _node(CT.Enterprise))
    _names(lines, subject, said, node)
    lines.add(subject, CT.legalForm, _text(_field(said, "form")))


def _shared_directive(lines: _Lines, node: str, said: _Said, canonical: Mapping[str, str], base: str) -> None:
    subject = iri(node, base=base)
    number = _field(said, "number") or node.partition("/")[2].partition("@")[0]
    kind = vocabulary.concepts("directive kind").get(_field(said, "directive_kind") or "")
    word = kind.labels["vi"] if kind and kind.notation != "other" else ""
    lines.add(subject, RDF.type, _node(CT.Directive))
    lines.add(subject, RDFS.label, _text(f"{word[:1].upper()}{word[1:]} {number}".strip()))
    lines.add(subject, CT.number, _text(number))
    lines.add(subject, CT.directiveKind, _node(kind.iri) if kind else None)
    lines.add(subject, CT.issued, _date(_field(said, "issued")))
    lines.add(subject, CT.issuer, _pointed("body", _field(said, "issuer"), canonical, base))
    for kind_of_relation, key in sorted({relation for _, reference in said for relation in reference.relations}):
        lines.add(subject, _relations()[kind_of_relation], _pointed("directive", key, canonical, base))


def _shared_target(lines: _Lines, node: str, said: _Said, canonical: Mapping[str, str], base: str) -> None:
    subject = iri(node, base=base)
    start, end, indicator = _field(said, "start"), _field(said, "end"), _field(said, "indicator")
    organisation = _pointed("body", _field(said, "organisation"), canonical, base)
    lines.add(subject, RDF.type, _node(CT.Target))
    lines.add(subject, CT.organisation, organisation)
    if organisation is None:
        lines.add(subject, CT.unresolved, _node(CT.organisation))
    lines.add(subject, CT.indicator, _node(vocabulary.concept("indicator", indicator)) if indicator else None)
    lines.add(subject, CT.periodStart, _date(start))
    lines.add(subject, CT.periodEnd, _date(end))
    lines.add(subject, CT.scope, _text(_field(said, "scope")))
    lines.add(subject, CT.year, _integer(_year(start, end)))


_SHARED = {
    "body": _shared_body,
    "official": _shared_official,
    "enterprise": _shared_enterprise,
    "directive": _shared_directive,
    "target": _shared_target,
}


# --- the reference data


@cache
def _units() -> dict[str, dict[str, str]]:
    with (files.REFERENCE / "admin_units.csv").open(encoding="utf-8", newline="") as table:
        return {row["unit_id"]: row for row in csv.DictReader(table)}


@cache
def _provinces() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in _units().values():
        if row["level"] == "province":
            found.setdefault(row["gso_code"], []).append(row)
    return found


def _in_force(code: str, day: str) -> str | None:
    """The province that had a code on a day: a code alone is no identity."""
    for row in _provinces().get(code, []):
        if (row["valid_from"] or "0000") <= day <= (row["valid_to"] or "9999"):
            return row["unit_id"]
    return None


@cache
def _province(unit: str | None) -> str | None:
    """The province of a unit while it existed; a province is its own."""
    row = _units().get(unit or "")
    if row is None:
        return None
    if row["level"] == "province":
        return unit
    return _in_force(row["parent_gso_code"], row["valid_to"] or row["valid_from"] or "9999")


def _successor(row: Mapping[str, str]) -> str | None:
    if not (row["successor_gso_code"] and row["valid_to"]):
        return None
    return _in_force(row["successor_gso_code"], (date.fromisoformat(row["valid_to"]) + timedelta(days=1)).isoformat())


def _unit_name(unit: str) -> str:
    row = _units().get(unit)
    return row["name_vi"] if row else unit


def reference_quads(*, base: str = BASE) -> Iterator[str]:
    """The dated administrative units in the named graph `graph/reference`, the ontology's terms in `graph/ontology`."""
    lines = _Lines(iri(REFERENCE_GRAPH, base=base))
    for row in _units().values():
        subject = place_iri(row["unit_id"], base=base)
        province, successor = _province(row["unit_id"]), _successor(row)
        lines.add(subject, RDF.type, _node(CT.AdministrativeUnit))
        lines.add(subject, RDFS.label, _text(row["name_vi"] or None, "vi"), _text(row["name_en"] or None, "en"))
        lines.add(subject, CT.level, _node(vocabulary.concept("level", row["level"])))
        for predicate, column in _unit_columns().items():
            lines.add(subject, predicate, _text(row[column] or None))
        lines.add(subject, CT.validFrom, _date(row["valid_from"] or None))
        lines.add(subject, CT.validTo, _date(row["valid_to"] or None))
        if province and province != row["unit_id"]:
            lines.add(subject, CT.within, _node(place_iri(province, base=base)))
        if successor:
            lines.add(subject, CT.succeededBy, _node(place_iri(successor, base=base)))
        if row["wikidata_qid"]:
            match = SKOS.exactMatch if row["wikidata_confidence"] == "high" else SKOS.closeMatch
            lines.add(subject, match, _node(f"http://www.wikidata.org/entity/{row['wikidata_qid']}"))
        lines.add(subject, SCHEMA.latitude, _decimal(float(row["lat"]) if row["lat"] else None))
        lines.add(subject, SCHEMA.longitude, _decimal(float(row["lon"]) if row["lon"] else None))
    yield from lines.lines
    graph = iri(ONTOLOGY_GRAPH, base=base)
    written: dict[str, None] = {}
    for name in ("kg.ttl", "indicators.ttl"):
        for quad in vocabulary.quads(files.ONTOLOGY / name):
            written[f"{quad.subject} {quad.predicate} {quad.object} <{graph}> .\n"] = None
    yield from written


def _unit_columns() -> dict[str, str]:
    return {
        CT.gsoCode: "gso_code",
        CT.unitType: "type",
        CT.isoCode: "iso_3166_2",
        CT.geonamesId: "geonames_id",
        CT.wofId: "wof_id",
        CT.hascCode: "hasc",
    }
