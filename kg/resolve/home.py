"""Where and when a document was written: its province, its district, its day or the range of days, each with what says so."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kg import gazetteer, relate
from kg.gazetteer import Unit
from kg.lex import When
from kg.recognise import BodyMention, PlaceMention, PostMention, Reading
from kg.records import Dated, Document, Place

# A year in the title counts as so many in the text.
_TITLE = 2

# So often a district is called by its kind alone where an article is about it.
_BARE = 2

# Names of places, weighted, that outweigh what the mark of a paper says.
_NAMED_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Home:
    """What an article takes for granted: its province and district, the day it counts from, the year it reports on."""

    place: Place | None
    province: Unit | None
    district: Unit | None
    dated: Dated | None
    on: str | None
    year: int | None


def bodies(reading: Reading) -> Iterator[BodyMention]:
    """Every body a sentence names, also inside posts and above other bodies."""
    for thing in [reading.things[i] for i in reading.named]:
        found = thing.body if isinstance(thing, PostMention) else thing if isinstance(thing, BodyMention) else None
        while found is not None:
            yield found
            found = found.parent


# A place that a text names: its name, the kind of unit, the words, their weight.
_Named: TypeAlias = tuple[str, str | None, str, int]


def _named(readings: Sequence[Reading]) -> Iterator[_Named]:
    for reading in readings:
        zone = reading.sentence.zone
        if zone in ("boilerplate", "byline"):
            continue
        weight = 3 if zone in ("title", "masthead") else 1
        for mention in bodies(reading):
            if mention.place:
                yield mention.place, mention.unit_kind, f"{mention.head} {mention.place}", weight + 1
            elif mention.unit:
                for name in _tail(mention.unit):
                    yield name, None, mention.unit, weight
        for thing in [reading.things[i] for i in reading.named]:
            if isinstance(thing, PlaceMention) and thing.name:
                yield thing.name, thing.unit_kind, thing.name, weight


def _tail(unit: str) -> Iterator[str]:
    """The place at the end of a long name: "khối doanh nghiệp tỉnh phú thọ" ends in Phú Thọ."""
    words = unit.split()
    for count in (2, 3):
        if len(words) > count and gazetteer.province(" ".join(words[-count:])):
            yield " ".join(words[-count:])
            return


def _first_year(readings: Sequence[Reading]) -> int | None:
    """The last year that the text speaks of as past or present: "đến năm 2030" and terms to come do not count."""
    years: list[int] = []
    for reading in readings:
        for i in reading.dated:
            token = reading.tokens[i]
            if token.value.year is None or token.value.part == "năm":
                continue
            when = token.value
            if when.reads == "years" and when.year_to and not (i and reading.tokens[i - 1].text.lower() == "đến"):
                years.append(when.year_to)
            elif when.reads in ("year", "half", "months", "quarter", "month", "date", "since"):
                years.append(when.year)
    return max(years, default=None)


def _dated(document: Document, readings: Sequence[Reading]) -> Dated | None:
    if document.published is not None:
        return None
    year = _first_year(readings)
    if year is None:
        return None
    for reading in reversed(readings):
        for token in [reading.tokens[i] for i in reversed(reading.dated)]:
            if year in (token.value.year, token.value.year_to):
                return Dated(f"{year}-01-01", f"{year + 1}-12-31", document.text[token.start : token.stop])
    return None


def _held_early(readings: Sequence[Reading]) -> Iterator[int]:
    """The years of the days in January, February or March that a text names."""
    for reading in readings:
        for i in reading.dated:
            when = reading.tokens[i].value
            if when.reads == "date" and when.year is not None and when.month in (1, 2, 3):
                yield when.year


def _looks_back(readings: Sequence[Reading]) -> bool:
    """Whether a text speaks of "năm qua": in the first months of a year that is the year before."""
    return any(reading.tokens[i].value.part == "năm qua" for reading in readings for i in reading.dated)


def when_is_this_year(when: When, published: str | None) -> bool:
    """Whether "năm nay" is the year in which the document appeared: in January it may still be the one before."""
    return when.reads == "relative" and when.part == "năm nay" and published is not None and published[5:7] != "01"


def _report_year(document: Document, readings: Sequence[Reading], on: str | None) -> int | None:
    """The year whose figures a document reports: the year it names most, not after its own; in January that is the year before."""
    own = int(on[:4]) if on else None
    january = document.published is not None and document.published[5:7] == "01"
    counts: Counter[int] = Counter()
    for reading in readings:
        if reading.sentence.zone in ("masthead", "boilerplate", "imprint", "byline"):
            continue
        # In January "chỉ tiêu của năm 2019 được nâng lên 170" looks ahead, whatever else the text reports.
        plans = january and reading.sentence.zone != "title" and any(t.kind in ("PLAN", "ASSIGN") for t in reading.tokens)
        for i in reading.dated:
            token = reading.tokens[i]
            if plans and token.value.year == own:
                continue
            if token.value.year is not None and token.value.reads in ("year", "half", "months", "quarter", "date"):
                if (own is None or token.value.year <= own) and not relate.compared(reading.tokens, i):
                    counts[token.value.year] += _TITLE if reading.sentence.zone == "title" else 1
            elif own is not None and when_is_this_year(token.value, document.published):
                counts[own] += 1
    if document.published is None:
        # "Ngày 9-1-2014, LĐLĐ huyện tổng kết … năm 2013": what is held in the first months looks back.
        for held in _held_early(readings):
            if held - 1 in counts and (counts[held - 1] >= counts[held] - 1 or _looks_back(readings)):
                return held - 1
        return max(sorted(counts), key=lambda y: (counts[y], y), default=None)
    assert own is not None
    recent = {year: count for year, count in counts.items() if year >= own - 1}
    if recent:
        # In the first months of a year the year before is what is reported; the new one is what is planned.
        early = document.published[5:7] in ("01", "02", "03")
        if early and _looks_back(readings):
            return own - 1
        return max(sorted(recent), key=lambda y: (recent[y], y < own if early else y))
    return own - 1 if document.published[5:7] == "01" else own


def home(document: Document, readings: Sequence[Reading]) -> Home:
    """Settle place and date; what nothing says stays None."""
    dated = _dated(document, readings)
    on = document.published or (dated.start if dated else None)
    named = list(_named(readings))
    province, evidence = _province(document, readings, named, on, dated)
    district = _district(readings, named, province, on)
    place = Place(_plain(province), province.unit_id, evidence) if province else None
    return Home(place, province, district, dated, on, _report_year(document, readings, on))


def _plain(unit: Unit) -> str:
    return unit.name


def _at(name: str, on: str | None) -> Unit | None:
    return (gazetteer.province(name, on) if on else None) or gazetteer.province(name)


def _province(
    document: Document, readings: Sequence[Reading], named: Sequence[_Named], on: str | None, dated: Dated | None
) -> tuple[Unit | None, str]:
    lines = [document.text[z.start : z.stop] for z in document.zones if z.kind in ("masthead", "imprint")]
    by_mark: tuple[Unit, str] | None = None
    for text in [document.publisher or "", *(line for zone in lines for line in zone.splitlines())]:
        if text.strip() and (found := gazetteer.province_of_publisher(text, on=on)):
            if not re.fullmatch(r"[A-ZĐ]{2,5}", text.strip()):
                return found[0], f"publisher: {found[1]}"
            by_mark = by_mark or found  # "(BHG)" is of Hà Giang, and of Hậu Giang
    votes: Counter[str] = Counter()
    words: dict[str, str] = {}
    for name, kind, said, weight in named:
        kinds = (kind,) if kind else ()
        units = gazetteer.find(name, kinds=kinds, on=on) or gazetteer.find(name, kinds=kinds) or gazetteer.find(name)
        provinces = {u.unit_id for u in units if u.level == "province"}
        if len(provinces) >= 1 and (kind in (None, "tỉnh") or any("trung ương" in u.kind for u in units)):
            unit = _at(name, on)
            if unit is not None:
                votes[unit.unit_id] += 2 * weight
                words.setdefault(unit.unit_id, f"named: {said}")
            continue
        above = {gazetteer.province_of(u, on).unit_id if on else gazetteer.province_of(u).unit_id for u in units if u.level == "district"}
        if len(above) == 1:
            unit_id = above.pop()
            votes[unit_id] += weight
            words.setdefault(unit_id, f"district: {said}")
    if by_mark is not None and (not votes or votes[by_mark[0].unit_id] or max(votes.values()) < _NAMED_ENOUGH):
        return by_mark[0], f"publisher: {by_mark[1]}"
    if votes:
        best = max(sorted(votes), key=lambda u: votes[u])
        return gazetteer.unit(best), words[best]
    for reading in readings:
        for holding in reading.holdings:
            name = holding.name.text
            for post in holding.posts:
                if post.body is None:
                    continue
                title = document.text[post.start : post.stop]
                between = (dated.start, dated.end) if dated else None
                official = gazetteer.province_of_official(name, title, on=document.published, between=between)
                if official:
                    return official[0], f"official: {official[1]}"
    return None, ""


def _was_in(district: Unit, province: Unit) -> bool:
    """Whether a district was in a province, or in one of those that a province of today was made of."""
    above = {gazetteer.province_of(district).unit_id, district.parent}
    if province.valid_to is None:
        above.add(gazetteer.province_today(district).unit_id)
    return province.unit_id in above


def _district(readings: Sequence[Reading], named: Sequence[_Named], province: Unit | None, on: str | None) -> Unit | None:
    """The district an article is about: named in its masthead or title, or more than any other and than the province itself."""
    votes: Counter[str] = Counter()
    bare: Counter[str] = Counter()
    whole = cities = 0
    for reading in readings:
        zone = reading.sentence.zone
        if zone in ("boilerplate", "byline", "imprint"):
            continue
        cities += sum(reading.things[i] == "city" for i in reading.named)
        places = [thing for i in reading.named if isinstance(thing := reading.things[i], PlaceMention)]
        bare.update(place.unit_kind for place in places if place.name is None and place.unit_kind)
        whole += sum(1 if thing == "district" else -1 if thing == "province" else 0 for thing in [reading.things[i] for i in reading.named])
    for name, kind, _, weight in named:
        if kind == "tỉnh":
            continue  # "Tỉnh ủy Quảng Trị" is not of the town of that name
        kinds = (kind,) if kind else ()
        # A district of that kind, then and ever; or the one that then had the name: since July 2025 "xã Hàm Thuận Nam" speaks of none.
        units = (
            gazetteer.find(name, kinds=kinds, level="district", on=on)
            or gazetteer.find(name, kinds=kinds, level="district")
            or gazetteer.find(name, level="district", on=on)
        )
        inside = [u for u in units if province is None or _was_in(u, province)]
        if kind is None and gazetteer.province(name) and not whole > 0:
            continue
        if len({u.gso_code for u in inside}) == 1:
            votes[inside[0].unit_id] += weight
    if not votes:
        return None
    ranked = sorted(votes, key=lambda u: (-votes[u], u))
    best = ranked[0]
    total = sum(votes.values())
    unit = gazetteer.unit(best)
    # "Trưởng Ban Tổ chức Thị ủy Sông Cầu …. 6 tháng qua thị xã làm được gì? … Cả thị xã có 412 doanh nghiệp"
    alone = votes[best] == total and sum(bare[kind] for kind in ("quận", "huyện", "thị xã") if kind in unit.kind) >= _BARE
    if whole <= 0 and cities and province is not None and "trung ương" in province.kind:
        return None  # "toàn thành phố lập 21 tổ chức đảng": of Hải Phòng, whichever of its districts is named more than the others
    if whole > 0 or alone or (votes[best] * 2 > total and votes[best] >= 3):
        return unit
    return None
