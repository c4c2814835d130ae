"""Columns of results through time, a panel for each indicator of a body, or for each body of a province that an indicator is told of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Store

from kg import query
from kg.errors import ExportError
from kg.picture import asked, page
from kg.picture.asked import Record
from kg.picture.results import AS_OF, scope, status

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# A column stands in a slot, as many slots side by side as the sheet is wide; a panel that needs more goes on in the next row.
SLOTS = 6
SLOT = (page.WIDTH - 2 * page.MARGIN) / SLOTS
COLUMN, HIGH = 0.42, 1.0
# Rows of panels on a page; what is told in more years comes first.
MOST = 4

TITLE = {"en": "Through the years", "vi": "Qua các năm"}
PLAN = {"en": "plan", "vi": "kế hoạch"}
PER = {"month": {"en": "{} each month", "vi": "{} mỗi tháng"}, "year": {"en": "{} each year", "vi": "{} mỗi năm"}}
LINE = {"en": "The dashed line across a column is its plan.", "vi": "Vạch đứt trên mỗi cột là kế hoạch."}
NO_FIGURE = {"en": "no number", "vi": "không có số"}
FIGURES = {"en": ("1 figure", "{} figures"), "vi": ("1 con số", "{} con số")}
MESSAGE = {"en": "{}, {} with a plan: {}", "vi": "{}, {} có kế hoạch: {}"}
PLANLESS = {"en": "{}; no plan is stated", "vi": "{}, không nêu kế hoạch"}
CONTINUED = {"en": "{} (continued)", "vi": "{} (tiếp)"}
LEFT_OUT = {
    "en": "Left out: {} figures of {} other indicators or bodies, those told in fewest years; --indicator narrows it down.",
    "vi": "Không vẽ: {} con số của {} chỉ số hoặc tổ chức khác, có ít năm nhất; --indicator để thu hẹp.",
}
Panel = tuple[str, Sequence[Record]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A panel, or a part of one, as it stands on the page: its first slot, its heading in lines, and its rows."""

    slot: int
    slots: int
    heading: list[str]
    rows: Sequence[Record]
    highest: float


def drawn(store: Store, values: Mapping[str, object], language: str) -> "Figure":
    """Raises `ExportError` where there is nothing to draw, or neither a body nor a province with an indicator is given."""
    if "body" in values and "within" in values:
        raise ExportError("picture 'progress' is of a body (--about) or of a province (--within), not of both")
    if "body" not in values and not {"within", "indicator"} <= values.keys():
        raise ExportError("picture 'progress' needs --about BODY, or --within PROVINCE with --indicator NAME")
    question = "progress-of-body" if "body" in values else "indicator-over-years"
    rows = asked.records(store, (question, values), language)
    if not rows:
        raise asked.nothing([(question, values)])
    panels = _panels(rows, language)
    shown, left_out = _placed(panels, language)
    documents = len({row["document"] for row in rows})
    notes = [LINE[language]] if any(_line(row) is not None for row in rows) else []
    if left_out:
        notes.append(LEFT_OUT[language].format(sum(len(panel[1]) for panel in left_out), len(left_out)))
    notes.append(asked.rests([(question, values)], len(rows), documents, language))
    named = dict(values)
    if "body" in values:
        # It may be given as an IRI, or by a part of its name.
        named["body"] = asked.records(store, ("picture/above", {"body": values["body"]}), language)[0]["name"]
    of = asked.words(named, language)
    head = page.Head(f"{TITLE[language]}: {of}", _message(rows, language), tuple(notes))
    present = {status(row["status"]) for row in rows}
    legend = [(one, page.STATUS_WORDS[language][one]) for one in page.STATUSES if one in present]
    return _draw(head, shown, legend, language)


def _message(rows: Sequence[Record], language: str) -> str:
    planned = [row for row in rows if _plan(row, language) or row["attainment"] is not None]
    tally = {one: sum(status(row["status"]) == one for row in planned) for one in page.STATUSES}
    told = ", ".join(f"{number} {page.STATUS_WORDS[language][one]}" for one, number in tally.items() if number)
    figures = page.counted(FIGURES[language], len(rows), language)
    return MESSAGE[language].format(figures, len(planned), told) if planned else PLANLESS[language].format(figures)


def _panels(rows: Sequence[Record], language: str) -> list[Panel]:
    """The rows by what they are of, what is told most often first; each in the order of the question, which is that of time."""
    panels: dict[tuple[str, ...], list[Record]] = {}
    for row in rows:
        what = row.get("indicator_label") or row.get("organisation") or ""
        panels.setdefault((str(what), scope(row["scope"], language)), []).append(row)
    ordered = sorted(panels.items(), key=lambda item: (-len(item[1]), not any(_line(row) is not None for row in item[1])))
    return [(page.capital(", ".join(part for part in key if part)), rows) for key, rows in ordered]


def _placed(panels: Sequence[Panel], language: str) -> tuple[list[list[Piece]], list[Panel]]:
    """The panels in rows of the page, and those that do not fit."""
    rows: list[list[Piece]] = [[]]
    for number, (name, records) in enumerate(panels):
        highest = max((max(_line(row) or 0.0, _number(row["achieved"])) for row in records), default=0.0)
        pieces = []
        used = sum(piece.slots for piece in rows[-1])
        # Two slots at least, so that the heading has room.
        for start in range(0, len(records), SLOTS):
            part = records[start : start + SLOTS]
            pieces.append((part, max(2, len(part))))
        needed = len(pieces) - (used + pieces[0][1] <= SLOTS)
        if len(rows) + needed > MOST and number:
            return rows, list(panels[number:])
        for part, slots in pieces:
            title = name if part is pieces[0][0] else CONTINUED[language].format(name)
            used = sum(piece.slots for piece in rows[-1])
            if used + slots > SLOTS:
                rows.append([])
                used = 0
            heading = page.wrapped(title, page.HEADING, slots * SLOT - 0.15, bold=True)
            rows[-1].append(Piece(used, slots, heading, part, highest))
    return rows, []


def _line(row: Record) -> float | None:
    """How high the plan stands: nowhere where only a bound of it is known, or how much it is in each month or year of the period."""
    planned = row["planned"]
    return float(planned) if isinstance(planned, int | float) and not _rate(row) else None


def _rate(row: Record) -> bool:
    start, end = str(row["period_start"] or ""), str(row["period_end"] or "")
    return row["per"] == "month" or (row["per"] == "year" and (start[:4] != end[:4] or not start))


def _plan(row: Record, language: str) -> str:
    """`120`, `3–4`, `≥ 4`, `230 each month`; empty where no plan is stated."""
    exact, least, most = row["planned"], row["planned_min"], row["planned_max"]
    known = any(bound is not None for bound in (exact, least, most))
    plan = page.plan(exact, least, most, language) if known else ""
    return PER[str(row["per"])][language].format(plan) if plan and _rate(row) else plan


def _number(value: query.Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _draw(head: page.Head, rows: Sequence[Sequence[Piece]], legend: list[tuple[str | None, str]], language: str) -> "Figure":
    feet = [[[_foot(row, language) for row in piece.rows] for piece in pieces] for pieces in rows]
    step = page.line_height(page.TEXT)
    headings = [max(len(piece.heading) for piece in pieces) * 0.16 for pieces in rows]
    depths = [max(len(foot) for piece in pieces for foot in piece) * step for pieces in feet]
    height = sum(heading + 0.3 + HIGH + 0.06 + depth + 0.2 for heading, depth in zip(headings, depths, strict=True))
    figure, axes, y = page.sheet(head, height, legend)
    for pieces, lines, heading, depth in zip(rows, feet, headings, depths, strict=True):
        base = y + heading + 0.3 + HIGH
        for piece, foot in zip(pieces, lines, strict=True):
            left = page.MARGIN + piece.slot * SLOT
            for number, line in enumerate(piece.heading):
                page.words(axes, left, y + 0.08 + number * 0.16, line, page.HEADING, bold=True)
            axes.plot([left, left + piece.slots * SLOT - 0.15], [base, base], color=page.INK, linewidth=0.8, zorder=5)
            for number, (row, words) in enumerate(zip(piece.rows, foot, strict=True)):
                _column(axes, row, left + (number + 0.5) * SLOT - 0.075, base, HIGH / (piece.highest or 1.0), language)
                for at, line in enumerate(words):
                    page.words(
                        axes, left + (number + 0.5) * SLOT - 0.075, base + 0.06 + (at + 0.5) * step, line, page.TEXT,
                        bold=at == 0, colour=page.INK if at == 0 else page.PALE, side="center",
                    )  # fmt: skip
        y = base + 0.06 + depth + 0.2
    return figure


def _column(axes: "Axes", row: Record, middle: float, base: float, scale: float, language: str) -> None:
    from matplotlib.patches import Rectangle

    planned, achieved, style = _line(row), row["achieved"], page.STYLES[status(row["status"])]
    line = base - planned * scale if planned is not None else None
    if line is not None:
        ends = [middle - COLUMN / 2 - 0.1, middle + COLUMN / 2 + 0.1]
        axes.plot(ends, [line, line], color=page.INK, linewidth=1.2, linestyle=(0, (3, 2)), zorder=5)
    if isinstance(achieved, int | float):
        y = base - achieved * scale
        axes.add_patch(
            Rectangle(
                (middle - COLUMN / 2, y), COLUMN, base - y, facecolor=style.fill, edgecolor=style.colour, hatch=style.hatch, linewidth=0.8,
                zorder=3, gid=f"bar {row['claim']}",
            )
        )  # fmt: skip
        text = page.number(achieved, language)
        mark = page.width(text, page.TEXT, bold=True) / 2 + 0.08
        # Above the line of the plan where that would go through the figure.
        at = (line if line is not None and y - 0.2 < line < y else y) - 0.1
        page.mark(axes, middle - mark, at, status(row["status"]), 5.0)
        page.words(axes, middle + 0.03, at, text, page.TEXT, bold=True, side="center")
    elif not _plan(row, language):
        page.mark(axes, middle, base - 0.3, status(row["status"]))
        page.words(axes, middle, base - 0.12, NO_FIGURE[language], page.SMALL, colour=page.PALE, side="center")


def _foot(row: Record, language: str) -> list[str]:
    """What stands below a column: its period, its plan, and how much of it was reached."""
    lines = [_period(row, language)]
    if plan := _plan(row, language):
        lines.append(f"{PLAN[language]} {plan}")
    if row["as_of"] and str(row["as_of"]) < str(row["period_end"] or ""):
        lines.append(AS_OF[language].format(page.day(str(row["as_of"]), language)))
    if isinstance(row["attainment"], int | float):
        lines.append(f"{page.number(round(float(row['attainment']), 1), language)} %")
    return [part for line in lines for part in page.wrapped(line, page.TEXT, SLOT - 0.12, bold=line is lines[0])]


def _period(row: Record, language: str) -> str:
    """`2020`, `2020–2025`, `1–6/2020`; a day where there is no period."""
    start, end = str(row["period_start"] or ""), str(row["period_end"] or "")
    if not start and not end:
        return AS_OF[language].format(page.day(str(row["as_of"]), language)) if row["as_of"] else "?"
    if (start[4:], end[4:]) == ("-01-01", "-12-31"):
        return start[:4] if start[:4] == end[:4] else f"{start[:4]}–{end[:4]}"
    if start[:4] == end[:4] and start[8:] == "01" and end[8:] >= "28":
        first, last = int(start[5:7]), int(end[5:7])
        return f"{first}/{end[:4]}" if first == last else f"{first}–{last}/{end[:4]}"
    return f"{page.day(start, language) or '…'} – {page.day(end, language) or '…'}"
