"""Directives of a document: full forms first, short forms joined to them, issuers and relations from the words around."""

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from msgspec.structs import replace

from kg import lexicon
from kg.fold import fold
from kg.lex import Token
from kg.recognise import BodyMention, DirectiveMention, Reading
from kg.records import Directive, Document, Relation, Span
from kg.resolve import naming, when
from kg.resolve.naming import Names


@dataclass(frozen=True, slots=True)
class _Cited:
    mention: DirectiveMention
    issuer: str | None
    issuer_key: str | None
    issuer_unit: str | None
    issued: str | None
    title: str | None
    term: str | None
    relations: tuple[tuple[str, int, int], ...]


@cache
def _relation_words() -> lexicon.Node:
    return lexicon.phrases(lexicon.listed("directives", "relation"))


@cache
def _issuing() -> tuple[frozenset[str], frozenset[str]]:
    """The words by which a body makes a directive, and those that may stand between body and word."""
    found = lexicon.table("directives")["issues"]
    return frozenset(found["words"]), frozenset(found["beside"])


def _makes(tokens: Sequence[Token], at: int) -> int | None:
    """Where the words begin that make the directive at token `at` ("đã ban hành"); None where none stand right before it."""
    words, beside = _issuing()
    first = next((at - n for n in (3, 2, 1) if at >= n and " ".join(fold(t.text) for t in tokens[at - n : at]) in words), None)
    if first is None:
        return None
    while first and (fold(tokens[first - 1].text) in beside or " ".join(fold(t.text) for t in tokens[max(0, first - 2) : first]) in beside):
        first -= 1 if fold(tokens[first - 1].text) in beside else 2
    return first


def _issuer(reading: Reading, at: int, names: Names, document: Document) -> tuple[str | None, str | None, str | None]:
    """The body that issued a directive: behind it after "của", else before it with "ban hành"."""
    tokens = reading.tokens
    i = at + 1
    while (i < len(tokens) and tokens[i].text in (",", "(")) or (
        i < len(tokens) and tokens[i].kind == "PERIOD" and tokens[i].value.reads == "date"
    ):
        i += 1
    found: object = None
    if i + 1 < len(tokens) and tokens[i].text == "của":
        found = reading.things[i + 1]
    elif i < len(tokens) and tokens[i].kind == "ORG" and tokens[i - 1].text != ",":
        found = None
    if found is None and (first := _makes(tokens, at)):
        found = reading.things[first - 1]
    if not isinstance(found, BodyMention):
        return None, None, None
    body = naming.resolve(found, names, keep=False)
    if body is None:
        return None, None, None
    return _issuer_name(body.name, body.kind), body.key, body.unit


def _issuer_name(name: str, kind: str) -> str:
    if kind == "central_body":
        return re.sub(
            r"\s+(?:Trung ương Đảng|Đảng)$",
            lambda m: "" if fold(name).startswith(("ban bí thư", "bộ chính trị")) else " Trung ương" if "Trung ương" in m[0] else "",
            name,
        )
    return name


def _title(document: Document, reading: Reading, mention: DirectiveMention) -> str | None:
    rest = document.text[mention.stop : reading.sentence.stop]
    quoted = re.match(r"[^“\"”;.]{0,120}?[“\"](?P<title>[^”\"“]{8,300})[”\"]", rest)
    if quoted:
        return " ".join(quoted["title"].split())
    about = re.match(
        r",?(?: ngày [\d/. -]+,?)?(?: của [^,.;\d]{3,60}?)?,? (?:\(khóa \w+\) )?về(?: việc)? (?P<title>[^.;,“”\"()]{12,220})", rest
    )
    return " ".join(about["title"].split()) if about else None


_TERM = re.compile(r"[^.;:\d“”\"]{0,60}?\(?\bkh[oó]a (?P<term>[IVX]+)\b(?!, [IVX])", re.IGNORECASE)


def _term(document: Document, reading: Reading, mention: DirectiveMention) -> str | None:
    """The term of the Central Committee that stands behind a directive's number ("khóa XII"); None of several."""
    found = _TERM.match(document.text[mention.stop : reading.sentence.stop])
    return found["term"].upper() if found else None


def _relations(reading: Reading, at: int) -> tuple[tuple[str, int, int], ...]:
    """What the words of the sentence say this directive is to others: (type, index of the one that does it, of the one it is done to)."""
    tokens, things = reading.tokens, reading.things
    before = next((i for i in range(at - 1, -1, -1) if isinstance(things[i], DirectiveMention)), None)
    if before is None or any(t.text in (";", ".") for t in tokens[before + 1 : at]) or tokens[at].start - tokens[before].stop > 260:
        return ()
    kind, first = _relation_before(tokens, at)
    if kind is not None:
        # "quán triệt Chỉ thị số 33 và triển khai Kế hoạch số 95" tells of two things that were done.
        return () if first and tokens[first - 1].text == "và" else ((kind, before, at),)
    if _makes(tokens, at) is None:
        return ()
    # "Thực hiện Nghị quyết số 21 và Chỉ thị số 33, Tỉnh ủy ban hành Kế hoạch số 95": what stands first is done by what is made.
    chain = [before]
    while (i := _joined(tokens, things, chain[-1])) is not None:
        chain.append(i)
    kind, first = _relation_before(tokens, chain[-1])
    opens = kind is not None and not any(isinstance(things[i], DirectiveMention) for i in range(first))
    return tuple((str(kind), at, i) for i in chain[::-1]) if opens else ()


def _relation_before(tokens: Sequence[Token], at: int) -> tuple[str | None, int]:
    """The relation that the words right before a token name, and the index of the first of them."""
    start = max(0, at - 6)
    words = [(word, i) for i in range(start, at) for word in fold(tokens[i].text).split()]
    texts = [word for word, _ in words]
    for begin in range(len(texts)):
        found = lexicon.longest(_relation_words(), texts, begin)
        if found and found[0] == len(texts):
            return str(found[1]), words[begin][1]
    return None, at


def _joined(tokens: Sequence[Token], things: Sequence[object], at: int) -> int | None:
    """The directive that an "and" or a comma joins to the one at token `at`, from the left."""
    if at < 2 or tokens[at - 1].text not in ("và", ","):
        return None
    i = at - 2
    return i if isinstance(things[i], DirectiveMention) else None


def _cited(document: Document, readings: Sequence[Reading], names: Names) -> list[_Cited]:
    found = []
    for reading in readings:
        if reading.sentence.zone in ("boilerplate", "imprint", "byline"):
            continue
        for at in reading.named:
            mention = reading.things[at]
            if not isinstance(mention, DirectiveMention) or mention.kind == "other":
                continue
            name, key, unit = _issuer(reading, at, names, document)
            issued = when.day(mention.issued.value, names.home) if mention.issued is not None else _issued_after(reading, at, names)
            found.append(
                _Cited(
                    mention,
                    name,
                    key,
                    unit,
                    issued,
                    _title(document, reading, mention),
                    _term(document, reading, mention),
                    _relations(reading, at),
                )
            )
    return found


def _issued_after(reading: Reading, at: int, names: Names) -> str | None:
    tokens: Sequence[Token] = reading.tokens
    if at + 2 < len(tokens) and tokens[at + 1].text == "," and tokens[at + 2].kind == "PERIOD" and tokens[at + 2].value.reads == "date":
        return when.day(tokens[at + 2].value, names.home)
    if any(t.text == "cùng" for t in tokens[at + 1 : at + 5]) or any("cùng ngày" in t.text for t in tokens[at + 1 : at + 5]):
        for i in range(at - 1, -1, -1):
            before = reading.things[i]
            if isinstance(before, DirectiveMention) and before.issued is not None:
                return when.day(before.issued.value, names.home)
    return None


def _plain_number(number: str) -> str:
    return re.sub(r"^0+(?=\d)", "", re.match(r"\d*", number)[0]) if re.match(r"\d+", number) else fold(number)  # type: ignore[index]


def directives(document: Document, readings: Sequence[Reading], names: Names) -> tuple[Directive, ...]:
    """The directives a document cites, each once: short forms count for the full form of their kind and number."""
    cited = _cited(document, readings, names)
    full: dict[str, list[_Cited]] = {}
    for one in cited:
        if not one.mention.short:
            full.setdefault(fold(one.mention.number), []).append(one)
    groups: dict[str, list[_Cited]] = dict(full)
    for one in cited:
        if one.mention.short:
            fits = [
                key
                for key, group in full.items()
                if _plain_number(group[0].mention.number) == _plain_number(one.mention.number)
                and group[0].mention.kind in (one.mention.kind, None)
                and not group[0].mention.plenum
            ]
            key = fits[0] if len(fits) == 1 else f"{one.mention.kind} {one.mention.number}"
            groups.setdefault(key, []).append(one)
    made: dict[str, Directive] = {}
    order = sorted(groups.items(), key=lambda item: item[1][0].mention.start)
    for key, group in order:
        made[key] = _directive(document, sorted(group, key=lambda c: c.mention.start), names)
    by_start = {one.mention.start: key for key, group in groups.items() for one in group}
    for _, group in order:
        for one in group:
            if not one.relations:
                continue
            reading = readings[bisect.bisect_right(readings, one.mention.start, key=lambda r: r.sentence.start) - 1]
            for kind, *pair in one.relations:
                things = (reading.things[i] for i in pair)
                subject, other = (by_start.get(thing.start) if isinstance(thing, DirectiveMention) else None for thing in things)
                if subject and other and subject != other:
                    relation = Relation(kind, made[other].number, made[other].key)
                    if relation not in made[subject].relations:
                        made[subject] = replace(made[subject], relations=(*made[subject].relations, relation))
    return tuple(made.values())


def _directive(document: Document, group: list[_Cited], names: Names) -> Directive:
    home = names.home
    best = next((c for c in group if not c.mention.short), group[0]).mention
    code = best.issuer_code
    issuers = lexicon.table("directives")["issuer"]
    known = issuers.get(code or "", {})
    issuer = next((c.issuer for c in group if c.issuer), None)
    issuer_key = next((c.issuer_key for c in group if c.issuer_key), None)
    unit = next((c.issuer_unit for c in group if c.issuer_unit), None)
    level = known.get("level")
    # The fullest name: "Ban Thường vụ Thành ủy Hà Nội" rather than "Thành ủy Hà Nội" where the text gives both.
    full = [c for c in group if c.issuer and c.issuer_key and c.issuer_key.startswith("standing_committee/")]
    if full:
        issuer, issuer_key, unit = full[0].issuer, full[0].issuer_key, full[0].issuer_unit
    if issuer is None and known.get("body"):
        issuer = str(known["body"])
    if issuer is None and best.plenum:
        issuer = "Ban Chấp hành Trung ương"
    if level == "province" and known.get("family") and home.province is not None:
        own = naming.committee_of(home.province, names, known["family"])
        if unit is None and home.district is None:
            unit = home.province.unit_id
            if issuer is None and own is not None and not own[1].startswith("place/"):
                issuer, issuer_key = own
    elif level == "district" and home.district is not None:
        unit = unit or home.district.unit_id
    elif level == "province" and home.province is not None:
        unit = unit or home.province.unit_id
        if issuer is None:
            issuer, issuer_key = naming.committee_of(home.province, names, "party")  # type: ignore[misc]  # a party committee always has a name
            if not fold(issuer or "").startswith(("tỉnh ủy", "thành ủy")):
                head = "Thành ủy" if "trung ương" in home.province.kind else "Tỉnh ủy"
                issuer = f"{head} {home.province.name}"
    scope = "TW" if level == "central" or best.plenum or (issuer_key or "").startswith("central_body/") else unit or f"?{document.id}"
    issued = next((c.issued for c in group if c.issued), None)
    number = best.number
    spans: tuple[Span, ...] = tuple((c.mention.start, c.mention.stop) for c in group)
    key = f"{number}@{scope}" if not best.short else f"{best.kind}-{number}@{scope}"
    term = next((c.term for c in group if c.term), None)
    if issued and not best.plenum:
        key = f"{key}@{issued}"
    elif term and scope == "TW":
        key = f"{key}@{term}"
    kind = next((c.mention.kind for c in group if c.mention.kind), None)
    title = next((c.title for c in group if c.title and not c.mention.short), None)
    return Directive(key, number, kind, title, issuer, issuer_key, issued, (), spans)
