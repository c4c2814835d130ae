"""The words of a question into spans, each with what it can stand for; a word without a span was not understood."""

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from kg import gazetteer, lex, lexicon
from kg.fold import fold, without_marks
from kg.gazetteer import Unit
from kg.records import Sentence
from kg.understand.phrases import LANGUAGES, Phrases, Reading, Word, heads, kinds, phrases, places, words_of

_COMMITTEES = {"tỉnh": "Tỉnh ủy", "quận": "Quận ủy", "huyện": "Huyện ủy", "thị xã": "Thị ủy"}
_YEAR = re.compile(r"(?:19|20)\d\d")
_PLACE_IN_LINE = re.compile(r"(?:cu[ốo]i|[đd][ầa]u)\s+(?=n[ăa]m)")
_POSSESSIVE = re.compile(r"([^\W_]+)'s\b")


@dataclass(frozen=True, slots=True)
class Span:
    """Words `start` to `stop` with all they can stand for."""

    start: int
    stop: int
    readings: tuple[Reading, ...]

    def values(self, kind: str) -> list[Reading]:
        return [reading for reading in self.readings if reading.kind == kind]

    def means(self, meaning: str) -> bool:
        return any(reading.kind == "means" and reading.value == meaning for reading in self.readings)


@dataclass(frozen=True, slots=True)
class Read:
    """A question as it was read: its words, its spans in order, the words that are in none, and the language it is asked in."""

    words: tuple[Word, ...]
    spans: tuple[Span, ...]
    unknown: tuple[int, ...]
    language: str

    def text(self, start: int, stop: int) -> str:
        return " ".join(word.text for word in self.words[start:stop])


def read(text: str) -> Read:
    text = _POSSESSIVE.sub(_without_s, text.replace("’", "'"))
    words = words_of(text)
    taken: list[Span | None] = [None] * len(words)

    def take(span: Span) -> None:
        taken[span.start : span.stop] = [span] * (span.stop - span.start)

    for span in _periods(text, words):
        if not any(taken[span.start : span.stop]):
            take(span)
    _names(text, words, taken, take)
    languages = {"vi": 0, "en": 0}
    # Names are copied with their marks by people who type the rest without.
    marked = any(word.folded != word.plain and not word.text[:1].isupper() and not taken[at] for at, word in enumerate(words))
    marked = marked or (text.isupper() and any(word.folded != word.plain for word in words))
    at = 0
    while at < len(words):
        found = None if taken[at] else phrases().at(_free(words, taken, at), 0, marked=marked)
        if found is None:
            at += 1
            continue
        stop, pairs = at + found[0], found[1]
        own = {language for language, _ in pairs}
        for language in own if len(own) == 1 else ():
            languages[language] += stop - at
        take(Span(at, stop, tuple(dict.fromkeys(reading for _, reading in pairs))))
        at = stop
    _people(words, taken, take)
    spans = tuple(dict.fromkeys(span for span in taken if span is not None))
    unknown = tuple(at for at, span in enumerate(taken) if span is None)
    return Read(
        tuple(words), _counted(_least(_asking(spans, words), words), words), unknown, max(languages, key=lambda one: languages[one])
    )


def _without_s(possessive: re.Match[str]) -> str:
    """ "Hà Nội's" as the place, with as many characters; "women's" stays."""
    owner = without_marks(fold(possessive[1]))
    return f"{possessive[1]}  " if any(name[-1] == owner for name in places().entries) else possessive[0]


def _free(words: Sequence[Word], taken: Sequence[Span | None], at: int) -> Sequence[Word]:
    stop = at
    while stop < len(words) and taken[stop] is None:
        stop += 1
    return words[at:stop]


def _asking(spans: tuple[Span, ...], words: Sequence[Word]) -> tuple[Span, ...]:
    """What is asked for: who ("ai", "which"); else whether something is so ("có … không?", "did …?"), and what of a place itself.

    "… không?" and "… chưa?" at the end ask and deny nothing.
    """
    if not spans:
        return spans
    asking = lexicon.table("questions")["asking"]
    plain = [word.plain for word in words]
    closing = {tuple(without_marks(one).split()) for one in asking["closes"]}
    start = next((at for at in (len(words) - 3, len(words) - 2, len(words) - 1) if at >= 0 and tuple(plain[at:]) in closing), len(words))
    closes = any(span.start == start for span in spans)
    if closes:
        spans = (*(span for span in spans if span.start < start), Span(start, len(words), (Reading("passed", words[-1].folded),)))
    who = [
        at
        for at, span in enumerate(spans)
        if not span.means("which_year") and " ".join(word.folded for word in words[span.start : span.stop]) in asking["who"]
    ]
    levels = any(reading.kind == "level" and not reading.weak for span in spans for reading in span.readings)
    said: dict[int, str] = {}
    if who:
        said[who[0]] = "who"
    elif not levels:
        if closes or plain[0] in asking["opens"]:
            said[len(spans) - 1 if closes else 0] = "whether"
        for at, span in enumerate(spans):
            if span.values("place") and (span.start == 0 or words[span.start - 1].folded not in asking["beside"]):
                said[at] = "itself"
    return tuple(
        Span(span.start, span.stop, (*span.readings, Reading("means", said[at], weak=True))) if at in said else span
        for at, span in enumerate(spans)
    )


def _least(spans: tuple[Span, ...], words: Sequence[Word]) -> tuple[Span, ...]:
    """ "ít đảng viên nhất": what is between belongs to the superlative. The best first is how a question is asked anyway."""
    before = {without_marks(word) for word in lexicon.table("questions")["asking"]["least"]}
    few = next((span.start for span in spans if span.stop - span.start == 1 and words[span.start].plain in before), len(words))
    lowest, highest = Reading("choice", ("order", "lowest")), Reading("choice", ("order", "highest"))
    spans = tuple(
        Span(span.start, span.stop, (*span.readings, lowest))
        if span.start > few and span.means("most") and words[span.start].plain == "nhat"
        else span
        for span in spans
    )
    if any(lowest in span.readings for span in spans):
        return spans
    return tuple(Span(span.start, span.stop, tuple(one for one in span.readings if one != highest)) for span in spans)


def _periods(text: str, words: Sequence[Word]) -> list[Span]:
    """Periods and numbers of directives, those of the English twin first."""
    folded = fold(text)
    found = []
    for pattern, reads in _english():
        for match in pattern.finditer(folded):
            day = _day(match, reads)
            if reads == "years":
                readings = [Reading("years", (match["y"], match["y2"]))]
            elif reads == "date":
                readings = [Reading("date", day)] if day else []
            else:
                readings = [Reading("date", day), Reading("year", match["y"])]
            if readings:
                found.append(_span(words, match.start(), match.end(), readings))
    restored = folded
    for word in words:
        # Not in the number of a directive: 09-NQ/TU.
        if (mark := _restorable().get(word.folded)) and not set(folded[max(0, word.start - 1) : word.stop + 1]) & set("/-"):
            restored = restored[: word.start] + mark + restored[word.stop :]
    for token in lex.tokens(Sentence(text, 0, len(text), "body", 0), restored):
        if token.kind == "PERIOD":
            if readings := _when(token.value, token.text):
                start, last = token.start, _PLACE_IN_LINE.match(folded, token.start)
                if last and (before := words_of(text[: token.start])) and before[-1].plain in ("dung", "xep", "ve"):
                    # "đứng cuối năm 2020" is who came last, at no end of a year.
                    start, readings = last.end(), [one for one in readings if one.kind != "date"]
                found.append(_span(words, start, token.stop, readings))
        elif token.kind == "DOC":
            found.append(_span(words, token.start, token.stop, [Reading("directive", text[token.start : token.stop].upper())]))
        elif token.kind == "NUMBER" and _YEAR.fullmatch(token.text):
            found.append(_span(words, token.start, token.stop, _year(token.text, "12-31")))
    return found


def _year(year: str, day: str) -> list[Reading]:
    return [Reading("year", year), Reading("date", f"{year}-{day}", weak=True)]


def _when(when: lex.When, text: str) -> list[Reading]:
    if when.year is None:
        return []
    if when.reads == "year":
        ends = ("01-01", "đầu") if "đầu" in text else ("12-31", "cuối")
        return [Reading("year", str(when.year)), Reading("date", f"{when.year}-{ends[0]}", weak=ends[1] not in text)]
    if when.reads == "date" and when.month and when.day and when.day <= calendar.monthrange(when.year, when.month)[1]:
        return [Reading("date", f"{when.year}-{when.month:02}-{when.day:02}")]
    if when.reads in ("years", "term") and when.year_to is not None:
        return [Reading("years", (str(when.year), str(when.year_to)))]
    if when.reads == "month" and when.month:
        return [Reading("date", f"{when.year}-{when.month:02}-{calendar.monthrange(when.year, when.month)[1]:02}")]
    return [Reading("period", text)]


@cache
def _restorable() -> dict[str, str]:
    return {without_marks(word): word for word in lexicon.table("questions")["marks"]["words"]}


@cache
def _english() -> list[tuple[re.Pattern[str], str]]:
    table = lexicon.table(LANGUAGES["en"])
    months = "|".join(table["months"]["names"])
    return [(re.compile(rf"\b{rule['pattern'].replace('MONTH', months)}\b"), rule["reads"]) for rule in table["period"]]


def _day(match: re.Match[str], reads: str) -> str | None:
    if reads in ("end", "start"):
        return match["y"] + ("-12-31" if reads == "end" else "-01-01")
    if reads != "date":
        return None
    groups = match.groupdict()
    names = lexicon.table(LANGUAGES["en"])["months"]["names"]
    month = int(groups["m"]) if groups.get("m") else names.index(groups["name"]) + 1
    if not 1 <= month <= 12 or not 1 <= int(match["d"]) <= calendar.monthrange(int(match["y"]), month)[1]:
        return None
    return f"{match['y']}-{month:02}-{int(match['d']):02}"


def _span(words: Sequence[Word], start: int, stop: int, readings: Sequence[Reading]) -> Span:
    inside = [at for at, word in enumerate(words) if word.start < stop and start < word.stop]
    return Span(inside[0], inside[-1] + 1, tuple(readings))


def _names(text: str, words: Sequence[Word], taken: list[Span | None], take: Callable[[Span], None]) -> None:
    """Places and bodies; a body behind the number of a directive says which of that number."""
    at = 0
    while at < len(words):
        span = None if taken[at] else _named_at(words, taken, at)
        if span is None:
            at += 1
            continue
        take(span)
        at = span.stop
    for span in [one for one in dict.fromkeys(taken) if one is not None and one.values("directive")]:
        _with_issuer(words, taken, span, take)


def _with_issuer(words: Sequence[Word], taken: Sequence[Span | None], span: Span, take: Callable[[Span], None]) -> None:
    start, stop, number = span.start, span.stop, span.values("directive")[0].value
    if stop + 1 < len(words) and words[stop].folded in ("của", "cua", "of", "by") and (after := taken[stop + 1]) is not None:
        if bodies := after.values("body"):
            number, stop = f"{number} {bodies[0].value}", after.stop
    before = start - 1
    if before >= 0 and words[before].plain in ("so", "no") and taken[before] is None:
        before -= 1
    for length in (3, 2, 1):
        first = before - length + 1
        found = phrases().at(words[first : before + 1], 0) if first >= 0 and not any(taken[first : before + 1]) else None
        if found and found[0] == length and any(reading.kind == "choice" or reading.value == "directive" for _, reading in found[1]):
            start = first
            break
    take(Span(start, stop, (Reading("directive", number), Reading("means", "directive", weak=True))))


def _named_at(words: Sequence[Word], taken: Sequence[Span | None], at: int) -> Span | None:
    free = _free(words, taken, at)
    body: list[str] = []  # the words of a body's head, as they are written
    kind: str | None = None
    stop = 0
    while stop < len(free):
        head, announced = heads().at(free, stop), kinds().at(free, stop)
        if announced and (not head or announced[0] >= head[0]):
            # The last word for a kind counts: "Thành ủy thành phố Hồ Chí Minh".
            kind, stop = announced[1][0], announced[0]
            body.append(kind)
        elif head:
            stop = head[0]
            body.append(head[1][0])
        else:
            break
    found = places().at(free, stop) if stop < len(free) else None
    if found is None:
        return None
    units = [unit for choice in found[1] for unit in choice]
    end = found[0]
    if kind is not None:
        wanted = gazetteer.kinds(kind)
        units = [unit for unit in units if unit.kind in wanted] or (units if len(body) == 1 and kind in ("thành phố", "tp") else [])
    elif not body and not (_stands_alone(free[stop:end], units) and not _covered(words, taken, at, at + end)):
        return None
    elif not body and not any(word.text[:1].isupper() or word.folded != word.plain for word in free[stop:end]):
        units = [unit for unit in units if unit.level == "province"]
    behind = free[end:]
    end_words = [word.folded for word in behind[:3]]
    committee = False
    if kind is None and not body:
        if end_words[:1] in (["district"], ["county"]):
            units = [unit for unit in units if unit.level == "district"] or units
            end, end_words = end + 1, end_words[1:]
        elif end_words[:1] in (["province"], ["city"], ["provincial"]):
            end, end_words = end + 1, end_words[1:]
        for words_behind in (["party", "committee"], ["committee"]):
            if end_words[: len(words_behind)] == words_behind:
                committee, end = True, end + len(words_behind)
                break
    if not units:
        return None
    unit = next((one for one in units if one.level == "province"), units[0]) if kind is None else units[0]
    start = at
    if not body and not committee and (before := _committee_of(words, taken, at)) is not None:
        committee, start = True, before
    if committee:
        return Span(start, at + end, (Reading("body", committee_of(unit)),))
    is_body = [word for word in body if word not in _plain_kinds()]
    if is_body:
        name = unit.name if not unit.name.startswith("Quận ") else unit.name.removeprefix("Quận ")
        return Span(at, at + end, (Reading("body", " ".join([_capital(body[0]), *body[1:], name])),))
    # Its committee; who writes of "Đảng bộ quận Ninh Kiều" or "thành phố Hà Tiên" means that, too.
    kind_of = unit.kind.removesuffix(" trực thuộc trung ương")
    called = unit.name.replace("Quận", "quận") if unit.name.startswith("Quận ") else f"{kind_of} {unit.name}"
    bodies = (committee_of(unit), f"Đảng bộ {called}", _capital(called), unit.name)
    return Span(at, at + end, (Reading("place", unit), *(Reading("body", body, weak=True) for body in dict.fromkeys(bodies))))


def _committee_of(words: Sequence[Word], taken: Sequence[Span | None], at: int) -> int | None:
    """Where "Party committee of" begins that ends before a place, None where it does not stand there."""
    before = [word.folded for word in words[:at]]
    for ending in (["of", "the", "city", "of"], ["of", "the", "province", "of"], ["of"], ["in"]):
        if before[-len(ending) :] == ending and before[: -len(ending)][-1:] == ["committee"]:
            start = at - len(ending) - 1
            return start - 1 if start and before[start - 1] == "party" else start
    return None


@cache
def _plain_kinds() -> frozenset[str]:
    return frozenset(" ".join(words) for words in gazetteer.kind_words() if not set(words) & {"ủy", "đoàn"})


def _capital(head: str) -> str:
    return head[:1].upper() + head[1:]


def committee_of(unit: Unit) -> str:
    """The Party committee of a province or district, by its usual name."""
    return f"{_COMMITTEES.get(unit.kind, 'Thành ủy')} {unit.name.removeprefix('Quận ')}"


def _stands_alone(piece: Sequence[Word], units: Sequence[Unit]) -> bool:
    """Whether a name without a word for its kind is one: "dien bien" is a province and, without its marks, how something went."""
    if any(word.folded != word.plain for word in piece):
        return True
    known = phrases().at(piece, 0)
    if known and known[0] == len(piece):
        return False
    return all(word.text[:1].isupper() for word in piece) or any(unit.level == "province" for unit in units)


def _covered(words: Sequence[Word], taken: Sequence[Span | None], start: int, stop: int) -> bool:
    """Whether a lower-case name is part of a longer phrase that begins before it: "không thống nhất"."""
    if any(word.text[:1].isupper() for word in words[start:stop]):
        return False
    return any(
        (found := phrases().at(words[first:], 0)) is not None and first + found[0] >= stop
        for first in range(max(0, start - 3), start)
        if not any(taken[first:start])
    )


@cache
def _surnames() -> Phrases:
    found = Phrases()
    for surname in lexicon.table("names")["surnames"]:
        found.add(surname, surname)
    return found


_LONGEST_NAME = 5


def _people(words: Sequence[Word], taken: list[Span | None], take: Callable[[Span], None]) -> None:
    """A surname with one to four more capitals, or with words that nothing else explains where nobody typed capitals."""
    typed = any(word.text[:1].isupper() for word in words[1:]) and not all(word.text.isupper() for word in words)

    def open_to(at: int) -> bool:
        span = taken[at]
        return span is None or (typed and span.stop - span.start == 1 and not span.values("place"))

    at = 0
    while at < len(words):
        if not open_to(at) or not _surnames().at(words, at) or (typed and not words[at].text[:1].isupper()):
            at += 1
            continue
        if (span := taken[at]) is not None and span.values("passed") and at + 1 < len(words) and _surnames().at(words, at + 1):
            at += 1  # "Ông Nguyễn …": there are people named Ông
            continue
        stop = at + 1
        while stop < len(words) and stop - at < _LONGEST_NAME and open_to(stop) and (not typed or words[stop].text[:1].isupper()):
            stop += 1
        # Without capitals a name may hold a word that means something, between others: "nguyen van phong".
        while not typed and stop - at < _LONGEST_NAME - 1 and stop + 1 < len(words) and taken[stop + 1] is None:
            stop += 2
        if stop - at >= 2 and any(taken[one] is None for one in range(at, stop)):
            name = " ".join(word.text if typed else word.text.title() for word in words[at:stop])
            take(Span(at, stop, (Reading("person", name),)))
        at = stop


def _counted(spans: tuple[Span, ...], words: Sequence[Word]) -> tuple[Span, ...]:
    """Nouns and verbs that are counted are given their indicator, as articles count them."""
    table = lexicon.table("indicators")
    nouns = [(span, reading.value) for span in spans for reading in span.values("noun")]
    verbs = [(span, reading.value) for span in spans for reading in span.values("verb")]
    verb = verbs[0] if verbs else None
    people = table["default"].get(verb[1]) if verb else None
    # People are admitted, never organisations: "chi bộ nào kết nạp nhiều đảng viên nhất" counts members, by the cells that admit them.
    doing = [one for one in nouns if people and table["of"][one[1]][1] == "organisation"]
    nouns = [one for one in nouns if one not in doing]
    noun = nouns[0] if nouns else None
    family = noun[1] if noun else people
    if family is None:
        return spans
    kind = table["verb"][verb[1]] if verb else "total" if _there_are(spans, words) else "new"
    counted = table["noun"][family].get(kind)
    if not counted:
        return spans
    added = (Reading("indicator", counted), Reading("means", "counted"))
    part = [one[0] for one in (noun, verb) if one is not None]
    # The same said twice is one: "kết nạp đảng viên … đảng viên".
    part += [span for span, value in nouns if value == family] + [span for span, value in verbs if verb and value == verb[1]]
    cells = [span for span, _ in doing if any(one.value == ("body kind", "party_cell") for one in span.values("choice"))]
    found = (Span(span.start, span.stop, (*span.readings, *added)) if span in part else span for span in spans)
    return tuple(Span(span.start, span.stop, (Reading("level", "cell"),)) if span in cells else span for span in found)


# What tells that new ones are meant where no verb says so: a plan is one of new members, a result too.
_OF_THE_NEW = frozenset({"quota", "met", "missed", "exceeded", "result", "nothing", "not", "attainment", "rank", "progress", "change"})


def _there_are(spans: tuple[Span, ...], words: Sequence[Word]) -> bool:
    """Whether a noun that no verb is said of is counted as it stands: "có bao nhiêu đảng viên"."""
    if {word.folded for word in words} & set(lexicon.table("questions")["asking"]["new"]):
        return False
    means = {reading.value for span in spans for reading in span.values("means")}
    return "how_many" in means and bool(means & {"there_are", "total"}) and not means & _OF_THE_NEW
