"""All that is known of one thing, with the sentences that say so: the internal questions in `queries/show/`, asked of one node.

A file there says in `of:` of which kinds of thing it tells, so a new section is a new file.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Store

from kg import query
from kg.errors import QueryError
from kg.query import Parameter, Rows, Text, Value
from kg.vocabulary import CT, ORG, SCHEMA

FORMATS = ("text", "md", "json")

_ENTITY = Parameter("entity", "iri", Text("tên hoặc IRI", "name or IRI"), required=True, source="choices/entities")


@dataclass(frozen=True, slots=True)
class Section:
    """What one internal question has to say."""

    name: str
    title: Text
    rows: Rows


@dataclass(frozen=True, slots=True)
class About:
    """One thing: its node, what kind of thing it is, its name, and the sections that are not empty. The first tells of the node itself."""

    iri: str
    kind: str
    label: str
    sections: tuple[Section, ...]
    language: str = "en"


def kinds() -> dict[str, str]:
    """The kinds of thing that can be shown, by class."""
    return {
        CT.PartyCommittee: "body",
        ORG.Organization: "body",
        ORG.OrganizationalUnit: "body",
        CT.Official: "official",
        CT.Enterprise: "enterprise",
        CT.Directive: "directive",
        CT.AdministrativeUnit: "place",
        CT.Target: "target",
        SCHEMA.NewsArticle: "document",
        CT.Claim: "claim",
    }


def about(store: Store, text: str, *, language: str = "en") -> About:
    """What the graph knows of a body, official, enterprise, directive, place, target, document or claim, given by name or IRI."""
    try:
        node = query.terms(store, _ENTITY, text)
    except QueryError as error:
        said = str(error).replace("is no value of 'entity' that the graph knows", "is nothing that the graph knows")
        raise QueryError(said.replace("fits several values of 'entity'", "fits several things")) from None
    entity = query.answer(store, query.question("show/entity"), {"entity": node}, language=language)
    known = [(kinds()[str(type)], str(label or node[0].value)) for type, label in entity.rows if type in kinds()]
    if not known:
        raise QueryError(
            f"the graph knows nothing of <{node[0].value}>; give a name, or the IRI of {', '.join(sorted(set(kinds().values())))}"
        )
    kind, label = known[0]
    sections = []
    for asked in sorted(query.internal("show"), key=lambda asked: (asked.name != "show/properties", asked.name)):
        if kind in asked.kinds:
            answer = query.answer(store, asked, {"entity": node}, language=language)
            if answer.rows:
                sections.append(Section(asked.name.removeprefix("show/"), asked.title, answer))
    return About(node[0].value, kind, label, tuple(sections), language)


def rendered(found: About, format: str = "text") -> str:
    """As text for reading, as Markdown, or as one JSON object: the sections by name, each a list of objects by the names of the columns."""
    match format:
        case "text":
            return "".join(f"{line}\n" for line in _text(found))
        case "md":
            return "".join(f"{line}\n" for line in _markdown(found))
        case "json":
            sections = {section.name: list(section.rows.records()) for section in found.sections}
            whole = {"iri": found.iri, "kind": found.kind, "label": found.label, **sections}
            return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    raise QueryError(f"no format '{format}' here; there are: {', '.join(FORMATS)}")


def _text(found: About) -> Iterator[str]:
    yield f"{found.label} ({found.kind})"
    yield found.iri
    for section in found.sections:
        yield ""
        yield section.title.of(found.language)
        for facts, quote, source in _entries(section.rows):
            yield f"  {facts}"
            if quote:
                yield f"    “{quote}”"
            if source:
                yield f"    — {source}"


def _markdown(found: About) -> Iterator[str]:
    yield f"# {_escaped(found.label)} ({found.kind})"
    yield ""
    yield f"<{found.iri}>"
    for section in found.sections:
        yield ""
        yield f"## {section.title.of(found.language)}"
        yield ""
        for facts, quote, source in _entries(section.rows):
            yield f"- {_escaped(facts)}"
            if quote:
                yield f"  > {_escaped(quote)}"
            if source:
                yield f"  > — {_escaped(source)}"


# Columns that say where a row is from; they stand below it.
_SOURCE = ("title", "date")


def _entries(rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Each row as what it says, its quote, and the document it is from; what is not known is left out."""
    for record in rows.records():
        shown = [(column, _words(record[column.name])) for column in rows.columns if column.shown and record[column.name] is not None]
        said = [(column, words) for column, words in shown if column.name not in (*_SOURCE, "quote")]
        if [column.name for column, _ in said] == ["property", "value"]:
            facts = f"{said[0][1]}: {said[1][1]}"
        else:
            facts = "; ".join(f"{column.text.of(rows.language)}: {words}" for column, words in said)
        words = {column.name: words for column, words in shown}
        source = ", ".join(words[name] for name in _SOURCE if name in words)
        # A document's list of its own documents has nothing else to say.
        yield (facts, words.get("quote", ""), source) if facts else (source, "", "")


def _words(value: Value) -> str:
    return " ".join(str(value).split())


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", text)
