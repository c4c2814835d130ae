"""Bodies by name: committees, cells, boards, unions, associations, and the places and groups that figures speak of.

A name is a head ("Quận ủy"), what the head takes (a place, a level with its name, a unit such as a bloc or a school, another body) and
nothing more; where a person's name runs on ("Bí thư Quận ủy Hoàn Kiếm Hoàng Công Khôi") the place ends where the person begins.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from kg import gazetteer, lexicon
from kg.lex import Token
from kg.recognise import enterprise, person
from kg.recognise.enterprise import EnterpriseMention


class BodyMention(msgspec.Struct, frozen=True, gc=False):
    """`first`, `last` count tokens, `start`, `stop` code points, all half-open. `place` is the printed name of its own place,
    `unit_kind` the word for that place's kind, `bare` that a level stands without a name ("Đảng bộ huyện"), `unit` the words of a bloc,
    school, firm."""

    first: int
    last: int
    start: int
    stop: int
    head: str
    kind: str
    family: str
    level: str | None
    place: str | None
    unit_kind: str | None
    bare: bool
    unit: str | None
    parent: "BodyMention | None"
    committee: bool
    capital: bool
    firm: "EnterpriseMention | None" = None


class PlaceMention(msgspec.Struct, frozen=True, gc=False):
    """A province or district by name ("huyện Chư Sê", "Tiền Giang"), or a bare level ("huyện", "toàn tỉnh")."""

    first: int
    last: int
    start: int
    stop: int
    name: str | None
    unit_kind: str | None
    level: str | None
    whole: bool = False


@cache
def heads() -> lexicon.Node:
    return lexicon.phrases((head, index) for index, body in enumerate(lexicon.table("bodies")["body"]) for head in body["heads"])


@cache
def levels() -> lexicon.Node:
    table = lexicon.table("bodies")["level"]
    return lexicon.phrases((word, (entry["level"], entry["unit"])) for word, entry in table.items())


@cache
def _units() -> lexicon.Node:
    return lexicon.phrases(lexicon.listed("bodies", "unit"))


@cache
def _inner() -> lexicon.Node:
    return lexicon.phrases((word, True) for word in lexicon.table("bodies")["inner"]["words"])


@cache
def shortened() -> dict[str, str]:
    """What the abbreviations inside long names stand for."""
    return dict(lexicon.table("bodies")["short"])


@cache
def anaphors() -> lexicon.Node:
    return lexicon.phrases(lexicon.listed("bodies", "anaphor"))


@cache
def places() -> lexicon.Node:
    """Names of provinces and districts, as `gazetteer.find` takes them."""
    return lexicon.phrases((name, True) for name in gazetteer.names())


def place_at(tokens: Sequence[Token], texts: Sequence[str], at: int) -> int | None:
    """Index after the name of a province or district that begins at `at` in capitals."""
    if at >= len(texts) or not (tokens[at].capital or tokens[at].kind == "NUMBER"):
        return None
    found = lexicon.longest(places(), texts, at)
    if found is None or not all(t.capital or t.kind != "WORD" for t in tokens[at : found[0]]):
        return None
    return found[0]


def _longer_commune(tokens: Sequence[Token], first: int, stop: int, level: str | None, post: bool) -> int:
    """A commune is in no list, and its name may begin with one that is: "phường Quy Nhơn Nam", "xã Tân Phước Hưng"."""
    return stop + 1 if level == "commune" and not post and stop > first and capitals(tokens, first) == stop + 1 else stop


def _any_commune(tokens: Sequence[Token], texts: Sequence[str], first: int, after: int, stop: int, post: bool) -> bool:
    """Whether "xã" or "phường" without a name means no one commune: "đảng bộ xã, phường", "Bí thư Đảng ủy xã".

    "Đảng bộ xã có …" means the one named.
    """
    if texts[after] not in ("xã", "phường") or stop >= len(tokens) or tokens[stop].capital:
        return False
    if texts[after] == "phường" and tokens[stop].kind == "NUMBER":
        return False  # "Đảng bộ phường 12"
    return post or not tokens[first].capital or tokens[stop].kind != "WORD" or texts[stop] in ("và", "hoặc")


def capitals(tokens: Sequence[Token], at: int) -> int:
    """Index after the run of capitalised words that begins at `at`."""
    while at < len(tokens) and tokens[at].capital and tokens[at].kind == "WORD":
        at += 1
    return at


_COUNTED = frozenset({"đảng viên", "đồng chí", "đoàn viên", "hội viên", "chi bộ", "tổ chức", "quần chúng"})


def _counted(texts: Sequence[str], at: int) -> bool:
    """Whether what is counted begins at `at`, so that the number before it is no name."""
    return " ".join(texts[at : at + 2]) in _COUNTED


def _surely_a_person(tokens: Sequence[Token], first: int, stop: int) -> int | None:
    """Where in a run of capitals a surname stands right before Văn or Thị."""
    return next((k for k in range(first, stop - 2) if person.opens(tokens, k) and tokens[k + 1].text in person.middle()), None)


def _name_after(tokens: Sequence[Token], texts: Sequence[str], at: int, post: bool) -> int:
    """Index after the name of a place that is in no list (a commune), leaving a person's name that runs on after a post."""
    stop = capitals(tokens, at)
    if stop < len(tokens) and stop > at and tokens[stop].kind == "NUMBER" and stop - at <= 1:
        # "thôn Tân 2", but "thị trấn Cồn 7 đảng viên"
        return stop if _counted(texts, stop + 1) else stop + 1
    if post:
        if stop - at in (3, 4) and tokens[at + 1].text in person.middle(surely=not person.opens(tokens, at)):
            return at  # "Bí thư Đảng ủy xã Hoàng Văn Tộ"
        # "Đảng ủy xã Thanh Hồ Văn Xum": a surname right before Văn or Thị begins the person's name.
        if (sure := _surely_a_person(tokens, at + 1, stop)) is not None:
            return sure
        cuts = [
            k
            for k in (at + 2, at + 1, at + 3)
            if k < stop and person.opens(tokens, k) and (2 <= stop - k <= 5 or (stop - k == 1 and "'" in tokens[k].text))
        ]
        if cuts:
            return cuts[0]
        if stop - at >= 3 and person.opens(tokens, at):
            return at
    return min(stop, at + 4)


def _enumerates(texts: Sequence[str], at: int) -> bool:
    """Whether a comma stands inside the name of a bloc: "Khối Cơ quan, Doanh nghiệp và Dân Chính tỉnh"."""
    step = lexicon.longest(_inner(), texts, at + 1)
    return step is not None and texts[step[0] : step[0] + 1] == ["và"]


def _two_zones(texts: Sequence[str], at: int) -> bool:
    """Whether a comma stands inside the name of a zone: "Khu kinh tế, công nghiệp tỉnh Thừa Thiên Huế"."""
    step = lexicon.longest(_inner(), texts, at + 1)
    return step is not None and lexicon.longest(levels(), texts, step[0]) is not None


def _long_name(tokens: Sequence[Token], texts: Sequence[str], at: int, post: bool) -> int:
    """Index after the name of a bloc, school, office or firm: capitals, joined by the lower-case words that such names have."""
    end = first = at
    while at < len(tokens):
        token = tokens[at]
        if at > first and texts[at : at + 2] == ["lần", "thứ"]:
            break  # "ĐẠI HỘI ĐẢNG BỘ KHỐI DOANH NGHIỆP TỈNH LẦN THỨ III"
        if at > first and (
            lexicon.longest(heads(), texts, at)
            or (texts[at] in ("và", ",") and at + 1 < len(texts) and lexicon.longest(heads(), texts, at + 1))
        ):
            if not (texts[at] in ("sở", "cục", "chi") or texts[at : at + 2] == ["ban", "quản"]):
                break
        if post and person.begins(tokens, at) and not place_at(tokens, texts, at):
            break
        if (stop := place_at(tokens, texts, at)) is not None:
            at = end = stop
            if at < len(tokens) and texts[at] == "-" and place_at(tokens, texts, at + 1):
                continue
            break
        if (found := lexicon.longest(_inner(), texts, at)) and (not token.capital or found[0] > at + 1):
            at = found[0]
            if token.capital or texts[found[0] - 1] in lexicon.context("closing"):
                end = at
        elif token.capital and token.kind == "WORD":
            if level := lexicon.longest(levels(), texts, at):
                at = end = level[0]
                continue
            at = end = at + 1
        elif token.text == "(" and texts[at + 2 : at + 3] == [")"] and texts[at + 1] in shortened():
            at = end = at + 3  # "Công đoàn các Khu công nghiệp (KCN) tỉnh"
        elif (token.text in ("-", "&") and at + 1 < len(tokens) and tokens[at + 1].capital) or (
            token.text == ","
            and (
                (texts[first : first + 1] == ["khối"] and _enumerates(texts, at))
                or (texts[first : first + 1] == ["khu"] and _two_zones(texts, at))
            )
        ):
            at += 1
        else:
            break
    level = lexicon.longest(levels(), texts, end) if end < len(texts) else None
    if level:
        end = level[0]
        if (stop := place_at(tokens, texts, end)) is not None:
            end = stop
        elif end < len(tokens) and tokens[end].capital and not (post and person.begins(tokens, end)):
            end = _name_after(tokens, texts, end, post)
    return end


def at(tokens: Sequence[Token], texts: Sequence[str], first: int, post: bool = False, depth: int = 0) -> BodyMention | None:
    """The body whose name begins at token `first`; `post`: a post stands before it, so a person's name may run on."""
    found = lexicon.longest(heads(), texts, first)
    if found is None:
        return None
    after, index = found
    head = " ".join(texts[first:after])
    entry: dict[str, Any] = lexicon.table("bodies")["body"][index]
    if entry.get("post") and not post:
        return None
    takes = entry["takes"]
    kind, family, level = entry["kind"], entry["family"], entry.get("level")
    unit_kind = entry.get("units", [None])[0]
    place = unit = None
    parent: BodyMention | None = None
    firm: EnterpriseMention | None = None
    bare = "place" in takes and "level" not in takes and "unit" not in takes
    last = after

    def printed(start: int, stop: int) -> str:
        return " ".join(t.text for t in tokens[start:stop])

    def done() -> BodyMention:
        return BodyMention(
            first, last, tokens[first].start, tokens[last - 1].stop, head, kind, family, level, place, unit_kind,
            bare, unit, parent, entry["committee"], tokens[first].capital, firm,
        )  # fmt: skip

    if (
        texts[after - 1] == "đoàn"
        and not tokens[first].capital
        and (tokens[after - 1].capital or (after < len(texts) and texts[after] == "kết"))
    ):
        return None  # "xã Đoàn Kết", "huyện Đoàn Hùng", "đô thị đoàn kết"
    if "none" in takes:
        return done()
    if texts[after : after + 1] == ["("] and texts[after + 2 : after + 3] == [")"] and texts[after + 1] in shortened():
        last = after = after + 3  # "Hội Cựu chiến binh (CCB) tỉnh"
    if after >= len(tokens):
        return done() if tokens[first].capital or not ("level" in takes or "unit" in takes) else None  # "thành lập được 9 chi bộ"
    if "body" in takes or "body!" in takes:
        inner = after + 1 if texts[after] == "của" and after + 1 < len(tokens) else after
        parent = at(tokens, texts, inner, post, depth + 1) if depth < 3 else None
        if parent is not None and parent.family in ("party", "union", "youth", "women", "veterans", "state"):
            last, level = parent.last, parent.level or level
            return done()
        parent = None
        if "body!" in takes:
            return done() if tokens[first].capital and entry["kind"] == "party_board" and texts[first] != "văn" else None
    if "name" in takes and after < len(tokens) and tokens[after].capital:
        end = _long_name(tokens, texts, after, post)
        if end > after:
            last, unit, level = end, printed(after, end), "bloc"
        return done()
    if "unit" in takes and (unit_at := lexicon.longest(_units(), texts, after)):
        firm = enterprise.at(tokens, texts, after, post) if unit_at[1] == "enterprise" else None
        begin = after if tokens[after].capital else unit_at[0]
        end = max(firm.last if firm else _long_name(tokens, texts, begin, post), unit_at[0])
        if firm is None and end == unit_at[0]:
            end = _long_name(tokens, texts, end, post)  # "Kho bạc Nhà nước tỉnh"
        if tokens[after].capital or end > unit_at[0] or any(t.capital for t in tokens[after:end]):
            last, unit = end, printed(after, end)
            level = (
                {"bloc": "bloc", "agency": "bloc", "enterprise": "enterprise", "hamlet": "cell"}[unit_at[1]] if level != "cell" else "cell"
            )
            return done()
    if "level" in takes or "unit" in takes:
        step = lexicon.longest(levels(), texts, after)
        if step and not _any_commune(tokens, texts, first, after, step[0], post):
            last, (level, unit_kind), bare = step[0], step[1], True
            stop = place_at(tokens, texts, last)
            if stop is not None and post and tokens[last].kind != "NUMBER" and _is_person(tokens, texts, last, stop):
                stop = None
            if stop is not None:
                stop = _longer_commune(tokens, last, stop, level, post)
                if post and level == "commune" and (runs_on := _surely_a_person(tokens, stop, capitals(tokens, stop))) is not None:
                    stop = runs_on  # "Bí thư Đảng ủy xã Đức Hòa Hạ Lê Văn Rạng"
            if (
                stop is None
                and last < len(tokens)
                and (
                    tokens[last].capital
                    or (level in ("district", "commune") and texts[last - 1] in ("quận", "phường") and tokens[last].kind == "NUMBER")
                )
            ):
                stop = last + 1 if tokens[last].kind == "NUMBER" else _name_after(tokens, texts, last, post)
                if post and level != "commune" and tokens[last].kind != "NUMBER" and person.begins(tokens, last):
                    stop = None
            if stop is not None and stop > last:
                place, last, bare = printed(last, stop), stop, False
            return done()
    if "place" in takes:
        stop = place_at(tokens, texts, after)
        if stop is not None and post and _is_person(tokens, texts, after, stop):
            stop = None
        if stop is None and tokens[after].capital and entry.get("units", ["tỉnh"])[0] not in ("tỉnh", "thành phố"):
            # Every district is in the list, so behind a post what is in no list is a person; a commune is in no list.
            person_here = post and entry["units"][0] not in ("xã", "phường") and person.begins(tokens, after)
            stop = None if person_here else _name_after(tokens, texts, after, post)
        if stop is None and "quận" in entry.get("units", ()) and tokens[after].kind == "NUMBER" and not _counted(texts, after + 1):
            stop = after + 1  # "Quận ủy 3"
        if stop is not None and stop > after:
            place, last, bare = printed(after, stop), stop, False
            return done()
    if "level" in takes or "unit" in takes:
        return done() if tokens[first].capital else None
    return done()


def _is_person(tokens: Sequence[Token], texts: Sequence[str], first: int, stop: int) -> bool:
    """Whether the place found is only the beginning of a person's name: "Bí thư Tỉnh ủy Hà Giang Nam" is not, "… Lê Chân Thành" is."""
    run = capitals(tokens, first)
    return run > stop and not person.opens(tokens, stop) and person.opens(tokens, first) and run - first <= 5 and run - stop == 1


def _numbered(tokens: Sequence[Token], texts: Sequence[str], first: int, after: int) -> bool:
    """Whether "quận 3" in small letters is a district, and 3 no count of something: "quận 1: 6; quận 3: 5"."""
    number = texts[after]
    counted = first > 0 and tokens[first - 1].kind == "NUMBER"
    behind = after + 1 == len(tokens) or tokens[after + 1].kind == "PUNCT" or texts[after + 1] in ("và", "có", "được", "đã")
    return texts[first] == "quận" and number.isdigit() and 1 <= int(number) <= 12 and behind and not counted


def place_mention(tokens: Sequence[Token], texts: Sequence[str], first: int) -> PlaceMention | None:
    """A place that stands by itself: a level and its name, a name of the gazetteer, a bare level in lower case."""
    step = lexicon.longest(levels(), texts, first)
    after = step[0] if step else first
    level, unit_kind = step[1] if step else (None, None)
    stop = place_at(tokens, texts, after)
    if stop is None and step and after < len(tokens):
        if tokens[after].capital:
            stop = _name_after(tokens, texts, after, False)
        elif level == "district" and tokens[after].kind == "NUMBER" and (tokens[first].capital or _numbered(tokens, texts, first, after)):
            stop = after + 1
    if stop is not None:
        stop = _longer_commune(tokens, after, stop, level, False)
        name = " ".join(t.text for t in tokens[after:stop])
        if not step and name in gazetteer.guarded():
            return None
        return PlaceMention(first, stop, tokens[first].start, tokens[stop - 1].stop, name, unit_kind, level)
    if step:
        return PlaceMention(first, after, tokens[first].start, tokens[after - 1].stop, None, unit_kind, level)
    return None
