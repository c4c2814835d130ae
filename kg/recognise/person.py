"""Names of people: a surname or an ethnic marker, then capitals. A name by itself proves nothing; `official.py` asks for a post."""

from collections.abc import Sequence
from functools import cache

from kg import lexicon
from kg.fold import fold
from kg.lex import Token


@cache
def _openers() -> frozenset[str]:
    names = lexicon.table("names")
    return frozenset(fold(word).split()[0] for key in ("surnames", "compound", "clans", "markers") for word in names[key])


@cache
def _clans() -> frozenset[str]:
    return frozenset(fold(clan) for clan in lexicon.table("names")["clans"])


@cache
def _nevers() -> frozenset[str]:
    return frozenset(fold(name) for name in lexicon.table("names")["nevers"])


@cache
def middle(surely: bool = False) -> frozenset[str]:
    """Văn and Thị; `surely`: what stands in no other name."""
    return frozenset(fold(word) for word in lexicon.table("names")["middle_surely" if surely else "middle"])


@cache
def _ends_before() -> frozenset[str]:
    return frozenset(fold(words) for words in lexicon.table("names")["ends_before"])


def opens(tokens: Sequence[Token], at: int) -> bool:
    """Whether a person's name can begin at this word: a surname, a clan, a marker, a word with an apostrophe (H'Mai, K'Ril)."""
    token = tokens[at]
    return token.kind == "WORD" and token.capital and (token.text in _openers() or "'" in token.text)


def end(tokens: Sequence[Token], at: int) -> int:
    """Index after the capitals of a name that begins at `at`."""
    stop = at
    while stop < len(tokens) and tokens[stop].kind == "WORD" and tokens[stop].capital and stop - at < 6:
        if stop + 1 < len(tokens) and f"{tokens[stop].text} {tokens[stop + 1].text}" in _ends_before():
            break  # "Bí thư Đoàn Công ty CP Gốm sứ Tân Vạn Phát"
        stop += 1
    return stop


def begins(tokens: Sequence[Token], at: int) -> bool:
    """Whether a whole name stands here: an opener and two to five words in capitals (one where the word has an apostrophe)."""
    if at >= len(tokens) or not opens(tokens, at):
        return False
    length = end(tokens, at) - at
    if at + 1 < len(tokens) and f"{tokens[at].text} {tokens[at + 1].text}" in _nevers():
        return False
    return 2 <= length <= 5 or (length == 1 and "'" in tokens[at].text)


def name_at(tokens: Sequence[Token], at: int) -> int | None:
    """Index after the person's name at `at`, None where there is none."""
    if not begins(tokens, at):
        stop = end(tokens, at)
        clan_last = 2 <= stop - at <= 5 and tokens[stop - 1].text in _clans()
        if not clan_last:
            return None
    stop = end(tokens, at)
    if " ".join(t.text for t in tokens[at:stop]) in _nevers():
        return None
    return stop
