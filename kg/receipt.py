"""What an answer rests on, in a file that somebody else can check: the question, the claims, and the documents with their hashes.

`receipt` writes it of an answer; `verified` derives it again from the raw documents, without the graph and without a network.
"""

import hashlib
import re
import tempfile
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
from pyoxigraph import Literal, NamedNode, Store

from kg import build, diff, extract, query, rdf, read, records, store, vocabulary
from kg.errors import QueryError, ReadError, ReceiptError
from kg.query import Question, Rows, Term, Value
from kg.rdf.iris import base_of
from kg.records import Document, Facts

SCHEMA = "1"
FORMATS = ("text", "json")

# The kind of evidence that is words alone: a sentence that a row quotes, and no fact that the document states in it.
TEXT = "text"

_RECORDS: dict[str, type[msgspec.Struct]] = {
    "targets": records.Target,
    "committees": records.Body,
    "organisations": records.Body,
    "directives": records.Directive,
    "officials": records.Official,
    "enterprises": records.Enterprise,
    "unexplained": records.Unexplained,
}
# What a mention refers to, as far as its own document tells.
_CANDIDATE = NamedNode(vocabulary.CT.candidate)
# Those whose members are mentions, in the order in which `rdf` counts them.
_MENTIONED = ("committees", "organisations", "directives", "officials", "enterprises")


class Asked(msgspec.Struct, frozen=True):
    """The question: its name, the file as it was asked, and the SHA-256 of that text in UTF-8."""

    name: str
    text: str
    sha256: str


class Bound(msgspec.Struct, frozen=True):
    """What stood for a parameter: an IRI, or a literal with its datatype."""

    value: str
    datatype: str | None = None


class Release(msgspec.Struct, frozen=True):
    """The release that was asked; `sha256` is the same for all that hold the same documents, read by the same code."""

    number: int
    documents: int
    sha256: str


class Source(msgspec.Struct, frozen=True):
    """A document: `sha256` is of the bytes read, `text_sha256` of the text of record in UTF-8, into which all spans point."""

    sha256: str
    text_sha256: str
    source: str
    title: str | None
    published: str | None
    publisher: str | None
    url: str | None


class Evidence(msgspec.Struct, frozen=True):
    """One statement of one document: the list of its facts that holds it, the fact, and each span with the words that stand there.

    Of the kind `text` it is a sentence alone, and the fact is empty.
    """

    document: str
    kind: str
    fact: dict[str, Any]
    spans: tuple[tuple[int, int], ...]
    quotes: tuple[str, ...]


class Row(msgspec.Struct, frozen=True):
    """A row: its values by column, and the claims and documents that it rests on; none where it counts over the whole graph."""

    values: dict[str, Value]
    claims: tuple[str, ...]
    documents: tuple[str, ...]


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything an answer rests on. `documents` are by id, `claims` by IRI."""

    schema: str
    kg: str
    question: Asked
    parameters: dict[str, tuple[Bound, ...]]
    language: str
    release: Release
    rows: tuple[Row, ...]
    claims: dict[str, Evidence]
    documents: dict[str, Source]


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not hold, or (`sound`) is only to be known: where, and what about it."""

    what: str
    where: str
    message: str
    sound: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much of a receipt holds: documents found and unchanged, claims still made, rows answered again (None: not asked)."""

    documents: tuple[int, int]
    claims: tuple[int, int]
    rows: tuple[int, int] | None
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        return all(finding.sound for finding in self.findings)


# ---- writing


def receipt(graph: Path, asked: Question, terms: Mapping[str, Sequence[Term]], answer: Rows, *, number: int | None = None) -> Receipt:
    """What an answer of a release rests on; `terms` are those it was asked with."""
    with (
        store.reading(graph, number) as release,
        store.lookup(graph, release.number) as lookup,
        store.open_release(graph, release.number) as opened,
    ):
        under = _Under(lookup, opened)
        claims: dict[str, Evidence] = {}
        rows = []
        for record in answer.records():
            found = under.evidence(record)
            if found:
                found.update(under.naming(record, {one.document for one in found.values()}))
            claims.update(found)
            rows.append(Row(record, tuple(found), tuple(sorted({*under.documents(record), *(one.document for one in found.values())}))))
        names = sorted({name for row in rows for name in row.documents})
        return Receipt(
            schema=SCHEMA,
            kg=version("chitieu-kg"),
            question=Asked(asked.name, asked.sparql, _sha256(asked.sparql)),
            parameters={name: tuple(map(_bound, values)) for name, values in sorted(terms.items())},
            language=answer.language,
            release=Release(release.number, release.documents, store.content(graph, release.number)),
            rows=tuple(rows),
            claims={iri: claims[iri] for iri in sorted(claims)},
            documents={name: under.sources[name] for name in names},
        )


def write(found: Receipt, path: Path) -> None:
    """As indented JSON; the same answer of the same release gives the same bytes."""
    try:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    except OSError as error:
        raise ReceiptError(f"cannot write {path}: {error.strerror or error}") from None


class _Under:
    """What stands under the documents of a release, by IRI."""

    def __init__(self, lookup: Callable[[str], tuple[Document, Facts] | None], opened: Store) -> None:
        self.base = base_of(opened)
        self.opened = opened
        self.sources: dict[str, Source] = {}

        # An answer comes back to a document soon, or not at all.
        @lru_cache(maxsize=256)
        def read(name: str) -> tuple[Document, Facts] | None:
            known = lookup(name)
            if known is not None:
                self.sources.setdefault(name, _source(*known))
            return known

        self.read = read

        @lru_cache(maxsize=256)
        def named_by(directive: str) -> Mapping[str, str]:
            mentions = (quad.subject for quad in opened.quads_for_pattern(None, _CANDIDATE, NamedNode(directive)))
            found: dict[str, str] = {}
            for iri in sorted(mention.value for mention in mentions if isinstance(mention, NamedNode)):
                if (name := rdf.document_id(iri, base=self.base)[0]) is not None:
                    found.setdefault(name, iri)
            return found

        self.named_by = named_by

    def documents(self, row: Mapping[str, Value]) -> Iterator[str]:
        """The documents that a row names, in one cell or several in one."""
        for iri in _iris(row):
            name, below = rdf.document_id(iri, base=self.base)
            if name is not None and not below and self.read(name) is not None:
                yield name

    def evidence(self, row: Mapping[str, Value]) -> dict[str, Evidence]:
        """The statements that a row names; where it names none, but a document and its words, those that stand in these words."""
        found: dict[str, Evidence] = {}
        for iri in _iris(row):
            name, below = rdf.document_id(iri, base=self.base)
            if name is not None and below:
                found.update((key, one) for key, one in self.statements(name) if f"{iri}/".startswith(f"{key}/"))
        if not found and isinstance(quote := row.get("quote"), str):
            for name in self.documents(row):
                found.update(self.quoted(name, quote, row))
        return dict(sorted(found.items()))

    def naming(self, row: Mapping[str, Value], among: set[str]) -> Iterator[tuple[str, Evidence]]:
        """Of each directive that a row names and none of its documents names in full, with its day: the first mention that does."""
        for iri in _iris(row):
            mentions = self.named_by(iri) if rdf.document_id(iri, base=self.base)[0] is None else {}
            if mentions and not among & mentions.keys():
                name, mention = min(mentions.items())
                yield from ((key, one) for key, one in self.statements(name) if key == mention)

    def quoted(self, name: str, quote: str, row: Mapping[str, Value]) -> Iterator[tuple[str, Evidence]]:
        """The statements in a sentence that a row names in words; and the sentence, where none of them is as long."""
        known = self.read(name)
        places = [] if known is None else [match.span() for match in re.finditer(re.escape(quote), known[0].text)]
        said = " ".join(str(value) for column, value in row.items() if column not in ("quote", "title"))
        whole = False
        for key, one in self.statements(name) if places else ():
            inside = any(start <= s and e <= end for start, end in places for s, e in one.spans)
            names = one.quotes + tuple(one.fact[field] for field in ("number", "name") if field in one.fact)
            if inside and (quote in one.quotes or (one.kind in _MENTIONED and any(name in said for name in names))):
                whole = whole or quote in one.quotes
                yield key, one
        if places and not whole:
            start, end = places[0]
            yield f"{rdf.document_iri(name, base=self.base)}/span/{start}-{end}", Evidence(name, TEXT, {}, ((start, end),), (quote,))

    def statements(self, name: str) -> Iterator[tuple[str, Evidence]]:
        if (known := self.read(name)) is not None:
            document, facts = known
            for iri, kind, fact in _statements(facts, rdf.document_iri(name, base=self.base)):
                yield iri, _evidence(document, kind, fact)


def _iris(row: Mapping[str, Value]) -> Iterator[str]:
    for value in row.values():
        if isinstance(value, str) and value.startswith(("http:", "https:", "urn:")):
            yield from value.split()


def _statements(facts: Facts, iri: str) -> Iterator[tuple[str, str, Any]]:
    """Everything a document says: the IRI of its node in the graph, the list it stands in, the fact."""
    for number, fact in enumerate(facts.targets, 1):
        yield f"{iri}/claim/{number}", "targets", fact
    number = 0
    for kind in _MENTIONED:
        for fact in getattr(facts, kind):
            number += 1
            yield f"{iri}/mention/{number}", kind, fact
    for unexplained in facts.unexplained:
        yield f"{iri}/unexplained/{unexplained.span[0]}-{unexplained.span[1]}", "unexplained", unexplained


def _spans(fact: Any) -> tuple[tuple[int, int], ...]:
    return (fact.span,) if isinstance(fact, records.Unexplained) else tuple(fact.spans)


def _evidence(document: Document, kind: str, fact: Any) -> Evidence:
    spans = _spans(fact)
    return Evidence(document.id, kind, msgspec.to_builtins(fact), spans, tuple(document.text[start:end] for start, end in spans))


def _source(document: Document, facts: Facts) -> Source:
    return Source(
        document.sha256, _sha256(document.text), document.source, facts.title, facts.published, facts.publisher, facts.url or document.url
    )  # fmt: skip


def _bound(term: Term) -> Bound:
    return Bound(term.value, None if isinstance(term, NamedNode) else term.datatype.value)


def _term(bound: Bound) -> Term:
    return NamedNode(bound.value) if bound.datatype is None else Literal(bound.value, datatype=NamedNode(bound.datatype))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a receipt, as `docs/receipt.schema.json` holds it."""
    about = "What `kg ask … --receipt FILE` writes and `kg verify FILE` checks. A `fact` is as in facts.schema.json."
    return records.schema_of(Receipt, "receipt", SCHEMA, "Receipt of an answer", about)


# ---- verifying


def load(path: Path) -> Receipt:
    """The receipt in a file."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Receipt)
    except OSError as error:
        raise ReceiptError(f"cannot read {path}: {error.strerror or error}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ReceiptError(f"{path} is no receipt: {error}; kg ask … --receipt FILE writes one") from None
    if found.schema != SCHEMA:
        raise ReceiptError(f"{path} is a receipt of schema {found.schema!r}; this kg reads schema {SCHEMA!r}")
    for iri in [iri for row in found.rows for iri in row.claims if iri not in found.claims]:
        raise ReceiptError(f"{path} is not whole: a row rests on {iri}, which is not among its claims")
    for one in found.claims.values():
        if one.kind != TEXT:
            _record(one)
    for name in [one.document for one in found.claims.values() if one.document not in found.documents]:
        raise ReceiptError(f"{path} is not whole: a claim is made by {name}, which is not among its documents")
    return found


def verified(
    found: Receipt, sources: Iterable[str], *, quick: bool = False, progress: Callable[[str, int, int], None] | None = None
) -> Verdict:
    """Derive a receipt again from raw documents: its claims, and its rows, for which the question is asked anew, of a graph of these
    documents alone. `quick` leaves the rows out, and says so: then only what they rest on is checked.
    """
    findings = [*_question(found), *_unsupported(found)]
    located = _located(found, tuple(sources), findings, progress)
    wrong: set[str] = set()
    sound = made = 0
    made_by: dict[str, dict[str, Evidence]] = {}
    for iri, one in found.claims.items():
        made_by.setdefault(one.document, {})[iri] = one
    for done, (name, source) in enumerate(sorted(found.documents.items()), 1):
        claims = made_by.get(name, {})
        if name in located:
            problems = list(_document(name, source, located[name]))
            told = list(_claims(claims, located[name]))
            wrong.update(finding.where for finding in told if not finding.sound)
            findings += [*problems, *told]
            sound += all(finding.sound for finding in problems)
            made += sum(iri not in wrong for iri in claims)
        if progress:
            progress("verify", done, len(found.documents))
    rows = None
    if not quick:
        rows = _again(found, located, findings)
    elif found.rows:
        said = "of the rows nothing is checked, only the claims that they name; without --quick they are asked again"
        findings.append(Finding("row", found.question.name, said, sound=True))
    return Verdict((sound, len(found.documents)), (made, len(found.claims)), rows, tuple(findings))


def _question(found: Receipt) -> Iterator[Finding]:
    if _sha256(found.question.text) != found.question.sha256:
        yield Finding("question", found.question.name, "its text in the receipt does not have the hash that the receipt gives")
    try:
        here = query.question(found.question.name)
    except QueryError as error:
        yield Finding("question", found.question.name, f"this kg does not have it: {error}", sound=True)
        return
    if here.sparql != found.question.text:
        yield Finding(
            "question", found.question.name, f"this kg ({version('chitieu-kg')}) asks it in other words than {found.kg}", sound=True
        )


def _unsupported(found: Receipt) -> Iterator[Finding]:
    """What a receipt cannot prove."""
    if not found.rows:
        yield Finding("row", found.question.name, "the answer was empty: there is nothing to check", sound=True)
    elif count := sum(not row.claims for row in found.rows):
        said = "name no claim, for they count or tell of what is not there: nothing of them is checked"
        yield Finding("row", found.question.name, f"{count:,} of {len(found.rows):,} {said}", sound=True)


def _located(
    found: Receipt, sources: tuple[str, ...], findings: list[Finding], progress: Callable[[str, int, int], None] | None
) -> dict[str, Document]:
    """The documents of a receipt among the sources: by id and hash, else by hash alone, else by id alone."""
    located: dict[str, Document] = {}
    others: list[read.Candidate] = []
    for candidate in read.candidates(sources):
        if candidate.id in found.documents:
            try:
                located[candidate.id] = read.document(candidate)
            except ReadError as error:
                findings.append(Finding("document", candidate.id, f"cannot be read: {error}"))
        else:
            others.append(candidate)
    sought = {
        source.sha256: name for name, source in found.documents.items() if name not in located or located[name].sha256 != source.sha256
    }
    for done, candidate in enumerate(others if sought else (), 1):
        name = sought.get(_hash(candidate))
        if name is not None:
            located[name] = msgspec.structs.replace(read.document(candidate), id=name)
            findings.append(Finding("document", name, f"is called {candidate.id} among the sources", sound=True))
            del sought[located[name].sha256]
            if not sought:
                break
        if progress:
            progress("seek", done, len(others))
    unread = {finding.where for finding in findings if not finding.sound}
    for name in sorted(set(found.documents) - set(located) - unread):
        findings.append(
            Finding("document", name, f"missing: nothing of this id or of hash {found.documents[name].sha256} in {', '.join(sources)}")
        )
    return located


def _hash(candidate: read.Candidate) -> str:
    try:
        if candidate.path is not None and candidate.path.is_file():
            with candidate.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        return read.document(candidate).sha256
    except (OSError, ReadError):
        return ""


def _document(name: str, source: Source, document: Document) -> Iterator[Finding]:
    if document.sha256 != source.sha256:
        yield Finding("document", name, f"its bytes are others: SHA-256 was {source.sha256}, is {document.sha256} ({document.source})")
    elif _sha256(document.text) != source.text_sha256:
        yield Finding("document", name, f"its bytes are the same, but this kg reads other text from them ({document.source})")


def _claims(claims: Mapping[str, Evidence], document: Document) -> Iterator[Finding]:
    """Whether the words stand where they stood, and whether the document, read anew, still says the same."""
    facts = extract.facts(document)
    for iri, one in claims.items():
        for (start, end), quote in zip(one.spans, one.quotes, strict=True):
            if document.text[start:end] != quote:
                elsewhere = document.text.find(quote)
                where = f"they stand at {elsewhere}–{elsewhere + len(quote)}" if elsewhere >= 0 else "they stand nowhere in it"
                yield Finding("quote", iri, f"“{_line(quote)}” is not at {start}–{end} of {document.id} any more: {where}")
    for kind, record in _RECORDS.items():
        then = {iri: _record(one) for iri, one in claims.items() if one.kind == kind}
        now = {id(old): new for old, new in diff.counterparts(list(then.values()), getattr(facts, kind), kind) if old is not None}
        for iri, fact in then.items():
            new = now[id(fact)]
            if new is None:
                yield Finding("claim", iri, f"{document.id} does not make it any more: “{_line(claims[iri].quotes[0])}”")
            elif new != fact:
                fields = (name for name in record.__struct_fields__ if getattr(new, name) != getattr(fact, name))
                said = (f"{name} was {_shown(getattr(fact, name))}, is {_shown(getattr(new, name))}" for name in fields)
                yield Finding("claim", iri, f"{document.id} says otherwise now: {'; '.join(said)}")


def _record(one: Evidence) -> Any:
    try:
        return msgspec.convert(one.fact, _RECORDS[one.kind])
    except (KeyError, msgspec.ValidationError) as error:
        raise ReceiptError(f"a claim of {one.document} in the receipt is no fact of the kind {one.kind!r}: {error}") from None


def _again(found: Receipt, located: Mapping[str, Document], findings: list[Finding]) -> tuple[int, int]:
    """Ask again, of a graph of the documents that were found; rows that name no claim are left out, for they rest on more than these."""
    resting = [row for row in found.rows if row.claims]
    if not located:
        return 0, len(resting)
    try:
        asked = query.question(found.question.name)
        terms = {name: tuple(map(_term, values)) for name, values in found.parameters.items()}
        for name in terms:
            asked.parameter(name)
        with tempfile.TemporaryDirectory(prefix="kg-verify-") as folder:
            graph = Path(folder) / "graph"
            build.build([], graph, given=located.values())
            with store.open_release(graph) as opened:
                answer = query.answer(opened, asked, terms, language=found.language)
            again = receipt(graph, asked, terms, answer)
    except QueryError as error:
        findings.append(Finding("question", found.question.name, f"cannot be asked again: {error}"))
        return 0, len(resting)
    names = {column.name for column in asked.columns if column.type == "text" and column.name != "quote"}
    return _same(found, again, names, findings), len(resting)


def _same(then: Receipt, now: Receipt, names: set[str], findings: list[Finding]) -> int:
    """How many rows are answered again; of the others, what became of them. Names are those that most documents of a graph use, so
    that a smaller graph may choose others: they are told, and count for nothing.
    """
    left = [(str(number), row) for number, row in enumerate(then.rows, 1) if row.claims]
    right = [row for row in now.rows if row.claims]
    pairs: list[tuple[str, Row, Row]] = []
    # A row is known again by its values; by the words it rests on; by its documents, where the half of what it says is the same.
    steps: tuple[tuple[Callable[[Receipt, Row], Hashable], float], ...] = (
        (lambda whole, row: tuple(_values(row).items()), 0.0),
        (lambda whole, row: tuple(sorted((whole.claims[iri].document, whole.claims[iri].quotes) for iri in row.claims)), 0.0),
        (lambda whole, row: row.documents, 0.5),
    )
    for key, least in steps:
        waiting: dict[Hashable, list[Row]] = {}
        for row in right:
            waiting.setdefault(key(now, row), []).append(row)
        kept = []
        for where, row in left:
            like = waiting.get(key(then, row), [])
            other = max(like, key=partial(_likeness, row), default=None)
            if other is None or _likeness(row, other) < least:
                kept.append((where, row))
            else:
                like.remove(other)
                pairs.append((where, row, other))
        left, right = kept, [row for rows in waiting.values() for row in rows]
    held = 0
    for where, row, other in pairs:
        is_now, was = _values(other), _values(row)
        differ = [name for name in is_now if was.get(name) != is_now[name]]
        sound = set(differ) <= names
        held += sound
        if differ:
            said = "; ".join(f"{name} was {_shown(was.get(name))}, is {_shown(is_now[name])}" for name in differ)
            findings.append(Finding("row", where, f"differs: {said}", sound=sound))
    findings += [Finding("row", where, f"is not answered any more: {_told(row)}") for where, row in left]
    findings += [Finding("row", "a new row", f"is answered now and was not: {_told(row)}") for row in right]
    return held


# Their numbers shift with what stands before them, so they are no part of what a row says.
_NUMBERED = re.compile(r"\S+/document/\S+/(?:claim|mention|span|unexplained)/\S+")


def _values(row: Row) -> dict[str, Value]:
    return {name: value for name, value in row.values.items() if not all(map(_NUMBERED.fullmatch, str(value).split() or [""]))}


def _likeness(row: Row, other: Row) -> float:
    """The share of values that two rows have in common, of those that either has."""
    was, is_now = _values(row), _values(other)
    said = [name for name in is_now if not was.get(name) is is_now[name] is None]
    return sum(was.get(name) == is_now[name] for name in said) / max(len(said), 1)


def _told(row: Row) -> str:
    return ", ".join(
        f"{name} {_shown(value)}" for name, value in row.values.items() if value is not None and not str(value).startswith("http")
    )


def _shown(value: object) -> str:
    return "—" if value is None else _line(str(value)) if isinstance(value, str) else msgspec.json.encode(value).decode()


def _line(text: str) -> str:
    return " ".join(text.split())


# ---- telling


def rendered(verdict: Verdict, format: str = "text") -> str:
    """What holds and what does not, as text for reading, or as one JSON object."""
    match format:
        case "text":
            return "".join(f"{line}\n" for line in _lines(verdict))
        case "json":
            whole = {"holds": verdict.holds, **asdict(verdict)}
            return msgspec.json.format(msgspec.json.encode(whole), indent=1).decode() + "\n"
    raise ReceiptError(f"no format '{format}' here; there are: {', '.join(FORMATS)}")


def _lines(verdict: Verdict) -> Iterator[str]:
    for finding in verdict.findings:
        yield f"{'note' if finding.sound else 'wrong'}: {finding.what} {finding.where}: {finding.message}"
    yield f"documents: {verdict.documents[0]:,} of {verdict.documents[1]:,} found and unchanged"
    yield f"claims: {verdict.claims[0]:,} of {verdict.claims[1]:,} still made, word for word"
    if verdict.rows is not None:
        yield f"rows: {verdict.rows[0]:,} of {verdict.rows[1]:,} answered again"
    whole = "the receipt" if verdict.rows is not None else "what the receipt rests on"
    yield f"{whole} holds" if verdict.holds else f"{whole} does not hold"
