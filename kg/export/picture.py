"""A picture of targets by province: each body's results beside it, what was missed marked by colour and by shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import Store

from kg import fold, query, vocabulary

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# More than this on one picture is a hairball: bodies are then grouped by level.
MANY = 150
STATUSES = ("missed", "met", "exceeded", None)
# The palette of Okabe and Ito, which the colour-blind can tell apart; the shapes say the same without any colour.
COLOUR = {"missed": "#D55E00", "met": "#009E73", "exceeded": "#0072B2", None: "#8A8A8A"}
SHAPE = {"missed": "X", "met": "o", "exceeded": "^", None: "."}
INK, PALE, LINE = "#222222", "#666666", "#C4C4C4"
# It comes with matplotlib and has every Vietnamese letter.
FONT = "DejaVu Sans"
# Inches.
ROW, GAP, MARGIN, HEAD = 0.25, 0.38, 0.35, 1.0

TITLE = {"en": "What came of the targets, by province", "vi": "Kết quả thực hiện chỉ tiêu, theo tỉnh thành"}
LEGEND: dict[str, dict[str | None, str]] = {
    "en": {"missed": "missed", "met": "met", "exceeded": "exceeded", None: "not said"},
    "vi": {"missed": "không đạt", "met": "đạt", "exceeded": "vượt", None: "không rõ"},
}
UNKNOWN = {"en": "not known", "vi": "không rõ"}


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one target: `figure` is printed beside the mark ("2/6"), `count` is how many targets a group stands for."""

    status: str | None
    figure: str
    about: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Branch:
    """A body with its results, or the bodies of one level."""

    label: str
    level: str
    results: tuple[Result, ...]
    bodies: int = 1


@dataclass(frozen=True, slots=True)
class Hub:
    """A province with its bodies."""

    label: str
    branches: tuple[Branch, ...]


def draw(hubs: Sequence[Hub], file: BinaryIO, kind: str, *, title: str, legend: Mapping[str | None, str]) -> None:
    """Write the picture as svg or png; `legend` gives each status that occurs its words."""
    import matplotlib
    from matplotlib.figure import Figure

    nodes = sum(1 + len(branch.results) for hub in hubs for branch in hub.branches) + len(hubs)
    if nodes > MANY:
        hubs = [grouped(hub) for hub in hubs]
    columns = _columns(hubs)
    # The hash salt, and no date: the same graph gives the same bytes. Glyphs as outlines: the same letters on every machine.
    with matplotlib.rc_context({"font.family": FONT, "svg.hashsalt": "kg", "svg.fonttype": "path"}):
        figure = Figure(figsize=(8, 8))
        widths = [_width(column) for column in columns]
        height = HEAD + max((_height(column) for column in columns), default=0) + MARGIN
        width = max(sum(widths) + MARGIN * (len(columns) + 1), 7.5)
        figure.set_size_inches(width, height)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        axes.text(MARGIN, 0.3, title, fontsize=12, fontweight="bold", color=INK, va="center")
        _legend(axes, hubs, legend)
        x = MARGIN
        for column, wide in zip(columns, widths, strict=True):
            y = HEAD
            for hub in column:
                _tree(axes, hub, x, y, column)
                y += _rows(hub) * ROW + GAP
            x += wide + MARGIN
        metadata = {"svg": {"Date": None, "Creator": "kg"}, "png": {"Software": "kg"}}
        figure.savefig(file, format=kind, dpi=150, metadata=metadata.get(kind), facecolor="white")


def _status(value: object) -> str | None:
    return str(value) if value in STATUSES else None


def _figure(record: Mapping[str, query.Value]) -> str:
    """What was reached of what was planned, as far as the text says it."""
    achieved, percent = record["achieved"], record["percent"]
    planned, least = record["planned"], record["planned_min"]
    if achieved is None and percent is not None:
        return f"{_number(percent)} %"
    if achieved is None and planned is None and least is None:
        return ""
    return f"{_number(achieved)}/{_number(planned) if least is None or planned is not None else f'≥{_number(least)}'}"


def _number(value: query.Value) -> str:
    return "?" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _about(record: Mapping[str, query.Value]) -> str:
    start, end = str(record["period_start"] or ""), str(record["period_end"] or "")
    if start[:4] == end[:4]:
        period = end[:4] if (start[4:], end[4:]) == ("-01-01", "-12-31") else f"{start[5:]} … {end}" if end else ""
    else:
        period = f"{start[:4]}–{end[:4]}" if start and end else f"… {end[:4]}" if end else f"{start[:4]} …"
    return ", ".join(part for part in (str(record["indicator_label"] or ""), str(record["scope"] or ""), period) if part)


def grouped(hub: Hub) -> Hub:
    """The hub with one branch a level in place of its bodies, and on it one result a status that says how many targets have it."""
    branches = []
    for level in dict.fromkeys(branch.level for branch in hub.branches):
        members = [branch for branch in hub.branches if branch.level == level]
        results = []
        for status in STATUSES:
            count = sum(result.count for branch in members for result in branch.results if result.status == status)
            if count:
                results.append(Result(status, str(count), "", count))
        bodies = sum(branch.bodies for branch in members)
        branches.append(Branch(f"{level}: {bodies}", level, tuple(results), bodies))
    return Hub(hub.label, tuple(branches))


def _rows(hub: Hub) -> int:
    return sum(max(1, len(branch.results)) for branch in hub.branches)


def _height(hubs: Sequence[Hub]) -> float:
    return sum(_rows(hub) * ROW + GAP for hub in hubs)


def _columns(hubs: Sequence[Hub]) -> list[list[Hub]]:
    """The hubs in order, in as many columns of about equal height as make the picture about as wide as it is high."""
    total = _height(hubs)
    count = 1 if total < 6 else 2 if total < 26 else 3
    columns: list[list[Hub]] = [[]]
    for hub in hubs:
        filled = _height(columns[-1])
        if columns[-1] and len(columns) < count and filled + _height([hub]) / 2 > total / count:
            columns.append([])
        columns[-1].append(hub)
    return columns


@cache
def _size(text: str, size: float, weight: str = "normal") -> float:
    """How wide a text is in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    if not text.strip():
        return 0.0
    return float(TextPath((0, 0), text, prop=FontProperties(family=FONT, weight=weight, size=size)).get_extents().width) / 72


def _places(hubs: Sequence[Hub]) -> tuple[float, float, float]:
    """How wide the names of hubs, the names of bodies and the figures of a column are; its trees are set alike."""
    branches = [branch for hub in hubs for branch in hub.branches]
    return (
        max(_size(hub.label, 9.5, "bold") for hub in hubs),
        max((_size(branch.label, 8.5, "bold") for branch in branches), default=0.0),
        max((_size(result.figure, 8.5, "bold") for branch in branches for result in branch.results), default=0.0),
    )


def _width(hubs: Sequence[Hub]) -> float:
    hub, body, number = _places(hubs)
    about = max((_size(result.about, 7.5) for item in hubs for branch in item.branches for result in branch.results), default=0.0)
    return hub + 0.7 + body + 0.55 + number + 0.12 + about + 0.2


def _curve(axes: "Axes", start: tuple[float, float], stop: tuple[float, float]) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Curve

    middle = (start[0] + stop[0]) / 2
    points = [start, (middle, start[1]), (middle, stop[1]), stop]
    codes = [Curve.MOVETO, Curve.CURVE4, Curve.CURVE4, Curve.CURVE4]
    axes.add_patch(PathPatch(Curve(points, codes), facecolor="none", edgecolor=LINE, linewidth=1.0, zorder=1))


def _mark(axes: "Axes", x: float, y: float, status: str | None) -> None:
    axes.plot([x], [y], marker=SHAPE[status], markersize=8.5, color=COLOUR[status], markeredgecolor="white", markeredgewidth=0.6, zorder=3)


def _tree(axes: "Axes", hub: Hub, x: float, y: float, column: Sequence[Hub]) -> None:
    """One province from left to right: its name, its bodies, their results."""
    hub_width, body_width, number_width = _places(column)
    top = y + ROW / 2
    middle = top + (_rows(hub) - 1) * ROW / 2
    axes.text(x + hub_width, middle, hub.label, fontsize=9.5, fontweight="bold", color=INK, ha="right", va="center")
    stem = x + hub_width + 0.1
    axes.plot([stem], [middle], marker="s", markersize=6.5, color=INK, zorder=3)
    body = stem + 0.55
    mark = body + 0.1 + body_width + 0.28
    row = top
    for branch in hub.branches:
        lines = max(1, len(branch.results))
        centre = row + (lines - 1) * ROW / 2
        _curve(axes, (stem, middle), (body, centre))
        missed = any(result.status == "missed" for result in branch.results)
        text = axes.text(
            body + 0.06, centre, branch.label, fontsize=8.5, fontweight="bold" if missed else "normal", color=INK, ha="left", va="center"
        )
        end = body + 0.1 + _size(branch.label, 8.5, str(text.get_fontweight()))
        for result in branch.results:
            _curve(axes, (end + 0.02, centre), (mark, row))
            _mark(axes, mark, row, result.status)
            axes.text(mark + 0.14, row, result.figure, fontsize=8.5, fontweight="bold", color=_ink(result.status), ha="left", va="center")
            axes.text(mark + 0.14 + number_width + 0.1, row, result.about, fontsize=7.5, color=PALE, ha="left", va="center")
            row += ROW
        if not branch.results:
            row += ROW


def _ink(status: str | None) -> str:
    return COLOUR[status] if status == "missed" else INK


def _legend(axes: "Axes", hubs: Sequence[Hub], legend: Mapping[str | None, str]) -> None:
    counts = dict.fromkeys(STATUSES, 0)
    for hub in hubs:
        for branch in hub.branches:
            for result in branch.results:
                counts[result.status] += result.count
    x = MARGIN + 0.08
    for status in STATUSES:
        if counts[status]:
            words = f"{legend[status]}: {counts[status]}"
            _mark(axes, x, 0.64, status)
            axes.text(x + 0.13, 0.64, words, fontsize=8.5, color=INK, va="center")
            x += 0.13 + _size(words, 8.5) + 0.35


def svg(store: Store, file: BinaryIO, language: str) -> None:
    _draw(store, file, language, "svg")


def png(store: Store, file: BinaryIO, language: str) -> None:
    _draw(store, file, language, "png")


def _draw(store: Store, file: BinaryIO, language: str, kind: str) -> None:
    draw(hubs(store, language), file, kind, title=TITLE[language], legend=LEGEND[language])


def hubs(store: Store, language: str = "en") -> list[Hub]:
    """What the graph says came of targets: by province, then by level, then by body."""
    found: dict[str, dict[tuple[int, str], Branch]] = {}
    levels = list(vocabulary.concepts("level"))
    for record in query.answer(store, query.question("export/results"), {}, language=language).records():
        unknown = UNKNOWN[language]
        label, level = str(record["organisation"] or unknown), str(record["level_label"] or unknown)
        rank = levels.index(str(record["level"])) if record["level"] in levels else len(levels)
        branches = found.setdefault(str(record["province"] or unknown), {})
        branch = branches.get((rank, str(record["body"] or label)), Branch(label, level, ()))
        result = Result(_status(record["status"]), _figure(record), _about(record))
        # Several documents may say the same.
        if result not in branch.results:
            branch = replace(branch, results=(*branch.results, result))
        branches[rank, str(record["body"] or label)] = branch
    provinces = sorted(found, key=lambda name: (name == UNKNOWN[language], fold.without_marks(name), name))
    return [Hub(province, tuple(branch for _, branch in sorted(found[province].items()))) for province in provinces]
