"""Bodies by their full name and key: what a mention leaves out is completed from the document's place and from what was named before."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from kg import gazetteer, lexicon
from kg.fold import fold, slug
from kg.gazetteer import Unit
from kg.recognise import BodyMention, EnterpriseMention, PlaceMention, Reading
from kg.recognise.body import shortened
from kg.records import Body, Document, Span
from kg.resolve.home import Home, bodies
from kg.resolve.lookup import Trail

# Bodies of the Party's kind that are committees or organisations of members; the rest are organs under them.
_COMMITTEES = frozenset({"party_committee", "standing_committee"})
_ORGANS = frozenset({"standing_committee", "standing_board", "executive_committee", "party_board", "steering_committee"})
_LEVELS = {
    "tỉnh": "province",
    "quận": "district",
    "huyện": "district",
    "thị xã": "district",
    "xã": "commune",
    "phường": "commune",
    "thị trấn": "commune",
    "đặc khu": "commune",
}
_COMMITTEE_OF = {"tỉnh": "Tỉnh ủy", "quận": "Quận ủy", "huyện": "Huyện ủy", "thị xã": "Thị ủy"}


_Asked = tuple[str, ...]


@dataclass(slots=True)
class Names:
    """The bodies of a document as they are found, by key and name; `mentions` remembers where each was named, in order.

    `bodies()` has where each stands, which `found` and `mentions` do not: a body that is named a thousand times would have a thousand spans
    in each of a thousand mentions. `blocs` are in the order in which they were named last.
    """

    document: Document
    home: Home
    found: dict[tuple[str, str], Body] = field(default_factory=dict)
    mentions: list[tuple[int, Body, BodyMention]] = field(default_factory=list)
    blocs: dict[tuple[str, Body], None] = field(default_factory=dict)
    first_bloc: Body | None = None
    districts: list[tuple[int, Unit]] = field(default_factory=list)
    communes: dict[str, Trail[str]] = field(default_factory=lambda: defaultdict(Trail))
    own_communes: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    firms: list[tuple[int, str]] = field(default_factory=list)
    hints: dict[str, Span] = field(default_factory=dict)
    spelt: dict[str, str] = field(default_factory=dict)
    _spans: dict[tuple[str, str], dict[Span, None]] = field(default_factory=dict)
    # By what is asked for: see `_note`.
    _named: dict[_Asked, Trail[tuple[int, Body, BodyMention]]] = field(default_factory=lambda: defaultdict(Trail))
    _first: dict[_Asked, Body] = field(default_factory=dict)
    _names: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _of_kind: dict[str, Trail[Unit]] = field(default_factory=dict)

    def add(self, body: Body, span: Span | None, mention: BodyMention | None = None) -> Body:
        key = (body.key, fold(body.name))
        known = self.found.get(key)
        if known is not None and known.name != body.name and sum(c.isupper() for c in body.name) < sum(c.isupper() for c in known.name):
            known = replace(known, name=body.name)  # a name in capitals, found again as it is usually written
        if known is None:
            known = replace(body, spans=())
        self.found[key] = known
        if span:
            self._spans.setdefault(key, {})[span] = None
        if mention is not None:
            # What says so where the body is named only in passing, inside a post or the name of another body.
            self.hints.setdefault(body.key, (mention.start, mention.stop))
        if mention is not None and span is not None:
            self._note(known, mention)
            self.mentions.append((mention.start, known, mention))
        return known

    def _note(self, body: Body, mention: BodyMention) -> None:
        entry = (len(self.mentions), body, mention)
        family = _family(body.kind)
        asked: list[_Asked] = []
        if body.level in ("bloc", "province", "district", "enterprise"):
            asked += [("of head", body.kind, body.level, head) for head in (mention.head, "")]
        if body.level == "commune":
            asked.append(("commune", family, mention.unit_kind or ""))
        if body.kind == "party_cell":
            asked.append(("cell",))
        if body.kind == "party_committee" or body.kind.endswith(("union", "association")):
            asked += [("committee", family), ("committee",)]
        for one in asked:
            self._named[one].note(mention.start, entry)
        self._first.setdefault(("key", body.key), body)
        if body.unit is not None:
            self._first.setdefault(("unit", body.unit, family), body)
        self._names[body.key][body.name] += 1

    def named_before(self, start: int, *asked: _Asked) -> tuple[Body, BodyMention] | None:
        """The last mention that answers to one of these and stands before an offset."""
        found = [last[1] for one in asked if one in self._named and (last := self._named[one].before(start)) is not None]
        return max(found, key=lambda entry: entry[0])[1:] if found else None

    def note_district(self, start: int, unit: Unit) -> None:
        """Note where a district stands, by itself or in the name of a body."""
        self.districts.append((start, unit))
        for kind, trail in self._of_kind.items():
            if kind in unit.kind:
                trail.note(start, unit)

    def district_before(self, start: int, kind: str) -> Unit | None:
        """The last district of a kind that stands before an offset."""
        if kind not in self._of_kind:
            self._of_kind[kind] = Trail()
            for at, unit in self.districts:
                if kind in unit.kind:
                    self._of_kind[kind].note(at, unit)
        last = self._of_kind[kind].before(start)
        return last[1] if last else None

    def first_named(self, *asked: str) -> Body | None:
        """The first body named of a key, or of a unit and a family."""
        return self._first.get(asked)

    def counted(self, key: str) -> Counter[str]:
        """How often a body is called by each of its names."""
        return self._names.get(key, Counter())

    def bodies(self) -> Iterator[Body]:
        """The bodies found, with the places where they are named; of one that is named only in passing, the first of these."""
        for key, body in self.found.items():
            passing = (self.hints[body.key],) if body.key in self.hints else ()
            yield replace(body, spans=tuple(self._spans.get(key, passing)))

    def forget(self) -> None:
        """Forget what was found so far, save the blocs."""
        for store in (self.found, self.mentions, self._spans, self._named, self._first, self._names):
            store.clear()


def printed(document: Document, start: int, stop: int) -> str:
    """A name as printed, on one line, without an abbreviation in brackets: "các Khu công nghiệp (KCN) tỉnh"."""
    text = document.text[start:stop]
    return " ".join((_BRACKETED.sub("", text) if "(" in text else text).split())


_BRACKETED = re.compile(r"\s*\([A-ZĐ]{2,6}\)")


# Words in capitals that are no abbreviation have a vowel; UBND and its like are listed.
_VOWEL = re.compile(r"[aeiouyăâêôơư]", re.IGNORECASE)
_ABBREVIATED = frozenset({"UBND", "UBKT", "UBMTTQ", "TU", "TVTU", "TP", "CP"})


def _title(name: str) -> str:
    """A name in capitals as it is written elsewhere; abbreviations stay, words for levels are in lower case."""
    if not name.isupper():
        return name
    words = []
    for word in name.split():
        plain = unicodedata.normalize("NFD", word)
        keep = word in _ABBREVIATED or not _VOWEL.search(plain)
        words.append(word if keep else word.lower() if fold(word) in _LEVELS else word.capitalize())
    return " ".join(words)


def is_commune(key: str | None) -> bool:
    """Whether a key is of a body of a commune: "party_committee/D598/xã-quảng-hiệp"."""
    kinds = tuple(f"{slug(kind)}-" for kind, level in _LEVELS.items() if level == "commune")
    return key is not None and key.rpartition("/")[2].startswith(kinds)


def level_of(unit: Unit) -> str:
    return "province" if unit.level == "province" else "district" if unit.level == "district" else "commune"


def unit_of(name: str, kind: str | None, home: Home) -> Unit | None:
    """The unit that a name means in this document: of its kind, in its province, at its time; None where several fit."""
    kinds = (kind,) if kind and kind not in ("xã", "phường", "thị trấn", "đặc khu") else ()
    if kind in ("xã", "phường", "thị trấn", "đặc khu"):
        return None
    for on in (home.on, None) if home.on else (None,):
        found = gazetteer.find(name, kinds=kinds, on=on) or (gazetteer.find(name, on=on) if not kinds else ())
        if not found and kinds:
            found = gazetteer.find(name, kinds=kinds, on=on)
        provinces = [u for u in found if u.level == "province"]
        if provinces and (kind in (None, "tỉnh") or (kind == "thành phố" and any("trung ương" in u.kind for u in provinces))):
            pick = gazetteer.province(name, on) or gazetteer.province(name)
            if pick is not None and (kind is None or kind in pick.kind):
                return pick
        inside = [u for u in found if u.level == "district" and home.province is not None and _under(u, home.province, home.on)]
        candidates = inside or ([u for u in found if u.level == "district"] if kind or home.province is None else [])
        if len(candidates) == 1:
            return candidates[0]
        if len({u.gso_code for u in candidates}) == 1 and candidates:
            # Versions of one unit: the one in force on the eve of the reform, or the last.
            return sorted(candidates, key=lambda u: (u.valid_to or "9999", u.unit_id))[-1]
    return None


def _under(unit: Unit, province: Unit, on: str | None) -> bool:
    if province.unit_id in (unit.parent, gazetteer.province_of(unit).unit_id):
        return True
    if on is None:
        return False
    if on > gazetteer.EVE_OF_REFORM:
        # An article of 2026 on what a district did before: it was in one of the provinces that the article's own was made of.
        return gazetteer.province_today(unit) == gazetteer.province_today(province)
    return gazetteer.province_of(unit, on).unit_id == province.unit_id


def _elsewhere(name: str, home: Home) -> bool:
    """Whether a district's name is known, and not in the document's province: then it is not of that province, whichever it is."""
    if home.province is None:
        return False
    known = gazetteer.find(name, level="district")
    return bool(known) and not any(_under(unit, home.province, home.on) for unit in known)


def _city_is_province(home: Home) -> bool:
    return home.province is not None and "trung ương" in home.province.kind


def namesake(kind: str | None, home: Home) -> Unit | None:
    """The district of a kind that is named like its province: "Thành phố" in a table of the districts of Thái Bình."""
    if kind is None or home.province is None or home.district is not None:
        return None
    found = gazetteer.find(home.province.name, kinds=(kind,), level="district", on=home.on)
    inside = [unit for unit in found if unit.parent == home.province.unit_id]
    return inside[0] if len(inside) == 1 else None


def _bare_unit(unit_kind: str | None, home: Home) -> Unit | None:
    """The unit a bare level means: "tỉnh", "huyện", "thành phố" of this document."""
    if unit_kind == "tỉnh":
        return home.province
    if unit_kind == "thành phố":
        if _city_is_province(home):
            return home.province
        return home.district if home.district is not None and "thành phố" in home.district.kind else None
    if unit_kind in ("quận", "huyện", "thị xã"):
        return home.district if home.district is not None and unit_kind in home.district.kind else None
    return None


def resolve(mention: BodyMention, names: Names, *, keep: bool = True) -> Body | None:
    """The body of a mention, noted with its span; None where it is general ("các huyện ủy") or names nothing that can be found."""
    home, document = names.home, names.document
    within = home.province.name if home.province else None
    root = home.province.unit_id if home.province else f"?{document.id}"
    text = _title(printed(document, mention.start, mention.stop))
    span = (mention.start, mention.stop) if keep else None
    if mention.kind == "central_body":
        return names.add(Body(f"central_body/{slug(text)}", text, mention.kind, "central", None, None, None, None, ()), span, mention)
    if mention.kind == "state_body" and mention.level == "central":
        return names.add(Body(f"state_body/{slug(text)}", text, mention.kind, "central", None, None, None, None, ()), span, mention)
    if mention.kind in _ORGANS:
        return _organ(mention, names, text, span, root, within)
    if mention.unit is not None:
        return _of_unit(mention, names, text, span, root, within)
    unit: Unit | None = None
    if mention.place is not None:
        unit = unit_of(mention.place, mention.unit_kind, home)
        if unit is None and mention.unit_kind == "thành phố":
            unit = unit_of(mention.place, None, home)
    elif mention.bare:
        if mention.unit_kind in ("xã", "phường", "thị trấn"):
            return _bare_commune(mention, names, span)
        unit = _bare_unit(mention.unit_kind, home) or _named_before(mention, names)
        if unit is None and mention.unit_kind == "thành phố" and home.province is not None and mention.head == "thành ủy":
            return None
        if unit is None:
            return None
        text = f"{text} {_title(names.spelt.get(unit.unit_id, unit.name))}"
    else:
        return _short(mention, names, span)
    level = level_of(unit) if unit else _LEVELS.get(mention.unit_kind or "", mention.level)
    if level == "city":
        level = "district"
    place = unit.name if unit else _title(printed(document, *_place_span(mention, document)))
    kind = mention.kind
    if unit is not None:
        key = f"{kind}/{unit.unit_id}"
        above = (
            gazetteer.province_of(unit, home.on)
            if home.on and unit.level != "province"
            else gazetteer.province_of(unit)
            if unit.level != "province"
            else None
        )
        within = above.name if above else None
        parent = f"{kind}/{above.unit_id}" if above else None
    else:
        if level == "district" and _elsewhere(mention.place or "", home):
            root, within = f"?{document.id}", None
        local = home.district.unit_id if level == "commune" and home.district is not None else root
        key = f"{kind}/{local}/{slug((mention.unit_kind or '') + ' ' + (mention.place or ''))}"
        parent = f"{kind}/{local}" if not local.startswith("?") else None
        if level == "commune" and home.district is not None:
            within = home.district.name
    return names.add(Body(key, text, kind, level, place, within, unit.unit_id if unit else None, parent, ()), span, mention)


def _named_before(mention: BodyMention, names: Names) -> Unit | None:
    """The last district of a kind that was named, for "Huyện đoàn" in an article that is about no one district."""
    if mention.unit_kind == "thành phố" and (_city_is_province(names.home) or mention.family == "party"):
        return None
    return names.district_before(mention.start, mention.unit_kind) if mention.unit_kind else None


def _bare_commune(mention: BodyMention, names: Names, span: Span | None) -> Body | None:
    """ "Đảng bộ xã", "Đảng ủy phường": of the commune that the title names, else of the one that was named last."""
    kind = mention.unit_kind or ""
    before = names.communes[kind].before(mention.start)
    if before is None or not mention.capital:
        return None
    own = names.own_communes[kind]
    name = next(iter(own.values())) if len(own) == 1 else before[1]
    home = names.home
    local = home.district.unit_id if home.district is not None else home.province.unit_id if home.province else f"?{names.document.id}"
    known = next(
        (b for b in names.found.values() if b.kind == mention.kind and b.level == "commune" and fold(b.place or "").endswith(fold(name))),
        None,
    )
    key = known.key if known else f"{mention.kind}/{local}/{slug(f'{kind} {name}')}"
    text = f"{_title(printed(names.document, mention.start, mention.stop))} {_title(name)}"
    within = known.within if known else home.district.name if home.district is not None else home.province.name if home.province else None
    parent = known.parent if known else None if local.startswith("?") else f"{mention.kind}/{local}"
    return names.add(Body(key, text, mention.kind, "commune", _title(name), within, None, parent, ()), span, mention)


def _place_span(mention: BodyMention, document: Document) -> Span:
    size = len(mention.place or "")
    return max(mention.start, mention.stop - size), mention.stop


def _organ(mention: BodyMention, names: Names, text: str, span: Span | None, root: str, within: str | None) -> Body | None:
    """A standing committee, board or steering committee hangs under the committee it is named with, or under the province's."""
    home = names.home
    parent = resolve(mention.parent, names, keep=mention.parent.place is not None) if mention.parent is not None else None
    if mention.parent is not None:
        if parent is None:
            return None
        if parent.place and not fold(text).endswith(fold(parent.place)) and mention.parent.bare:
            text = f"{text} {parent.place}"
        base = parent.key.partition("/")[2]
        organ = slug(mention.head) if mention.kind in ("party_board", "steering_committee") else ""
        key = f"{mention.kind}/{base}" + (f"/{organ}" if organ else "")
        return names.add(
            Body(key, text, mention.kind, parent.level, parent.place, parent.within, parent.unit, parent.key, ()), span, mention
        )
    if mention.kind == "standing_committee" and mention.head.endswith("tvtu") and home.province is not None:
        key = f"standing_committee/{home.province.unit_id}"
        return names.add(
            Body(
                key,
                text,
                mention.kind,
                "province",
                home.province.name,
                None,
                home.province.unit_id,
                f"party_committee/{home.province.unit_id}",
                (),
            ),
            span,
            mention,
        )
    if mention.kind == "steering_committee":
        unit = (
            unit_of(mention.place, mention.unit_kind, home)
            if mention.place
            else _bare_unit(mention.unit_kind, home)
            if mention.bare
            else home.province
        )
        where = unit.unit_id if unit else root
        above = f"party_committee/{where}" if unit else None
        return names.add(
            Body(
                f"steering_committee/{where}",
                text,
                mention.kind,
                level_of(unit) if unit else None,
                unit.name if unit else None,
                within,
                unit.unit_id if unit else None,
                above,
                (),
            ),
            span,
            mention,
        )
    if mention.kind == "party_board" and mention.capital and home.province is not None:
        key = f"party_board/{home.province.unit_id}/{slug(mention.head)}"
        return names.add(
            Body(key, text, mention.kind, "province", home.province.name, None, None, f"party_committee/{home.province.unit_id}", ()),
            span,
            mention,
        )
    return None


# What a union's or association's own units (of a bloc, an office, a firm) hang under; those of the Party hang under its committee.
_ABOVE = {
    "trade_union": "trade_union", "youth_union": "youth_union", "youth_cell": "youth_union", "youth_federation": "youth_federation",
    "womens_union": "womens_union", "veterans_association": "veterans_association",
}  # fmt: skip

_LEVEL_WORDS = re.compile(r"\s(?:tỉnh|thành phố|tp\.?|quận|huyện|thị xã)(?:\s.*)?$")


_AGAIN = re.compile(r"\(\s*\w*\s*\)?|\)")


def _core(unit: str) -> str:
    """What a bloc's key is made of: its words without the level and place behind them."""
    short = shortened()
    # Without what is said again in brackets: "các Khu công nghiệp (KCN) Thái Nguyên".
    words = _AGAIN.sub(" ", _LEVEL_WORDS.sub("", fold(unit))).split()
    return slug(" ".join(short.get(word, word) for word in words))


def _of_unit(mention: BodyMention, names: Names, text: str, span: Span | None, root: str, within: str | None) -> Body | None:
    words = fold(mention.unit or "")
    if mention.level == "bloc":
        short = words in ("khối", "khối các", "các cơ quan")
        # The last named first; and "Đảng bộ Khối" is of a bloc, though departments and groups of firms stand in the same list.
        blocs = list(reversed(names.blocs))
        blocs.sort(key=lambda bloc: short and not bloc[0].startswith(("khối", "các-cơ-quan")))
        for known, body in blocs:
            if body.kind == mention.kind and (short or (known.startswith(_core(words)) and len(words.split()) <= 3)):
                return names.add(replace(body, name=text, spans=()), span, mention)
        if short:
            return None
    if mention.level == "enterprise" and words in lexicon.context("bare_firms"):
        # "Đảng bộ Công ty" is that of the firm that was named last.
        firm = next((name for start, name in reversed(names.firms) if start < mention.start and fold(name).startswith(words)), None)
        if firm is not None:
            text, words = f"{text[: len(text) - len(words)]}{firm}", fold(firm)
    home = names.home
    # "Đảng ủy Quân sự huyện Ia Grai" is of the district it names, "… huyện" of the document's own.
    named = re.search(r"\b(quận|huyện|thị xã|thành phố)\s+(.+)$", words)
    above = unit_of(named[2], named[1], home) if named else None
    if above is None or above.level != "district":
        above = home.district if home.district is not None and re.search(r"\b(?:quận|huyện|thị xã)\b", words) else None
    place = above.unit_id if above else root
    core = _core(words)
    for name in (home.province.name if home.province else None,):
        if name and core.endswith("-" + slug(name)):
            core = core.removesuffix("-" + slug(name))
    key = f"{mention.kind}/{place}/{core}"
    kind = "party_committee" if mention.family == "party" else _ABOVE.get(mention.kind)
    parent = f"{kind}/{place}" if kind and not place.startswith("?") else None
    body = Body(key, text, mention.kind, mention.level, above.name if above else None, above.name if above else within, None, parent, ())
    if mention.level == "bloc":
        names.first_bloc = names.first_bloc or body
        names.blocs.pop((core, body), None)
        names.blocs[core, body] = None
    return names.add(body, span, mention)


def _short(mention: BodyMention, names: Names, span: Span | None) -> Body | None:
    """A head alone in capitals ("Đảng bộ", "Công đoàn"): the last body of the kind that was named."""
    if not mention.capital:
        return None
    if mention.head.endswith(" khối") and names.first_bloc is not None:
        # The youth union of the bloc that the document is about.
        bloc = names.first_bloc
        text = f"{_title(printed(names.document, mention.start, mention.stop))} {re.sub(r'^.*?[Kk]hối ', '', bloc.name)}"
        return names.add(
            replace(bloc, key=f"{mention.kind}/{bloc.key.partition('/')[2]}", name=text, kind=mention.kind, parent=bloc.key, spans=()),
            span,
            mention,
        )
    if mention.unit is not None or not names.mentions:
        return None
    # Where nothing is named before it, what the document names first.
    at = mention.start if mention.start > names.mentions[0][0] else names.mentions[0][0] + 1
    levels = ("bloc",) if mention.head == "đảng ủy" else ("bloc", "province", "district")
    line = names.document.text.rfind("\n", 0, mention.start) + 1
    for head in (mention.head, ""):
        fitting = names.named_before(at, *(("of head", mention.kind, level, head) for level in levels))
        # A firm's only in its own line.
        firm = names.named_before(at, ("of head", mention.kind, "enterprise", head))
        if firm is not None and firm[1].start >= line and (fitting is None or firm[1].start > fitting[1].start):
            fitting = firm
        if fitting is not None:
            return fitting[0]
    return None


def general(reading: Reading, at: int) -> bool:
    """Whether a bare body is any of its kind: "các quận ủy, huyện ủy", "huyện ủy, thành ủy"."""
    tokens, mention = reading.tokens, reading.things[at]
    if not isinstance(mention, BodyMention) or mention.place or mention.unit or mention.parent is not None:
        return False
    before = tokens[at - 1].text.lower() if at else ""
    if before in ("các", "những", "nhiều", "mỗi", "từng", "số", "vài", "một"):
        return True
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    beside = [i for i in (at - 2, at + 2) if 0 <= i < len(tokens) and tokens[(i + at) // 2].text in (",", "và", "-")]
    if any(
        isinstance(other := reading.things[i], BodyMention) and other.bare and tokens[i].text.lower() != tokens[at].text.lower()
        for i in beside
    ):
        return True
    return (not mention.capital and mention.head != "đảng bộ") or (after is not None and after.text == "viên")


def collect(document: Document, readings: Sequence[Reading], home: Home) -> Names:
    """All bodies a document names, in the order of the text; long names of blocs first, so that short ones find them."""
    names = Names(document, home)
    for reading in readings:
        for mention in bodies(reading):
            if mention.unit and mention.level == "bloc" and fold(mention.unit) not in ("khối", "khối các"):
                core = _core(fold(mention.unit))
                if len(core.split("-")) > 2:
                    resolve(mention, names, keep=False)
    names.forget()
    _note_places(names, readings)
    for reading in readings:
        if reading.sentence.zone in ("byline", "imprint", "boilerplate", "masthead"):
            continue
        for at in reading.named:
            thing = reading.things[at]
            if isinstance(thing, BodyMention):
                if not general(reading, at):
                    resolve(thing, names)
            elif hasattr(thing, "body") and thing.body is not None:  # type: ignore[union-attr]
                resolve(thing.body, names)  # type: ignore[union-attr]
    return names


def _note_places(names: Names, readings: Sequence[Reading]) -> None:
    """Note where districts, communes and firms are named, by themselves or in the name of a body."""
    for reading in readings:
        if not reading.named or reading.sentence.zone in ("byline", "imprint", "boilerplate", "masthead"):
            continue
        text = names.document.text
        # A mention holds folded words; folding keeps length, so the text itself says how its last words are spelt.
        standing = [
            (t.start, t.unit_kind, text[t.stop - len(t.name) : t.stop], t.level)
            for t in (reading.things[i] for i in reading.named)
            if isinstance(t, PlaceMention) and t.name
        ]
        standing += [(b.start, b.unit_kind, text[slice(*_place_span(b, names.document))], b.level) for b in bodies(reading) if b.place]
        firms = [
            (m.start, printed(names.document, m.start, m.stop))
            for i in reading.named
            if isinstance(m := reading.things[i], EnterpriseMention)
        ]
        firms += [
            (b.start, text[b.stop - len(b.unit) : b.stop])
            for b in bodies(reading)
            if b.unit and b.level == "enterprise" and fold(b.unit) not in lexicon.context("bare_firms")
        ]
        names.firms += sorted(firms)
        for start, kind, name, level in sorted(standing, key=lambda place: place[0]):
            if kind in ("xã", "phường", "thị trấn"):
                names.communes[kind].note(start, name)
                if reading.sentence.zone == "title":
                    names.own_communes[kind][fold(name)] = name
            elif level in ("district", "city") and (unit := unit_of(name, kind, names.home)) is not None and unit.level == "district":
                names.note_district(start, unit)
                if not name.isupper():
                    names.spelt.setdefault(unit.unit_id, name)


# A place by its letters: "Tỉnh ủy BR-VT".
_SHORTENED = re.compile(r"\s[A-ZĐ]{2,}(?:\s?-\s?[A-ZĐ]{2,})*$")


def committee_of(unit: Unit, names: Names, family: str) -> tuple[str, str] | None:
    """(name, key) of the body that answers for a place: as this document names it, else by the rule of its level."""
    if family == "party":
        key = f"party_committee/{unit.unit_id}"
        named = {name: count for name, count in names.counted(key).items() if not _SHORTENED.search(name)}
        if named:
            return max(sorted(named), key=lambda n: (named[n], "ủy" in fold(n))), key
        head = _COMMITTEE_OF.get(unit.kind, "Thành ủy")
        return f"{head} {names.spelt.get(unit.unit_id, unit.name)}", key
    own = names.first_named("unit", unit.unit_id, family)
    if own is not None:
        return own.name, own.key
    name = (
        unit.name
        if unit.level == "province"
        else f"{unit.kind.capitalize()} {unit.name}"
        if not fold(unit.name).startswith(fold(unit.kind))
        else unit.name
    )
    return name, f"place/{unit.unit_id}"


_FAMILIES = {
    "trade_union": "union", "youth_union": "youth", "youth_federation": "youth", "youth_cell": "youth", "womens_union": "women",
    "veterans_association": "veterans", "party_committee": "party", "standing_committee": "party",
}  # fmt: skip


def _family(kind: str) -> str:
    return _FAMILIES.get(kind, "")


def place_unit(mention: PlaceMention, names: Names) -> Unit | None:
    """The unit of a place that stands by itself; a bare level is the document's own."""
    if mention.name is None:
        return _bare_unit(mention.unit_kind, names.home)
    return unit_of(mention.name, mention.unit_kind, names.home) or (
        unit_of(mention.name, None, names.home) if mention.unit_kind is None else None
    )


def place_body(unit: Unit | None, name: str, unit_kind: str | None, names: Names) -> Body:
    """A place as the body a figure is about."""
    if unit is not None:
        above = gazetteer.province_of(unit) if unit.level == "district" else None
        label = name
        return Body(
            f"place/{unit.unit_id}", label, "place", level_of(unit), unit.name, above.name if above else None, unit.unit_id, None, ()
        )
    root = names.home.province.unit_id if names.home.province else f"?{names.document.id}"
    return Body(
        f"place/{root}/{slug(name)}",
        name,
        "place",
        _LEVELS.get(unit_kind or ""),
        name,
        names.home.province.name if names.home.province else None,
        None,
        None,
        (),
    )


def spans_of(found: Iterable[Body]) -> tuple[Body, ...]:
    return tuple(sorted(found, key=lambda b: (b.spans[0] if b.spans else (1 << 60, 0), b.name)))


def is_committee(body: Body) -> bool:
    """A Party committee or the standing committee of one; those of unions and youth unions are organisations."""
    return body.kind in _COMMITTEES and (body.kind == "party_committee" or (body.parent or "").startswith("party_committee/"))
