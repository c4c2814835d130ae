"""The zones of a page (masthead, title, byline, lead, body, caption, table, imprint, boilerplate) and the sentences in them.

A zone is a stretch of whole lines, save where a page has run two into one line ("Thu HươngBÁO SÔNG HỒNG ĐIỆN TỬ": byline and imprint).
What tells a byline from a heading is data, in `kg/vi/zones.toml`; here is only the order in which it is asked.
"""

import bisect
import datetime
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from msgspec.structs import replace

from kg import lexicon
from kg.errors import RuleError
from kg.fold import fold
from kg.records import Document, Sentence, Zone

# A longer line is text, whatever it begins with.
_SHORT = 250
_KINDS = ("boilerplate", "links", "others", "imprint", "source", "signature", "caption", "section")

_LETTERS = [chr(code) for code in range(0x41, 0x1EFA) if chr(code).isalpha() and not 0x0250 <= code < 0x1E00]
_UP = "".join(letter for letter in _LETTERS if letter.isupper())
_LOW = "".join(letter for letter in _LETTERS if letter.islower())

# A person under an article: "Thu Hương", "PHƯƠNG NAM", "N.Mai", "P. MAI", "N.Đ", "Ngọc Ánh, Piên", "MAI LAN (Ban Dân vận Tỉnh ủy)".
_SYLLABLE = rf"[{_UP}](?:[{_LOW}]+|[{_UP}]+)?(?:['’-][{_UP}{_LOW}]+)?"
_NAME = rf"(?:(?:[{_UP}]\.\s?){{1,3}}(?:{_SYLLABLE})?(?:\s{_SYLLABLE}){{0,2}}|{_SYLLABLE}(?:\s{_SYLLABLE}){{1,4}})"
_SIGNED = re.compile(rf"(?:\./\.|[.…”]/?\.?)\s*(?P<name>{_SYLLABLE}(?:\s{_SYLLABLE}){{1,3}})\Z")
_GLUED = re.compile(rf"(?<=[{_LOW}])(?=[{_UP}])")

_BULLET = re.compile(r"[-–—•+*]\s?(?=\S)")
_ENDED = re.compile(r"[.…:;!?][\"”’»)\]]*\Z")
_PROSE_END = re.compile(r"[.…:;][\"”’»)\]]*\Z")
_NUMBER = re.compile(r"[-–+(]?\d[\d.,/%\s()–+-]{0,24}")
_ROW = re.compile(r"[^\t|]*(?:\t+|\s*\|\s*)[^\t|]+(?:\t+|\s*\|\s*)\S")
# A row of two cells is one only among others: "Hải Minh | VOV" is a byline.
_PAIR = re.compile(r"[^\t|]+(?:\t+|\s\|\s)\s*(?P<value>[^\t|]+)")
_PIECES = re.compile(r"\s*[|»›/]\s*")

_DATE = (
    r"(?P<y1>\d{4})-(?P<m1>\d{1,2})-(?P<d1>\d{1,2})(?!\d)"
    r"|(?<![\d/.-])(?P<d2>\d{1,2})\s?(?P<mark>[/.-])\s?(?P<m2>\d{1,2})\s?(?P=mark)\s?(?P<y2>(?:19|20)\d\d)(?!\d)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


class _Line(msgspec.Struct, gc=False):
    """A line that is not blank: its stretch of the text, what it says, and what it was found to be."""

    start: int
    stop: int
    text: str
    folded: str
    gap: bool
    kind: str | None = None
    zone: str | None = None
    # where in `text` a second zone begins, and which
    cut: int | None = None
    then: str | None = None


class Dateline(msgspec.Struct, frozen=True, gc=False):
    """A date that a page gives as its own; the higher the weight the surer it is the day of publication."""

    date: str
    weight: int
    rest: str


@dataclass(frozen=True, slots=True)
class _Rules:
    line: re.Pattern[str]
    date: re.Pattern[str]
    time: re.Pattern[str]
    event: re.Pattern[str]
    posted: re.Pattern[str]
    furniture: re.Pattern[str]
    weekday: re.Pattern[str]
    publisher: re.Pattern[str]
    publisher_name: re.Pattern[str]
    publisher_tail: re.Pattern[str]
    site: re.Pattern[str]
    papers: frozenset[str]
    body: re.Pattern[str]
    spelling: dict[str, str]
    spelling_words: re.Pattern[str]
    marks: dict[str, str]
    byline: re.Pattern[str]
    source: re.Pattern[str]
    repeat: re.Pattern[str]
    caption_starts: re.Pattern[str]
    caption_holds: re.Pattern[str]
    figure: re.Pattern[str]
    item: re.Pattern[str]
    verb: re.Pattern[str]
    cells: frozenset[str]
    titles: frozenset[str]
    places: frozenset[str]
    openers: re.Pattern[str]
    numbered: frozenset[str]


def _any(patterns: list[str], *, literal: bool = False) -> str:
    found = sorted((fold(p) for p in patterns), key=len, reverse=True) if literal else patterns
    return "(?:" + "|".join(re.escape(p) if literal else p for p in found) + ")"


def _checked_lines(rules: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Kind and pattern of each rule for a line, in the order in which kinds are asked."""
    for rule in rules:
        name = rule.get("id", "without an id")
        for key in ("id", "kind", "pattern", "examples", "nevers"):
            if not rule.get(key):
                raise RuleError(f"kg/vi/zones.toml: the line rule {name} has no {key}")
        if rule["kind"] not in _KINDS:
            raise RuleError(f"kg/vi/zones.toml: the line rule {name} is of kind {rule['kind']!r}; there are: {', '.join(_KINDS)}")
        try:
            groups = re.compile(rule["pattern"]).groups
        except re.error as error:
            raise RuleError(f"kg/vi/zones.toml: the pattern of {name} is no regular expression: {error}") from None
        if groups:
            raise RuleError(f"kg/vi/zones.toml: the pattern of {name} has a capturing group; write (?:…)")
    for kind in _KINDS:
        yield kind, _any([rule["pattern"] for rule in rules if rule["kind"] == kind] or [r"(?!)"])


def _figures(data: dict[str, Any]) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Over folded lines: a figure of the genre, an item of a list that is a body and its figure, and a verb that founds or admits."""
    terms, numbers = lexicon.table("terms"), lexicon.table("numbers")
    nouns = _any([phrase for key in data["nouns"] for phrase in terms["NOUN"][key]], literal=True)
    verbs = _any([phrase for kind, keys in data["verbs"].items() for key in keys for phrase in terms[kind][key]], literal=True)
    words = _any([*numbers["digit"], *numbers["times"]], literal=True)
    digits = r"\d[\d.,]*"
    ratio = rf"{digits}\s?/\s?{digits}"
    counted = rf"(?<![\w/.-])(?:{ratio}|{digits})\s+{nouns}(?!\w)"
    in_words = rf"\b{verbs}(?!\w)(?:\s+\w+){{0,2}}?\s+{words}(?:\s{words})*\s+{nouns}(?!\w)"
    return (
        re.compile(rf"{counted}|{in_words}|\d\s?%|:\s*{ratio}(?![\w/-])"),
        re.compile(rf"(?:[-•+*][^:]{{2,80}}:\s*{counted}|[^:]{{2,80}}:\s*{ratio}(?:\s+{nouns})?)(?:\s*\(.*\))?\s*[;.,]?"),
        re.compile(rf"\b{verbs}(?!\w)"),
    )


@cache
def _rules() -> _Rules:
    data = lexicon.table("zones")
    dateline, publisher, stops = data["dateline"], data["publisher"], data["stops"]
    small = "|".join(re.escape(word) for word in sorted(publisher["small"], key=len, reverse=True))
    figure, item, verb = _figures(data["figures"])
    return _Rules(
        line=re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _checked_lines(data["line"]))),
        date=re.compile(f"{_DATE}|{dateline['words']}"),
        time=re.compile(rf"\b\d{{1,2}}\s?{dateline['hour']}\s?\d{{2}}(?::\d{{2}})?\b"),
        event=re.compile(rf"{_any(dateline['events'])}\s+\d|{_any(dateline['events'])}\Z"),
        posted=re.compile(_any(dateline["posted"])),
        furniture=re.compile("|".join(dateline["posted"] + dateline["updated"] + dateline["furniture"])),
        weekday=re.compile(rf"\b{_any(dateline['weekdays'])}"),
        publisher=re.compile(rf"\b{_any(publisher['heads'])}(?!\w)"),
        # the capitalised words and small words after a head; a capital may follow a dash
        publisher_name=re.compile(rf"(?:\s*[-–&]?\s*(?:(?i:{small})(?!\w)|[{_UP}][\w.&-]*))+"),
        publisher_tail=re.compile(
            rf"(?:[{_UP}]\w*\s+){{1,4}}(?:{_any(publisher['lower'])}\s+)?(?i:{'|'.join(t for t in publisher['tails'] if ' ' not in t)})"
        ),
        site=re.compile(publisher["site"]),
        papers=frozenset(
            fold(name).removeprefix("báo ") for entry in lexicon.table("places")["publisher"] for name in entry.get("names", ())
        ),
        body=re.compile(rf"{_any(data['body']['heads'], literal=True)}(?!\w)"),
        spelling={fold(words): words for words in data["spelling"]["words"]},
        spelling_words=re.compile(rf"\b{_any(data['spelling']['words'], literal=True)}(?!\w)|\w+"),
        marks={fold(mark): name for mark, name in data["marks"].items()},
        byline=re.compile(
            rf"{_NAME}(?:\s*(?:[,;/&–-]|{_any(data['byline']['joins'])})\s*(?:{_NAME}|{_SYLLABLE})){{0,5}}(?:\s*\([^()]{{2,60}}\))?\s*\.?"
        ),
        source=re.compile(rf"\(?(?:{data['source']['before']})\s*:?\s*"),
        repeat=re.compile(_any(data["title"]["repeats"])),
        caption_starts=re.compile(rf"{_any(data['caption']['starts'], literal=True)}(?!\w)"),
        caption_holds=re.compile(rf"\b{_any(data['caption']['holds'], literal=True)}(?!\w)"),
        figure=figure,
        item=item,
        verb=verb,
        cells=frozenset(fold(cell) for cell in data["table"]["cells"]),
        titles=frozenset(stops["titles"]),
        places=frozenset(stops["places"]),
        openers=re.compile(_any(stops["openers"], literal=True)),
        numbered=frozenset(fold(word) for word in stops["numbered"]),
    )


# ---- what one line is


def kind(line: str) -> str | None:
    """What a line is by the rules for whole lines: those of `kg/vi/zones.toml`, or none of them."""
    match = _rules().line.fullmatch(fold(line.strip()))
    return match.lastgroup if match else None


def dateline(line: str) -> Dateline | None:
    """The date of a line that holds a date and little else: "Hải Minh| 17/02/2014 07:24"; None for a sentence with a date."""
    return _dateline(fold(line.strip()))


def _dateline(folded: str) -> Dateline | None:
    if len(folded) > 110 or not _YEAR.search(folded):
        return None
    rules = _rules()
    match = rules.date.search(folded)
    if match is None:
        return None
    year, month, day = (int(match[f"{part}1"] or match[f"{part}2"] or match[f"{part}3"]) for part in "ymd")
    try:
        date = datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
    around = f"{folded[: match.start()]}\n{folded[match.end() :]}"
    bare, times = rules.time.subn(" ", around)
    bare, days = rules.weekday.subn(" ", bare)
    bare, labels = rules.furniture.subn(" ", bare)
    before, after = (side.strip(" \t[](){}+.") for side in bare.split("\n", 1))
    words = before.strip(',;:|"›>/- '), after.strip(',;:|"›>/- ')
    rest = " ".join(word for word in words if word)
    if rest:
        # Words beside the date are the name of a page, a reporter or a place, and stand apart from it.
        apart = (not words[0] or bool(re.search(r"[,|\"›>/-]\s*\Z", before))) and (not words[1] or bool(re.match(r"[,|\"›>/-]", after)))
        if len(rest) > 45 or re.search(r"\d|[.;]", rest) or not (apart or times or days):
            return None
        if len(rest.split()) > 7 or rules.event.match(rest) or (rules.event.match(folded) and re.match(r"[^|\"›>]*\w", after)):
            return None
    weight = 3 if rules.posted.search(folded) else 2 if times or labels else 1
    return Dateline(date, weight, rest)


def spelt(name: str) -> str:
    """A name in capitals as it is written in running text: "BÁO SÔNG HỒNG ĐIỆN TỬ" is "Báo Sông Hồng điện tử"."""
    if not name.isupper():
        return name
    rules = _rules()

    def word(match: re.Match[str]) -> str:
        return rules.spelling.get(fold(match[0])) or match[0].capitalize()

    written = rules.spelling_words.sub(word, name.lower())
    return written[:1].upper() + written[1:]


_SECTION_BEHIND = re.compile(r"\s+[-–—]\s+")
# "Báo Khánh Hòa - Cơ quan của Đảng bộ tỉnh": whose paper it is, behind its name.
_ORGAN_OF = re.compile(r"\s*[-–—:|,]\s*(?:cơ quan|tiếng nói|diễn đàn)(?: ngôn luận)?(?: của)?\b.*")


def publisher(line: str) -> str | None:
    """The paper, site or station that a line names, as written in running text."""
    line = line.strip()
    found = _publisher(line, fold(line))
    return found[1] if found else None


def _publisher(line: str, folded: str) -> tuple[bool, str] | None:
    """Whether the line (or its first piece) is the name and nothing else, and the name."""
    rules = _rules()
    if folded.removeprefix("báo ").removesuffix(" điện tử").removesuffix(" online").strip() in rules.papers:
        return True, spelt(line)
    if organ := _ORGAN_OF.search(folded):
        line, folded = line[: organ.start()], folded[: organ.start()]
    elif (dash := _SECTION_BEHIND.search(folded)) and (page := rules.line.fullmatch(folded[dash.end() :])) and page.lastgroup == "section":
        line, folded = line[: dash.start()], folded[: dash.start()]
    if rules.site.fullmatch(folded):
        return True, spelt(line)
    for match in rules.publisher.finditer(folded):
        name = rules.publisher_name.match(line, match.end())
        if name and line[match.start()].isupper() and any(c.isupper() for c in name[0]):
            whole = match.start() == 0 and not re.match(r"\s*[^\s|»›/]", line[name.end() :])
            return whole, spelt(line[match.start() : name.end()].strip(" .-–"))
    piece = _PIECES.split(line, maxsplit=1)[0]
    if rules.publisher_tail.fullmatch(piece):
        return True, spelt(piece)
    return None


_MARKED = re.compile(r"(?:\((?P<inside>[^()]{2,40})\)\s*[-–—:.]*\s*|(?P<bare>[^\s()]{2,20})\s+[-–—]\s+)(?=\S)")


def agency(line: str) -> str | None:
    """Whose mark stands before the first sentence: "(HNM) - Thực hiện …" is of Báo Hànộimới."""
    line = line.strip()
    match = _MARKED.match(line)
    if match is None:
        return None
    mark = match["inside"] or match["bare"]
    known = _rules().marks.get(fold(mark))
    if known or not match["inside"]:
        return known
    named = _publisher(mark, fold(mark))
    if named and named[0]:
        return named[1]
    # An unknown mark is shown as it stands, where it can be nothing else.
    return mark if re.fullmatch(rf"[{_UP}]{{2,8}}|[\w-]+(?:\.[\w-]+)+", mark) else None


def byline(line: str) -> bool:
    """Whether a line has the shape of one or several names and nothing else."""
    return len(line) <= 100 and _rules().byline.fullmatch(line.strip()) is not None


# ---- the lines of a page


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    folded = fold(text)
    at, gap = 0, False
    for raw in text.split("\n"):
        bare = raw.strip()
        if bare:
            begin = at + raw.index(bare)
            lines.append(_Line(at, at + len(raw), bare, folded[begin : begin + len(bare)] if len(bare) <= _SHORT else "", gap))
            gap = False
        else:
            gap = True
        at += len(raw) + 1
    return lines


def _glued(line: _Line) -> int | None:
    """Where the name of a paper begins that is run into the byline before it."""
    for match in _GLUED.finditer(line.text):
        at = match.start()
        named = _publisher(line.text[at:], line.folded[at:])
        if named and named[0] and byline(line.text[:at]):
            return at
    return None


def _recognise(line: _Line) -> None:
    if not line.folded:
        return
    match = _rules().line.fullmatch(line.folded)
    if _dateline(line.folded):
        line.kind = "dateline"
    elif match:
        line.kind = match.lastgroup
    elif len(line.text) <= 120:
        named = _publisher(line.text, line.folded)
        if named and named[0]:
            line.kind = "publisher"


def _is_prose(line: _Line) -> bool:
    if line.kind is not None:
        return False
    size = len(line.text)
    if size > _SHORT or (size >= 60 and bool(_PROSE_END.search(line.text))) or (size >= 40 and agency(line.text) is not None):
        return True
    # "Huyện ủy Đức Thọ thành lập 2 chi bộ." is a paragraph, too.
    return size >= 25 and bool(_PROSE_END.search(line.text)) and _rules().figure.search(line.folded) is not None


def _is_item(line: _Line) -> bool:
    """An item of a list that is a body and its figure: "- Thành ủy Móng Cái: 4/5 chi bộ"."""
    return line.kind is None and _rules().item.fullmatch(line.folded) is not None


def _prose(lines: list[_Line]) -> list[int]:
    """Where the paragraphs are, and behind the first of them the items of lists."""
    first = next((i for i, line in enumerate(lines) if _is_prose(line)), len(lines))
    return [i for i, line in enumerate(lines[first:], first) if _is_prose(line) or _is_item(line)]


def _tables(lines: list[_Line]) -> None:
    """Marks flattened tables: short lines of which many are numbers; and rows whose cells are parted by tabs or bars."""
    cells = _rules().cells

    def is_cell(line: _Line) -> bool:
        if line.kind is not None or len(line.text) > 80 or (_BULLET.match(line.text) and not _NUMBER.fullmatch(line.text)):
            return False
        return not _ENDED.search(line.text) or len(line.text) <= 5

    def is_value(line: _Line) -> bool:
        return _NUMBER.fullmatch(line.text) is not None or line.folded in cells

    at = 0
    while at < len(lines):
        if not is_cell(lines[at]):
            at += 1
            continue
        stop = at
        while stop < len(lines) and is_cell(lines[stop]):
            stop += 1
        values = [i for i in range(at, stop) if is_value(lines[i])]
        if len(values) >= 4:
            first, last = values[0], values[-1]
            apart = any(lines[i].gap for i in values)
            start = first
            while start > at and first - start < 12 and (apart or not lines[start].gap):
                start -= 1
            if len(values) * 4 >= last + 1 - start:
                for line in lines[start : last + 1]:
                    line.kind = "table"
        at = stop
    if not any("\t" in line.text or "|" in line.text for line in lines):
        return
    for above, line in itertools.pairwise(lines):
        rows = all(one.folded and one.kind in (None, "table") and _ROW.match(one.text) for one in (above, line))
        if rows and re.search(r"\d", line.text):
            above.kind = line.kind = "table"
    _pairs(lines)


def _pairs(lines: list[_Line]) -> None:
    """Marks tables of two columns: three lines or more, of which all but the heading end in a number."""
    at = 0
    while at < len(lines):
        stop, values = at, []
        for line in lines[at:]:
            pair = _PAIR.fullmatch(line.text) if line.folded and line.kind in (None, "table") else None
            if pair is None:
                break
            values.append(_NUMBER.fullmatch(pair["value"]) is not None)
            stop += 1
        if len(values) >= 3 and all(values[1:]):
            for line in lines[at:stop]:
                line.kind = "table"
        at = max(stop, at + 1)


def _links(lines: list[_Line]) -> None:
    """Marks what stands under "Tin khác" and the like: to the end of the page, or to the next paragraph of the article.

    "Tin liên quan" may stand within an article; "Tin khác" ends it, unless the article is signed only behind it.
    """
    if not any(line.kind in _LINKS for line in lines):
        return
    prose = _prose(lines)
    if not prose:
        return
    signed = max((at for at, line in enumerate(lines) if _signs(line)), default=-1)
    for at, line in enumerate(lines):
        if line.kind not in _LINKS or at < prose[0]:
            continue
        before = lines[max(prose[0] + 1, at - 4) : at]
        closed = any(one.kind in ("imprint", "source") or _signs(one) for one in before)
        closed = closed or any(one.text.endswith("/.") for one in lines[max(prose[0], at - 2) : at])
        later = prose[after] if (after := bisect.bisect_right(prose, at)) < len(prose) else len(lines)
        stop = len(lines) if closed or (line.kind == "others" and signed < later) else later
        for one in lines[at + 1 : stop]:
            if one.kind not in ("imprint", "source", *_LINKS, "boilerplate", "publisher"):
                one.kind = "teaser"
        if stop == len(lines):
            return


_LINKS = ("links", "others")


def _signs(line: _Line) -> bool:
    return line.kind == "signature" or (line.kind is None and byline(line.text))


def _is_headline(line: _Line) -> bool:
    return line.kind is None and len(line.text.split()) >= 6 and len(line.text) <= 200 and not _ENDED.search(line.text)


def _title(head: list[_Line]) -> _Line | None:
    """The headline among the lines before the first paragraph."""

    def possible(line: _Line, words: int) -> bool:
        if line.kind not in (None, "caption") or len(line.text.split()) < words:
            return False
        # "Bí thư Tỉnh ủy thăm doanh nghiệp" is a headline, with a full stop it is a caption
        return line.kind is None or not (_ENDED.search(line.text) or _rules().line.fullmatch(line.folded.split(" ", 2)[0]))

    for words in (4, 2):
        for at, line in enumerate(head):
            if not possible(line, words):
                continue
            run = [line]
            for after in head[at + 1 :]:
                if after.kind is not None or len(after.text.split()) < words or _ENDED.search(after.text):
                    break
                run.append(after)
            # The line over a headline is shorter than it; what is under it is longer, and is the first paragraph.
            while len(run) > 1 and len(run[-1].text) > 140 and len(run[-2].text) > 30:
                run.pop()
            return run[-1]
    return None


def _is_masthead(line: _Line, below: list[_Line], known: str | None) -> bool:
    """Whether the first line is a body whose site it is: "LIÊN ĐOÀN LAO ĐỘNG TP CẦN THƠ" over "Trang chủ / Tin công đoàn".

    "Huyện ủy Cẩm Xuyên lập chi bộ" over a date is a headline: it says what was done, or nothing below it can be one.
    """
    rules = _rules()
    if line.kind is not None or line.text == known or below[0].kind not in ("section", "dateline", "publisher"):
        return False
    if not rules.body.match(line.folded) or rules.verb.search(line.folded) or rules.figure.search(line.folded):
        return False
    return line.text.isupper() or len(line.text.split()) < 4 or _title(below) is not None


def _head(lines: list[_Line], first: int, *, known: str | None, prose: bool) -> _Line | None:
    """Gives the lines before the first paragraph their zones; hands back the headline.

    `known` is the headline by the page's own data; without any `prose` behind them the lines under it are the text.
    """
    head = lines[:first]
    if len(head) > 1 and _is_masthead(head[0], head[1:], known):
        head[0].kind = "publisher"
    title = _title(head)
    under = False
    for at, line in enumerate(head):
        if line is title:
            line.zone, under = "title", True
        elif line.kind is None and under:
            stated = len(line.text) > 140 or _ENDED.search(line.text) or (_is_item(line) if prose else _rules().figure.search(line.folded))
            line.zone = "byline" if byline(line.text) else "lead" if stated else "caption"
        elif line.kind is None:
            # what stands right over the headline belongs to it: "Đảng bộ Khối Cơ quan Dân Chính Đảng TP Cần Thơ"
            line.zone = "title" if at + 1 < len(head) and head[at + 1] is title and len(line.text.split()) >= 3 else "masthead"
        else:
            line.zone = _HEAD[line.kind]
    return title


_HEAD = {
    "boilerplate": "boilerplate", "links": "boilerplate", "others": "boilerplate", "teaser": "boilerplate",
    "imprint": "imprint", "source": "imprint", "signature": "byline", "dateline": "byline",
    "section": "masthead", "publisher": "masthead", "caption": "caption", "table": "table",
}  # fmt: skip
_MIDDLE = _HEAD | {"dateline": "body", "section": "body", "publisher": "body"}
_TAIL = _HEAD | {"section": "boilerplate", "publisher": "imprint"}


def _is_caption(line: _Line, before: _Line) -> bool:
    """A short paragraph between longer ones that states nothing: "Đoàn viên thị trấn quét vôi hàng rào."."""
    text = line.text
    if not 15 <= len(text) <= 110 or _BULLET.match(text) or before.text.endswith(":") or re.search(r"[\d:;?!]|[.…]\s", text):
        return False
    if not text.endswith("."):
        return False
    rules = _rules()
    states = rules.caption_starts.match(line.folded) or rules.caption_holds.search(line.folded) or rules.figure.search(line.folded)
    return not states


def _middle(lines: list[_Line], first: int, last: int) -> None:
    """Gives the lines from the first paragraph to the last their zones."""
    for at in range(first, last + 1):
        line = lines[at]
        if line.zone:
            continue
        if line.kind == "signature" and len(line.text) > 25 and not re.search(r"[:(]", line.text):
            # a heading that begins as bylines do
            line.zone = "body"
        elif line.kind:
            line.zone = _MIDDLE[line.kind]
        elif at == first:
            line.zone = "lead"
        elif first < at < last and _is_caption(line, lines[at - 1]):
            line.zone = "caption"
        else:
            line.zone = "body"
            starred = line.text.startswith("*") and not _ENDED.search(line.text)
            signed = byline(lines[at - 1].text) or lines[at - 1].zone == "byline"
            # A second item on one page: the byline of the first, then a headline, then its text.
            if signed and at - 1 > first and _is_headline(line) and (starred or (at < last and _is_prose(lines[at + 1]))):
                lines[at - 1].zone, line.zone = "byline", "title"


def _is_office(line: _Line) -> bool:
    """Whether a line names the body that a reporter writes for; what tells a figure or a deed of it does not."""
    rules = _rules()
    return bool(rules.body.match(line.folded)) and not rules.figure.search(line.folded) and not rules.verb.search(line.folded)


def _tail(lines: list[_Line], last: int, title: str | None) -> None:
    """Gives the lines behind the last paragraph their zones."""
    signed = ended = False
    for line in lines[last + 1 :]:
        glued = _glued(line) if line.kind is None else None
        if glued is not None:
            line.zone, line.cut, line.then, ended = "byline", glued, "imprint", True
        elif line.kind:
            line.zone = _TAIL[line.kind]
        elif byline(line.text) or (signed and len(line.text) <= 80 and _is_office(line)):
            line.zone = "byline"
        elif line.text == title or (ended and not _ENDED.search(line.text)):
            line.zone = "boilerplate"
        elif len(line.text) <= 60 and not _ENDED.search(line.text) and _is_office(line):
            line.zone = "byline"
        else:
            line.zone = "body"
        signed = line.zone == "byline"
        ended = ended or line.zone in ("byline", "imprint", "boilerplate")


def _analysed(text: str, known: str | None = None) -> tuple[list[_Line], _Line | None]:
    lines = _lines(text)
    for line in lines:
        _recognise(line)
    _tables(lines)
    _links(lines)
    prose = _prose(lines)
    # Without any paragraph, what the page has is under its headline.
    first = prose[0] if prose else next((i for i, line in enumerate(lines) if line.kind == "table"), len(lines))
    title = _head(lines, first, known=known, prose=bool(prose))
    if prose:
        _middle(lines, first, prose[-1])
        _tail(lines, prose[-1], title.text if title else None)
        _sign(lines[prose[-1]])
    else:
        _tail(lines, first - 1, title.text if title else None)
    return lines, title


def _sign(line: _Line) -> None:
    """Parts the reporter from the last paragraph: "… đúng hẹn./. Thu Hương"."""
    match = _SIGNED.search(line.text, max(0, len(line.text) - 40))
    if match and line.zone in ("body", "lead"):
        line.cut, line.then = match.start("name"), "byline"


def _zones(lines: list[_Line], text: str) -> tuple[Zone, ...]:
    pieces: list[tuple[str, int, int]] = []
    for line in lines:
        zone = line.zone or "body"
        if line.cut is None or line.then is None:
            pieces.append((zone, line.start, line.stop))
        else:
            indent = text.index(line.text, line.start) if line.text else line.start
            pieces += [(zone, line.start, indent + line.cut), (line.then, indent + line.cut, line.stop)]
    merged: list[tuple[str, int, int]] = []
    for zone, start, stop in pieces:
        if merged and merged[-1][0] == zone:
            merged[-1] = (zone, merged[-1][1], stop)
        else:
            merged.append((zone, start, stop))
    return tuple(Zone(*piece) for piece in merged)


def zones(document: Document) -> tuple[Zone, ...]:
    """The zones of a page, in order; every character that is not blank stands in exactly one."""
    return _zones(_analysed(document.text, document.title)[0], document.text)


# ---- what the page says of itself


def _published(lines: list[_Line]) -> str | None:
    dates = [found for line in lines if line.kind == "dateline" and line.zone == "byline" and (found := _dateline(line.folded))]
    return max(dates, key=lambda found: found.weight).date if dates else None


def _named_publisher(lines: list[_Line]) -> str | None:
    """The publisher: of the masthead, else the imprint, else the furniture, else by its mark, else where the article was taken from."""

    def named(line: _Line) -> str | None:
        found = _publisher(line.text, line.folded)
        return found[1] if found else None

    for line in lines:
        if line.kind == "publisher" and line.zone == "masthead":
            return named(line) or spelt(line.text)
    for line in lines:
        if line.then == "imprint" and line.cut is not None:
            return publisher(line.text[line.cut :])
    for wanted in (("publisher", "imprint"), ("boilerplate",)):
        for line in lines:
            if line.kind in wanted and line.zone in ("imprint", "boilerplate") and (name := named(line)):
                return name
    for line in lines:
        if line.zone == "lead" and (name := agency(line.text)):
            return name
        if line.kind == "dateline" and (found := _dateline(line.folded)) and (name := _rules().marks.get(found.rest)):
            return name
    for line in lines:
        if line.kind == "source":
            before = _rules().source.match(line.folded)
            return line.text[before.end() if before else 0 :].rstrip(").")
    return None


def _repeated_title(lines: list[_Line]) -> str | None:
    for line in lines:
        if line.kind == "boilerplate" and (match := _rules().repeat.match(line.folded)):
            title = line.text[match.end() :].strip()
            if len(title.split()) >= 4:
                return title
    return None


def zoned(document: Document) -> Document:
    """The document with its zones, and with what the page says of itself where that was not known: title, date, publisher."""
    lines, headline = _analysed(document.text, document.title)
    return replace(
        document,
        zones=_zones(lines, document.text),
        title=document.title or (headline.text if headline else _repeated_title(lines)),
        published=document.published or _published(lines),
        publisher=document.publisher or _named_publisher(lines),
    )


# ---- sentences

_CLOSING = r"[\"”’»)\]]"
# An end mark with blanks and no small letter behind it; or run into the capital of the next word ("tổ chức.Năm 2021").
_BREAK = re.compile(
    rf"([.!?…](?<![.!?…].)[.!?…]*+(?:/\.)?+{_CLOSING}*+)"
    rf"(?:\s++(?![\"“”(\[«‘]?[{_LOW}])|(?<=[{_LOW}\d%)”][{_LOW}\d%)”][.!?…])(?=[{_UP}][{_LOW}]))"
)
_INITIALS = re.compile(rf"(?:[{_UP}]{{1,2}}\.)+[{_UP}]?")
_LISTED = re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}})*|[IVX]+|[{_LOW}]")
_WHOLE = frozenset({"masthead", "byline", "table", "imprint", "boilerplate"})


def _ends(text: str, start: int, dot: int, after: int) -> bool:
    """Whether the single full stop at `dot` ends the sentence that began at `start`; `after` is where the next one would begin."""
    space = max(text.rfind(" ", start, dot), text.rfind("\u00a0", start, dot), text.rfind("\t", start, dot))
    first = space + 1 if space >= 0 else start
    token = text[first:dot].lstrip("\"“‘(['«-–")
    if len(token) > 12:
        return True
    rules = _rules()
    if token in rules.titles:
        return False
    if first <= start and _LISTED.fullmatch(token):
        return False
    last = token.rsplit(".", 1)[-1]
    if token in rules.places:
        if rules.openers.match(fold(text[after : after + 20])):
            return True
        if len(token) > 1:
            return False
    if last in rules.titles and "." in token:
        return False
    if _INITIALS.fullmatch(token + "."):
        if len(token) == 1:
            before = text[max(start, first - 12) : first].split()
            return bool(before) and fold(before[-1]) in rules.numbered
        return len(token) == 2 and "." not in token
    # an initial behind others: "T.Ư."
    return not ("." in token and len(last) == 1 and last.isupper())


def _split(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    for match in _BREAK.finditer(text, start, stop):
        mark = match.start()
        if match.end(1) - mark == 1 and text[mark] == "." and not _ends(text, start, mark, match.end()):
            continue
        yield start, match.end(1)
        start = match.end()
    if start < stop:
        yield start, stop


# No sentence of a newspaper is as long; what is (a list without a full stop, a page without lines) is read in pieces, so that the time
# a text takes grows with its length and not with its square.
_LONGEST = 3000


def _pieces(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """A sentence, cut at a semicolon, a comma or a space where it is longer than any is."""
    while stop - start > _LONGEST:
        cut = next(
            (at + 1 for mark in (";", ",", " ") if (at := text.rfind(mark, start + _LONGEST // 2, start + _LONGEST)) > 0), start + _LONGEST
        )
        end = cut
        while end > start and text[end - 1].isspace():
            end -= 1
        yield start, end
        start = cut
        while start < stop and text[start].isspace():
            start += 1
    if start < stop:
        yield start, stop


def sentences(document: Document) -> tuple[Sentence, ...]:
    """The sentences of a document, each in its zone; lines of a table, masthead, byline or imprint are one each.

    Every character that is not blank stands in exactly one. `paragraph` counts the lines that are not blank.
    """
    text = document.text
    found: list[Sentence] = []
    paragraph = 0
    for zone in document.zones or zones(document):
        at = zone.start
        for raw in text[zone.start : zone.stop].split("\n"):
            bare = raw.strip()
            if bare:
                start = at + len(raw) - len(raw.lstrip())
                stop = start + len(bare)
                if zone.kind in _WHOLE:
                    found.append(Sentence(bare, start, stop, zone.kind, paragraph))
                else:
                    for whole in _split(text, start, stop):
                        for s, e in _pieces(text, *whole):
                            found.append(Sentence(text[s:e], s, e, zone.kind, paragraph))
                paragraph += 1
            at += len(raw) + 1
    return tuple(found)
