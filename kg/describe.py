"""The ontology as a page for people, in Vietnamese and English: `docs/ontology.md`."""

from collections.abc import Iterable, Iterator, Sequence

from kg import vocabulary
from kg.vocabulary import CT, PREFIXES, SKOS, Term

_HEAD = """\
# Ontology / Bản thể học

Generated from `ontology/kg.ttl` and `ontology/indicators.ttl`; `UPDATE=1 pytest tests/test_ontology.py` writes it anew.
Sinh ra từ `ontology/kg.ttl` và `ontology/indicators.ttl`.

What each node carries is told in `model.md`.
"""


def page() -> str:
    """The whole page, in Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    yield "| prefix | namespace |"
    yield "|---|---|"
    for prefix, namespace in PREFIXES.items():
        yield f"| `{prefix}:` | `{namespace}` |"
    owl, rdf = PREFIXES["owl"], PREFIXES["rdf"]
    terms = vocabulary.terms().values()
    own = [term for term in terms if term.iri.startswith(PREFIXES["ct"])]
    yield from _table("Classes / Lớp", [term for term in own if f"{owl}Class" in term.types], under=True)
    properties = [term for term in own if {f"{owl}ObjectProperty", f"{owl}DatatypeProperty"} & set(term.types)]
    yield from _table("Properties / Thuộc tính", properties, under=True, range_=True)
    standard = [term for term in terms if {f"{owl}Class", f"{rdf}Property"} & set(term.types) and term not in own]
    yield from _table("Terms of standard vocabularies / Thuật ngữ của các bộ từ vựng chuẩn", standard)
    for scheme in (term for term in terms if SKOS.ConceptScheme in term.types):
        concepts = [term for term in terms if term.scheme == scheme.iri]
        title = f"{_capital(scheme.labels['en'])} / {_capital(scheme.labels['vi'])}"
        yield from _table(title, concepts, introduction=scheme, ids=True)
    yield ""


def _table(
    title: str,
    terms: Sequence[Term],
    *,
    introduction: Term | None = None,
    under: bool = False,
    range_: bool = False,
    ids: bool = False,
) -> Iterator[str]:
    yield f"\n## {title}\n"
    if introduction:
        yield f"{introduction.comments['en']} {introduction.comments['vi']} (`{vocabulary.short(introduction.iri)}`)\n"
    heads = ["term", *(["id"] if ids else []), "English", "Tiếng Việt", *(["under"] if under else []), *(["range"] if range_ else [])]
    unit = any(term.one(CT.unitOfMeasure) for term in terms)
    if unit:
        heads.append("unit")
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for term in terms:
        cells = [f"`{vocabulary.short(term.iri)}`"]
        if ids:
            cells.append(f"`{term.notation}`")
        cells += [f"**{term.labels[language]}**: {term.comments[language]}" for language in ("en", "vi")]
        if under:
            cells.append(_codes(term.supers))
        if range_:
            cells.append(_codes((term.values or {}).get(f"{PREFIXES['rdfs']}range", ())))
        if unit:
            cells.append(term.one(CT.unitOfMeasure) or "")
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _codes(iris: Iterable[str]) -> str:
    return " ".join(f"`{vocabulary.short(iri)}`" for iri in iris)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
