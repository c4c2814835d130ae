"""Bars of result against plan, a bar a target, by indicator and year; what was missed is hatched and crossed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pyoxigraph import Store

from kg.picture import asked, page, results
from kg.picture.results import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# More bars than this do not fit on a page; then the ends are shown, and how many lie between.
MOST = 36
# Attainment beyond this is cut off, with an arrow, so that one bar does not make all others short.
FAR = 200.0
NAMES, SHARES, GAP = 2.35, 0.55, 0.15
THICK = 0.11

TITLE = {"en": "Result against plan", "vi": "Kết quả so với kế hoạch"}
PLAN = {"en": "plan = 100 %", "vi": "kế hoạch = 100 %"}
REACHED = {"en": "result / plan", "vi": "kết quả / kế hoạch"}
SHARE = {"en": "% of plan", "vi": "so kế hoạch"}
NO_PLAN = {"en": "plan not stated", "vi": "không nêu kế hoạch"}
BETWEEN = {"en": "… {} more between these", "vi": "… {} chỉ tiêu ở giữa"}
ENDS = {"en": "Too many for one page: highest and lowest shown.", "vi": "Quá nhiều cho một trang: chỉ vẽ cao nhất và thấp nhất."}
BEYOND = {"en": "An arrow: the bar would go on beyond {} %.", "vi": "Mũi tên: cột còn dài quá {} %."}
LEFT_OUT = {
    "en": "Left out: {targets} targets of {groups} other indicators and years; --indicator, --year, --level, --within narrow it down.",
    "vi": "Không vẽ: {targets} chỉ tiêu của {groups} chỉ số và năm khác; --indicator, --year, --level, --within để thu hẹp.",
}
Group = tuple[str, list[Result]]
# A bar of the picture, the number left out between two, or None for a heading.
Line = tuple[list[str], Result | None]


def drawn(store: Store, values: Mapping[str, object], language: str) -> "Figure":
    """Raises `ExportError` where there is nothing to draw."""
    questions = [(name, values) for name in results.QUESTIONS]
    found, rows = results.results(store, values, language)
    if not found:
        raise asked.nothing(questions)
    groups = _groups(found, language)
    shown, notes = _shown(groups, language)
    narrowed = asked.words(values, language)
    one = len(groups) == 1 and not {"year", "indicator"} & values.keys()
    of = " · ".join(part for part in (groups[0][0] if one else "", narrowed) if part)
    documents = len({result.document for result in found})
    head = page.Head(
        f"{TITLE[language]}{': ' if of else ''}{of}",
        results.counts(found, language),
        (*notes, asked.rests(questions, rows, documents, language)),
    )
    return _draw(head, shown, results.legend(found, language), language)


def _groups(found: Sequence[Result], language: str) -> list[Group]:
    """The results by indicator and year, the largest group first, each from the highest attainment down."""
    groups: dict[tuple[str, int | None], list[Result]] = {}
    for result in found:
        groups.setdefault((result.indicator, result.year), []).append(result)

    def height(result: Result) -> tuple[bool, float, bool]:
        return (result.attainment is None, -(result.attainment or 0.0), result.status == "missed")

    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0][0], -(item[0][1] or 0)))
    return [(page.capital(", ".join(str(part) for part in key if part is not None)), sorted(rows, key=height)) for key, rows in ordered]


def _shown(groups: Sequence[Group], language: str) -> tuple[list[tuple[str, list[Result | int]]], list[str]]:
    """What of the groups fits, with the number of those left out where they would stand, and the notes that say so."""
    shown: list[tuple[str, list[Result | int]]] = []
    notes: list[str] = []
    room, left_out = MOST, [0, 0]
    for name, rows in groups:
        if room < min(3, len(rows)):
            left_out = [left_out[0] + len(rows), left_out[1] + 1]
        elif len(rows) <= room:
            shown.append((name, list(rows)))
            room -= len(rows) + 1
        else:
            best = (room + 1) // 2
            worst = room - best
            shown.append((name, [*rows[:best], len(rows) - room, *rows[len(rows) - worst :]]))
            notes.append(ENDS[language])
            room = 0
    if any(isinstance(item, Result) and (item.attainment or 0.0) > FAR for _, rows in shown for item in rows):
        notes.append(BEYOND[language].format(page.number(FAR, language)))
    if left_out[0]:
        notes.append(LEFT_OUT[language].format(targets=page.number(left_out[0], language), groups=left_out[1]))
    return shown, notes


def _draw(
    head: page.Head, groups: "Sequence[tuple[str, list[Result | int]]]", legend: list[tuple[str | None, str]], language: str
) -> "Figure":
    names = [[_name(item) if isinstance(item, Result) else [] for item in rows] for _, rows in groups]
    headings = [page.wrapped(name, page.HEADING, page.WIDTH - 2 * page.MARGIN, bold=True) for name, _ in groups]
    height = 0.28 + sum(len(lines) * 0.17 + 0.1 for lines in headings) + sum(_height(lines) for group in names for lines in group)
    figure, axes, top = page.sheet(head, height, legend)
    attainments = [item.attainment or 0.0 for _, rows in groups for item in rows if isinstance(item, Result)]
    figures = [item.figure(language) for _, rows in groups for item in rows if isinstance(item, Result)]
    side = max(page.width(REACHED[language], page.SMALL), *(page.width(text, page.TEXT) for text in figures))
    zero = page.MARGIN + NAMES + 0.2
    reach = page.WIDTH - page.MARGIN - SHARES - GAP
    scale = (reach - side - GAP - zero) / max(110.0, min(FAR, max(attainments)) * 1.04)
    y = top + 0.1
    wide = page.width(PLAN[language], page.SMALL)
    for text, x, alignment in (
        # Over its line, or as near to that as leaves room for the next heading.
        (PLAN[language], min(zero + 100 * scale + wide / 2, reach - side - GAP), "right"),
        (REACHED[language], reach, "right"),
        (SHARE[language], page.WIDTH - page.MARGIN, "right"),
    ):
        page.words(axes, x, y, text, page.SMALL, colour=page.PALE, side=alignment)
    y = top + 0.28
    for (_, rows), lines, heading in zip(groups, names, headings, strict=True):
        for line in heading:
            page.words(axes, page.MARGIN, y + 0.06, line, page.HEADING, bold=True)
            y += 0.17
        start = y
        for item, name in zip(rows, lines, strict=True):
            middle = y + _height(name) / 2
            if isinstance(item, Result):
                _row(axes, item, name, zero, reach, middle, scale, language)
            else:
                page.words(
                    axes,
                    zero - 0.2,
                    middle,
                    BETWEEN[language].format(page.number(item, language)),
                    page.TEXT,
                    colour=page.PALE,
                    side="right",
                )
            y += _height(name)
        axes.plot([zero, zero], [start, y], color=page.INK, linewidth=0.8, zorder=5)
        axes.plot([zero + 100 * scale] * 2, [start, y], color=page.INK, linewidth=1.0, linestyle=(0, (3, 2)), zorder=5)
        y += 0.1
    return figure


def _name(result: Result) -> list[str]:
    text = result.organisation + (f" ({result.about})" if result.about else "")
    return page.wrapped(text, page.TEXT, NAMES)


def _height(name: Sequence[str]) -> float:
    return max(0.185, len(name) * page.line_height(page.TEXT) + 0.045)


def _row(axes: "Axes", result: Result, name: Sequence[str], zero: float, reach: float, y: float, scale: float, language: str) -> None:
    step = page.line_height(page.TEXT)
    for number, line in enumerate(name):
        page.words(axes, zero - 0.2, y + (number - (len(name) - 1) / 2) * step, line, page.TEXT, side="right")
    page.mark(axes, zero - 0.09, y, result.status)
    if result.attainment is None:
        page.words(axes, zero + 0.06, y, NO_PLAN[language], page.SMALL, colour=page.PALE)
    else:
        length = min(result.attainment, FAR) * scale
        page.bar(axes, zero, y, length, THICK, result.status, gid=f"bar {result.claim}")
        if result.attainment > FAR:
            axes.plot([zero + length], [y], marker=">", markersize=7, color=page.STYLES[result.status].colour, zorder=4)
        page.words(axes, page.WIDTH - page.MARGIN, y, f"{page.number(round(result.attainment, 1), language)} %", page.TEXT, side="right")
    page.words(axes, reach, y, result.figure(language), page.TEXT, side="right")
