"""The page of a graph in a real browser: it is searched, filtered, clicked and read, without a network and without a complaint."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kg import build, export, files, store

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt-get install chromium)")

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--use-gl=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from kg.export.html.libraries import LibraryError, fetch

    folder = tmp_path_factory.mktemp("html")
    try:
        fetch()
    except (LibraryError, OSError) as error:
        pytest.skip(f"the libraries of the page are not here: {error}")
    build.build([str(files.REPORTS)], folder / "graph")
    with store.open_release(folder / "graph") as opened:
        export.write(opened, folder / "graph.html", language="en")
    return folder / "graph.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Any, file: Path) -> Iterator[Any]:
    said: list[str] = []
    asked: list[str] = []
    opened = browser.new_page(viewport={"width": 1280, "height": 800})
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(file.as_uri())
    opened.wait_for_selector("#picture canvas")
    yield opened
    opened.close()
    assert said == []
    assert {url for url in asked if not url.startswith(("data:", "blob:"))} == {file.as_uri()}


def soon(page: Any, is_so: Callable[[], bool]) -> bool:
    """Whether something becomes so within five seconds: the page works beside us."""
    for _ in range(100):
        if is_so():
            return True
        page.wait_for_timeout(50)
    return False


def shown(page: Any) -> int:
    return int(page.inner_text("#shown").replace(",", "").split(":")[1].split()[0])


def test_a_body_is_found_without_diacritics_and_read_with_its_sentence(page: Any) -> None:
    page.fill("#search", "huyen uy van don")
    page.click("#results li >> nth=0")
    sentence = "Huyện ủy Vân Đồn được giao 3 chi bộ nhưng chỉ ra mắt 1 chi bộ"
    assert soon(page, lambda: sentence in page.inner_text("#panel")), page.inner_text("#panel")
    assert "2020" in page.inner_text("#panel")


def test_a_filter_takes_nodes_out_of_the_picture_and_gives_them_back(page: Any) -> None:
    before = shown(page)
    boxes = page.locator("#kinds input")
    for at in range(boxes.count()):
        if "Enterprise" not in page.locator("#kinds li").nth(at).inner_text():
            boxes.nth(at).uncheck()
    assert soon(page, lambda: 0 < shown(page) < before)
    page.click("#reset")
    assert soon(page, lambda: shown(page) == before)


def test_what_is_looked_up_comes_into_the_picture_and_is_taken_off_again(page: Any) -> None:
    before = shown(page)
    page.fill("#search", "huyen uy van don")
    page.click("#results li >> nth=0")
    assert soon(page, lambda: shown(page) > before)
    with_it = shown(page)
    page.get_by_text("Take off the picture").click()
    assert soon(page, lambda: shown(page) < with_it)


def test_a_year_is_chosen(page: Any) -> None:
    page.select_option("#year", "2020")
    page.fill("#search", "van don")
    assert page.locator("#results li").count() >= 1


def test_what_is_spoken_of_most_is_counted_in_the_year(page: Any) -> None:
    page.select_option("#year", "2021")
    counts = page.locator("#panel li small").all_inner_texts()
    assert counts
    assert not [count for count in counts if count.startswith("0 ")]


def test_starting_over_empties_the_search(page: Any) -> None:
    page.fill("#search", "van don")
    page.press("#search", "Escape")
    page.click("#again")
    assert page.input_value("#search") == ""
    assert page.locator("#results li:visible").count() == 0


def test_on_a_phone_nothing_lies_over_what_was_found(browser: Any, file: Path) -> None:
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    phone.goto(file.as_uri())
    phone.wait_for_selector("html[data-ready]", timeout=30_000)
    phone.fill("#search", "van don")
    phone.wait_for_selector("#results li")
    for at in range(min(3, phone.locator("#results li").count())):
        box = phone.locator("#results li").nth(at).bounding_box()
        for x in (box["x"] + 20, box["x"] + box["width"] / 2):
            place = {"x": x, "y": box["y"] + box["height"] / 2}
            assert phone.evaluate("({x, y}) => document.elementFromPoint(x, y).closest('#results') !== null", place)
    phone.close()


def test_a_status_is_chosen_and_only_its_facts_are_read(page: Any) -> None:
    boxes = page.locator("#statuses input")
    for at in range(boxes.count()):
        if "Missed" not in page.locator("#statuses li").nth(at).inner_text():
            boxes.nth(at).uncheck()
    page.fill("#search", "van don")
    page.click("#results li >> nth=0")
    assert soon(page, lambda: "chỉ ra mắt 1 chi bộ" in page.inner_text("#panel")), page.inner_text("#panel")
    # All that is told of this body was exceeded.
    page.fill("#search", "thanh uy ha long")
    assert soon(page, lambda: page.locator("#count").inner_text() != "")
    assert "Thành ủy Hạ Long" not in page.inner_text("#results")
    page.click("#reset")
    page.fill("#search", "thanh uy ha long")
    assert soon(page, lambda: "Thành ủy Hạ Long" in page.inner_text("#results"))


def test_a_neighbourhood_is_expanded_and_walked_by_keyboard(page: Any) -> None:
    page.fill("#search", "tinh uy quang ninh")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert soon(page, lambda: "Tỉnh ủy Quảng Ninh" in page.inner_text("#panel h2"))
    before = shown(page)
    page.focus("#expand")
    page.keyboard.press("Enter")
    assert soon(page, lambda: shown(page) > before)
    page.focus("#picture")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert soon(page, lambda: "Tỉnh ủy Quảng Ninh" not in page.inner_text("#panel h2"))
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert soon(page, lambda: page.locator("#panel h2").count() == 0)


def test_many_nodes_hostile_names_and_the_language_of_the_page(browser: Any, file: Path, tmp_path: Path) -> None:
    more = Store()
    with store.open_release(file.parent / "graph") as opened:
        more.load(opened.dump(format=RdfFormat.N_QUADS), format=RdfFormat.N_QUADS)
    hostile = "Chi bộ </script><script>document.title='taken'</script><b>đậm</b>"
    for number in range(4000):
        body = NamedNode(f"https://w3id.org/chitieu/id/body/test/{number}")
        more.add(Quad(body, NamedNode(RDF_TYPE), NamedNode("https://w3id.org/chitieu/ns#PartyCommittee")))
        more.add(Quad(body, NamedNode(f"{RDFS}label"), Literal(hostile if number == 7 else f"Chi bộ Doanh nghiệp {number}")))
        more.add(Quad(body, NamedNode("http://www.w3.org/ns/org#subOrganizationOf"), NamedNode(f"{body.value}0")))
    export.write(more, tmp_path / "many.html", language="vi")
    opened = browser.new_page()
    said: list[str] = []
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.goto((tmp_path / "many.html").as_uri())
    opened.wait_for_selector("#picture canvas")
    assert opened.inner_text("#holds").startswith("Trang này có đủ 4.")
    assert 0 < int(opened.inner_text("#shown").split(":")[1].split()[0]) < 200
    opened.fill("#search", "script")
    opened.click("#results li >> nth=0")
    assert soon(opened, lambda: hostile in opened.inner_text("#panel h2"))
    assert opened.title() == "Chỉ tiêu và kết quả"
    assert opened.locator("#panel b", has_text="đậm").count() == 0
    opened.close()
    assert said == []


def test_the_page_says_how_much_it_holds(page: Any) -> None:
    assert page.inner_text("#holds").startswith("This page holds all ")


def test_the_same_graph_gives_the_same_bytes(file: Path, tmp_path: Path) -> None:
    with store.open_release(file.parent / "graph") as opened:
        export.write(opened, tmp_path / "again.html", language="en")
    assert (tmp_path / "again.html").read_bytes() == file.read_bytes()
