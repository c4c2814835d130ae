"""A map of provinces: a circle each where it lies, its area the result, and its name and figures at the side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, hypot, radians, sqrt
from typing import TYPE_CHECKING

from pyoxigraph import Store

from kg.errors import ExportError
from kg.picture import asked, page, results
from kg.picture.asked import Record

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

QUESTION, PLACES = "compare-provinces", "picture/places"
# The country lies between these, and a degree of longitude is shorter than one of latitude.
NORTH, SOUTH, WEST, EAST = 23.6, 8.4, 102.0, 109.6
MIDDLE = 16.0
HIGH = 6.6
# The radius of the largest circle, smaller where there are many; names stand beside the map, left and right.
LARGEST, CROWD = 0.24, 14
APART = 0.02
SIDE = 1.6
PARTS = 3

TITLE = {"en": "By province", "vi": "Theo tỉnh thành"}
MESSAGE = {"en": "{} of {} provinces; most: {}, {}", "vi": "{} trên {} tỉnh thành; nhiều nhất: {}, {}"}
AREA = {
    "en": (
        "The area of a circle is the result; a small dot is a province without figures for this year. Overlapping circles were moved apart."
    ),
    "vi": "Diện tích hình tròn là kết quả; chấm nhỏ là tỉnh thành chưa có số liệu năm này. Những hình tròn chồng lên nhau được tách ra.",
}
TODAY = {
    "en": "A province of today whose position is not in the reference data stands where the former one of its name did.",
    "vi": "Tỉnh hiện nay chưa có tọa độ trong dữ liệu tham chiếu thì đặt ở vị trí tỉnh cũ cùng tên.",
}
AS_OF = {"en": "{}, as of {}", "vi": "{}, đến {}"}
OF_PLAN = {"en": "{} of {} planned, {}\u00a0%", "vi": "{} / kế hoạch {}, {}\u00a0%"}
UNPLACED = {"en": "Without a known position, not drawn: {}", "vi": "Không rõ tọa độ, không vẽ: {}"}


@dataclass(slots=True)
class Point:
    """A province on the sheet, in inches from the left and the top of the map, with its row and the radius of its circle."""

    x: float
    y: float
    row: Record
    radius: float = 0.0

    @property
    def status(self) -> str | None:
        return results.status(self.row["status"])

    @property
    def achieved(self) -> float:
        achieved = self.row["achieved"]
        return float(achieved) if isinstance(achieved, int | float) else 0.0


# A province, its lines with whether they are bold, and how high they stand together.
Text = tuple[Point, list[tuple[str, bool]], float]


def drawn(store: Store, values: Mapping[str, object], language: str) -> "Figure":
    """Raises `ExportError` where there is nothing to draw, or the indicator or the year is not given."""
    if missing := [f"--{name}" for name in ("indicator", "year") if name not in values]:
        raise ExportError(f"picture 'map' needs {' and '.join(missing)}")
    question = (QUESTION, values)
    rows = asked.records(store, question, language)
    if not rows:
        raise asked.nothing([question])
    where, others = _places(store, values)
    points = [Point(*where[row["province_iri"]], row) for row in rows if row["province_iri"] in where]
    if not points:
        raise ExportError(f"nothing to draw: the reference data hold no position of what {asked.command(question)} finds")
    unplaced = [str(row["province"]) for row in rows if row["province_iri"] not in where]
    claims = {claim.partition("/claim/")[0] for row in rows for claim in str(row["claims"]).split()}
    head = page.Head(
        f"{page.capital(asked.term('indicator', values['indicator'], language))}, {values['year']}",
        MESSAGE[language].format(len(rows), len(others), _name(rows[0]), page.number(rows[0]["achieved"], language)),
        (
            AREA[language],
            *([TODAY[language]] if values.get("borders") == "today" else []),
            *([UNPLACED[language].format(", ".join(unplaced))] if unplaced else []),
            asked.rests([question], len(rows), len(claims), language),
        ),
    )
    statuses = {point.status for point in points}
    legend = [(one, page.STATUS_WORDS[language][one]) for one in page.STATUSES if one in statuses]
    placed = {row["province_iri"] for row in rows}
    return _draw(head, points, [spot for iri, spot in others.items() if spot and iri not in placed], legend, language)


def _places(
    store: Store, values: Mapping[str, object]
) -> tuple[dict[object, tuple[float, float]], dict[object, tuple[float, float] | None]]:
    """Where each province lies on the map, and those of them that there were at the end of the year, or are today."""
    eve = "9999-12-31" if values.get("borders") == "today" else f"{values['year']}-12-31"
    everywhere: dict[object, tuple[float, float]] = {}
    there: dict[object, tuple[float, float] | None] = {}
    for row in asked.records(store, (PLACES, {}), "vi"):
        latitude, longitude = row["latitude"], row["longitude"]
        if isinstance(latitude, int | float) and isinstance(longitude, int | float):
            everywhere[row["place"]] = _spot(float(latitude), float(longitude))
        if str(row["valid_from"] or "") <= eve and str(row["valid_to"] or "9999-12-31") >= eve:
            there[row["place"]] = everywhere.get(row["place"])
    return everywhere, there


def _spot(latitude: float, longitude: float) -> tuple[float, float]:
    """An equirectangular projection that is true to scale at `MIDDLE`: near enough for a country this narrow."""
    inch = HIGH / (NORTH - SOUTH)
    wide = (EAST - WEST) * inch * cos(radians(MIDDLE))
    left = (page.WIDTH - wide) / 2
    return left + (longitude - WEST) * inch * cos(radians(MIDDLE)), (NORTH - latitude) * inch


def _draw(
    head: page.Head, points: Sequence[Point], others: Sequence[tuple[float, float]], legend: list[tuple[str | None, str]], language: str
) -> "Figure":
    from matplotlib.patches import Circle

    largest = max(point.achieved for point in points) or 1.0
    reach = LARGEST * min(1.0, sqrt(CROWD / len(points)))
    for point in points:
        point.radius = max(0.035, reach * sqrt(max(point.achieved, 0.0) / largest))
    _part(points)
    sides = _sides(points)
    # Two lines a province, or one where there are many; and what does not fit beside the map then makes the sheet higher.
    brief = max(sum(high for *_, high in _texts(group, language, False)) for group in sides) > HIGH
    texts = [_texts(group, language, brief) for group in sides]
    height = max(HIGH, *(sum(high for *_, high in group) for group in texts))
    figure, axes, top = page.sheet(head, height + 0.2, legend)
    top += 0.1
    for x, y in others:
        axes.add_patch(Circle((x, top + y), 0.025, facecolor=page.LINE, edgecolor="none", zorder=1))
    for point in points:
        style = page.STYLES[point.status]
        edge = "white" if style.fill == style.colour else style.colour
        axes.add_patch(
            Circle(
                (point.x, top + point.y), point.radius, facecolor=style.fill, edgecolor=edge,
                hatch=style.hatch, linewidth=0.9, zorder=3, gid=f"circle {point.row['province_iri']}",
            )
        )  # fmt: skip
    for side, group in zip(("left", "right"), texts, strict=True):
        _names(axes, group, top, height, side)
    return figure


def _part(points: Sequence[Point]) -> None:
    """Move circles that overlap apart, each of two by half, until none does, as on Dorling's cartograms (Area Cartograms, 1996)."""
    for _ in range(1000):
        moved = False
        for one, other in combinations(points, 2):
            across, down = other.x - one.x, other.y - one.y
            distance = hypot(across, down)
            lacking = one.radius + other.radius + APART - distance
            if lacking > 1e-6:
                # Two at one place part sideways.
                across, down = (across / distance, down / distance) if distance > 1e-9 else (1.0, 0.0)
                one.x, one.y = one.x - across * lacking / 2, one.y - down * lacking / 2
                other.x, other.y = other.x + across * lacking / 2, other.y + down * lacking / 2
                moved = True
        if not moved:
            return


def _sides(points: Sequence[Point]) -> tuple[list[Point], list[Point]]:
    """Those whose names stand left of the map, and right: in the north, the middle and the south the western and the eastern half."""
    left: list[Point] = []
    right: list[Point] = []
    for part in range(PARTS):
        there = sorted(
            (point for point in points if min(int(point.y / HIGH * PARTS), PARTS - 1) == part), key=lambda point: (point.x, point.y)
        )
        left += there[: len(there) // 2]
        right += there[len(there) // 2 :]
    return left, right


def _texts(points: Sequence[Point], language: str, brief: bool) -> list[Text]:
    """The names and figures in the order of latitude."""
    texts: list[Text] = []
    for point in sorted(points, key=lambda point: (point.y, point.x)):
        name, figures = _name(point.row), _figures(point.row, language)
        if brief:
            share = [page.number(point.row[key], language) for key in ("achieved", "planned") if point.row[key] is not None]
            name, figures = f"{name} {'/'.join(share)}", ""
        lines = [(line, not brief) for line in page.wrapped(name, page.TEXT, SIDE - 0.25, bold=not brief)]
        if figures:
            lines += [(line, False) for line in page.wrapped(figures, page.SMALL, SIDE - 0.25)]
        texts.append((point, lines, len(lines) * page.line_height(page.TEXT) + 0.06))
    return texts


def _names(axes: "Axes", texts: Sequence[Text], top: float, room: float, side: str) -> None:
    """The names in a column beside the map, each at the height of its province as far as there is room."""
    step = page.line_height(page.TEXT)
    for (point, lines, height), middle in _uncrossed(texts, side, room):
        x = page.MARGIN + 0.16 if side == "left" else page.WIDTH - page.MARGIN - SIDE + 0.16
        y = top + middle - height / 2 + 0.03 + step / 2
        page.mark(axes, x - 0.1, y, point.status, 5.0)
        for number, (line, bold) in enumerate(lines):
            colour = page.INK if number == 0 or bold else page.PALE
            page.words(axes, x, y + number * step, line, _size(number, bold), bold=bold, colour=colour)
        axes.plot([_start(lines, side), point.x], [top + middle, top + point.y], color=page.PALE, linewidth=0.5, zorder=2)


def _size(number: int, bold: bool) -> float:
    return page.TEXT if number == 0 or bold else page.SMALL


def _start(lines: Sequence[tuple[str, bool]], side: str) -> float:
    """Where the line from a name to its circle begins."""
    wide = max(page.width(line, _size(number, bold), bold) for number, (line, bold) in enumerate(lines))
    return page.MARGIN + 0.16 + wide + 0.05 if side == "left" else page.WIDTH - page.MARGIN - SIDE - 0.02


def _uncrossed(texts: Sequence[Text], side: str, room: float) -> list[tuple[Text, float]]:
    """The names with their heights, in an order in which no line from a name to its circle crosses another.

    Two that cross change places, which makes both together shorter, so that it ends (Bekos et al., Boundary Labeling, 2007).
    """
    order = list(texts)
    for _ in range(len(order) ** 2):
        middles = _spread([point.y for point, *_ in order], [high for *_, high in order], room)
        crossing = next(
            (
                (above, below)
                for above, below in combinations(range(len(order)), 2)
                if _crosses(
                    (_start(order[above][1], side), middles[above]),
                    order[above][0],
                    (_start(order[below][1], side), middles[below]),
                    order[below][0],
                )
            ),
            None,
        )
        if crossing is None:
            break
        above, below = crossing
        order[above], order[below] = order[below], order[above]
    return list(zip(order, middles, strict=True)) if order else []


def _crosses(start: tuple[float, float], stop: Point, other: tuple[float, float], other_stop: Point) -> bool:
    def turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    end, far = (stop.x, stop.y), (other_stop.x, other_stop.y)
    return turn(start, end, other) * turn(start, end, far) < 0 and turn(other, far, start) * turn(other, far, end) < 0


def _spread(wanted: Sequence[float], heights: Sequence[float], room: float) -> list[float]:
    """Middles as near to those wanted as leave each its height, in their order; all together fit the room."""
    middles: list[float] = []
    edge = 0.0
    for middle, height in zip(wanted, heights, strict=True):
        middles.append(max(middle, edge + height / 2))
        edge = middles[-1] + height / 2
    edge = room
    for number in reversed(range(len(middles))):
        middles[number] = min(middles[number], edge - heights[number] / 2)
        edge = middles[number] - heights[number] / 2
    return middles


def _name(row: Record) -> str:
    """The name without what kind of unit it is: there is no doubt on a map."""
    name = str(row["province"])
    for kind in ("Tỉnh ", "Thành phố "):
        name = name.removeprefix(kind)
    return name


def _figures(row: Record, language: str) -> str:
    achieved, planned, attainment = (row[name] for name in ("achieved", "planned", "attainment"))
    if isinstance(attainment, int | float) and planned is not None:
        share = page.number(round(float(attainment), 1), language)
        figures = OF_PLAN[language].format(page.number(achieved, language), page.number(planned, language), share)
    else:
        figures = page.number(achieved, language)
    return AS_OF[language].format(figures, page.day(str(row["as_of"]), language)) if row["as_of"] else figures
