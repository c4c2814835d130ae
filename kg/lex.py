"""A sentence into typed tokens with offsets into the document.

One ordered lexer settles what a run of digits is before any rule looks at it: DATE and other periods first, then numbers of directives,
times, phones, PERCENT, RATIO, RANGE, NUMBER. Unknown words stay as WORD; `typed` then joins words into the phrases of `kg/vi/terms.toml`.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from kg import lexicon
from kg.fold import fold
from kg.records import Number, Sentence


class Token(msgspec.Struct, frozen=True, gc=False):
    """A piece of a sentence. `text` is folded; `value` is what the kind says it holds (a number, a period, a phrase's meaning)."""

    kind: str
    start: int
    stop: int
    text: str
    value: Any = None
    capital: bool = False


class When(msgspec.Struct, frozen=True, gc=False):
    """What a period's words say by themselves; `relate` completes what the document's date must supply."""

    reads: str
    day: int | None = None
    month: int | None = None
    year: int | None = None
    year_to: int | None = None
    number: int | None = None
    part: str | None = None
    now: bool = False


@cache
def codes() -> str:
    """The codes of directives, as an alternation for the lexer, longest first."""
    found = {fold(code) for kind in lexicon.table("directives")["kind"] for code in kind["codes"]}
    return "|".join(sorted(found, key=lambda code: (-len(code), code)))


_DAY, _MONTH, _YEAR = r"(?P<d>[0-3]?\d)", r"(?P<m>1[0-2]|0?[1-9])", r"(?P<y>(?:19|20)\d\d)"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@cache
def _periods() -> tuple[re.Pattern[str], dict[str, tuple[str, dict[str, int]]]]:
    """All rules as one expression, tried in their order; by the name of a rule's last group, what it reads and its groups by name.

    The group that tells the rule is empty and stands at its end: so the expression sees by one letter which rules cannot begin there.
    """
    counts = "|".join(w for w in lexicon.table("numbers")["digit"] if w not in ("không", "mốt", "lăm", "tư")) + "|mười hai|mười một|mười"
    parts = {
        "{d}": _DAY,
        "{m}": _MONTH,
        "{y2}": _YEAR.replace("<y>", "<y2>"),
        "{y}": _YEAR,
        "{n}": r"(?P<n>\d{1,2})",
        "{w}": rf"(?P<w>{counts})",
    }
    alternatives, reads = [], []
    for number, rule in enumerate(lexicon.table("periods")["period"]):
        pattern = rule["pattern"]
        for mark, part in parts.items():
            first, *more = pattern.split(mark)
            pattern = first + "".join((part if not i else re.sub(r"\(\?P<\w+>", "(?:", part)) + rest for i, rest in enumerate(more))
        pattern = re.sub(r"\(\?P([<=])(\w+)", rf"(?P\1\2_{number}", pattern)
        alternatives.append(f"(?:{pattern})(?!\\w)(?P<rule_{number}>)")
        reads.append(rule["reads"])
    expression = re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})")
    groups: list[dict[str, int]] = [{} for _ in reads]
    for group, index in expression.groupindex.items():
        name, _, at = group.rpartition("_")
        groups[int(at)][name] = index
    return expression, {f"rule_{number}": pair for number, pair in enumerate(zip(reads, groups, strict=True))}


@cache
def _period() -> re.Pattern[str]:
    """The rules where a period can begin: at a digit or one of the words that open a rule, which keeps them off the rest of the text.

    It matches the mark before a period, so that a search passes quickly over the letters of words.
    """
    rest: dict[str, list[str]] = {}
    for word in (*lexicon.table("periods")["openers"], *lexicon.table("numbers")["digit"]):
        rest.setdefault(word[0], []).append(word[1:])
    openers = "|".join(f"{letter}(?:{'|'.join(ends)})(?!\\w)" for letter, ends in rest.items())
    return re.compile(rf"[^\w./-](?=\d|{openers})(?={_periods()[0].pattern})")


def read_period(text: str, at: int = 0) -> tuple[int, When] | None:
    """The period that begins at `at` of a folded text: (offset after it, what it says)."""
    expression, readings = _periods()
    match = expression.match(text, at)
    if match is None:
        return None
    reads, groups = readings[match.lastgroup or ""]
    group = {name: match[index] for name, index in groups.items()}
    month, year, count = group.get("m"), group.get("y"), group.get("n")
    part = group.get("half") or group.get("q") or group.get("until") or group.get("last") or group.get("this")
    words = group.get("w")
    return match.end(), When(
        reads,
        int(group["d"]) if group.get("d") else None,
        int(month) if month else None,
        int(year) if year else None,
        int(group["y2"]) if group.get("y2") else None,
        int(count) if count else number_in_words(words.split()) if words else None,
        str(_ROMAN.get(part, part)) if part and reads == "quarter" else part,
        bool(group.get("now")),
    )


@cache
def _lexer() -> re.Pattern[str]:
    number = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
    party = rf"\d{{1,5}}[a-z]?\s?[-/]\s?(?:(?:19|20)\d\d\s?/\s?)?(?:{codes()})\s?[-/]\s?[a-zđươư&]+(?:\.[a-zđươư&]+)*\d*(?:-[a-zđươư]+)*"
    return re.compile(
        rf"""(?:(?=\d)(?:
              (?P<DOC>{party}(?!\w)|\d{{1,3}}/(?:19|20)\d\d/qh\d+)
            | (?P<TIME>\d{{1,2}}(?::\d\d(?::\d\d)?|\s?[hg]\s?\d{{0,2}})(?!\w))
            | (?P<PHONE>0\d{{2,4}}[.\s]\d{{3,}}(?:[.\s]?\d{{3}})*(?!\d)|0\d{{8,10}}(?!\d))
            | (?P<RATIO>(?:{number})\s?%?\s?/\s?(?:{number})(?:\s?%)?(?![\w/]))
            | (?P<RANGE>(?:{number})\s?-\s?(?:{number})(?P<share>\s?%)?(?![\w-]))
            | (?P<PERCENT>(?:{number})\s?%)
            | (?P<NUMBER>(?:{number})(?:\s(?:nghìn|ngàn|vạn|triệu)(?=\s\w))?(?!\w))
            | (?P<CODE>\w+)))
            | (?P<WORD>{lexicon.WORD})
            | (?P<PUNCT>[^\w\s]|_)""",
        re.VERBOSE,
    )


_UNITS = {"nghìn": 1000, "ngàn": 1000, "vạn": 10_000, "triệu": 1_000_000}


def number(text: str, share: bool = False) -> Number | None:
    """The value of a printed number: 1.071 is 1071, 142,86 and 185.53 are decimals, "1,207" of a count is 1207; None where it is none."""
    text = text.strip().rstrip("% ")
    if text.isdecimal():
        return int(text)
    digits, _, unit = text.partition(" ")
    if unit in _UNITS:
        value = number(digits)
        return None if value is None else round(value * _UNITS[unit])
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", text) and not (share and text.count(".") == 1):
        text = text.replace(".", "").replace(",", ".")
    elif not share and re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+", text):
        text = text.replace(",", "")
    else:
        text = text.replace(",", ".")
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return None


def number_in_words(words: Sequence[str]) -> int | None:
    """The value of a number in words up to thousands ("mười lăm", "hai trăm linh ba"); None where the words are no number."""
    lists = lexicon.table("numbers")
    digits, times, between = lists["digit"], lists["times"], lists["between"]["words"]
    total, block, last = 0, 0, None
    for word in words:
        if word in digits:
            if last is not None:
                return None
            last = digits[word]
        elif word in ("nghìn", "ngàn"):
            block += last or 0
            if not block:
                return None
            total, block, last = total + block * 1000, 0, None
        elif word in times:
            if last is None and word not in ("mười", "chục"):
                return None
            block += (1 if last is None else last) * times[word]
            last = None
        elif word in between:
            if last is not None or not (block or total):
                return None
        else:
            return None
    return total + block + (last or 0) if words else None


def _next_period(folded: str, at: int, stop: int) -> int | None:
    match = _period().search(folded, at - 1, stop) if at else _period().search(f" {folded[:stop]}")
    return None if match is None else match.end() if at else match.end() - 1


def tokens(sentence: Sentence, folded: str) -> list[Token]:
    """The base tokens of a sentence; `folded` is the folded text of the whole document, so offsets are the document's."""
    start, stop, text = sentence.start, sentence.stop, sentence.text
    found: list[Token] = []
    at = lexed = start
    while (begin := _next_period(folded, at, stop)) is not None:
        period = read_period(folded, begin)  # this also sees what follows the sentence
        if period is None or period[0] > stop:
            at = begin + 1
            continue
        _scan(folded, lexed, begin, start, text, found)
        at = lexed = period[0]
        found.append(Token("PERIOD", begin, at, folded[begin:at], period[1], text[begin - start].isupper()))
    _scan(folded, lexed, stop, start, text, found)
    return _ranges(found)


def _ranges(found: list[Token]) -> list[Token]:
    """ "từ 5.000 đến 5.500" is one figure, like "5.000 - 5.500"."""
    at = 1
    while at + 2 < len(found):
        if found[at + 1].text != "đến":
            at += 1
            continue
        low, to, high = found[at : at + 3]
        if (
            low.kind == high.kind == "NUMBER"
            and found[at - 1].text == "từ"
            and None not in (low.value, high.value)
            and low.value < high.value
        ):
            found[at : at + 3] = [Token("RANGE", low.start, high.stop, f"{low.text} {to.text} {high.text}", (low.value, high.value))]
        at += 1
    return found


_CLOSING = frozenset(',.;:!?)"')
_DIGIT = re.compile(r"\d")
# Letters with which no word begins that belongs to the number before it: "5 nghìn", "7 h 30".
_AFTER_NUMBER = frozenset("abcdđeikloôpqrsux")


def _scan(folded: str, start: int, stop: int, base: int, text: str, found: list[Token]) -> None:
    """Lex a stretch of a sentence. Most of it is letters between spaces, words at a glance; the expression reads the rest."""
    add, lexed = found.append, _lexer().finditer
    at = read = start
    for piece in folded[start:stop].split(" "):
        end = at + len(piece)
        if at >= read and piece.isalpha():
            add(Token("WORD", at, end, piece, None, text[at - base].isupper()))
        elif at >= read and piece[-1:] in _CLOSING and piece[:-1].isalpha():
            add(Token("WORD", at, end - 1, piece[:-1], None, text[at - base].isupper()))
            add(Token("PUNCT", end - 1, end, piece[-1]))
        elif at >= read and piece.isdecimal() and len(piece) < 5 and folded[end + 1 : end + 2] in _AFTER_NUMBER:
            add(Token("NUMBER", at, end, piece, int(piece)))
        elif end > read:
            # Only what has digits goes on behind a space: "7 %", "1 / 2".
            for match in lexed(folded, max(at, read), stop if _DIGIT.search(piece) else end):
                if match.start() >= end:
                    break
                token = _token(match, text, base)
                read = token.stop
                add(token)
        at = end + 1


def _token(match: re.Match[str], text: str, base: int) -> Token:
    kind, piece = match.lastgroup or "", match[0]
    begin, end = match.span()
    if kind == "WORD":
        return Token(kind, begin, end, piece, None, text[begin - base].isupper())
    value: Any = None
    if kind in ("NUMBER", "PERCENT"):
        value = number(piece, kind == "PERCENT")
    elif kind == "RATIO":
        value = tuple(number(side, "%" in piece) for side in piece.split("/"))
    elif kind in ("RANGE", "share"):
        kind, value = "RANGE", tuple(number(side, "%" in piece) for side in piece.split("-"))
    return Token(kind, begin, end, piece, value)


@cache
def terms() -> lexicon.Node:
    """Phrases of `kg/vi/terms.toml`; the value is (kind, meaning)."""
    lists = lexicon.table("terms")
    return lexicon.phrases((phrase, (kind, value)) for kind, values in lists.items() for value, forms in values.items() for phrase in forms)


@cache
def number_words() -> frozenset[str]:
    lists = lexicon.table("numbers")
    return frozenset([*lists["digit"], *lists["times"]])


_LONGEST = 14  # words of the longest number that is written out


def number_at(tokens: Sequence[Token], texts: Sequence[str], at: int, body: bool = False) -> tuple[int, int] | None:
    """The number in words at a token: (index after it, value). One word alone counts only before a noun that is counted,

    or where it ends a clause behind what leads to a number, `body`: a body's name.
    """
    lists = lexicon.table("numbers")
    allowed = number_words() | set(lists["between"]["words"])
    stop = at
    while stop < min(len(texts), at + _LONGEST) and texts[stop] in allowed:
        stop += 1
    while stop > at:
        value = number_in_words(texts[at:stop])
        if value is not None:
            break
        stop -= 1
    else:
        return None
    if stop - at == 1:
        if texts[at] in ("không", "tư", "lăm", "mốt", "mươi", "trăm", "nghìn", "ngàn", "chục"):
            return None
        if texts[at] == "năm" and at and texts[at - 1] in lists["time"]["words"]:
            return None
        noun = lexicon.longest(terms(), texts, stop) if stop < len(texts) else None
        if (noun is None or noun[1][0] != "NOUN") and not _alone(texts, at, body):
            return None
    return stop, value


def _alone(texts: Sequence[str], at: int, body: bool) -> bool:
    """Whether a word ends a clause behind what leads to a number: "được giao hai tổ chức, chỉ lập được một"."""
    ends = at + 1 == len(texts) or texts[at + 1] in _CLOSING
    return ends and at > 0 and (body or texts[at - 1] in lexicon.table("numbers")["alone"]["after"])


def range_at(tokens: Sequence[Token], texts: Sequence[str], at: int) -> tuple[int, tuple[int, int]] | None:
    """ "từ một đến hai chi bộ", "12 đến 15 đảng viên": a range before a noun that is counted: (index after it, its ends)."""
    if tokens[at].kind == "NUMBER":
        if at + 3 >= len(texts) or texts[at + 1] != "đến" or tokens[at + 2].kind != "NUMBER":
            return None
        ends = tokens[at].value, tokens[at + 2].value
        noun = lexicon.longest(terms(), texts, at + 3)
        if noun is None or noun[1][0] != "NOUN" or not isinstance(ends[0], int) or not isinstance(ends[1], int) or ends[0] >= ends[1]:
            return None
        return at + 3, (ends[0], ends[1])
    words = number_words()
    middle = at + 1
    while middle < min(len(texts), at + _LONGEST) and texts[middle] in words:
        middle += 1
    if middle == at + 1 or middle >= len(texts) or texts[middle] != "đến":
        return None
    stop = middle + 1
    while stop < len(texts) and texts[stop] in words:
        stop += 1
    low, high = number_in_words(texts[at + 1 : middle]), number_in_words(texts[middle + 1 : stop])
    noun = lexicon.longest(terms(), texts, stop) if stop < len(texts) else None
    if low is None or high is None or low >= high or noun is None or noun[1][0] != "NOUN":
        return None
    return stop, (low, high)
