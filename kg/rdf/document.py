"""What stands under one document: itself, its claims, mentions, posts, spans, derivations and unexplained numbers."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg import vocabulary
from kg.rdf.iris import BASE, document_iri, escaped, iri, place_iri
from kg.rdf.lines import Lines, boolean, day, decimal, integer, resource, string
from kg.rdf.places import candidates, province_of, province_today, unit_in_key
from kg.rdf.references import directive_key, official_key, past, related_key, target_key
from kg.rdf.shared import relations, year_of
from kg.records import Body, Dated, Directive, Enterprise, Facts, Official, Period, Span, Target
from kg.vocabulary import CT, OA, ORG, RDF, RDFS, SCHEMA


def document_quads(
    facts: Facts, canonical: Mapping[str, str], *, text: str | None = None, sentences: Sequence[Span] = (), base: str = BASE
) -> Iterator[str]:
    r"""Everything that stands under one document, as N-Quads lines with their "\n"; each subject carries `ct:document`.

    `canonical` maps nodes to the nodes they are; what is not in it is itself. `text` is the document's text: with it every span carries
    the words it stands for, without it only those whose words the facts give (quotes and unexplained numbers). `sentences` are the
    sentences of the text, in order: with them mentions of officials and directives carry theirs.
    """
    return iter(_UnderDocument(facts, canonical, text, sentences, base).lines)


def check(facts: Facts) -> None:
    """Raise OntologyError where facts hold a value that its list in the ontology does not have: of one document, not of a whole graph."""
    for target in facts.targets:
        for kind, value in (
            ("indicator", target.indicator),
            ("measure", target.unit),
            ("qualifier", target.qualifier),
            ("status", target.status),
            ("status basis", target.status_basis),
        ):
            if value:
                vocabulary.concept(kind, value)
    for body in (*facts.committees, *facts.organisations):
        if body.level:
            vocabulary.concept("level", body.level)
    for directive in facts.directives:
        if directive.kind:
            vocabulary.concept("directive kind", directive.kind)


def _at_least_up_to(target: Target, dated: Dated | None) -> str | None:
    """Of a document without a date: the end of the period where it tells how that came out, else the first day it can be written on."""
    end = target.period.end if target.period and target.status else None
    start, latest = (dated.start, dated.end) if dated else (None, None)
    return end if end and (latest is None or end <= latest) else start


def _rank(target: Target, told: str | None) -> str:
    """By which claims about one target sort as text, the one to answer with last: date of the document, plan or none, closing date, result.

    A document that tells of a whole and of a part without saying so gives the plan with the whole, and no part is more than its whole.
    """
    planned = any(value is not None for value in (target.planned, target.planned_min, target.planned_max, target.percent))
    return f"{told or ''}/{planned:d}/{target.as_of or ''}/{target.achieved or 0:016.3f}"


class _UnderDocument(Lines):
    def __init__(self, facts: Facts, canonical: Mapping[str, str], text: str | None, sentences: Sequence[Span], base: str) -> None:
        super().__init__()
        self.sentences = sentences if text is not None else ()
        self.facts, self.canonical, self.text, self.base = facts, canonical, text, base
        self.iri = document_iri(facts.id, base=base)
        self.levels = {body.key: body.level for body in (*facts.committees, *facts.organisations) if body.level}
        self.units = {body.key: body.unit for body in (*facts.committees, *facts.organisations) if body.unit}
        self.mentions = 0
        self.day = facts.published or (facts.dated.start if facts.dated else None)
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

    def candidate(self, mention: str, node: str) -> None:
        """What the mention would refer to if nothing were joined to anything."""
        self.add(mention, CT.candidate, resource(iri(node, base=self.base)))

    def sentence(self, subject: str, spans: Sequence[Span], *beside: str) -> None:
        """The first sentence of the spans that holds most of the words `beside`: the title of a post, the numbers of other directives."""
        found = []
        for start, _ in spans:
            at = bisect_right(self.sentences, start, key=lambda sentence: sentence[0]) - 1
            if at >= 0 and start < self.sentences[at][1]:
                found.append(self.sentences[at])
        if found and self.text is not None:
            texts = [self.text[start:stop] for start, stop in found]
            self.add(subject, CT.sentence, string(max(texts, key=lambda text: sum(words in text for words in beside))))

    def place(self, unit: str | None) -> str | None:
        return None if unit is None else f"<{place_iri(unit, base=self.base)}>"

    def start(self, subject: str, kind: str) -> None:
        self.add(subject, RDF.type, resource(kind))
        self.add(subject, CT.document, resource(self.iri))

    def evidence(self, subject: str, spans: Iterable[Span], quoted: str | None = None) -> None:
        """The spans of a node; `quoted` are the words of the first."""
        for span in spans:
            self.add(subject, CT.evidence, resource(self.span(span, quoted)))
            quoted = None

    def span(self, span: Span, quoted: str | None) -> str:
        start, end = span
        subject = f"{self.iri}/span/{start}-{end}"
        words = quoted if self.text is None else self.text[start:end]
        self.start(subject, OA.SpecificResource)
        self.add(subject, OA.hasSource, resource(self.iri))
        self.start(position := f"{subject}#position", OA.TextPositionSelector)
        self.add(subject, OA.hasSelector, resource(position))
        self.add(position, OA.start, integer(start))
        self.add(position, OA.end, integer(end))
        if words is not None:
            self.start(quotation := f"{subject}#quote", OA.TextQuoteSelector)
            self.add(subject, OA.hasSelector, resource(quotation))
            self.add(quotation, OA.exact, string(words))
        return subject

    def document(self) -> None:
        facts, subject = self.facts, self.iri
        self.start(subject, SCHEMA.NewsArticle)
        self.add(subject, RDFS.label, string(facts.title or facts.id))
        self.add(subject, SCHEMA.headline, string(facts.title))
        self.add(subject, SCHEMA.datePublished, day(facts.published))
        if facts.dated:
            self.add(subject, CT.datedFrom, day(facts.dated.start))
            self.add(subject, CT.datedTo, day(facts.dated.end))
            self.add(subject, CT.datedEvidence, string(facts.dated.evidence))
        self.add(subject, CT.publisherName, string(facts.publisher))
        self.add(subject, SCHEMA.url, string(facts.url))
        self.add(subject, CT.source, string(facts.source))
        self.add(subject, CT.sha256, string(facts.sha256))
        if facts.place:
            self.add(subject, CT.place, self.place(facts.place.unit))
            self.add(subject, CT.provinceToday, self.place(province_today(facts.place.unit)))
            self.add(subject, CT.placeName, string(facts.place.name))
            self.add(subject, CT.placeEvidence, string(facts.place.evidence))
        self.add(subject, CT.claimCount, integer(len(facts.targets)))
        self.add(subject, CT.unexplainedCount, integer(len(facts.unexplained)))

    def mention(self, kind: str, node: str | None, spans: Iterable[Span]) -> str:
        self.mentions += 1
        subject = f"{self.iri}/mention/{self.mentions}"
        self.start(subject, kind)
        self.add(subject, CT.refersTo, node)
        self.evidence(subject, spans)
        return subject

    def body(self, body: Body) -> None:
        subject = self.mention(CT.BodyMention, self.node("body", body.key), body.spans)
        if body.level in ("enterprise", "cell"):
            self.sentence(subject, body.spans)
        self.add(subject, CT.name, string(body.name))
        self.add(subject, CT.placeName, string(body.place))
        self.add(subject, CT.withinName, string(body.within))
        if body.unit is None and body.place is not None and body.level in ("province", "district"):
            self.add(subject, CT.unresolved, resource(CT.place))
            self.add(subject, CT.candidatePlace, *(self.place(unit) for unit in candidates(body.key, body.place, body.level, self.day)))

    def directive(self, directive: Directive) -> None:
        key = directive_key(directive.key, self.facts)
        subject = self.mention(CT.DirectiveMention, self.node("directive", key), directive.spans)
        self.candidate(subject, f"directive/{key}")
        self.add(subject, CT.name, string(directive.number))
        self.add(subject, CT.title, string(directive.title))
        if directive.kind:
            self.add(subject, CT.directiveKind, resource(vocabulary.concept("directive kind", directive.kind)))
        self.add(subject, CT.issued, day(directive.issued))
        self.add(subject, CT.issuerName, string(directive.issuer))
        self.add(subject, CT.issuer, self.node("body", directive.issuer_key))
        for relation in directive.relations:
            self.add(subject, relations()[relation.type], self.node("directive", related_key(relation, self.facts)))
        self.sentence(subject, directive.spans, *(relation.number for relation in directive.relations))

    def official(self, official: Official) -> None:
        key = official_key(official, self.facts)
        node = self.node("official", key)
        subject = self.mention(CT.OfficialMention, node, official.spans)
        self.candidate(subject, f"official/{key}")
        self.add(subject, CT.name, string(official.name))
        self.sentence(subject, official.spans, *(role.title for role in official.roles))
        for number, role in enumerate(official.roles, start=1):
            self.start(post := f"{subject}/post/{number}", ORG.Membership)
            self.add(post, ORG.member, node)
            self.add(post, ORG.organization, self.node("body", role.organisation_key))
            self.add(post, CT.roleTitle, string(role.title))
            self.add(post, CT.organisationName, string(role.organisation))
            self.add(post, CT.shownOn, day(self.facts.published))
            self.add(post, CT.past, boolean(True) if past(role.title) else None)
            self.sentence(post, official.spans, role.title)
            self.evidence(post, official.spans)

    def enterprise(self, enterprise: Enterprise) -> None:
        subject = self.mention(CT.EnterpriseMention, self.node("enterprise", enterprise.key), enterprise.spans)
        self.sentence(subject, enterprise.spans)
        self.add(subject, CT.name, string(enterprise.name))

    def claim(self, subject: str, target: Target) -> None:
        facts = self.facts
        period = target.period or Period(None, None)
        self.start(subject, CT.Claim)
        self.add(subject, CT.about, self.node("target", target_key(target, facts.id)))
        self.add(subject, CT.organisation, self.node("body", target.organisation_key))
        if target.organisation_key is None:
            self.add(subject, CT.unresolved, resource(CT.organisation))
        self.add(subject, CT.organisationName, string(target.organisation))
        self.add(subject, CT.indicator, resource(vocabulary.concept("indicator", target.indicator)))
        self.add(subject, CT.scope, string(target.scope))
        self.add(subject, CT.periodStart, day(period.start))
        self.add(subject, CT.periodEnd, day(period.end))
        self.add(subject, CT.planned, decimal(target.planned))
        self.add(subject, CT.plannedMin, decimal(target.planned_min))
        self.add(subject, CT.plannedMax, decimal(target.planned_max))
        self.add(subject, CT.achieved, decimal(target.achieved))
        self.add(subject, CT.percent, decimal(target.percent))
        self.add(subject, CT.population, decimal(target.population))
        self.add(subject, CT.measure, resource(vocabulary.concept("measure", target.unit)))
        self.add(subject, CT.per, string(target.per))
        if target.qualifier:
            self.add(subject, CT.qualifier, resource(vocabulary.concept("qualifier", target.qualifier)))
        if target.status:
            self.add(subject, CT.status, resource(vocabulary.concept("status", target.status)))
        if target.status_basis:
            self.add(subject, CT.statusBasis, resource(vocabulary.concept("status basis", target.status_basis)))
        self.add(subject, CT.asOf, day(target.as_of))
        if target.directive_key:
            self.add(subject, CT.directive, self.node("directive", directive_key(target.directive_key, facts)))
        self.add(subject, CT.directiveNumber, string(target.directive))
        self.add(subject, CT.assignedBy, string(target.assigned_by))
        self.add(subject, CT.rule, string(target.rule))
        self.add(subject, CT.quote, string(target.quote))
        self.evidence(subject, target.spans, target.quote)
        for derivation in target.derived:
            self.start(derived := f"{subject}/derivation/{escaped(derivation.field)}", CT.Derivation)
            self.add(subject, CT.derivation, resource(derived))
            self.add(derived, CT.field, string(derivation.field))
            self.add(derived, CT.expression, string(derivation.source))
            self.evidence(derived, derivation.spans)
        # What questions filter by stands on the claim itself.
        year = year_of(period.start, period.end)
        self.add(subject, CT.year, integer(year))
        level = self.levels.get(target.organisation_key or "")
        if level:
            self.filtered(subject, CT.level, resource(vocabulary.concept("level", level)), CT.yearAndLevel, year)
        home = facts.place.unit if facts.place else None
        unit = self.units.get(target.organisation_key or "") or unit_in_key(target.organisation_key) or home
        if level != "central":
            self.filtered(subject, CT.province, self.place(province_of(unit)), CT.yearAndProvince, year)
            self.filtered(subject, CT.provinceToday, self.place(province_today(unit)), CT.yearAndProvinceToday, year)
        self.add(subject, CT.date, day(facts.published))
        self.add(subject, CT.upTo, day(target.as_of or facts.published or _at_least_up_to(target, facts.dated)))
        self.add(subject, CT.rank, string(_rank(target, facts.published or (facts.dated.end if facts.dated else None))))

    def filtered(self, subject: str, property_: str, node: str | None, together: str, year: int | None) -> None:
        """A node that questions filter by, and beside it the year with the node as one value, for those that filter by both."""
        self.add(subject, property_, node)
        self.add(subject, together, None if node is None or year is None else string(f"{year} {node[1:-1]}"))

    def unexplained(self, text: str, span: Span) -> None:
        subject = f"{self.iri}/unexplained/{span[0]}-{span[1]}"
        self.start(subject, CT.UnexplainedNumber)
        self.add(subject, CT.text, string(text))
        self.evidence(subject, (span,), text)
