"""Pictures for reports: labels whole, no two over each other, the same bytes each time, read back by programs not ours."""

import io
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from pyoxigraph import Store

from kg import build, files, picture, store
from kg.errors import KgError

pytest.importorskip("matplotlib", reason="pictures need matplotlib: pip install 'chitieu-kg[picture]'")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("picture")
    build.build([str(files.REPORTS)], folder / "graph")
    with store.open_release(folder / "graph") as found:
        yield found


def drawn(opened: Store, path: Path, **values: object) -> bytes:
    picture.write(opened, "attainment", path, **values)  # type: ignore[arg-type]
    return path.read_bytes()


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_the_same_graph_gives_the_same_bytes(opened: Store, tmp_path: Path, suffix: str) -> None:
    one, other = (drawn(opened, tmp_path / f"{name}.{suffix}", year=2020) for name in ("one", "other"))
    assert one == other
    assert one.startswith({"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}[suffix])


def test_a_pdf_keeps_its_words(opened: Store, tmp_path: Path) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2", reason="reads PDF")
    page = pypdfium2.PdfDocument(io.BytesIO(drawn(opened, tmp_path / "a.pdf", year=2020, language="vi")))[0]
    text = page.get_textpage().get_text_range()
    assert "Kết quả so với kế hoạch" in text
    assert "kg ask ranking --year 2020" in text


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("values", [{}, {"year": 2020}, {"level": "district"}])
def test_no_label_lies_over_another_or_off_the_sheet(opened: Store, language: str, values: dict[str, object]) -> None:
    with picture.page.settings():
        figure = picture.PICTURES["attainment"].draw(opened, values, language)
        figure.canvas.draw()
        sheet = figure.bbox
        boxes = [
            (text.get_text(), text.get_window_extent())
            for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))
            if text.get_text()
        ]
    assert len(boxes) > 10
    assert not [text for text, box in boxes if box.x0 < sheet.x0 or box.x1 > sheet.x1 or box.y0 < sheet.y0 or box.y1 > sheet.y1]
    # Lines of one name stand closer than the height of a letter with two marks: a point is let pass.
    point = figure.dpi / 72
    assert not [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > point and min(a.y1, b.y1) - max(a.y0, b.y0) > 3 * point
    ]


@pytest.mark.parametrize(
    ("kind", "name", "values", "said"),
    [
        ("attainmant", "a.svg", {}, "no picture 'attainmant'"),
        ("attainment", "a.bmp", {}, "a picture is written as"),
        ("attainment", "a.svg", {"depth": 3}, "has no option --depth"),
        ("attainment", "a.svg", {"year": 1931}, "nothing to draw|no value"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_nothing_written(
    opened: Store, tmp_path: Path, kind: str, name: str, values: dict[str, object], said: str
) -> None:
    with pytest.raises(KgError, match=said):
        picture.write(opened, kind, tmp_path / name, **values)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())
