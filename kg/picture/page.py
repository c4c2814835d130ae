"""The sheet a picture is drawn on: size, letters, colours and marks, title, legend, and the lines below that say what it rests on.

All lengths are inches, `y` runs down. A sheet is as wide as the text of an A4 page and as high as what stands on it.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# A4 less its margins: 165 by 247 mm.
WIDTH, HEIGHT = 6.5, 9.7
MARGIN = 0.12
# It comes with matplotlib and has every Vietnamese letter.
FONT = "DejaVu Sans"
TITLE, HEADING, TEXT, SMALL = 11.0, 8.5, 7.5, 6.5
INK, PALE, LINE, GROUND = "#222222", "#5A5A5A", "#B8B8B8", "#EFEFEF"

STATUSES = ("exceeded", "met", "missed", None)


@dataclass(frozen=True, slots=True)
class Style:
    """How a status looks: its colour is of the palette of Okabe and Ito, and hatch and mark tell it without any colour."""

    colour: str
    fill: str
    hatch: str
    mark: str


STYLES: Mapping[str | None, Style] = {
    "exceeded": Style("#0072B2", "#0072B2", "", "^"),
    "met": Style("#009E73", "#7FCEB9", "", "o"),
    "missed": Style("#D55E00", "#FFFFFF", "//////", "X"),
    None: Style("#8A8A8A", "#D9D9D9", "", "."),
}
STATUS_WORDS: Mapping[str, Mapping[str | None, str]] = {
    "en": {"exceeded": "exceeded", "met": "met", "missed": "missed", None: "not known"},
    "vi": {"exceeded": "vượt", "met": "đạt", "missed": "không đạt", None: "không rõ"},
}

_SETTINGS: dict[Any, Any] = {
    "font.family": FONT,
    # The same graph gives the same bytes: no random ids. Letters as outlines: the same on every machine; in PDF they stay text.
    "svg.hashsalt": "kg",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "hatch.linewidth": 0.7,
    "axes.unicode_minus": False,
}
_METADATA: Mapping[str, Mapping[str, str | None]] = {
    "svg": {"Date": None, "Creator": "kg"},
    "png": {"Software": "kg"},
    "pdf": {"CreationDate": None, "Creator": "kg", "Producer": "matplotlib"},
}
SUFFIXES = tuple(_METADATA)


@contextmanager
def settings() -> Iterator[None]:
    import matplotlib

    with matplotlib.rc_context(_SETTINGS):
        yield


def saved(figure: "Figure", kind: str, title: str) -> bytes:
    """The figure as svg, png (200 dots an inch) or pdf; the same figure gives the same bytes."""
    file = io.BytesIO()
    figure.savefig(file, format=kind, dpi=200, facecolor="white", metadata={**_METADATA[kind], "Title": title})
    return file.getvalue()


@cache
def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    if not text.strip():
        return 0.0
    weight = "bold" if bold else "normal"
    return float(TextPath((0, 0), text, prop=FontProperties(family=FONT, weight=weight, size=size)).get_extents().x1) / 72


def line_height(size: float) -> float:
    return size * 1.25 / 72


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """The text in lines no wider than `room`, broken at spaces, and within a word only where the word alone is wider."""
    lines: list[str] = []
    for word in text.split(" "):
        together = f"{lines[-1]} {word}" if lines else word
        if lines and width(together, size, bold) <= room:
            lines[-1] = together
            continue
        while width(word, size, bold) > room and len(word) > 1:
            end = next(end for end in range(len(word) - 1, 0, -1) if end == 1 or width(word[:end] + "-", size, bold) <= room)
            lines.append(word[:end] + "-")
            word = word[end:]
        lines.append(word)
    return lines or [""]


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above and below a picture. `message` is its result in one line; `notes` say what is left out, and what it rests on."""

    title: str
    message: str
    notes: tuple[str, ...]


def sheet(head: Head, height: float, legend: Sequence[tuple[str | None, str]] = ()) -> "tuple[Figure, Axes, float]":
    """A sheet with room for a body of this height: the figure, its axes in inches, and where the body begins."""
    from matplotlib.figure import Figure

    room = WIDTH - 2 * MARGIN
    titles = wrapped(head.title, TITLE, room, bold=True)
    messages = wrapped(head.message, TEXT + 0.5, room)
    notes = [line for note in head.notes for line in wrapped(note, SMALL, room)]
    rows = _legend_rows(legend, room)
    top = MARGIN + len(titles) * line_height(TITLE) + len(messages) * line_height(TEXT + 0.5) + 0.06 + len(rows) * 0.2 + 0.08
    total = top + height + 0.12 + len(notes) * line_height(SMALL) + MARGIN
    figure = Figure(figsize=(WIDTH, total))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(total, 0)
    y = MARGIN
    for line in titles:
        words(axes, MARGIN, y, line, TITLE, bold=True, above="top")
        y += line_height(TITLE)
    y += 0.02
    for line in messages:
        words(axes, MARGIN, y, line, TEXT + 0.5, above="top")
        y += line_height(TEXT + 0.5)
    y += 0.13
    for row in rows:
        for x, status, text in row:
            swatch(axes, x, y, status)
            words(axes, x + 0.33, y, text, TEXT)
        y += 0.2
    y = total - MARGIN - len(notes) * line_height(SMALL)
    for line in notes:
        words(axes, MARGIN, y, line, SMALL, colour=PALE, above="top")
        y += line_height(SMALL)
    return figure, axes, top


def _legend_rows(legend: Sequence[tuple[str | None, str]], room: float) -> list[list[tuple[float, str | None, str]]]:
    rows: list[list[tuple[float, str | None, str]]] = []
    x = MARGIN
    for status, text in legend:
        wide = 0.33 + width(text, TEXT) + 0.25
        if not rows or x + wide > MARGIN + room + 0.25:
            rows.append([])
            x = MARGIN
        rows[-1].append((x, status, text))
        x += wide
    return rows


def words(
    axes: "Axes", x: float, y: float, text: str, size: float = TEXT, *, bold: bool = False, colour: str = INK, side: str = "left",
    above: str = "center_baseline", gid: str | None = None,
) -> None:  # fmt: skip
    # A dollar sign would begin a formula.
    axes.text(
        x, y, text, fontsize=size, fontweight="bold" if bold else "normal", color=colour, ha=side, va=above, gid=gid, parse_math=False,
    )  # fmt: skip


def mark(axes: "Axes", x: float, y: float, status: str | None, size: float = 6.0) -> None:
    style = STYLES[status]
    axes.plot([x], [y], marker=style.mark, markersize=size, color=style.colour, markeredgecolor="white", markeredgewidth=0.4, zorder=4)


def swatch(axes: "Axes", x: float, y: float, status: str | None) -> None:
    """A small bar with its mark, for the legend."""
    mark(axes, x + 0.05, y, status)
    bar(axes, x + 0.12, y, 0.16, 0.1, status)


def bar(axes: "Axes", x: float, y: float, length: float, thick: float, status: str | None, *, gid: str | None = None) -> None:
    """A bar to the right of x, `y` its middle."""
    from matplotlib.patches import Rectangle

    style = STYLES[status]
    axes.add_patch(
        Rectangle(
            (x, y - thick / 2), length, thick, facecolor=style.fill, edgecolor=style.colour, hatch=style.hatch, linewidth=0.8, zorder=3,
            gid=gid,
        )
    )  # fmt: skip


def number(value: object, language: str) -> str:
    """A number as the language writes it, ? where it is not known."""
    if not isinstance(value, int | float):
        return "?"
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


def plan(exact: object, least: object, most: object, language: str) -> str:
    """A plan as far as it is known: `120`, the ends of a range `3–4`, a bound `≥ 4`, else `?`."""
    if exact is not None:
        return number(exact, language) if most is None else f"{number(exact, language)}–{number(most, language)}"
    bounds = [f"{sign} {number(bound, language)}" for sign, bound in (("≥", least), ("≤", most)) if bound is not None]
    return ", ".join(bounds) or "?"


def counted(words: tuple[str, str], number_of: int, language: str) -> str:
    """So many of what the words say, for one and for more."""
    return words[number_of != 1].format(number(number_of, language))


def capital(text: str) -> str:
    """The text as it begins a line."""
    return text[:1].upper() + text[1:]


def day(date: str, language: str) -> str:
    """A day of ISO 8601 as the language writes it."""
    return f"{int(date[8:])}/{int(date[5:7])}/{date[:4]}" if language == "vi" and len(date) == 10 else date
