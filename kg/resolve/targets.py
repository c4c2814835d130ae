"""Claims as targets: whom they are about, which days they cover, what the plan was, whether it was met, and which say the same."""

import bisect
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from kg import gazetteer, lex, lexicon
from kg.fold import fold, slug
from kg.recognise import BodyMention, PlaceMention, Reading
from kg.recognise.body import at as body_at
from kg.records import Body, Derivation, Directive, Document, Period, Sentence, Span, Target
from kg.relate import Claim, Subject, compared, founded
from kg.resolve import given, naming, when
from kg.resolve.home import when_is_this_year
from kg.resolve.lookup import Joinable, Trail
from kg.resolve.naming import Names

_PARTY_OR_PLACE = (
    "enterprises_total",
    "enterprises_suspended",
    "enterprises_left_address",
    "enterprises_dissolved",
    "enterprises_with_trade_unions",
)


class _Whom(msgspec.Struct, frozen=True, gc=False):
    name: str | None
    key: str | None


_CHANGES = ("enterprises_suspended", "enterprises_left_address", "enterprises_dissolved")

# Whoever gives a plan is not whom the results are about: "so với chỉ tiêu Tỉnh đoàn giao".
_GIVES = re.compile(r"\s*(?:đã |vừa )?(?:giao|đề ra|ban hành|tặng)\b")


_REVIEWS = re.compile(
    r"tổng kết (?:\d+ năm|nghị quyết|việc|đề án|chỉ thị|nhiệm kỳ|kế hoạch)|sau (?:5|năm|05) năm\b|qua (?:5|năm|05) năm\b"
    r"|năm năm qua\b|5(?<!\d.) năm qua\b|05(?<!\d..) năm qua\b"
)


def _main(
    names: Names, mentions: Sequence[tuple[int, Body, BodyMention]], zones: Sequence[tuple[int, int, str]], family: str
) -> Body | None:
    """The body of a family that a document is mostly about: by how often, how early and whether in the title it is named.

    `mentions` are those of the family, `zones` those of its sentences.
    """
    votes: Counter[str] = Counter()
    first: dict[str, Body] = {}
    body_start = next((s for s, _, z in zones if z in ("lead", "body")), 0)
    communes = {body.key for _, body, _ in mentions if body.level == "commune"}
    for start, body, mention in mentions:
        if (
            body.kind.endswith("cell")
            or body.level in ("enterprise", "cell")
            or (body.level == "commune" and len(communes) > 1)
            or mention.family != family
            or _GIVES.match(fold(names.document.text[mention.stop : mention.stop + 16]))
        ):
            continue
        organ = body.kind in ("standing_committee", "executive_committee")
        key = body.parent if organ and body.parent else body.key
        at = bisect.bisect_right(zones, start, key=lambda zone: zone[0]) - 1
        zone = zones[at][2] if at >= 0 and start < zones[at][1] else "body"
        weight = 6 if zone == "title" else 2 if start - body_start < 700 else 1
        votes[key] += weight
        if not organ:
            first.setdefault(key, body)
    ranked = [k for k in sorted(votes, key=lambda k: (-votes[k], k)) if k in first]
    if ranked:
        return first[ranked[0]]
    return _whose_secretary(names, body_start) if family == "party" else None


_OPENING = 700


def _whose_secretary(names: Names, body_start: int) -> Body | None:
    """The committee whose officer speaks, where no other is named: "Bí thư Đảng ủy xã Phú Hội dành cho báo cuộc trao đổi"; else the
    bloc whose own page it is.
    """
    spoken = sorted(
        (
            (names.hints[body.key], body)
            for body in names.found.values()
            if body.key in names.hints and body.kind == "party_committee" and body.level == "commune"
        ),
        key=lambda pair: pair[0],
    )
    early = [body for (start, _), body in spoken if start < body_start + _OPENING]
    if early and len({body.key for _, body in spoken}) == 1:
        return early[0]
    blocs = {body.key: body for _, body in names.blocs if body.kind == "party_committee"}
    return next(iter(blocs.values())) if len(blocs) == 1 else None


# Of these a document that is not dated is not the last year.
_LOOKED_AHEAD = ("year", "half", "months", "quarter")
_ONE_YEAR = ("year", "half", "months", "quarter", "month")


def _years(readings: Sequence[Reading], published: str | None) -> Iterator[tuple[int, int, int]]:
    """(offset, paragraph, year) of every year that the running text speaks of, save those it only compares with or looks ahead to."""
    for reading in readings:
        if reading.sentence.zone in ("masthead", "byline", "imprint", "boilerplate", "title"):
            continue
        for i in reading.dated:
            token = reading.tokens[i]
            if token.value.year is not None and token.value.reads in _ONE_YEAR and token.value.part != "năm":
                if not compared(reading.tokens, i) and not founded(reading.tokens, i):
                    yield token.start, reading.sentence.paragraph, token.value.year
            elif published is not None and when_is_this_year(token.value, published) and not compared(reading.tokens, i):
                yield token.start, reading.sentence.paragraph, int(published[:4])


def _places(readings: Sequence[Reading], names: Names) -> Iterator[tuple[int, gazetteer.Unit]]:
    """(offset, district) of every district that stands by its name."""
    for reading in readings:
        for thing in [reading.things[i] for i in reading.named]:
            if (
                isinstance(thing, PlaceMention)
                and thing.name
                and thing.level == "district"
                and (unit := naming.place_unit(thing, names)) is not None
            ):
                yield thing.start, unit


def _terms(readings: Sequence[Reading]) -> Iterator[tuple[int, int, int]]:
    """(offset, first year, last year) of every term or stretch of years."""
    for reading in readings:
        for token in [reading.tokens[i] for i in reading.dated]:
            if token.value.reads in ("term", "years") and token.value.year and token.value.year_to:
                yield token.start, token.value.year, token.value.year_to


def _as_result(claim: Claim) -> Claim:
    return replace(claim, planned=None, achieved=claim.planned)


class Targets:
    """The claims of one document on their way to targets; holds what all of them share."""

    def __init__(self, document: Document, readings: Sequence[Reading], names: Names, directives: Sequence[Directive]) -> None:
        self.document, self.readings, self.names, self.home = document, readings, names, names.home
        self.directives = directives
        zones = [(r.sentence.start, r.sentence.stop, r.sentence.zone) for r in readings]
        mentions: dict[str, list[tuple[int, Body, BodyMention]]] = {}
        for mention in names.mentions:
            mentions.setdefault(naming._family(mention[1].kind), []).append(mention)
        families = ("party", "union", "youth", "women", "veterans")
        self.main = {family: _main(names, mentions.get(family, ()), zones, family) for family in families}
        self.places: dict[str, Body] = {}
        # Paragraphs that say how many missed their plan, and list them.
        self.listed: set[int] = set()
        self.under = given.Under(readings, directives)
        self.places_named = list(_places(readings, names))
        self.trails: dict[str, Trail[gazetteer.Unit]] = {}
        self.latest = max(
            (t.value.year for r in readings for i in r.dated if (t := r.tokens[i]).value.year and t.value.reads in _LOOKED_AHEAD), default=0
        )
        self.years = list(_years(readings, document.published))
        self.terms = list(_terms(readings))
        self.reviews = _REVIEWS.search(fold(document.text)) is not None

    # --- whom

    def whom(self, claim: Claim, previous: _Whom | None) -> _Whom:
        family = "place" if claim.family == "enterprise" and claim.indicator != "enterprises_with_party_organisations" else claim.family
        if claim.indicator in _PARTY_OR_PLACE:
            family = "place"
        if claim.indicator == "enterprises_with_party_organisations":
            family = "party"
        subject = claim.subject
        if subject is None:
            return self._default(family)
        if subject.kind == "body" and isinstance(subject.mention, BodyMention):
            body = naming.resolve(subject.mention, self.names, keep=False)
            if body is None:
                return self._default(family)
            if (
                body.kind in ("standing_committee", "executive_committee", "standing_board", "party_board", "steering_committee")
                and body.parent
            ):
                parent = next((b for b in self.names.found.values() if b.key == body.parent), None)
                unit = gazetteer.unit(body.unit) if body.unit else None
                if parent is not None:
                    body = parent
                elif unit is not None:
                    return self._of_unit(unit, family)
                else:
                    return self._default(family)
            own = naming._family(body.kind)
            others = ("union", "youth", "women", "veterans")
            if subject.found not in ("own", "sentence") and own in others and family in others and own != family:
                return self._default(family)
            if claim.family == "enterprise" and body.level in ("enterprise", "cell") and subject.found not in ("own", "sentence"):
                return self._default(family)  # a firm has no firms
            if family == "place" or (own == "party" and family in ("union", "youth", "women", "veterans")):
                if body.level in ("bloc", "enterprise", "cell"):
                    return self._full(body)
                if body.unit is not None:
                    return self._of_unit(gazetteer.unit(body.unit), family)
            return self._full(body)
        if subject.kind == "place" and isinstance(subject.mention, PlaceMention):
            mention = subject.mention
            if previous is not None and claim.item and previous.name and mention.unit_kind is None and naming.is_commune(previous.key):
                return self._like(previous, subject)
            unit = naming.place_unit(mention, self.names)
            if subject.found == "own" and mention.name is None:
                unit = naming.namesake(mention.unit_kind, self.home) or unit
            if unit is not None:
                return self._of_unit(unit, family, printed=subject.text if mention.name else None)
            if mention.name is None:
                return self._named_last(subject, mention.unit_kind, family) or self._default(family)
            if previous is not None and claim.item and previous.name and mention.unit_kind is None:
                return self._like(previous, subject)
            if family == "party" and mention.unit_kind in ("xã", "phường", "thị trấn"):
                local = (
                    self.home.district.unit_id
                    if self.home.district
                    else self.home.province.unit_id
                    if self.home.province
                    else f"?{self.document.id}"
                )
                return _Whom(f"Đảng bộ {subject.text}", f"party_committee/{local}/{slug(subject.text)}")
            return self._place(naming.place_body(None, subject.text, mention.unit_kind, self.names))
        if subject.kind == "name":
            if family == "party" and (bloc := self._bloc(subject)) is not None:
                return bloc
            if previous is not None and previous.name and claim.item:
                return self._like(previous, subject)
            return self._place(naming.place_body(None, subject.text, None, self.names))
        if subject.kind == "whole":
            return self._whole(subject, family)
        if subject.kind == "cell":
            cell = self.names.named_before(subject.start, ("cell",))
            return self._full(cell[0]) if cell is not None and family == "party" else self._default(family)
        return self._before(subject, family)

    def _named_last(self, subject: Subject, kind: str | None, family: str) -> _Whom | None:
        """ "Phường", "huyện" alone, in an article about no one of them: the body, or the place, of the one that was named last."""
        if kind in ("xã", "phường", "thị trấn"):
            named = self.names.named_before(subject.start, ("commune", family, kind))
            return self._full(named[0]) if named else None
        if kind in ("quận", "huyện", "thị xã"):
            last = self.names.district_before(subject.start, kind)
            return self._of_unit(last, family) if last else None
        return None

    def _full(self, body: Body) -> _Whom:
        """A body by the fullest name the document gives it: "Đảng ủy Khối" is the bloc that was named before."""
        if body.level != "bloc":
            return _Whom(body.name, body.key)
        names = [b.name for b in self.names.found.values() if b.key == body.key] + [
            b.name for _, b in self.names.blocs if b.key == body.key
        ]
        head = fold(body.name).split()[:2]
        return _Whom(
            max(sorted(names), key=lambda n: (fold(n).split()[:2] == head and len(n) > len(body.name), len(n)), default=body.name), body.key
        )

    def _bloc(self, subject: Subject) -> _Whom | None:
        """A row of a table that names a bloc without its head: "Khối Doanh nghiệp tỉnh | 75 | 61" is of its Party organisation."""
        if not fold(subject.text).startswith(lexicon.affixes("bloc")):
            return None
        text = f"Đảng bộ {subject.text}"
        tokens = lex.tokens(Sentence(text, 0, len(text), "table", 0), fold(text))
        named = body_at(tokens, [t.text for t in tokens], 0)
        found = naming.resolve(named, self.names, keep=False) if named is not None else None
        return _Whom(text, found.key) if found is not None and found.level == "bloc" else None

    def _like(self, previous: _Whom, subject: Subject) -> _Whom:
        """A bare name in a list is of the same kind as the one before it: "Đảng bộ xã Thanh Hải 11/15, Đồng Cốc 8/7"."""
        words = (previous.name or "").split()
        head: list[str] = []
        for word in words:
            if (
                word[:1].isupper()
                and head
                and fold(" ".join(head)).split()[-1] in ("xã", "phường", "trấn", "huyện", "quận", "bộ", "ủy", "đoàn", "phố", "thôn")
            ):
                break
            head.append(word)
        name = f"{' '.join(head)} {subject.text}" if len(head) < len(words) else subject.text
        key = (previous.key or "").rpartition("/")
        known = naming.unit_of(subject.text, None, self.home)
        kind = key[0].split("/")[0]
        if known is not None and known.level == "district":
            return _Whom(name, f"{kind}/{known.unit_id}")
        root = key[0] if key[0].count("/") else f"{kind}/{self.home.province.unit_id if self.home.province else '?' + self.document.id}"
        level = next((w for w in ("xã", "phường", "thị trấn") if w in fold(name)), "")
        return _Whom(name, f"{root}/{slug(f'{level} {subject.text}')}")

    def _of_unit(self, unit: gazetteer.Unit, family: str, printed: str | None = None) -> _Whom:
        if family in ("party", "union", "youth", "women", "veterans"):
            name, key = naming.committee_of(unit, self.names, family) or (unit.name, f"place/{unit.unit_id}")
            if not key.startswith("place/"):
                return _Whom(name, key)
        name, _ = naming.committee_of(unit, self.names, "place") or (unit.name, "")
        return self._place(naming.place_body(unit, name, unit.kind, self.names))

    def _place(self, body: Body) -> _Whom:
        self.places.setdefault(body.key, body)
        return _Whom(body.name, body.key)

    def _default(self, family: str) -> _Whom:
        main = self.main.get(family)
        party = self.main.get("party")
        if family in ("union", "youth", "women", "veterans") and main is not None:
            unit = self.home.district or self.home.province
            if main.unit is None or unit is None or main.unit in (unit.unit_id, self.home.province.unit_id if self.home.province else None):
                return _Whom(main.name, main.key)
        if family == "party":
            others = [b for f in ("union", "youth", "women", "veterans") if (b := self.main.get(f)) is not None]
            if main is not None:
                if self.home.district is not None and main.level == "province":
                    return self._of_unit(self.home.district, family)
                if main.level == "commune":
                    return _Whom(main.name, main.key)
                elsewhere = main.level == "district" and (self.home.district is None or main.unit != self.home.district.unit_id)
                if elsewhere and self.home.province is not None:
                    # Named often, but one of several that the article of a province lists.
                    return self._of_unit(self.home.district or self.home.province, family)
                return self._full(main)
            if others and self.home.province is None:
                return _Whom(others[0].name, others[0].key)
        if family != "party" and party is not None and party.level == "bloc":
            return _Whom(party.name, party.key)
        if family == "place" and party is not None and party.level == "commune" and party.place:
            # In an article about a commune its firms are meant, not those of the province.
            kind = next((kind for kind in ("thị trấn", "phường", "xã") if fold(party.name).find(f" {kind} ") > 0), None)
            if kind is not None:
                return self._place(
                    naming.place_body(
                        None, party.place if fold(party.place).startswith(kind) else f"{kind.capitalize()} {party.place}", kind, self.names
                    )
                )
        unit = self.home.district or self.home.province
        return self._of_unit(unit, family) if unit is not None else _Whom(None, None)

    def _whole(self, subject: Subject, family: str) -> _Whom:
        """ "Toàn tỉnh", "toàn huyện", "toàn Khối", "toàn Đảng bộ": the body of that level that the document is about."""
        home = self.home
        if subject.points == "province" and home.province is not None:
            return self._of_unit(home.province, family)
        if subject.points == "city":
            unit = naming._bare_unit("thành phố", home)
            if unit is None:
                unit = self.names.district_before(subject.start, "thành phố")
            return self._of_unit(unit, family) if unit is not None else _Whom(None, None)
        if subject.points == "district":
            kind = next((k for k in ("quận", "huyện", "thị xã") if k in fold(subject.text)), "huyện")
            if home.district is not None and kind in home.district.kind:
                return self._of_unit(home.district, family)
            last = self._spoken_of(kind).before(subject.start)
            if last:
                return self._of_unit(last[1], family)
            if home.district is not None:
                return self._of_unit(home.district, family)
        if subject.points == "bloc" and self.names.first_bloc is not None:
            body = self.names.first_bloc
            return _Whom((self.names.first_named("key", body.key) or body).name, body.key)
        return self._default(family)

    def _spoken_of(self, kind: str) -> Trail[gazetteer.Unit]:
        """The districts of a kind that stand by themselves or have a body named."""
        if kind not in self.trails:
            named = [(start, gazetteer.unit(b.unit)) for start, b, _ in self.names.mentions if b.level == "district" and b.unit]
            self.trails[kind] = Trail()
            for start, unit in sorted([*named, *self.places_named], key=lambda pair: pair[0]):
                if kind in unit.kind:
                    self.trails[kind].note(start, unit)
        return self.trails[kind]

    def _before(self, subject: Subject, family: str) -> _Whom:
        """ "Đơn vị này", "tại đây", "chúng tôi": the last body named before, of the figure's family where there is one."""
        if "chúng" in fold(subject.text):
            return self._default(family)
        own = ("committee", family)
        chosen = self.names.named_before(subject.start, own) or self.names.named_before(subject.start, ("committee",))
        return self._full(chosen[0]) if chosen else self._default(family)

    def _giver(self, claim: Claim, whom: _Whom) -> str | None:
        """Who is said to have given the plan: a body by its name, a level by the body of that level that the document is about."""
        by = given.giver(self.readings[claim.group], claim)
        if isinstance(by, BodyMention):
            body = naming.resolve(by, self.names, keep=False)
            printed = naming.printed(self.document, by.start, by.stop)
            return body.name if body is not None and body.key != whom.key else printed
        unit = naming._bare_unit(by, self.home)
        name, key = (naming.committee_of(unit, self.names, claim.family) if unit is not None else None) or ("", "place/")
        return by if key.startswith("place/") else name

    # --- when

    def period(self, claim: Claim) -> tuple[Period | None, str | None]:
        """(the days a claim covers, its closing day)."""
        topic = self._topic(claim)
        term = self._term(claim)
        closing = when.as_of(claim.as_of.when, self.home, topic) if claim.as_of is not None else None
        if (
            (claim.planned is None and (claim.mode == "total" or claim.indicator.endswith("_total")))
            or claim.indicator.endswith("_part")
            or (claim.indicator.startswith("enterprises_with") and claim.planned is None)
        ):
            return None, closing
        found = (
            when.period(claim.period.when, self.home, topic, term, ahead=claim.achieved is None and claim.percent is None)
            if claim.period is not None
            else None
        )
        aimed = claim.planned is not None and claim.achieved is None and claim.percent is None
        if aimed and term is not None and found is not None and found.end is not None and claim.period is not None:
            carried = claim.period.found == "topic" and claim.period.when.reads in ("term", "years", "after", "since-term")
            if carried and (term.end or "") > found.end:
                found = term
        has_plan = claim.planned is not None or claim.percent is not None
        if found is not None and found.start is not None and claim.period is not None and claim.period.found == "topic":
            written = self.document.published
            if written is not None and found.start > written and (claim.achieved is not None or claim.percent is not None):
                found = None  # what was reached cannot lie in the year that the text looks ahead to
        if found is not None and found.start is not None and closing is not None and claim.period is not None:
            if claim.period.found == "topic" and closing < found.start and claim.achieved is not None:
                found = when.year(int(closing[:4]))  # "Sáu tháng cuối năm …. Tính đến hết tháng 6-2012, LĐLĐ huyện thành lập được 10"
        if claim.family == "enterprise" and found is not None and when.whole_year(found):
            # How many there are has no year; how many closed in one has.
            told = claim.indicator in _CHANGES and claim.period is not None and claim.period.found in ("own", "sentence")
            return found if told else None, closing
        if found is None:
            if claim.per is not None and claim.achieved is None:
                return None, closing
            spoken = topic or self.home.year
            found = when.year(spoken) if spoken is not None else None
        elif (
            has_plan
            and claim.unit == "count"
            and when.within_one_year(found)
            and not when.whole_year(found)
            and claim.per is None
            and claim.period is not None
        ):
            if claim.period.when.reads in ("half", "months", "months-range", "quarter", "quarters", "month") and not self._plan_of_part(
                claim
            ):
                closing = closing or found.end
                found = when.year(int((found.start or "0")[:4]))
        if aimed and found is not None and self.home.year is not None and self._looked_back_to(claim, found):
            found = when.year(self.home.year)
        if closing is not None and found is not None and found.start is not None and closing < found.start:
            closing = None  # "Đến hết tháng 6, …. Tháng 7, …": what came later was not closed before
        if (
            closing is not None
            and found is not None
            and found.end is not None
            and closing > found.end
            and found.start is not None
            and found.start[:4] != closing[:4]
        ):
            closing = closing if closing[:4] == found.end[:4] else None
        return found, closing

    def _looked_back_to(self, claim: Claim, found: Period) -> bool:
        """Whether a plan would be of a past year that only a paragraph above looked back to: what is aimed at is of the document's year."""
        if claim.period is not None and (claim.period.found != "topic" or claim.period.when.reads != "year"):
            return False
        own = self.document.published[:4] if self.document.published is not None else None
        if own is None or str(self.home.year) != own or not when.whole_year(found) or (found.start or own) >= own:
            return False
        return all(paragraph != claim.paragraph for _, paragraph, _ in self.years)

    def _plan_of_part(self, claim: Claim) -> bool:
        """ "Vượt kế hoạch 6 tháng": the plan itself is of a part of the year."""
        start, stop = claim.spans[0]
        return bool(
            re.search(
                r"(?:kế hoạch|chỉ tiêu|nghị quyết) (?:quý|6 tháng|sáu tháng|9 tháng|chín tháng)", fold(self.document.text[start:stop])
            )
        )

    def _topic(self, claim: Claim) -> int | None:
        """The year last named in a claim's paragraph, else the latest of the last paragraph that names any; of a result none to come."""
        at = bisect.bisect_left(self.years, (claim.spans[0][1],))
        own = int(self.home.on[:4]) if self.home.on and self.home.dated is None else None
        done = claim.achieved is not None or claim.percent is not None
        above, latest = -1, None
        for i in range(at - 1, -1, -1):
            _, paragraph, year = self.years[i]
            if done and own and year > own:
                continue
            if paragraph == claim.paragraph:
                return year
            if latest is not None and paragraph != above:
                break
            above, latest = paragraph, max(year, latest or year)
        return latest

    def _term(self, claim: Claim) -> Period | None:
        """The term last named before a claim, else the first of the document."""
        if not self.terms:
            return None
        # "Từ đầu nhiệm kỳ" is of a term of the Party or a union, four or five years; "giai đoạn 2016 - 2018" is none.
        terms = (
            [term for term in self.terms if term[2] - term[1] in (4, 5)]
            if claim.period is not None and claim.period.when.reads == "since-term"
            else self.terms
        )
        if not terms:
            return None
        own = int(self.home.on[:4]) if self.home.on and self.home.dated is None else None
        if claim.period is not None and claim.period.when.reads == "after" and claim.achieved is not None and own is not None:
            # "Trong 5 năm" of what is over: the stretch of as many years that the text names, and that is over too.
            years = claim.period.when.number or 0
            terms = [term for term in terms if term[2] - term[1] in (years, years - 1) and term[2] <= own] or terms
        at = bisect.bisect_left(terms, (claim.spans[0][0],))
        named = terms[max(at - 1, 0)]
        if claim.achieved is None and claim.percent is None:
            # What is planned is of the last term to come, though the one that is over was named since.
            named = max(terms[:at] or [named], key=lambda term: term[2])
        _, first, last = named
        return Period(f"{first}-01-01", f"{last}-12-31")

    # --- whether it was met

    def status(self, claim: Claim, found: Period | None, closing: str | None, missed: bool) -> tuple[str | None, str | None]:
        """(exceeded, met, missed or None, whether stated or computed). A plan whose period is open and that is not reached is neither."""
        planned, achieved, percent = claim.planned, claim.achieved, claim.percent
        if claim.unit == "percent" and claim.status is None and (planned is None or achieved is None):
            return None, None
        if claim.stated and claim.status is not None and (planned is None or achieved is None):
            return claim.status, "stated"
        computed: str | None = None
        if planned is not None and achieved is not None:
            computed = "exceeded" if achieved > planned else "met" if achieved == planned else "missed"
        elif percent is not None and planned is None:
            computed = "exceeded" if percent > 100 else "met" if percent == 100 else "missed"
        elif claim.achieved == 0 and claim.planned is None and missed:
            return "missed", "stated"
        over = claim.period is not None and claim.period.when.reads == "since-term" and claim.period.when.part is not None  # "nhiệm kỳ qua"
        # "Còn thiếu 6 tổ chức" in July says no more than the figures do.
        figured = not claim.stated or any(d.field == "planned" for d in claim.derived)
        if computed == "missed" and not over and self._open(found, closing) and figured:
            return None, None
        if (
            claim.stated
            and claim.status is not None
            and "missed" in (claim.status, computed)
            and claim.status != computed
            and not claim.derived
        ):
            return claim.status, "stated"
        if (claim.stated and computed == claim.status) or (computed == "missed" and claim.item and claim.paragraph in self.listed):
            return computed, "stated"
        return computed, "computed" if computed else None

    def _open(self, found: Period | None, closing: str | None) -> bool:
        """Whether a period was still running when its figures were closed, or, without a closing day, when the document was written."""
        if found is None or found.end is None:
            return True
        last_month = f"{found.end[:8]}01"
        if closing is not None and closing < last_month:
            return True
        if closing is not None or self._reviewed(found):
            return False
        written = self.document.published
        if written is None:
            if self.home.dated is not None and self.home.year is not None:
                return int(found.end[:4]) >= self.home.year and not self._looks_back(int(found.end[:4]))
            return False
        return written < last_month

    def _reviewed(self, found: Period) -> bool:
        """Whether the document sums up several years that end with its own: "tổng kết 5 năm thực hiện", "sau 5 năm"."""
        if found.start is None or found.end is None or self.home.on is None or not self.home.on.startswith(found.end[:4]):
            return False
        # At a congress the term that ends is reckoned up, and the next one named.
        followed = any(first == int(found.end[:4]) for _, first, _ in self.terms)
        return int(found.end[:4]) > int(found.start[:4]) and (self.reviews or followed)

    def _looks_back(self, year: int) -> bool:
        """Whether an undated document speaks of a year as over: it names a later one."""
        return self.latest > year

    # --- all of it

    def targets(self, claims: Sequence[Claim]) -> tuple[tuple[Target, ...], tuple[Span, ...]]:
        """The targets of a document, and where the figures stand that they explain."""
        # "Năm đơn vị chưa hoàn thành. … Riêng Huyện ủy Cần Giờ không phát triển được tổ chức đảng nào": one paragraph, one reckoning.
        self.listed = {c.paragraph for c in claims if c.indicator == "units_missing_target"}
        missed_in = {c.paragraph for c in claims if c.indicator == "units_missing_target" or c.status == "missed"}
        made: list[tuple[Claim, Target]] = []
        previous: _Whom | None = None
        for claim in claims:
            whom = self.whom(claim, previous if claim.item else None)
            if claim.item:
                previous = whom
            if self._will_be(claim):
                claim = replace(claim, planned=claim.achieved, achieved=None)
            found, closing = self.period(claim)
            if self._is_to_come(claim, found):
                claim = replace(claim, planned=claim.achieved, achieved=None)
            elif claim.presumed and claim.achieved is None and self._is_over(claim, self.period(told := _as_result(claim))[0]):
                claim, (found, closing) = told, self.period(told)
            status, basis = self.status(claim, found, closing, claim.paragraph in missed_in)
            start, stop = claim.spans[0]
            aimed = claim.planned is not None or claim.percent is not None or status is not None
            directive = self.under.of(claim, found) if aimed else None
            giver = self._giver(claim, whom) if aimed else None
            made.append((
                claim,
                Target(
                    whom.name, whom.key, claim.indicator, claim.scope, found, claim.planned, None, claim.planned_max, claim.achieved,
                    claim.percent, claim.unit, claim.per, claim.population, claim.qualifier, status, basis, closing,
                    directive.number if directive else None, directive.key if directive else None, giver,
                    claim.derived, claim.rule, self.document.text[start:stop], claim.spans,
                ),
            ))  # fmt: skip
        merged = [_bounded(target) for target in self._merged(made)]
        figures = tuple(sorted({f for claim in claims for f in claim.figures}))
        return tuple(merged), figures

    def _will_be(self, claim: Claim) -> bool:
        """Whether how many there are is how many there shall be: "đến năm 2025, toàn tỉnh có 170 tổ chức đảng" in an article of 2022."""
        return (
            claim.mode == "total"
            and (claim.indicator.endswith("_total") or claim.indicator.startswith("enterprises_with"))
            and claim.achieved is not None
            and claim.planned is None
            and claim.period is not None
            and claim.period.found in ("own", "sentence")
            and claim.period.when.reads == "year"
            and self.document.published is not None
            and (claim.period.when.year or 0) > int(self.document.published[:4])
        )

    def _is_to_come(self, claim: Claim, found: Period | None) -> bool:
        """Whether a figure is a plan though no word says so: "Đến năm 2010, kết nạp 1.000 đảng viên" in an article of 2006."""
        said = f" {fold(self.document.text[claim.spans[0][0] : claim.spans[0][1]])} "
        return (
            claim.achieved is not None
            and claim.planned is None
            and claim.percent is None
            and claim.status is None
            and not any(f" {words} " in said or f"{words} " in said for words in lexicon.context("done_so"))
            and claim.period is not None
            and claim.period.found in ("own", "sentence")
            and found is not None
            and found.start is not None
            and self.document.published is not None
            and found.start > self.document.published
        )

    def _is_over(self, claim: Claim, found: Period | None) -> bool:
        """Whether a figure taken for a plan, because one stands before it, is of a time that is over: "Năm 2016 chúng tôi kết nạp 203"."""
        return (
            claim.presumed
            and claim.achieved is None
            and claim.percent is None
            and claim.period is not None
            and claim.period.found in ("own", "sentence")
            and claim.period.when.reads in ("year", "half", "months", "quarter")
            and found is not None
            and found.end is not None
            and self.document.published is not None
            and found.end < self.document.published
        )

    def _merged(self, made: Sequence[tuple[Claim, Target]]) -> list[Target]:
        """A plan in one sentence and its result in another are one record; what is said twice is one record with both places."""
        out: list[tuple[Claim, Target]] = []
        joinable = Joinable()
        # The places of what is said again, by number, which are joined only when they are asked for.
        again: dict[int, dict[Span, None]] = {}

        def put(i: int, claim: Claim, target: Target) -> None:
            out[i : i + 1] = [(claim, target)]
            joinable.note(i, target)

        for claim, target in made:
            for i in joinable.with_(target):
                other_claim, other = out[i]
                if (
                    other.indicator != target.indicator
                    or other.unit != target.unit
                    or (other.organisation_key != target.organisation_key and not _alike(other, target))
                ):
                    continue
                if _same_figures(other, target) and (other.period == target.period or _within(other, target)):
                    again.setdefault(i, dict.fromkeys(other.spans)).update(dict.fromkeys(target.spans))
                    break
                combined = self._combined(other_claim, other, claim, target)
                if combined is not None and i in again:
                    other = replace(other, spans=tuple(again.pop(i)))
                    out[i] = (other_claim, other)
                    combined = self._combined(other_claim, other, claim, target)
                if combined is not None:
                    stays, found = combined
                    put(*((len(out), claim) if stays else (i, other_claim)), found)
                    break
            else:
                put(len(out), claim, target)
        return [replace(target, spans=tuple(again[i])) if i in again else target for i, (_, target) in enumerate(out)]

    def _combined(self, claim: Claim, one: Target, later: Claim, other: Target) -> tuple[bool, Target] | None:
        """(whether the first stays, what both come to) of a plan and its result; None where they are none."""
        if (yearly := self._of_each_year(claim, one, later, other)) is not None:
            # The plan of every year stays, for the results of the other years.
            return True, yearly
        combined = self._plan_and_result(claim, one, later, other) or self._result_and_plan(claim, one, later, other)
        return None if combined is None else (False, combined)

    def _result_and_plan(self, claim: Claim, result: Target, later: Claim, plan: Target) -> Target | None:
        """A result and, right behind it, its plan with the share: "kết nạp 1.087 đảng viên. So với chỉ tiêu 1.300 …, đã đi được 83,6%"."""
        said_again = plan.planned is not None and plan.planned == result.planned and plan.achieved is None and plan.percent is None
        if said_again and result.achieved is not None and plan.period == result.period and later.paragraph == claim.paragraph:
            return replace(result, spans=(*result.spans, *plan.spans), rule=f"{result.rule}, {plan.rule}")
        if result.achieved is None or result.planned is not None or plan.planned is None or plan.achieved is not None:
            return None
        if plan.percent is None:
            if (
                later.group == claim.group
                and result.achieved == 0
                and result.percent is None
                and plan.period == result.period
                and plan.unit == "count"
            ):
                # "Huyện ủy Lang Chánh trắng đảng viên mới dù được giao 3"
                status, basis = self.status(replace(claim, planned=plan.planned), result.period, result.as_of, False)
                return replace(
                    result, planned=plan.planned, status=status, status_basis=basis, rule=f"{result.rule}, {plan.rule}",
                    spans=(*result.spans, *plan.spans),
                )  # fmt: skip
            if result.percent is None and plan.per is None and plan.unit == "count" and later.group - claim.group == 1:
                # "Ba tháng đầu năm kết nạp 22 đảng viên. Kế hoạch cả năm là 120."
                if plan.period is not None and _so_far(plan, result):
                    return self._joined(plan, claim, result, plan.period)
            if (
                result.percent is None
                or plan.per is not None
                or plan.unit != "count"
                or result.period is None
                or not _adds_up(plan.planned, result.achieved, result.percent)
            ):
                return None
            if plan.period is not None and not _within(plan, result):
                return None
            whole = replace(claim, planned=plan.planned)
            status, basis = self.status(whole, result.period, result.as_of, False)
            return replace(
                result,
                planned=plan.planned,
                planned_max=plan.planned_max,
                status=status,
                status_basis=basis,
                rule=f"{result.rule}, {plan.rule}",
                spans=(*result.spans, *plan.spans),
            )
        if (
            not plan.planned
            or later.group - claim.group > 1
            or abs(100 * float(result.achieved) / float(plan.planned) - float(plan.percent)) > 1
        ):
            return None
        whole = replace(claim, planned=plan.planned, percent=plan.percent)
        period = plan.period or result.period
        status, basis = self.status(whole, period, result.as_of, False)
        return replace(
            result, planned=plan.planned, percent=plan.percent, period=period, status=status, status_basis=basis,
            rule=f"{result.rule}, {plan.rule}", spans=(*result.spans, *plan.spans),
        )  # fmt: skip

    def _plan_and_result(self, claim: Claim, plan: Target, later: Claim, result: Target) -> Target | None:
        if plan.planned is None or plan.achieved is not None or plan.percent is not None or result.achieved is None:
            return None
        if result.planned == plan.planned and (plan.period == result.period or _within(plan, result)) and plan.per is None:
            # "được giao kết nạp 150 đảng viên … đã kết nạp 70/150 đảng viên": the plan is said twice.
            return replace(result, period=plan.period, spans=(*result.spans, *plan.spans), rule=f"{plan.rule}, {result.rule}")
        if result.planned is not None:
            return None
        if (
            result.percent is not None
            and plan.per is None
            and plan.unit == "count"
            and not _of_two_years(plan, result)
            and _adds_up(plan.planned, result.achieved, result.percent)
        ):
            # The share itself says whose plan it is of, however far apart the two stand.
            return self._joined(
                plan,
                later,
                result,
                plan.period
                if plan.period is not None and result.period is not None and _contains(plan.period, result.period)
                else result.period or plan.period,
            )
        near = 3 if plan.period is None or when.within_one_year(plan.period) else 12
        if later.paragraph - claim.paragraph > near or plan.unit != "count":
            return None
        if plan.per is None and result.percent is None and (whole := self._towards(claim, plan, later, result)) is not None:
            return self._joined(plan, later, result, whole)
        same = plan.period == result.period or plan.period is None or result.period is None or _contains(plan.period, result.period)
        if not same or plan.per is not None:
            return None
        if result.percent is not None:
            share = 100 * float(result.achieved) / float(plan.planned) if plan.planned else 0.0
            places = len(str(result.percent).partition(".")[2]) if isinstance(result.percent, float) else 0
            if abs(share - result.percent) > 1.5 * 10 ** -min(places, 0):
                return None
        else:
            beside = later.paragraph - claim.paragraph <= 1
            of_term = plan.period == result.period and (plan.period is not None and not when.within_one_year(plan.period))
            if not of_term and not (beside and (plan.period == result.period or _so_far(plan, result))):
                return None
        return self._joined(plan, later, result, plan.period or result.period)

    def _towards(self, claim: Claim, plan: Target, later: Claim, result: Target) -> Period | None:
        """The stretch of a plan with a deadline and of what came of it so far: "đến năm 2015 lập 25 tổ chức. Qua gần 4 năm đã có 27"."""
        aim, done, on = plan.period, result.period, self.home.on
        if aim is None or done is None or on is None or aim.end is None or done.start is None or later.paragraph - claim.paragraph > 1:
            return None
        so_far = (done.end is None or done.end >= on) and done.start <= on and not when.within_one_year(done)
        if not so_far or not when.whole_year(aim) or not on <= aim.end or (done.end or on) > aim.end:
            return None
        return Period(f"{done.start[:4]}-01-01", aim.end)

    def _of_each_year(self, claim: Claim, plan: Target, later: Claim, result: Target) -> Target | None:
        """A year's result against the plan of every year: "mỗi năm kết nạp 150 đảng viên. Năm 2021 kết nạp 162"."""
        if plan.planned is None or plan.achieved is not None or plan.per != "year" or plan.unit != "count" or result.per is not None:
            return None
        if result.achieved is None or result.planned is not None or later.paragraph - claim.paragraph > 1:
            return None
        period = result.period
        if period is None or period.start is None or not when.within_one_year(period) or not period.start.endswith("-01-01"):
            return None
        if plan.period is not None and not _contains(plan.period, period):
            return None
        if result.percent is not None:
            fits = _adds_up(plan.planned, result.achieved, result.percent)
        else:
            told = later.period is not None and later.period.found in ("own", "sentence")
            fits = told and later.paragraph == claim.paragraph
        if not fits:
            return None
        return self._joined(replace(plan, period=None), later, result, when.year(int(period.start[:4])))

    def _in_one(self, plan: tuple[Span, ...], result: tuple[Span, ...]) -> tuple[Span, ...]:
        """The places of a plan and its result, as one where they stand beside each other: "chỉ tiêu là hai, song cả năm không lập được"."""
        between = self.document.text[plan[0][1] : result[0][0]]
        if plan[0][1] <= result[0][0] and len(between) <= _BESIDE and not re.search(r"[.;:\n]", between):
            return ((plan[0][0], result[0][1]), *result[1:], *plan[1:])
        return (*result, *plan)

    def _joined(self, plan: Target, later: Claim, result: Target, period: Period | None) -> Target:
        """A result with the plan that stands elsewhere."""
        closing = result.as_of
        if plan.period is not None and result.period is not None and plan.period != result.period:
            closing = closing or result.period.end
        whole = replace(later, planned=plan.planned, planned_max=plan.planned_max)
        status, basis = self.status(whole, period, closing, False)
        spans = self._in_one(plan.spans, result.spans)
        start, stop = spans[0]
        return replace(
            result, planned=plan.planned, planned_max=plan.planned_max, period=period, as_of=closing,
            qualifier=plan.qualifier or result.qualifier, status=status, status_basis=basis, rule=f"{plan.rule}, {result.rule}",
            spans=spans, directive=result.directive or plan.directive,
            directive_key=result.directive_key or plan.directive_key, quote=self.document.text[start:stop],
        )  # fmt: skip


# So many code points may part a plan from its result in one quote.
_BESIDE = 12


def _bounded(target: Target) -> Target:
    """What a stated status says of a plan that is not printed: 3 founded and "không đạt chỉ tiêu" is a plan of more than 3."""
    if target.status_basis != "stated" or target.planned is not None or target.percent is not None or target.qualifier is not None:
        return target
    if target.unit != "count" or not isinstance(target.achieved, int) or target.planned_max is not None:
        return target
    if target.status == "missed" and target.achieved > 0:
        return replace(
            target,
            planned_min=target.achieved + 1,
            derived=(*target.derived, Derivation("planned_min", f"{target.achieved} + 1", target.spans[:1])),
        )
    if target.status == "exceeded" and target.achieved > 0:
        return replace(
            target,
            planned_max=target.achieved - 1,
            derived=(*target.derived, Derivation("planned_max", f"{target.achieved} - 1", target.spans[:1])),
        )
    return target


def _of_two_years(one: Target, other: Target) -> bool:
    return (
        one.period is not None
        and other.period is not None
        and one.period != other.period
        and when.whole_year(one.period)
        and when.whole_year(other.period)
    )


def _so_far(plan: Target, result: Target) -> bool:
    """Whether a result is what came of a plan from its first day on: six months of a yearly plan, not its second quarter."""
    outer, inner = plan.period, result.period
    return (
        outer is not None and inner is not None and when.within_one_year(outer) and outer.start == inner.start and _contains(outer, inner)
    )


def _adds_up(planned: float, achieved: float, percent: float) -> bool:
    """Whether a share is that of these figures, to one unit in its last printed place, and not by chance: round shares fit many plans."""
    places = len(str(percent).partition(".")[2]) if isinstance(percent, float) else 0
    return bool(planned) and abs(100 * achieved / planned - percent) <= 10**-places


def _alike(one: Target, other: Target) -> bool:
    return one.organisation is not None and other.organisation is not None and fold(one.organisation) == fold(other.organisation)


def _same_figures(one: Target, other: Target) -> bool:
    return (one.planned, one.achieved, one.percent) == (other.planned, other.achieved, other.percent)


def _within(one: Target, other: Target) -> bool:
    return (
        one.period is not None and other.period is not None and (_contains(one.period, other.period) or _contains(other.period, one.period))
    )


def _contains(outer: Period, inner: Period) -> bool:
    return (outer.start or "0") <= (inner.start or "0") and (inner.end or "9999") <= (outer.end or "9999")
