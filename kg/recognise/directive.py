"""Directives by number: the word for the kind, the number, its date, who issued it, its title, and what it does to another."""

import re
from collections.abc import Sequence
from functools import cache

import msgspec

from kg import lexicon
from kg.fold import fold
from kg.lex import Token


class DirectiveMention(msgspec.Struct, frozen=True, gc=False):
    """`number` without blanks and without "số"; `short` where only a number stands after the kind ("Nghị quyết 09"); `plenum` for
    resolutions of the Central Committee ("Trung ương 4"). `issued` is the token of its date, `after` the first token behind it."""

    first: int
    last: int
    start: int
    stop: int
    kind: str | None
    number: str
    code: str | None
    issuer_code: str | None
    short: bool
    plenum: bool
    issued: Token | None


@cache
def words() -> lexicon.Node:
    return lexicon.phrases((word, kind["id"]) for kind in lexicon.table("directives")["kind"] for word in kind["words"])


@cache
def _kinds_of_codes() -> dict[str, str]:
    return {fold(code): kind["id"] for kind in lexicon.table("directives")["kind"] for code in kind["codes"]}


@cache
def _issuer_codes() -> dict[str, str]:
    return {fold(code): code for code in lexicon.table("directives")["issuer"]}


# Kinds whose bare number needs "số": "kế hoạch 120" is a plan of 120.
_NEED_NUMBER_WORD = frozenset({"plan", "programme", "notice", "other", "decision"})


def _parts(number: str) -> tuple[str | None, str | None]:
    """The code of the kind and of the issuer in "09-NQ/TU", "41/KH-LĐLĐ", "98/2014/NĐ-CP"."""
    pieces = [p for p in re.split(r"[-/]", number) if not p.isdigit()]
    code = next((p for p in pieces if fold(p) in _kinds_of_codes()), None)
    rest = [p for p in pieces if p != code and not re.fullmatch(r"\d+[a-z]?", p, re.IGNORECASE)]
    issuer = rest[0] if rest else None
    return code, _issuer_codes().get(fold(issuer.replace(".", "").replace("Ư", "W").replace("ư", "w")), issuer) if issuer else None


def at(tokens: Sequence[Token], texts: Sequence[str], first: int, text: str, base: int) -> DirectiveMention | None:
    """The directive that begins at token `first`; `text` is the sentence as printed, which begins at offset `base`."""
    found = lexicon.longest(words(), texts, first) if tokens[first].kind == "WORD" else None
    kind = found[1] if found else None
    at_number = found[0] if found else first
    said_number = False
    if found:
        if at_number < len(texts) and texts[at_number] == "số":
            at_number, said_number = at_number + 1, True
            if at_number < len(texts) and texts[at_number] == ":":
                at_number += 1
        if at_number >= len(tokens):
            return None
    token = tokens[at_number]
    number: str | None = None
    code = issuer = None
    short = plenum = False
    last = at_number + 1
    if token.kind == "DOC":
        number = re.sub(r"\s", "", text[token.start - base : token.stop - base])
        code, issuer = _parts(number)
        kind = kind or _kinds_of_codes().get(fold(code or ""))
    elif found and token.kind in ("NUMBER", "CODE") and re.fullmatch(r"\d{1,4}[a-z]?", token.text):
        follows = texts[last] if last < len(texts) else ""
        if not (said_number or (tokens[first].capital and kind not in _NEED_NUMBER_WORD)) or follows in ("%", "tổ", "đảng", "chi"):
            return None
        number, short = text[token.start - base : token.stop - base], True
    elif found and kind == "resolution" and texts[at_number : at_number + 2] == ["trung", "ương"] and at_number + 2 < len(tokens):
        if tokens[at_number + 2].kind != "NUMBER":
            return None
        number, plenum, last = f"Trung ương {texts[at_number + 2]}", True, at_number + 3
    if number is None:
        return None
    issued = None
    after = last + 1 if last < len(texts) and texts[last] in (",", "(") else last
    if after < len(tokens) and tokens[after].kind == "PERIOD" and tokens[after].value.reads == "date":
        issued, last = tokens[after], after + 1
    return DirectiveMention(first, last, tokens[first].start, tokens[last - 1].stop, kind, number, code, issuer, short, plenum, issued)


@cache
def relations() -> lexicon.Node:
    return lexicon.phrases(lexicon.listed("directives", "relation"))
