"""Four articles by hand, through `rdf` into a store in memory: what the questions are asked of in the tests."""

from functools import cache

from pyoxigraph import RdfFormat, Store

from kg import link, rdf
from kg.records import (
    Body,
    Dated,
    Derivation,
    Directive,
    Enterprise,
    Facts,
    Official,
    Period,
    Place,
    Relation,
    Role,
    Target,
    Unexplained,
)

HANOI, TAY_HO = "party_committee/P01-current", "party_committee/D003"
HAI_PHONG, BAC_NINH = "party_committee/P31-legacy", "party_committee/P27-legacy"
YEN_BAI, LAO_CAI = "party_committee/P15-legacy", "party_committee/P10-legacy"
YEAR_2020 = Period("2020-01-01", "2020-12-31")
YEAR_2022 = Period("2022-01-01", "2022-12-31")

_districts = {
    "Quận ủy Tây Hồ": ("D003", 6, 2, "Quận ủy Tây Hồ thành lập được 2/6 tổ chức đảng"),
    "Huyện ủy Ứng Hòa": ("D281", 6, 1, "Huyện ủy Ứng Hòa được 1/6"),
    "Huyện ủy Phúc Thọ": ("D272", None, 0, "Phúc Thọ, Mỹ Đức, Đan Phượng không thành lập được tổ chức đảng nào"),
    "Huyện ủy Mỹ Đức": ("D282", None, 0, "Phúc Thọ, Mỹ Đức, Đan Phượng không thành lập được tổ chức đảng nào"),
    "Huyện ủy Đan Phượng": ("D273", None, 0, "Phúc Thọ, Mỹ Đức, Đan Phượng không thành lập được tổ chức đảng nào"),
}


def committee(key: str, name: str, level: str, place: str, *, parent: str | None = None, kind: str = "party_committee") -> Body:
    return Body(key, name, kind, level, place, None, key.rpartition("/")[2], parent, ((0, len(name)),))


def target(organisation: str, key: str, quote: str, start: int, **fields: object) -> Target:
    given: dict[str, object] = dict.fromkeys(Target.__struct_fields__)
    given |= {"organisation": organisation, "organisation_key": key, "indicator": "party_organisations_founded", "unit": "count"}
    given |= {"derived": (), "rule": "by-hand", "quote": quote, "spans": ((start, start + len(quote)),)}
    return Target(**(given | fields))  # type: ignore[arg-type]


def article(id: str, title: str, published: str | None, publisher: str, place: Place, **found: object) -> Facts:
    url = f"https://example.org/{id}"
    dated = found.pop("dated", None)
    return Facts("1", id, f"{id}.txt", "0" * 64, title, published, dated, publisher, url, place, **found)  # type: ignore[arg-type]


HN1 = article(
    "hn-1",
    "Hà Nội: Nơi đạt, nơi chưa",
    "2020-12-20",
    "Báo Một",
    Place("Hà Nội", "P01-current", "masthead"),
    directives=(
        Directive(
            "09-NQ/TU@P01-current@2012-02-27",
            "09-NQ/TU",
            "resolution",
            "về xây dựng tổ chức đảng",
            "Thành ủy Hà Nội",
            HANOI,
            "2012-02-27",
            (),
            ((30, 38),),
        ),
    ),
    committees=(
        committee(HANOI, "Thành ủy Hà Nội", "province", "Hà Nội"),
        *(committee(f"party_committee/{unit}", name, "district", name[8:], parent=HANOI) for name, (unit, *_) in _districts.items()),
    ),
    officials=(
        Official("nguyễn-văn-phong@P01-current", "Nguyễn Văn Phong", (Role("Phó Bí thư", "Thành ủy Hà Nội", HANOI),), ((60, 76),)),
        Official("trần-thị-mai@D003", "Trần Thị Mai", (Role("Bí thư", "Quận ủy Tây Hồ", TAY_HO),), ((80, 92),)),
    ),
    enterprises=(Enterprise("công-ty-cp-901@P01-current", "Công ty CP 901", "CP", ((95, 109),)),),
    targets=(
        target(
            "Thành ủy Hà Nội",
            HANOI,
            "Toàn thành phố thành lập 150 tổ chức đảng, vượt 10",
            200,
            period=YEAR_2020,
            planned=140,
            achieved=150,
            status="exceeded",
            status_basis="stated",
            directive="09-NQ/TU",
            directive_key="09-NQ/TU@P01-current@2012-02-27",
            derived=(Derivation("planned", "150 - 10", ((200, 250),)),),
        ),
        *(
            target(
                name,
                f"party_committee/{unit}",
                quote,
                300 + 100 * number,
                period=YEAR_2020,
                planned=planned,
                achieved=achieved,
                status="missed",
                status_basis="stated",
            )
            for number, (name, (unit, planned, achieved, quote)) in enumerate(_districts.items())
        ),
    ),
    unexplained=(Unexplained("18", (900, 902)),),
)

HN2 = article(
    "hn-2",
    "Nhìn lại một năm",
    "2021-01-10",
    "Báo Hai",
    Place("Hà Nội", "P01-current", "dateline"),
    directives=(
        Directive("09-NQ/TU@P01-current", "09-NQ/TU", "resolution", None, "Thành ủy Hà Nội", HANOI, None, (), ((5, 13),)),
        Directive(
            "67-KL/TU@P01-current",
            "67-KL/TU",
            "conclusion",
            None,
            "Thành ủy Hà Nội",
            HANOI,
            None,
            (Relation("continues", "09-NQ/TU", "09-NQ/TU@P01-current"),),
            ((20, 28),),
        ),
    ),
    committees=(
        committee(HANOI, "Thành ủy Hà Nội", "province", "Hà Nội"),
        committee(HANOI, "Đảng bộ thành phố Hà Nội", "province", "Hà Nội"),
    ),
    officials=(
        Official(
            "nguyễn-văn-phong@P01-current",
            "Nguyễn Văn Phong",
            (Role("Phó Bí thư", "Thành ủy Hà Nội", HANOI), Role("Trưởng ban", "Ban Tuyên giáo", "propaganda_board/P01-current")),
            ((40, 56),),
        ),
    ),
    targets=(
        target(
            "Thành ủy Hà Nội",
            HANOI,
            "cả năm được 152 tổ chức đảng, đạt 108,6% kế hoạch",
            60,
            period=YEAR_2020,
            planned=140,
            achieved=152,
            percent=108.6,
            status="exceeded",
            status_basis="computed",
            directive="67-KL/TU",
            directive_key="67-KL/TU@P01-current",
        ),
        target(
            "Thành ủy Hà Nội",
            HANOI,
            "Đến năm 2025 có ít nhất 900 tổ chức đảng",
            160,
            indicator="party_organisations_total",
            period=Period(None, "2025-12-31"),
            planned_min=900,
            qualifier="at_least",
        ),
    ),
    unexplained=(Unexplained("16", (30, 32)), Unexplained("ba", (10, 12))),
)

HP1 = article(
    "hp-1",
    "Hải Phòng vượt chỉ tiêu",
    "2023-01-03",
    "Báo Ba",
    Place("Hải Phòng", "P31-legacy", "masthead"),
    directives=(Directive("28-NQ/TU@P31-legacy", "28-NQ/TU", "resolution", None, "Thành ủy Hải Phòng", HAI_PHONG, None, (), ((5, 13),)),),
    committees=(committee(HAI_PHONG, "Thành ủy Hải Phòng", "province", "Hải Phòng"),),
    targets=(
        target(
            "Thành ủy Hải Phòng",
            HAI_PHONG,
            "Thành lập được 47 tổ chức đảng (47/42=111,9% kế hoạch)",
            50,
            period=YEAR_2022,
            planned=42,
            achieved=47,
            percent=111.9,
            status="exceeded",
            status_basis="computed",
            assigned_by="Trung ương",
        ),
        target(
            "Thành ủy Hải Phòng",
            HAI_PHONG,
            "kết nạp hơn 449 đảng viên, đạt chỉ tiêu",
            150,
            indicator="party_members_admitted",
            period=YEAR_2022,
            achieved=449,
            qualifier="over",
            status="met",
            status_basis="stated",
        ),
    ),
)

BN1 = article(
    "bn-1",
    "Bắc Ninh | “một” góc nhìn",
    None,
    "Báo Bốn",
    Place("Bắc Ninh", "P27-legacy", "masthead"),
    dated=Dated("2022-01-01", "2023-02-28", "sau Tết 2023"),
    directives=(Directive("09-NQ/TU@P27-legacy", "09-NQ/TU", "resolution", None, "Tỉnh ủy Bắc Ninh", BAC_NINH, None, (), ((5, 13),)),),
    committees=(
        committee(BAC_NINH, "Tỉnh ủy Bắc Ninh", "province", "Bắc Ninh"),
        committee(HAI_PHONG, "Thành ủy Hải Phòng", "province", "Hải Phòng"),
    ),
    enterprises=(Enterprise("công-ty-tnhh-sao-mai@P27-legacy", "Công ty TNHH Sao Mai", "TNHH", ((20, 40),)),),
    targets=(
        target(
            "Tỉnh ủy Bắc Ninh",
            BAC_NINH,
            "kết nạp 350 đảng viên, đạt 87,5% kế hoạch",
            50,
            indicator="party_members_admitted",
            period=YEAR_2022,
            achieved=350,
            percent=87.5,
            status="missed",
            status_basis="computed",
        ),
        # The press of another province on Hải Phòng: the same target as in hp-1, another plan; the percentages differ by rounding alone.
        target(
            "Thành ủy Hải Phòng",
            HAI_PHONG,
            "Hải Phòng 47 tổ chức đảng, bằng 112% chỉ tiêu 43",
            100,
            period=YEAR_2022,
            planned=43,
            achieved=47,
            percent=112,
            status="exceeded",
            status_basis="stated",
        ),
        # … and a figure that is rounded: not compared with 449.
        target(
            "Thành ủy Hải Phòng",
            HAI_PHONG,
            "Hải Phòng kết nạp 450 đảng viên",
            200,
            indicator="party_members_admitted",
            period=YEAR_2022,
            achieved=450,
        ),
    ),
)

YEAR_2024 = Period("2024-01-01", "2024-12-31")


def _admitted(name: str, key: str, start: int, achieved: int, planned: int | None) -> Target:
    return target(
        name,
        key,
        f"{name} kết nạp {achieved} đảng viên",
        start,
        indicator="party_members_admitted",
        period=YEAR_2024,
        planned=planned,
        achieved=achieved,
        status=None if planned is None else "exceeded" if achieved > planned else "missed",
        status_basis=None if planned is None else "computed",
    )


# Two provinces that are one since 1 July 2025, a district of one of them, and a district of which several provinces have one.
YB1 = article(
    "yb-1",
    "Yên Bái, Lào Cai: một năm nhìn lại",
    "2025-01-15",
    "Báo Năm",
    Place("Yên Bái", "P15-legacy", "masthead"),
    committees=(
        committee(YEN_BAI, "Tỉnh ủy Yên Bái", "province", "Yên Bái"),
        committee(LAO_CAI, "Tỉnh ủy Lào Cai", "province", "Lào Cai"),
        committee("party_committee/D136", "Huyện ủy Văn Yên", "district", "Văn Yên", parent=YEN_BAI),
        Body(
            "party_committee/?yb-1/huyện-châu-thành",
            "Huyện ủy Châu Thành",
            "party_committee",
            "district",
            "Châu Thành",
            None,
            None,
            None,
            ((0, 19),),
        ),
    ),
    targets=(
        _admitted("Tỉnh ủy Yên Bái", YEN_BAI, 50, 2100, 2000),
        _admitted("Tỉnh ủy Lào Cai", LAO_CAI, 100, 1800, 1900),
        _admitted("Huyện ủy Văn Yên", "party_committee/D136", 150, 190, 180),
    ),
)

# Written after the reform: one province still as it was, and a district committee with a figure for a year in which it was no more.
LC1 = article(
    "lc-1",
    "Lào Cai sau hợp nhất",
    "2026-12-28",
    "Báo Sáu",
    Place("Lào Cai", "P15-2025", "masthead"),
    committees=(
        committee("party_committee/P15-2025", "Tỉnh ủy Lào Cai", "province", "Lào Cai"),
        committee("party_committee/D136", "Huyện ủy Văn Yên", "district", "Văn Yên", parent=YEN_BAI),
        Body(
            "standing_committee/P15-2025",
            "Ban Thường vụ Tỉnh ủy Lào Cai",
            "standing_committee",
            "province",
            "Lào Cai",
            None,
            "P15-2025",
            "party_committee/P15-2025",
            ((0, 20),),
        ),
    ),
    targets=(
        target(
            "Huyện ủy Văn Yên",
            "party_committee/D136",
            "Huyện ủy Văn Yên kết nạp 12 đảng viên năm 2026",
            150,
            indicator="party_members_admitted",
            period=Period("2026-01-01", "2026-12-31"),
            achieved=12,
        ),
    ),
)

ARTICLES = (HN1, HN2, HP1, BN1, YB1, LC1)
TEXT_LENGTH = 1000


@cache
def store() -> Store:
    """The graph of the articles above."""
    return store_of(*ARTICLES)


def store_of(*articles: Facts) -> Store:
    """The graph of articles by hand; every span carries its words, made of letters that tell the place in the text."""
    references = [(facts.id, reference) for facts in articles for reference in rdf.references(facts)]
    blocks: dict[str, set[rdf.Reference]] = {}
    for _, reference in references:
        blocks.setdefault(reference.block, set()).add(reference)
    canonical: dict[str, str] = {}
    lines: list[str] = []
    for block in blocks.values():
        same, judgements = link.decided(block)
        canonical |= same
        lines += [line for one in judgements for line in link.judgement_quads(one, same)]
    shared: dict[str, list[tuple[str, rdf.Reference]]] = {}
    for document, reference in references:
        shared.setdefault(canonical.get(reference.node, reference.node), []).append((document, reference))
    lines += [line for facts in articles for line in rdf.document_quads(facts, canonical, text=text(facts))]
    lines += [line for rows in shared.values() for line in rdf.shared_quads(rows, canonical)]
    lines += rdf.reference_quads()
    made = Store()
    made.bulk_load("".join(lines).encode(), RdfFormat.N_QUADS)
    return made


def text(facts: Facts) -> str:
    """A text in which every span of the facts has words: quotes and names where they stand, dots elsewhere."""
    letters = ["."] * TEXT_LENGTH

    def put(start: int, words: str) -> None:
        letters[start : start + len(words)] = words

    for official in facts.officials:
        put(official.spans[0][0], official.name)
    for enterprise in facts.enterprises:
        put(enterprise.spans[0][0], enterprise.name)
    for claim in facts.targets:
        put(claim.spans[0][0], claim.quote)
    for number in facts.unexplained:
        put(number.span[0], number.text)
    return "".join(letters)
