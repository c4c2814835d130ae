"""Directives, bodies, officials, enterprises and places in a sentence, and the sentence's tokens with each of them joined into one.

One walk from left to right; where several things could begin, the policy is: directive, post, company, body, what points back, place, person,
phrase. What begins earlier goes first, so "tổ chức hội CCB" is a noun before "hội CCB" is a body.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kg import lex, lexicon, patterns
from kg.lex import Token
from kg.recognise import body, directive, enterprise, official, person
from kg.recognise.body import BodyMention, PlaceMention
from kg.recognise.directive import DirectiveMention
from kg.recognise.enterprise import EnterpriseMention
from kg.recognise.official import Holding, PostMention
from kg.records import Sentence

Thing = BodyMention | PlaceMention | DirectiveMention | EnterpriseMention | PostMention | str


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as later stages see it: joined tokens, the mention behind each (None for most), its code, and who holds which post."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    things: tuple[Thing | None, ...]
    codes: str
    holdings: tuple[Holding, ...]


@cache
def _honorifics() -> lexicon.Node:
    return lexicon.phrases((word, True) for word in lexicon.table("roles")["honorific"]["words"])


@cache
def _starts() -> frozenset[str]:
    """First words of everything that can be more than a word; the walk passes over all others."""
    tables = (body.heads(), body.levels(), body.anaphors(), directive.words(), official.heads(), _honorifics(), lex.terms(), enterprise.heads())
    return frozenset(word for node in tables for word in node) | lex.number_words()


def _family(mention: BodyMention) -> str:
    return "cell" if mention.kind in ("party_cell", "youth_cell") else mention.family


def read(sentence: Sentence, tokens: Sequence[Token]) -> Reading:
    """The sentence with every mention joined into one token."""
    texts = [t.text for t in tokens]
    joined: list[Token] = []
    things: list[Thing | None] = []
    starts = _starts()
    base, text = sentence.start, sentence.text
    at, count = 0, len(tokens)

    def join(kind: str, last: int, thing: Thing | None = None, value: object = None) -> int:
        first = tokens[at]
        joined.append(Token(kind, first.start, tokens[last - 1].stop, text[first.start - base : tokens[last - 1].stop - base], value, first.capital))
        things.append(thing)
        return last

    while at < count:
        token = tokens[at]
        if token.kind == "DOC" or (token.kind == "WORD" and token.text in directive.words()):
            if cited := directive.at(tokens, texts, at, text, base):
                at = join("DIRECTIVE", cited.last, cited)
                continue
        if token.kind != "WORD":
            joined.append(token)
            things.append(None)
            at += 1
            continue
        known = token.text in starts
        if known:
            if post := official.at(tokens, texts, at):
                at = join("PRESS" if post.press else "POST", post.last, post)
                continue
            if firm := enterprise.at(tokens, texts, at):
                at = join("ENTERPRISE", firm.last, firm)
                continue
            if named := body.at(tokens, texts, at):
                at = join("ORG", named.last, named, _family(named))
                continue
            # "toàn Đảng bộ TP Cần Thơ" names its body.
            named_next = body.at(tokens, texts, at + 1) if token.text in ("toàn", "cả") and at + 1 < count else None
            if named_next is not None and (named_next.place or named_next.unit or named_next.bare):
                pass
            elif whole := lexicon.longest(body.anaphors(), texts, at):
                place = body.place_mention(tokens, texts, at + 1) if whole[1] in ("province", "city", "district") else None
                at = join("SAME" if whole[1] == "same" else "WHOLE", max(whole[0], place.last if place and place.first < whole[0] else 0), whole[1])
                continue
            if (step := lexicon.longest(_honorifics(), texts, at)) and not (joined and joined[-1].kind in ("NUMBER", "RATIO")):
                at = join("HON", step[0])
                continue
        if token.capital or known:
            if token.capital and (stop := person.name_at(tokens, at)) and not _is_place(tokens, texts, at, stop):
                at = join("NAME", stop, "person")
                continue
            if known and token.text == "từ" and (span := lex.range_at(tokens, texts, at)):
                at = join("RANGE", span[0], None, span[1])
                continue
            term = lexicon.longest(lex.terms(), texts, at) if known else None
            place = body.place_mention(tokens, texts, at)
            if place is not None and (term is None or place.last > term[0] or (place.name is not None and place.last >= term[0])):
                at = join("PLACE" if place.name else "LEVEL", place.last, place)
                continue
            if term is not None:
                kind, value = term[1]
                at = join(kind, term[0], None, value)
                continue
            if known and token.text in lex.number_words() and (number := lex.number_at(tokens, texts, at)):
                at = join("NUMBER", number[0], None, number[1])
                continue
            if token.capital and at > 0 and tokens[at - 1].kind != "QUOTE":
                stop = body.capitals(tokens, at)
                at = join("NAME", stop)
                continue
        joined.append(token)
        things.append(None)
        at += 1
    codes = patterns.code(joined)
    return Reading(sentence, tuple(joined), tuple(things), codes, tuple(official.holdings(joined, things, codes)))


def _is_place(tokens: Sequence[Token], texts: Sequence[str], first: int, stop: int) -> bool:
    """A run of capitals that a list of places holds whole: "Lê Chân", "Hồ Chí Minh" are no people here."""
    return body.place_at(tokens, texts, first) == stop
