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


def judgement_quads(
    judgement: Judgement, canonical: Mapping[str, str] | None = None, *, overruled: Judgement | None = None, base: str = BASE
) -> Iterator[str]:
    r"""A judgement as N-Quads lines with their "\n"; one that is positive about something elsewhere gives the link too.

    `canonical` says where nodes here belong now; the link is of that node. `overruled` is a person's judgement that stands in its place:
    then it gives no link.
    """
    lines = Lines(iri(JUDGEMENTS_GRAPH if judgement.relation == "same" else LINKS_GRAPH, base=base))
    node, subject = _iri(judgement, base), iri(judgement.subject, base=base)
    there = judgement.object if _ELSEWHERE.match(judgement.object) else iri(judgement.object, base=base)
    relation = None if judgement.relation == "same" else SKOS[judgement.relation]
    lines.add(node, RDF.type, resource(CT.Judgement))
    lines.add(node, CT.subject, resource(subject))
    lines.add(node, CT.relation, resource(relation))
    lines.add(node, CT.object, resource(there))
    if canonical is not None:
        here = (judgement.subject,) if relation else (judgement.subject, judgement.object)
        lines.add(node, CT.concerns, *(resource(iri(canonical.get(one, one), base=base)) for one in here))
    lines.add(node, CT.verdict, resource(vocabulary.concept("verdict", judgement.verdict)))
    lines.add(node, CT.decidedBy, resource(iri(f"agent/{judgement.by.replace(':', '/', 1)}", base=base)))
    lines.add(node, CT.because, string("\n".join(judgement.evidence)) if judgement.evidence else None)
    lines.add(node, CT.score, decimal(judgement.score))
    lines.add(node, CT.decidedOn, day(judgement.on))
    lines.add(node, CT.overruledBy, resource(_iri(overruled, base)) if overruled else None)
    lines.add(node, DCTERMS.source, resource(judgement.source))
    lines.add(node, DCTERMS.license, resource(judgement.licence))
    lines.add(node, CT.taken, _taken(judgement.taken))
    if relation and judgement.verdict == "positive" and overruled is None:
        linked = iri((canonical or {}).get(judgement.subject, judgement.subject), base=base)
        lines.add(linked, relation, resource(there))
    return iter(lines.lines)


def _iri(judgement: Judgement, base: str) -> str:
    return iri(f"judgement/{_id(judgement)}", base=base)


def _taken(taken: str | None) -> str | None:
    return month(taken) if taken and len(taken) == len("2026-11") else day(taken)


def _id(judgement: Judgement) -> str:
    """Who judges a pair once judges it under one id."""
    said = "\n".join((judgement.subject, judgement.relation, judgement.object, judgement.by))
    return hashlib.sha256(said.encode()).hexdigest()[:20]
