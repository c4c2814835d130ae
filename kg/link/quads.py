"""Judgements as quads: who decided each and on what; one that is positive about something elsewhere is the link itself, too."""

import hashlib
import re
from collections.abc import Iterator, Mapping

from kg import vocabulary
from kg.link.judgement import Judgement
from kg.rdf import BASE, JUDGEMENTS_GRAPH, LINKS_GRAPH, iri
from kg.rdf.lines import Lines, day, decimal, month, resource, string
from kg.vocabulary import CT, DCTERMS, RDF, SKOS

_ELSEWHERE = re.compile(r"https?:")


def judgement_quads(judgement: Judgement, canonical: Mapping[str, str] | None = None, *, base: str = BASE) -> Iterator[str]:
    r"""A judgement as N-Quads lines with their "\n"; one that is positive about something elsewhere gives the link too.

    Of two nodes here, `canonical` says where they belong now.
    """
    lines = Lines(iri(JUDGEMENTS_GRAPH if judgement.relation == "same" else LINKS_GRAPH, base=base))
    node, subject = iri(f"judgement/{_id(judgement)}", base=base), iri(judgement.subject, base=base)
    there = judgement.object if _ELSEWHERE.match(judgement.object) else iri(judgement.object, base=base)
    relation = None if judgement.relation == "same" else SKOS[judgement.relation]
    lines.add(node, RDF.type, resource(CT.Judgement))
    lines.add(node, CT.subject, resource(subject))
    lines.add(node, CT.relation, resource(relation))
    lines.add(node, CT.object, resource(there))
    if canonical is not None:
        lines.add(node, CT.concerns, *(resource(iri(canonical.get(one, one), base=base)) for one in (judgement.subject, judgement.object)))
    lines.add(node, CT.verdict, resource(vocabulary.concept("verdict", judgement.verdict)))
    lines.add(node, CT.decidedBy, resource(iri(f"agent/{judgement.by.replace(':', '/', 1)}", base=base)))
    lines.add(node, CT.because, string("\n".join(judgement.evidence)) if judgement.evidence else None)
    lines.add(node, CT.score, decimal(judgement.score))
    lines.add(node, CT.decidedOn, day(judgement.on))
    lines.add(node, DCTERMS.source, resource(judgement.source))
    lines.add(node, DCTERMS.license, resource(judgement.licence))
    lines.add(node, CT.taken, _taken(judgement.taken))
    if relation and judgement.verdict == "positive":
        lines.add(subject, relation, resource(there))
    return iter(lines.lines)


def _taken(taken: str | None) -> str | None:
    return month(taken) if taken and len(taken) == len("2026-11") else day(taken)


def _id(judgement: Judgement) -> str:
    """Who judges a pair once judges it under one id."""
    said = "\n".join((judgement.subject, judgement.relation, judgement.object, judgement.by))
    return hashlib.sha256(said.encode()).hexdigest()[:20]
