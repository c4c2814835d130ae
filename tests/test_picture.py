"""Pictures show what the questions answer, whole and the same each time."""

import math
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pdfplumber
import pytest
import small_graph
from PIL import Image
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kg import build, files, picture, query, store
from kg.errors import ExportError, QueryError
from kg.picture import around, page, provinces
from kg.records import Period, Place

# Each kind with values that find something in the articles of data/reports.
DRAWN = {
    "attainment": {"year": "2020", "level": "district"},
    "progress": {"body": "Huyện ủy Vân Đồn"},
    "map": {"indicator": "party_organisations_founded", "year": "2020"},
    "cascade": {"directive": "22-NQ/TU"},
    "network": {"body": "Tỉnh ủy Quảng Ninh"},
}
BODY = "https://w3id.org/chitieu/id/body/party_committee/P22-current"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph") / "graph"
    build.build([str(files.REPORTS)], folder)
    return folder


@pytest.fixture(scope="module")
def held(graph: Path) -> Iterator[Store]:
    with store.open_release(graph) as opened:
        yield opened


def gids(svg: Path, kind: str) -> list[str]:
    return re.findall(rf'id="{kind} ([^"]+)"', svg.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", DRAWN)
def test_each_picture_is_drawn_in_each_format(held: Store, kind: str, language: str, tmp_path: Path) -> None:
    for suffix in page.SUFFIXES:
        picture.write(held, kind, tmp_path / f"{kind}.{suffix}", language=language, **DRAWN[kind])
    with Image.open(tmp_path / f"{kind}.png") as image:
        image.load()
        assert image.width == page.WIDTH * 200
        assert len(set(image.convert("RGB").get_flattened_data() if hasattr(image, "get_flattened_data") else image.getdata())) > 10
    assert "<svg" in (tmp_path / f"{kind}.svg").read_text(encoding="utf-8")
    with pdfplumber.open(tmp_path / f"{kind}.pdf") as pdf:
        words = pdf.pages[0].extract_text()
        # Nothing reaches over the edge of the sheet.
        assert all(0 <= char["x0"] < char["x1"] <= pdf.pages[0].width for char in pdf.pages[0].chars)
    assert "kg ask" in words
    assert {"attainment": "Huyện ủy", "progress": "Vân Đồn", "map": "Quảng Ninh", "cascade": "22-NQ/TU", "network": "Tỉnh ủy Quảng Ninh"}[
        kind
    ] in words


def test_bars_are_the_rows_of_the_question(held: Store, tmp_path: Path) -> None:
    file = tmp_path / "a.svg"
    picture.write(held, "attainment", file, **DRAWN["attainment"])
    rows = list(query.rows(held, "ranking", **DRAWN["attainment"]).records())
    assert rows
    # One indicator in one year, so one group, in the order of the question.
    assert {row["indicator"] for row in rows} == {"party_organisations_founded"}
    assert gids(file, "bar") == [row["claim"] for row in rows]


def test_what_was_missed_is_told_without_colour(held: Store, tmp_path: Path) -> None:
    styles = list(page.STYLES.values())
    assert len({style.mark for style in styles}) == len(styles)
    assert [status for status, style in page.STYLES.items() if style.hatch] == ["missed"]
    picture.write(held, "attainment", tmp_path / "a.svg", **DRAWN["attainment"])
    assert "<pattern" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_columns_circles_boxes_and_nodes_are_rows_too(held: Store, tmp_path: Path) -> None:
    for kind, values in DRAWN.items():
        picture.write(held, kind, tmp_path / f"{kind}.svg", **values)

    def asked(question: str, column: str, **values: str) -> set[query.Value]:
        return {record[column] for record in query.rows(held, question, **values).records()}

    told = {r["claim"] for r in query.rows(held, "progress-of-body", **DRAWN["progress"]).records() if r["achieved"] is not None}
    assert set(gids(tmp_path / "progress.svg", "bar")) == told
    assert set(gids(tmp_path / "map.svg", "circle")) == asked("compare-provinces", "province_iri", **DRAWN["map"])
    cascade = asked("cascade", "directive_iri", **DRAWN["cascade"]) | asked("cascade", "other_iri", **DRAWN["cascade"])
    assert set(gids(tmp_path / "cascade.svg", "box")) == cascade
    body = DRAWN["network"]["body"]
    near = (
        asked("bodies-within", "body", under=body)
        | asked("officials-of", "person", body=body)
        | asked("directives", "directive", issuer=body)
    )
    assert near
    assert near <= set(gids(tmp_path / "network.svg", "node"))


@pytest.mark.parametrize("suffix", page.SUFFIXES)
def test_the_same_graph_gives_the_same_bytes(graph: Path, suffix: str, tmp_path: Path) -> None:
    for number, kind in enumerate(DRAWN):
        written = []
        for seed in ("1", "7"):
            file = tmp_path / f"{number}-{seed}.{suffix}"
            with store.open_release(graph) as opened:
                picture.write(opened, kind, file, **DRAWN[kind])
            written.append(file.read_bytes())
        assert written[0] == written[1]
    again = tmp_path / f"again.{suffix}"
    options = [word for name, value in DRAWN["network"].items() for word in (f"--{name}", value)]
    command = [sys.executable, "-m", "kg", "picture", "network", str(again), "--graph", str(graph), *options]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    assert again.read_bytes() == written[0]


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("atainment", {}, "no picture 'atainment'; did you mean attainment?"),
        ("attainment", {"year": "1990"}, "nothing to draw: kg ask ranking --year 1990"),
        ("attainment", {"directive": "22-NQ/TU"}, "picture 'attainment' has no option --directive"),
        ("progress", {}, "needs --about BODY, or --within PROVINCE with --indicator NAME"),
        ("progress", {"body": "Huyện ủy Vân Đồn", "within": "Hà Nội"}, "not of both"),
        ("map", {}, "picture 'map' needs --indicator and --year"),
        ("map", {"indicator": "party_organisations_founded", "year": "1990"}, "nothing to draw: kg ask compare-provinces"),
        ("cascade", {}, "needs --directive"),
        ("network", {}, "needs --about"),
    ],
)
def test_what_cannot_be_drawn_is_said(held: Store, kind: str, values: dict[str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=re.escape(said)):
        picture.write(held, kind, tmp_path / "x.svg", **values)
    assert not list(tmp_path.iterdir())


def test_a_wrong_suffix_value_or_folder_is_said(held: Store, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"x\.gif: a picture is written as \.svg, \.png, \.pdf"):
        picture.write(held, "attainment", tmp_path / "x.gif")
    with pytest.raises(QueryError, match="no value of 'level'"):
        picture.write(held, "attainment", tmp_path / "x.svg", level="distrikt")
    with pytest.raises(ExportError, match="cannot write"):
        picture.write(held, "attainment", tmp_path / "none" / "x.svg")


def test_a_file_that_was_there_is_kept_when_nothing_is_found(held: Store, tmp_path: Path) -> None:
    (tmp_path / "x.svg").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError):
        picture.write(held, "attainment", tmp_path / "x.svg", year="1990")
    assert (tmp_path / "x.svg").read_text(encoding="utf-8") == "mine"


def grown(held: Store, bodies: int) -> Store:
    """The graph with so many more bodies below one, half of them below the first of those."""
    more = Store()
    more.load(held.dump(format=RdfFormat.N_QUADS), format=RdfFormat.N_QUADS)
    above, ct = BODY, "https://w3id.org/chitieu/ns#"
    for number in range(bodies):
        one = NamedNode(f"https://w3id.org/chitieu/id/body/test/{number}")
        if number == bodies // 2:
            above = "https://w3id.org/chitieu/id/body/test/0"
        more.add(Quad(one, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), Literal(f"Chi bộ Doanh nghiệp {number}")))
        more.add(Quad(one, NamedNode(f"{ct}bodyKind"), NamedNode("https://w3id.org/chitieu/body-kind/party_cell")))
        more.add(Quad(one, NamedNode(f"{ct}level"), NamedNode("https://w3id.org/chitieu/level/cell")))
        more.add(Quad(one, NamedNode("http://www.w3.org/ns/org#subOrganizationOf"), NamedNode(above)))
    return more


def test_many_bodies_are_folded_and_very_many_grouped_by_level(held: Store, tmp_path: Path) -> None:
    for bodies, said, nodes in ((40, "only the number is shown", 25), (around.MANY + 20, "counted by level", 1)):
        more = grown(held, bodies)
        for suffix in ("svg", "pdf"):
            picture.write(more, "network", tmp_path / f"n.{suffix}", body=BODY)
        assert nodes <= len(gids(tmp_path / "n.svg", "node")) < 60
        with pdfplumber.open(tmp_path / "n.pdf") as pdf:
            assert said in " ".join(pdf.pages[0].extract_text().split())
            assert pdf.pages[0].height / 72 < 11


def laid_over(held: Store, kind: str, language: str, values: dict[str, str]) -> list[tuple[str, str]]:
    """Texts that lie over each other, or reach off the sheet."""
    with page.settings():
        figure = picture.PICTURES[kind].draw(held, values, language)
        figure.set_dpi(200)
        figure.canvas.draw()
        texts = [text for text in figure.findobj(lambda artist: hasattr(artist, "get_text")) if text.get_text()]
        boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    sheet = figure.bbox
    assert figure.get_figheight() <= page.HEIGHT
    assert len(boxes) > 4
    # Lines of one name stand closer than the height of a letter with two marks: a point is let pass.
    point = figure.dpi / 72
    off = [(text, "sheet") for text, box in boxes if box.x0 < sheet.x0 or box.x1 > sheet.x1 or box.y0 < sheet.y0 or box.y1 > sheet.y1]
    return off + [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > point and min(a.y1, b.y1) - max(a.y0, b.y0) > 3 * point
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", DRAWN)
def test_no_label_lies_over_another_or_off_the_sheet(held: Store, kind: str, language: str) -> None:
    assert laid_over(held, kind, language, DRAWN[kind]) == []


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("attainment", {}),
        ("attainment", {"year": "2020"}),
        ("attainment", {"level": "district"}),
        ("progress", {"body": "Tỉnh ủy Quảng Ninh"}),
        ("progress", {"within": "Quảng Ninh", "indicator": "party_organisations_founded"}),
        ("network", {"body": "Huyện ủy Vân Đồn"}),
    ],
)
def test_labels_stand_apart_in_other_pictures_too(held: Store, kind: str, values: dict[str, str], language: str) -> None:
    assert laid_over(held, kind, language, values) == []


def test_circles_that_meet_are_moved_apart_and_lines_to_names_do_not_cross() -> None:
    places = [(3.0 + 0.1 * (number % 3), 1.0 + 0.07 * number) for number in range(12)]
    points = [provinces.Point(x, y, {}, 0.12) for x, y in places]
    provinces._part(points)
    for one, other in combinations(points, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius - 1e-6
    # Nobody is moved further than the crowd is wide.
    assert all(math.dist((point.x, point.y), place) < 0.8 for point, place in zip(points, places, strict=True))
    with page.settings():
        texts: list[provinces.Text] = [(point, [(f"Tỉnh {number}", False)], 0.19) for number, point in enumerate(points)]
        for side in ("left", "right"):
            laid = provinces._uncrossed(texts, side, provinces.HIGH)
            assert len(laid) == len(texts)
            ends = [((provinces._start(lines, side), middle), point) for (point, lines, _), middle in laid]
            assert not [1 for one, other in combinations(ends, 2) if provinces._crosses(*one, *other)]


@pytest.mark.parametrize("count", [5, 20, 34])
def test_names_beside_a_map_never_overlap(count: int) -> None:
    wanted = [3.0 + 0.01 * number for number in range(count)]
    heights = [0.19] * count
    middles = provinces._spread(wanted, heights, max(provinces.HIGH, sum(heights)))
    assert all(below - above >= 0.19 - 1e-9 for above, below in pairwise(middles))
    assert middles[0] >= 0.19 / 2 - 1e-9


def test_words_are_wrapped_whole(held: Store) -> None:
    with page.settings():
        lines = page.wrapped("Đảng bộ Trường Đại học Kỹ thuật – Công nghệ Cần Thơ", page.TEXT, 1.5)
    assert " ".join(lines) == "Đảng bộ Trường Đại học Kỹ thuật – Công nghệ Cần Thơ"
    assert all(page.width(line, page.TEXT) <= 1.5 for line in lines)


def test_the_pictures_of_the_documentation_are_what_its_commands_draw(held: Store, tmp_path: Path) -> None:
    root = Path(__file__).parent.parent
    texts = [(root / name).read_text(encoding="utf-8") for name in ("README.md", "docs/tutorial.md")]
    commands = [shlex.split(command) for command in re.findall(r"^\$ kg picture (.+)$", texts[1], re.M)]
    # The tutorial shows each kind once, and nothing is shown that no command draws.
    assert sorted(kind for kind, *_ in commands) == sorted(picture.PICTURES)
    linked = [name for text in texts for name in re.findall(r"\]\((?:docs/)?pictures/([^)]+)\)", text)]
    assert set(linked) == {name for _, name, *_ in commands} == {file.name for file in (root / "docs" / "pictures").iterdir()}
    for kind, name, *options in commands:
        values = {
            option.removeprefix("--").replace("about", "body"): value for option, value in zip(options[::2], options[1::2], strict=True)
        }
        picture.write(held, kind, tmp_path / name, **values)
        shown, drawn = (
            re.findall(r'id="((?:bar|circle|box|node) [^"]+)"', (folder / name).read_text(encoding="utf-8"))
            for folder in (root / "docs" / "pictures", tmp_path)
        )
        # Other releases of matplotlib may write the same picture in other bytes.
        assert shown == drawn != []


def test_every_province_of_today_has_a_position(held: Store) -> None:
    today = [row for row in query.rows(held, "picture/places").records() if row["valid_to"] is None]
    assert len(today) == 34
    assert all(isinstance(row["latitude"], float) and isinstance(row["longitude"], float) for row in today)
    assert len({(row["latitude"], row["longitude"]) for row in today}) == 34


def test_the_map_names_the_first_row_and_the_day_up_to_which_a_figure_counts(tmp_path: Path) -> None:
    year = Period("2022-01-01", "2022-12-31")
    told = [
        small_graph.target("", key, "câu", 10, indicator="party_members_admitted", period=year, achieved=achieved, as_of=as_of)
        for key, achieved, as_of in ((small_graph.LAO_CAI, 2610, "2022-09-30"), (small_graph.HANOI, 903, None))
    ]
    bodies = [
        small_graph.committee(small_graph.LAO_CAI, "Tỉnh ủy Lào Cai", "province", "Lào Cai"),
        small_graph.committee(small_graph.HANOI, "Thành ủy Hà Nội", "province", "Hà Nội"),
    ]
    place = Place("Hà Nội", "P01-current", "masthead")
    paper = small_graph.article("one", "Một", "2022-10-10", "Báo", place, committees=bodies, targets=told)
    store = small_graph.store_of(paper)
    picture.write(store, "map", tmp_path / "m.pdf", indicator="party_members_admitted", year=2022, borders="today")
    with pdfplumber.open(tmp_path / "m.pdf") as pdf:
        words = " ".join(pdf.pages[0].extract_text().split())
    assert "most: Lào Cai, 2,610" in words
    assert "as of 2022-09-30" in words


def test_what_was_missed_of_a_bound_and_what_counts_to_a_day_is_drawn(tmp_path: Path) -> None:
    year = Period("2022-01-01", "2022-12-31")
    tay_ho, hanoi = small_graph.TAY_HO, small_graph.HANOI
    told = [
        small_graph.target("", tay_ho, "một", 10, period=year, achieved=3, planned_min=4, status="missed", status_basis="stated"),
        small_graph.target("", hanoi, "hai", 20, period=year, achieved=30, planned=40, as_of="2022-09-30", scope="enterprises"),
    ]
    bodies = [
        small_graph.committee(hanoi, "Thành ủy Hà Nội", "province", "Hà Nội"),
        small_graph.committee(tay_ho, "Quận ủy Tây Hồ", "district", "Tây Hồ", parent=hanoi),
    ]
    place = Place("Hà Nội", "P01-current", "masthead")
    store = small_graph.store_of(small_graph.article("one", "Một", "2022-10-10", "Báo", place, committees=bodies, targets=told))
    for kind, values in (
        ("attainment", {"within": "Hà Nội"}),
        ("progress", {"body": "Quận ủy Tây Hồ"}),
        ("progress", {"body": "Thành ủy Hà Nội"}),
    ):
        picture.write(store, kind, tmp_path / "p.pdf", language="vi", **values)
        with pdfplumber.open(tmp_path / "p.pdf") as pdf:
            words = " ".join(pdf.pages[0].extract_text().split())
        if kind == "attainment":
            assert "1 không đạt" in words
            assert "3 / ≥ 4" in words
        if "Quận" in str(values):
            assert "kế hoạch ≥ 4" in words
            assert "75 %" not in words
        else:
            assert "30/9/2022" in words
            assert "enterprises" not in words
