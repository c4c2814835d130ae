"""Directives, bodies, officials, enterprises and places in a sentence, and the sentence's tokens with each of them joined into one.

One walk from left to right; where several things could begin, the policy is: directive, post, company, body, what points back, place,
person, phrase. What begins earlier goes first, so "tổ chức hội CCB" is a noun before "hội CCB" is a body.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from kg import lex, lexicon, patterns
from kg.fold import fold
from kg.lex import Token
from kg.recognise import body, directive, enterprise, official, person
from kg.recognise.body import BodyMention, PlaceMention
from kg.recognise.directive import DirectiveMention
from kg.recognise.enterprise import EnterpriseMention
from kg.recognise.official import Holding, PostMention
from kg.records import Sentence

__all__ = [
    "BodyMention",
    "DirectiveMention",
    "EnterpriseMention",
    "Holding",
    "PlaceMention",
    "PostMention",
    "Reading",
    "Thing",
    "read",
]

Thing = BodyMention | PlaceMention | DirectiveMention | EnterpriseMention | PostMention | str


class Reading(msgspec.Struct, frozen=True, gc=False):
    """A sentence as later stages see it: joined tokens, the mention behind each (None for most), its code, who holds which post, and which
    tokens have a mention behind them (`named`) or are periods (`dated`)."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    things: tuple[Thing | None, ...]
    codes: str
    holdings: tuple[Holding, ...]
    named: tuple[int, ...]
    dated: tuple[int, ...]


@cache
def _honorifics() -> lexicon.Node:
    return lexicon.phrases((word, True) for word in lexicon.table("roles")["honorific"]["words"])


# What can begin at a word; the walk asks only for these.
_DIRECTIVE, _POST, _FIRM, _BODY, _POINTER, _HONORIFIC, _LEVEL, _TERM, _NUMBER, _RANGE = (1 << bit for bit in range(10))


@cache
def _starts() -> dict[str, int]:
    """First words of everything that can be more than a word, and of what; the walk passes over all others."""
    starts: dict[str, int] = {}
    for flag, words in _tables().items():
        for word in words:
            starts[word] = starts.get(word, 0) | flag
    return starts


@cache
def _seconds() -> dict[str, tuple[int, dict[str, int]]]:
    """By first words: what can begin with them whatever follows, and what by the word that follows."""
    seconds: dict[str, tuple[int, dict[str, int]]] = {}
    for flag, words in _tables().items():
        for word, node in words.items():
            alone, beside = seconds.get(word, (0, {}))
            if node is None or lexicon.END in node:
                alone |= flag
            else:
                for second in node:
                    beside[second] = beside.get(second, 0) | flag
            seconds[word] = alone, beside
    return seconds


@cache
def _tables() -> dict[int, dict[str, Any]]:
    return {
        _DIRECTIVE: directive.words(), _POST: official.heads(), _FIRM: enterprise.heads(), _BODY: body.heads(), _POINTER: body.anaphors(),
        _HONORIFIC: _honorifics(), _LEVEL: body.levels(), _TERM: lex.terms(), _NUMBER: dict.fromkeys(lex.number_words()),
        _RANGE: {"từ": None},
    }  # fmt: skip


def _family(mention: BodyMention) -> str:
    return "cell" if mention.kind in ("party_cell", "youth_cell") else mention.family


def read(sentence: Sentence, tokens: Sequence[Token]) -> Reading:
    """The sentence with every mention joined into one token."""
    texts = [t.text for t in tokens]
    joined: list[Token] = []
    things: list[Thing | None] = []
    mentioned: list[int] = []
    starts, seconds = _starts(), _seconds()
    base, text = sentence.start, sentence.text
    at, count = 0, len(tokens)

    def join(kind: str, last: int, thing: Thing | None = None, value: object = None) -> int:
        first = tokens[at]
        joined.append(
            Token(kind, first.start, tokens[last - 1].stop, text[first.start - base : tokens[last - 1].stop - base], value, first.capital)
        )
        things.append(thing)
        if thing is not None:
            mentioned.append(len(things) - 1)
        return last

    while at < count:
        token = tokens[at]
        kind, word, capital = token.kind, token.text, token.capital
        begins = 0
        if kind == "WORD" and (found := seconds.get(word)):
            begins, beside = found
            if beside and at + 1 < count:
                begins |= beside.get(texts[at + 1], 0)
        if not begins and not (capital and kind == "WORD") and kind != "DOC":
            if kind == "NUMBER" and at + 3 < count and texts[at + 1] == "đến" and (span := lex.range_at(tokens, texts, at)):
                at = join("RANGE", span[0], None, span[1])
                continue
            joined.append(token)
            things.append(None)
            at += 1
            continue
        if (begins & _DIRECTIVE or kind == "DOC") and (cited := directive.at(tokens, texts, at, text, base)):
            at = join("DIRECTIVE", cited.last, cited)
            continue
        if begins & _POST and (post := official.at(tokens, texts, at)):
            at = join("PRESS" if post.press else "POST", post.last, post)
            continue
        if begins & _FIRM and (firm := enterprise.at(tokens, texts, at)):
            at = join("ENTERPRISE", firm.last, firm)
            continue
        counted_cell = not capital and joined and joined[-1].kind in ("NUMBER", "RATIO")  # "37 chi bộ doanh nghiệp ngoài khu vực nhà nước"
        # "Chi bộ mới cũng có bốn" is of cells, none by its name
        counted_cell = counted_cell or " ".join(texts[at : at + 3]) in lexicon.context("new_cells")
        if begins & _BODY and (named := body.at(tokens, texts, at)) and not (counted_cell and _family(named) == "cell"):
            at = join("ORG", named.last, named, _family(named))
            continue
        if begins & _POINTER and (whole := _pointer(tokens, texts, at)):
            place = body.place_mention(tokens, texts, at + 1) if whole[1] in ("province", "city", "district") else None
            at = join(
                "SAME" if whole[1] == "same" else "WHOLE", max(whole[0], place.last if place and place.first < whole[0] else 0), whole[1]
            )
            continue
        if (
            begins & _HONORIFIC
            and not (
                capital and joined and joined[-1].kind == "HON" and not person.middle().isdisjoint(texts[at + 1 : at + 2])
            )  # "Anh Ông Văn Cảnh"
            and (step := lexicon.longest(_honorifics(), texts, at))
            and not (joined and joined[-1].kind in ("NUMBER", "RATIO"))
        ):
            at = join("HON", step[0])
            continue
        if capital and (stop := person.name_at(tokens, at)) and not _is_place(tokens, texts, at, stop):
            at = join("NAME", stop, "street" if _no_person(joined) else "person")
            continue
        if (
            capital
            and joined
            and joined[-1].kind == "HON"
            and 2 <= body.capitals(tokens, at) - at <= 5
            and not starts.get(word, 0) & (_BODY | _FIRM | _LEVEL)
        ):
            # behind "ông", "bà", "đồng chí" a run of capitals is a person, whatever it begins with
            at = join("NAME", body.capitals(tokens, at), "person")
            continue
        if begins & _RANGE and (span := lex.range_at(tokens, texts, at)):
            at = join("RANGE", span[0], None, span[1])
            continue
        term = lexicon.longest(lex.terms(), texts, at) if begins & _TERM else None
        place = body.place_mention(tokens, texts, at) if capital or begins & _LEVEL else None
        counted = joined and (joined[-1].kind in ("NUMBER", "RATIO") or joined[-1].text in ("các", "mỗi", "từng", "những"))
        # "huyện" alone is the article's own district, "4 huyện", "các huyện" are units.
        own = place is not None and (place.name is not None or (term is not None and term[1] == ("NOUN", "unit") and not counted))
        if place is not None and (term is None or place.last > term[0] or (own and place.last >= term[0])):
            at = join("PLACE" if place.name else "LEVEL", place.last, place)
            continue
        if term is not None:
            at = join(term[1][0], term[0], None, term[1][1])
            continue
        behind = bool(joined) and joined[-1].kind in ("ORG", "PLACE")  # "Thị đoàn Tân Uyên bốn, Thành đoàn Thuận An ba"
        if begins & _NUMBER and (figure := lex.number_at(tokens, texts, at, behind)):
            at = join("NUMBER", figure[0], None, figure[1])
            continue
        if capital and at > 0:
            stop = next(
                (i for i in range(at + 1, body.capitals(tokens, at)) if starts.get(texts[i], 0) & (_BODY | _POST | _FIRM)),
                body.capitals(tokens, at),
            )
            at = join("NAME", stop)
            continue
        joined.append(token)
        things.append(None)
        at += 1
    codes = patterns.code(joined)
    dated_at = tuple([i for i, joint in enumerate(joined) if joint.kind == "PERIOD"])
    holdings = tuple(official.holdings(joined, things, codes)) if PostMention in map(type, things) else ()
    return Reading(sentence, tuple(joined), tuple(things), codes, holdings, tuple(mentioned), dated_at)


def _pointer(tokens: Sequence[Token], texts: Sequence[str], at: int) -> tuple[int, str] | None:
    """What points back ("toàn tỉnh", "đơn vị này"), unless the words name their body: "toàn Đảng bộ TP Cần Thơ"."""
    if texts[at] in ("toàn", "cả") and at + 1 < len(texts):
        named = body.at(tokens, texts, at + 1)
        if named is not None and (named.place or named.unit or named.bare):
            return None
    return lexicon.longest(body.anaphors(), texts, at)


@cache
def _not_after() -> frozenset[str]:
    return frozenset(fold(words).split()[-1] for words in lexicon.table("names")["not_after"] if len(words.split()) == 1)


def _no_person(joined: Sequence[Token]) -> bool:
    """Whether the word before makes a name that of a street, a school, a bridge: "trên đường Trần Phú"."""
    return bool(joined) and joined[-1].kind == "WORD" and not joined[-1].capital and joined[-1].text in _not_after()


def _is_place(tokens: Sequence[Token], texts: Sequence[str], first: int, stop: int) -> bool:
    """A run of capitals that a list of places holds whole: "Lê Chân", "Hồ Chí Minh" are no people here."""
    return body.place_at(tokens, texts, first) == stop
