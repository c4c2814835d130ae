"""Articles of the press that nobody wrote, with what they say: a corpus of any size whose facts are known.

    python benchmarks/generate.py 10000 --seed 1 --facts known.jsonl > articles.jsonl ; kg build articles.jsonl

A line of the articles is one document as `kg build` reads it (id, title, published, publisher, text); the line of the same number in the
facts is what it says (`Known`). Both depend on the seed and the number of the document alone: the first thousand of ten thousand are the
thousand. Behind them stands one world: each body has of each indicator and year one plan and one result, which every document repeats that
speaks of it, except where a flaw is wanted and known: a percentage that is wrong, a result that another document gives otherwise, a number
of units that is not that of the list, a plan that was moved. Some bodies are silent in some years.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from random import Random

from kg import gazetteer
from kg.gazetteer import Unit

YEARS = range(2010, 2025)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of body that reports: what it is called at a district (by the district's kind) and at its province."""

    id: str
    names: dict[str, str]

    def name(self, unit: Unit) -> str:
        return f"{self.names[_short(unit)]} {called(unit)}"


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator as prose has it: who reports it, what is counted, the verbs, and how much a district and a province are told to
    reach.
    """

    indicator: str
    by: Kind
    noun: str
    verbs: tuple[str, ...]
    few: tuple[int, int]
    many: tuple[int, int]
    where: str = ""

    def claim(
        self,
        unit: Unit,
        year: int,
        planned: int | None,
        achieved: int | None = None,
        percent: float | None = None,
        status: str | None = None,
    ) -> "Claim":
        return Claim(self.by.name(unit), self.by.id, unit.unit_id, self.indicator, year, planned, achieved, percent, status)


PARTY = Kind(
    "party_committee",
    {
        "tỉnh": "Tỉnh ủy", "quận": "Quận ủy", "huyện": "Huyện ủy", "thị xã": "Thị ủy", "thành phố": "Thành ủy", "xã": "Đảng ủy xã",
        "phường": "Đảng ủy phường", "thị trấn": "Đảng ủy thị trấn",
    },
)  # fmt: skip
UNION = Kind("trade_union", {kind: f"LĐLĐ {kind}" for kind in ("tỉnh", "quận", "huyện", "thị xã", "thành phố")})
YOUTH = Kind(
    "youth_union",
    {"tỉnh": "Tỉnh đoàn", "quận": "Quận đoàn", "huyện": "Huyện đoàn", "thị xã": "Thị đoàn", "thành phố": "Thành đoàn", "xã": "Đoàn xã",
     "phường": "Đoàn phường", "thị trấn": "Đoàn thị trấn"},
)  # fmt: skip
WOMEN = Kind(
    "womens_union", {kind: f"Hội LHPN {kind}" for kind in ("tỉnh", "quận", "huyện", "thị xã", "thành phố", "xã", "phường", "thị trấn")}
)
VETERANS = Kind(
    "veterans_association",
    {kind: f"Hội Cựu chiến binh {kind}" for kind in ("tỉnh", "quận", "huyện", "thị xã", "thành phố", "xã", "phường", "thị trấn")},
)

PRIVATE = " trong doanh nghiệp ngoài khu vực nhà nước"
MEASURES = (
    Measure("party_organisations_founded", PARTY, "tổ chức đảng", ("thành lập", "thành lập mới", "lập"), (2, 9), (30, 90), PRIVATE),
    Measure("party_organisations_founded", PARTY, "chi bộ", ("thành lập", "ra mắt", "lập"), (2, 9), (30, 90), PRIVATE),
    Measure("party_members_admitted", PARTY, "đảng viên", ("kết nạp",), (40, 240), (900, 2900)),
    Measure("trade_unions_founded", UNION, "công đoàn cơ sở", ("thành lập", "thành lập mới"), (3, 14), (40, 140), PRIVATE),
    Measure("trade_union_members_admitted", UNION, "đoàn viên công đoàn", ("phát triển", "kết nạp"), (200, 900), (4000, 9800)),
    Measure("youth_organisations_founded", YOUTH, "chi đoàn", ("thành lập", "ra mắt"), (2, 8), (25, 70), PRIVATE),
    Measure("youth_members_admitted", YOUTH, "đoàn viên", ("kết nạp",), (120, 620), (3000, 9000)),
    Measure("womens_members_admitted", WOMEN, "hội viên", ("phát triển", "kết nạp"), (80, 450), (1200, 6400)),
    Measure("veterans_members_admitted", VETERANS, "hội viên", ("phát triển", "kết nạp"), (20, 90), (300, 900)),
)  # fmt: skip
# What a commune's body reports too.
SMALL = tuple(measure for measure in MEASURES if measure.indicator in ("party_members_admitted", "womens_members_admitted"))


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement: the body by name, kind and unit of the reference data, and what is said of it. `planned` may follow from the
    result.
    """

    body: str
    kind: str
    unit: str
    indicator: str
    year: int
    planned: int | None = None
    achieved: int | None = None
    percent: float | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Directive:
    number: str
    kind: str
    issued: str
    issuer: str  # unit of the province
    implements: str | None = None


@dataclass(frozen=True, slots=True)
class Official:
    name: str
    title: str
    kind: str
    unit: str


@dataclass(slots=True)
class Known:
    """What one document says. `flaws` names what is wrong in it on purpose: percent, count, parts, other_result, moved_plan."""

    id: str
    shape: str
    published: str
    publisher: str
    province: str
    year: int | None
    claims: list[Claim] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    officials: list[Official] = field(default_factory=list)
    enterprises: list[str] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Goal:
    """What is so in the world: the plan as it was first given out, as it stood at the end of the year, and the result."""

    first: int
    planned: int
    achieved: int
    silent: bool


# --- the world


def goal(seed: int, measure: Measure, unit: Unit, year: int) -> Goal:
    random = Random(f"{seed}/{measure.by.id}/{measure.indicator}/{unit.unit_id}/{year}")
    low, high = measure.many if unit.level == "province" else measure.few
    if unit.level == "commune":
        low, high = 3, 16
    planned = random.randint(low, high)
    luck = random.random()
    if luck < 0.3:
        achieved = planned - random.randint(1, max(1, planned // 3))
    elif luck < 0.5:
        achieved = planned
    else:
        achieved = planned + random.randint(1, max(1, planned // 3))
    moved = random.random() < 0.08
    return Goal(planned + random.randint(1, 3) if moved else planned, planned, achieved, random.random() < 0.08)


def _short(unit: Unit) -> str:
    """The kind of a unit as the names of bodies have it."""
    return "thành phố" if unit.kind.startswith("thành phố") else unit.kind


@cache
def provinces(year: int) -> tuple[Unit, ...]:
    return tuple(unit for unit in gazetteer.units() if unit.level == "province" and _all_year(unit, year))


@cache
def districts(province: str, year: int) -> tuple[Unit, ...]:
    return tuple(unit for unit in gazetteer.units() if unit.level == "district" and unit.parent == province and _all_year(unit, year))


def _all_year(unit: Unit, year: int) -> bool:
    return gazetteer.in_force(unit, f"{year}-01-01") and gazetteer.in_force(unit, f"{year + 1}-03-31")


@cache
def communes() -> dict[str, tuple[Unit, ...]]:
    """By district, those that are called alike nowhere else in it and by more than a number."""
    found: dict[str, list[Unit]] = {}
    for unit in gazetteer.communes():
        if unit.valid_to is not None and unit.parent and unit.kind in ("xã", "phường", "thị trấn") and not unit.name.split()[-1].isdigit():
            found.setdefault(unit.parent, []).append(unit)
    return {parent: tuple(units) for parent, units in found.items()}


# --- words


def called(unit: Unit) -> str:
    return "TP. Hồ Chí Minh" if unit.level == "province" and unit.name == "Hồ Chí Minh" else unit.name


def number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def share(achieved: int, planned: int, places: int) -> Decimal:
    return (Decimal(100 * achieved) / planned).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def percent(value: Decimal) -> str:
    return f"{value}".replace(".", ",") + "%"


def day(value: date) -> str:
    return f"{value.day}/{value.month}/{value.year}"


SMALL_NUMBERS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh", "Trương", "Mai")
MIDDLE = ("Văn", "Thị", "Đức", "Minh", "Quang", "Thanh", "Hữu", "Xuân", "Ngọc", "Thu", "Hồng", "Quốc")
GIVEN = ("An", "Bình", "Cường", "Dũng", "Giang", "Hải", "Hạnh", "Hùng", "Khánh", "Lan", "Long", "Mai", "Nam", "Phong", "Phúc", "Quyên", "Sơn", "Tâm",  # noqa: E501
         "Thảo", "Thắng", "Tuấn", "Vinh", "Yến")  # fmt: skip
TRADES = ("May mặc", "Gỗ", "Thủy sản", "Gốm sứ", "Xây dựng", "Vận tải", "Chế biến nông sản", "Cơ khí", "Bao bì", "Dệt")
FIRMS = ("Hưng Phát", "Thành Đạt", "Đại Lợi", "Tân Tiến", "Minh Khôi", "Phú Hòa", "An Thịnh", "Hải Âu", "Sao Việt", "Trường Thọ")
FORMS = ("Công ty TNHH", "Công ty CP", "Công ty TNHH MTV")

FILLERS = (
    "Theo đánh giá tại hội nghị, nguồn phát triển ở các doanh nghiệp nhỏ còn hạn chế, công nhân thường xuyên thay đổi nơi làm việc.",
    "Nhiều chủ doanh nghiệp ban đầu còn e ngại, sau khi được gặp gỡ, giải thích đã chủ động phối hợp.",
    "Các cấp ủy phân công cấp ủy viên phụ trách từng địa bàn, gắn kết quả với việc đánh giá người đứng đầu.",
    "Công tác tuyên truyền được đổi mới, hướng về người lao động trực tiếp sản xuất.",
    "Hội nghị cũng dành thời gian thảo luận về những cách làm hay ở cơ sở.",
    "Bên cạnh kết quả đạt được, một số nơi còn lúng túng khi khảo sát, nắm tình hình người lao động.",
    "Thời gian tới, các đơn vị tiếp tục rà soát, chọn những nơi có điều kiện để làm trước.",
)
REASONS = (
    "doanh nghiệp trên địa bàn phần lớn có quy mô hộ gia đình, người lao động làm theo mùa vụ",
    "nhiều quần chúng ưu tú đi làm ăn xa, việc bồi dưỡng bị gián đoạn",
    "có nơi đã chuẩn bị xong hồ sơ nhưng người lao động chuyển chỗ làm",
    "cán bộ làm công tác này đều kiêm nhiệm, ít thời gian xuống cơ sở",
)
OTHER_NEWS = (
    ("Khai mạc giải bóng chuyền truyền thống {place}", "Sáng {day}, giải bóng chuyền truyền thống {place} khai mạc tại nhà thi đấu đa năng. "  # noqa: E501
     "Các đội chia thành hai bảng, thi đấu vòng tròn tính điểm. Ở trận mở màn, đội chủ nhà thắng 3-1 trước sự cổ vũ của đông đảo khán giả."),  # noqa: E501
    ("Nông dân {place} vào vụ thu hoạch", "Những ngày này, nông dân {place} tất bật xuống đồng. Giá lúa tươi được thương lái mua từ 6.800 đến 7.200 đồng/kg, "  # noqa: E501
     "tăng nhẹ so với tuần trước. Theo ngành nông nghiệp, thời tiết thuận lợi nên năng suất khá."),
    ("{place}: Thông xe tuyến đường mới", "Chiều {day}, tuyến đường nối trung tâm {place} với vùng ven chính thức thông xe. Tuyến dài 12,5km, mặt đường rộng 9m, "  # noqa: E501
     "được khởi công từ hai năm trước. Người dân hai bên đường phấn khởi vì đi lại thuận tiện hơn."),
)  # fmt: skip


def person(random: Random) -> str:
    return f"{random.choice(SURNAMES)} {random.choice(MIDDLE)} {random.choice(GIVEN)}"


def firm(random: Random) -> str:
    return f"{random.choice(FORMS)} {random.choice(TRADES)} {random.choice(FIRMS)}"


# --- sentences: each says one statement, and what it says

Say = Callable[["Article", Measure, Unit, int], tuple[str, Claim]]


def _verdict(achieved: int, planned: int) -> str:
    return "exceeded" if achieved > planned else "met" if achieved == planned else "missed"


def ratio(article: "Article", measure: Measure, unit: Unit, year: int) -> tuple[str, Claim]:
    """Huyện ủy Phú Giáo thành lập được 1/3 tổ chức đảng"""
    so = article.goal(measure, unit, year)
    verb = article.random.choice(measure.verbs)
    claim = measure.claim(unit, year, so.planned, so.achieved, None, _verdict(so.achieved, so.planned))
    return f"{measure.by.name(unit)} {verb} được {number(so.achieved)}/{number(so.planned)} {measure.noun}", claim


def ratio_and_share(article: "Article", measure: Measure, unit: Unit, year: int) -> tuple[str, Claim]:
    """… 46/40 tổ chức đảng, đạt 115% kế hoạch"""
    words, claim = ratio(article, measure, unit, year)
    assert claim.achieved is not None
    assert claim.planned
    places = article.random.choice((0, 1, 1, 2))
    printed = share(claim.achieved, claim.planned, places)
    if article.flawed("percent", 0.03):
        printed += article.random.choice((-1, 1)) * (3 + article.random.randint(0, 9)) if printed > 20 else 7
    return f"{words}, đạt {percent(printed)} kế hoạch", Claim(**{**asdict(claim), "percent": float(printed)})


def result_and_share(article: "Article", measure: Measure, unit: Unit, year: int) -> tuple[str, Claim]:
    """… kết nạp 241 đảng viên, đạt 160% kế hoạch"""
    so = article.goal(measure, unit, year)
    printed = share(so.achieved, so.planned, article.random.choice((0, 1, 2)))
    words = f"{measure.by.name(unit)} {article.random.choice(measure.verbs)} {number(so.achieved)} {measure.noun}, đạt {percent(printed)} kế hoạch"  # noqa: E501
    status = "exceeded" if printed > 100 else "met" if printed == 100 else "missed"
    return words, measure.claim(unit, year, None, so.achieved, float(printed), status)


def told_and_done(article: "Article", measure: Measure, unit: Unit, year: int) -> tuple[str, Claim]:
    """… được giao 3 chi bộ nhưng chỉ ra mắt được 1 chi bộ"""
    so = article.goal(measure, unit, year)
    verb = article.random.choice(measure.verbs)
    link = "nhưng chỉ" if so.achieved < so.planned else "và đã"
    words = f"{measure.by.name(unit)} được giao {number(so.planned)} {measure.noun} {link} {verb} được {number(so.achieved)} {measure.noun}"
    claim = measure.claim(unit, year, so.planned, so.achieved, None, _verdict(so.achieved, so.planned))
    return words, claim


def difference(article: "Article", measure: Measure, unit: Unit, year: int) -> tuple[str, Claim]:
    """… lập 11 chi bộ, vượt 3 chi bộ so với kế hoạch: the plan is 11 - 3"""
    so = article.goal(measure, unit, year)
    verb = article.random.choice(measure.verbs)
    words = f"{measure.by.name(unit)} {verb} {number(so.achieved)} {measure.noun}, "
    if so.achieved > so.planned:
        words += f"vượt {number(so.achieved - so.planned)} {measure.noun} so với kế hoạch"
    elif so.achieved < so.planned:
        words += f"thiếu {number(so.planned - so.achieved)} {measure.noun} so với kế hoạch"
    else:
        words += "đúng bằng chỉ tiêu được giao"
    claim = measure.claim(unit, year, so.planned, so.achieved, None, _verdict(so.achieved, so.planned))
    return words, claim


def plan_first(article: "Article", measure: Measure, unit: Unit, year: int) -> tuple[str, Claim]:
    """kế hoạch năm 2020 của Huyện ủy Tiên Yên là 2 chi bộ, kết quả thành lập được 3 chi bộ"""
    so = article.goal(measure, unit, year)
    words = (
        f"kế hoạch năm {year} của {measure.by.name(unit)} là {number(so.planned)} {measure.noun}, "
        f"kết quả {article.random.choice(measure.verbs)} được {number(so.achieved)} {measure.noun}"
    )
    claim = measure.claim(unit, year, so.planned, so.achieved, None, _verdict(so.achieved, so.planned))
    return words, claim


SHORT: tuple[Say, ...] = (ratio, ratio_and_share, result_and_share)
FIRST: tuple[Say, ...] = (ratio, ratio_and_share, told_and_done, difference)
SENTENCES: tuple[Say, ...] = (ratio, ratio_and_share, result_and_share, told_and_done, difference, plan_first)


# --- articles


class Article:
    """One document while it is written: its own random numbers, its paragraphs, and what they say."""

    def __init__(self, seed: int, count: int) -> None:
        self.seed = seed
        self.random = random = Random(f"{seed}/{count}")
        shapes = list(SHAPES)
        self.shape = random.choices(shapes, [SHAPES[shape][1] for shape in shapes])[0]
        self.year = random.choice(YEARS)
        self.province = random.choice(provinces(self.year))
        self.paragraphs: list[str] = []
        self.title = ""
        # Results are reported when the year is over, plans are given out when it begins.
        month, last = (2, 3) if self.shape == "plans" else (1, 2)
        year = self.year if self.shape == "plans" else self.year + 1
        self.date = date(year, month, 3) + timedelta(days=random.randint(0, (last - month) * 30 - 5))
        self.publisher = random.choice(("Báo {}", "Báo {} điện tử", "Cổng thông tin điện tử {kind} {}")).format(
            self.province.name, kind=_short(self.province)
        )
        self.known = Known(f"d{count:07}", self.shape, self.date.isoformat(), self.publisher, self.province.unit_id, self.year)
        # Of what another document would say, too, this one may say otherwise.
        self.otherwise = random.random() < 0.02
        SHAPES[self.shape][0](self)

    def goal(self, measure: Measure, unit: Unit, year: int) -> Goal:
        so = goal(self.seed, measure, unit, year)
        if self.otherwise:
            self.otherwise = False
            self.flawed("other_result", 1)
            return Goal(so.first, so.planned, so.achieved + 1, so.silent)
        return so

    def flawed(self, what: str, chance: float) -> bool:
        if self.random.random() >= chance:
            return False
        if what not in self.known.flaws:
            self.known.flaws.append(what)
        return True

    def bodies(self, measure: Measure, most: int) -> list[Unit]:
        """Some districts of the province that are not silent, in an order of their own."""
        speaking = [unit for unit in districts(self.province.unit_id, self.year) if not goal(self.seed, measure, unit, self.year).silent]
        return self.random.sample(speaking, min(len(speaking), self.random.randint(2, most)))

    def say(self, measure: Measure, unit: Unit, year: int | None = None, *, by: Say | None = None) -> str:
        words, claim = (by or self.random.choice(SENTENCES))(self, measure, unit, year or self.year)
        self.known.claims.append(claim)
        return words

    def add(self, *sentences: str) -> None:
        self.paragraphs.append(" ".join(sentence[:1].upper() + sentence[1:] for sentence in sentences))

    def filler(self) -> str:
        return self.random.choice(FILLERS)

    def voice(self, kind: Kind, unit: Unit) -> None:
        """What someone in office says, without a figure."""
        name, title = (
            person(self.random),
            self.random.choice(("Bí thư", "Phó Bí thư Thường trực") if kind is PARTY else ("Chủ tịch", "Phó Chủ tịch")),
        )
        if kind is YOUTH:
            title = title.replace("Chủ tịch", "Bí thư")
        self.known.officials.append(Official(name, title, kind.id, unit.unit_id))
        self.add(f"Đồng chí {name}, {title} {kind.name(unit)} cho biết, {self.random.choice(REASONS)}.")

    def directive(self) -> str:
        """Nghị quyết số 22-NQ/TU ngày 6/3/2018 của Ban Thường vụ Tỉnh ủy Quảng Ninh; one of a few that the province has."""
        which = Random(f"{self.seed}/{self.province.unit_id}/{self.year // 5}/{self.random.randint(0, 2)}")
        issued = date(self.year // 5 * 5 - which.randint(1, 2), which.randint(1, 12), which.randint(1, 28))
        word, code, kind = which.choice((("Nghị quyết", "NQ", "resolution"), ("Chỉ thị", "CT", "directive"), ("Kế hoạch", "KH", "plan")))
        found = Directive(f"{which.randint(2, 60):02}-{code}/TU", kind, issued.isoformat(), self.province.unit_id)
        if found not in self.known.directives:
            self.known.directives.append(found)
        return f"{word} số {found.number} ngày {day(issued)} của Ban Thường vụ {PARTY.name(self.province)}"

    def line(self) -> str:
        """The document as a line of JSON."""
        text = "\n\n".join([self.title, *self.paragraphs]) + "\n"
        fields = {
            "id": self.known.id, "title": self.title, "published": self.known.published, "publisher": self.publisher, "text": text,
        }  # fmt: skip
        return json.dumps(fields, ensure_ascii=False)


def summary(article: Article) -> None:
    """What the year came to: the province, then some bodies in prose."""
    measure = article.random.choice(MEASURES)
    units = article.bodies(measure, 6)
    article.title = f"{called(article.province)}: Nhìn lại công tác phát triển {measure.noun} năm {article.year}"
    opening = (
        f"Ngày {article.date.day}/{article.date.month}, {measure.by.name(article.province)} tổng kết việc thực hiện {article.directive()}."
    )
    article.add(opening, article.filler())
    article.add(f"Năm {article.year}, {article.say(measure, article.province, by=article.random.choice(SHORT))}.")
    article.add(f"Năm {article.year}, " + f"{article.say(measure, units[0], by=article.random.choice(FIRST))}.",
                *(f"{article.say(measure, unit)}." for unit in units[1:]))  # fmt: skip
    article.voice(measure.by, article.random.choice(units))
    article.add(article.filler())


def missed(article: Article) -> None:
    """How many units did not reach their plan, and which."""
    measure = article.random.choice(MEASURES)
    province = article.province
    late = [
        unit
        for unit in districts(province.unit_id, article.year)
        if (so := goal(article.seed, measure, unit, article.year)) and so.achieved < so.planned and not so.silent
    ]
    if len(late) < 2:
        return summary(article)
    article.otherwise = False  # one more could be as many as planned
    late = late[:8]
    counted = len(late) + (article.random.choice((-1, 1)) if article.flawed("count", 0.04) else 0)
    article.title = f"{measure.by.name(province)}: Những đơn vị chưa hoàn thành chỉ tiêu năm {article.year}"
    article.add(
        f"{measure.by.name(province)} vừa thông báo kết quả phát triển {measure.noun}{measure.where} năm {article.year}.", article.filler()
    )
    verb = article.random.choice(measure.verbs)
    article.known.claims.append(
        Claim(measure.by.name(province), measure.by.id, province.unit_id, "units_missing_target", article.year, achieved=counted)
    )
    listed = []
    for unit in late:
        so = goal(article.seed, measure, unit, article.year)
        article.known.claims.append(measure.claim(unit, article.year, so.planned, so.achieved, None, "missed"))
        listed.append(f"{measure.by.name(unit)} ({verb} được {number(so.achieved)}/{number(so.planned)} {measure.noun})")
    many = SMALL_NUMBERS[counted] if counted <= 10 and article.random.random() < 0.5 else str(counted)
    article.add(f"{many} đơn vị không hoàn thành chỉ tiêu năm {article.year}, gồm: {', '.join(listed[:-1])} và {listed[-1]}.")
    article.voice(measure.by, article.random.choice(late))
    return None


def bullets(article: Article) -> None:
    """A list of bodies, result and percentage."""
    measure = article.random.choice(MEASURES)
    units = article.bodies(measure, 9)
    article.title = (
        f"Kết quả {measure.verbs[0]} {measure.noun} năm {article.year} ở {article.province.label[:1].lower()}{article.province.label[1:]}"
    )
    article.add(article.filler())
    article.add(f"Kết quả {measure.verbs[0]} {measure.noun} năm {article.year} của các đơn vị như sau:")
    lines = []
    for unit in units:
        so = article.goal(measure, unit, article.year)
        printed = share(so.achieved, so.planned, article.random.choice((0, 1)))
        status = "exceeded" if printed > 100 else "met" if printed == 100 else "missed"
        article.known.claims.append(measure.claim(unit, article.year, None, so.achieved, float(printed), status))
        lines.append(f"- {measure.by.name(unit)}: {number(so.achieved)} {measure.noun} (đạt {percent(printed)} kế hoạch)")
    article.paragraphs.append(";\n".join(lines) + ".")
    article.add(article.filler())


def plans(article: Article) -> None:
    """What a province tells its bodies to reach this year: the plan as it was first given out."""
    measure = article.random.choice(MEASURES)
    units = article.bodies(measure, 9)
    article.otherwise = False
    article.title = f"{measure.by.name(article.province)} giao chỉ tiêu năm {article.year}"
    article.add(f"{measure.by.name(article.province)} vừa giao chỉ tiêu {measure.verbs[0]} {measure.noun}{measure.where} năm {article.year} cho các đơn vị trực thuộc, "  # noqa: E501
                f"thực hiện {article.directive()}.")  # fmt: skip
    told = []
    for unit in units:
        so = goal(article.seed, measure, unit, article.year)
        if so.first != so.planned:
            article.flawed("moved_plan", 1)
        article.known.claims.append(measure.claim(unit, article.year, so.first))
        told.append((measure.by.name(unit), number(so.first)))
    if article.random.random() < 0.5:
        article.add(f"Trong đó, {', '.join(f'{name} được giao {plan} {measure.noun}' for name, plan in told)}.")
    else:
        article.add("Chỉ tiêu cụ thể như sau:")
        article.paragraphs.append("\n".join(f"- {name}: {plan} {measure.noun}" for name, plan in told))
    article.add(article.filler())


def years(article: Article) -> None:
    """One body through several years."""
    measure = article.random.choice(MEASURES)
    (unit, *_) = article.bodies(measure, 2)
    spoken = [year for year in range(max(YEARS[0], article.year - article.random.randint(1, 3)), article.year + 1) if _all_year(unit, year)]
    spoken = [year for year in spoken if not goal(article.seed, measure, unit, year).silent]
    article.title = f"{measure.by.name(unit)} từng bước phát triển {measure.noun}"
    article.add(f"Những năm qua, {measure.by.name(unit)} coi việc phát triển {measure.noun} là nhiệm vụ thường xuyên.", article.filler())
    article.add(*(f"Năm {year}, {article.say(measure, unit, year, by=article.random.choice(SHORT))}." for year in spoken))
    name = firm(article.random)
    article.known.enterprises.append(name)
    article.voice(measure.by, unit)
    article.add(f"Tại {name}, người lao động tích cực hưởng ứng.")


def small(article: Article) -> None:
    """The communes of one district."""
    measure = article.random.choice(SMALL)
    district = article.random.choice(districts(article.province.unit_id, article.year))
    units = [unit for unit in communes().get(district.unit_id, ()) if not goal(article.seed, measure, unit, article.year).silent]
    if len(units) < 3:
        return summary(article)
    units = article.random.sample(units, article.random.randint(2, min(6, len(units))))
    article.title = f"{measure.by.name(district)}, {called(article.province)}: Kết quả từ cơ sở"
    article.add(
        f"{measure.by.name(district)} ({article.province.label}) vừa đánh giá kết quả {measure.verbs[0]} {measure.noun} năm {article.year}.",  # noqa: E501
        article.filler(),
    )
    if article.flawed("parts", 0.03):
        # The district is said to have reached less than the communes that are named.
        parts = sum(goal(article.seed, measure, unit, article.year).achieved for unit in units)
        article.add(f"Năm {article.year}, {measure.by.name(district)} {measure.verbs[0]} được {number(parts - 2)} {measure.noun}.")
        article.known.claims.append(measure.claim(district, article.year, None, parts - 2))
    else:
        article.add(f"Năm {article.year}, {article.say(measure, district, by=article.random.choice(SHORT))}.")
    article.add(f"Năm {article.year}, {'; '.join(article.say(measure, unit, by=ratio) for unit in units)}.")
    article.voice(measure.by, district)
    return None


def cascade(article: Article) -> None:
    """What follows from what: a directive, and the plan of the province that carries it out."""
    article.title = f"{called(article.province)} triển khai chủ trương phát triển đảng trong doanh nghiệp"
    above = article.directive()
    first = article.known.directives[0]
    which = Random(f"{article.seed}/{article.province.unit_id}/{article.year}/plan")
    issued = date(article.year, which.randint(1, 12), which.randint(1, 28))
    plan = Directive(f"{which.randint(61, 190)}-KH/TU", "plan", issued.isoformat(), article.province.unit_id, first.number)
    article.known.directives.append(plan)
    article.add(
        f"Thực hiện {above}, {PARTY.name(article.province)} đã ban hành Kế hoạch số {plan.number} ngày {day(issued)}.", article.filler()
    )
    measure = MEASURES[article.random.randint(0, 2)]
    article.add(f"Năm {article.year}, {article.say(measure, article.province, by=ratio)}.")
    article.voice(PARTY, article.province)


def elsewhere(article: Article) -> None:
    """What the press writes about most: something else."""
    title, text = article.random.choice(OTHER_NEWS)
    values = {"place": called(article.province), "day": f"{article.date.day}/{article.date.month}"}
    article.title = title.format(**values)
    article.known.year = None
    article.add(text.format(**values))


SHAPES: dict[str, tuple[Callable[[Article], None], int]] = {
    "summary": (summary, 26),
    "missed": (missed, 14),
    "bullets": (bullets, 14),
    "plans": (plans, 14),
    "years": (years, 10),
    "small": (small, 12),
    "cascade": (cascade, 6),
    "elsewhere": (elsewhere, 4),
}


def articles(count: int, *, seed: int = 1, start: int = 0) -> Iterator[tuple[str, Known]]:
    """Documents number `start` to `start + count`, each as a line of JSON without its end, and what it says."""
    for number in range(start, start + count):
        article = Article(seed, number)
        yield article.line(), article.known


def write(count: int, articles_file: Path, facts_file: Path, *, seed: int = 1) -> None:
    with articles_file.open("w", encoding="utf-8") as lines, facts_file.open("w", encoding="utf-8") as facts:
        for line, known in articles(count, seed=seed):
            lines.write(line + "\n")
            facts.write(fact_line(known) + "\n")


def fact_line(known: Known) -> str:
    return json.dumps(asdict(known), ensure_ascii=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=int, help="how many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--facts", type=Path, help="where to write what they say, as JSON Lines (or Parquet, by the suffix)")
    options = parser.parse_args()
    facts = options.facts.with_suffix(".jsonl").open("w", encoding="utf-8") if options.facts else None
    for line, known in articles(options.documents, seed=options.seed):
        sys.stdout.write(line + "\n")
        if facts:
            facts.write(fact_line(known) + "\n")
    if facts:
        facts.close()
        if options.facts.suffix == ".parquet":
            import duckdb

            duckdb.sql(f"COPY (FROM read_json('{facts.name}', format = 'newline_delimited')) TO '{options.facts}' (FORMAT parquet)")
            Path(facts.name).unlink()


if __name__ == "__main__":
    main()
