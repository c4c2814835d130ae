"""Tables flattened into lines, or with tabs and bars in a line, as rows of cells, and rows as claims by what their columns say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kg import lexicon
from kg.fold import fold
from kg.lex import Token
from kg.recognise import Reading
from kg.records import Number

_FIGURES = frozenset({"NUMBER", "RATIO", "PERCENT", "RANGE"})
_SEPARATOR = re.compile(r"\t+|\s*\|\s*|\s{3,}")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the line it stands on, and its tokens there as a half-open range."""

    reading: Reading
    group: int
    first: int
    last: int

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.reading.tokens[self.first : self.last]

    @property
    def text(self) -> str:
        return " ".join(t.text for t in self.tokens)

    @property
    def figure(self) -> Token | None:
        """The cell's figure, where it holds nothing else but words for units."""
        found = [t for t in self.tokens if t.kind in _FIGURES]
        other = [t for t in self.tokens if t.kind not in _FIGURES and t.kind != "PUNCT"]
        return found[0] if len(found) == 1 and not other else None

    @property
    def year(self) -> int | None:
        token = next(iter(self.tokens), None)
        if token is None or len(self.tokens) > 1:
            return None
        if token.kind == "NUMBER" and re.fullmatch(r"(?:19|20)\d\d", token.text):
            return int(token.text)
        return token.value.year if token.kind == "PERIOD" and token.value.reads == "year" else None


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: ratio, achieved, planned, percent or label, and the noun and verb its header counts by."""

    holds: str
    noun: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its label and its figures with their columns, or the year that stands for the label."""

    label: Cell
    cells: tuple[tuple[Cell, Column], ...]
    year: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    noun: str | None
    planned: Number | None
    achieved: Number | None
    percent: Number | None
    cells: tuple[Cell, ...]


@cache
def _columns() -> list[tuple[re.Pattern[str], str]]:
    """Words of headers, the longest first, and what the columns under them hold."""
    pairs = [(fold(word), kind) for word, kind in lexicon.listed("tables", "column")]
    return [(re.compile(rf"(?<!\w){re.escape(word)}(?!\w)"), kind) for word, kind in sorted(pairs, key=lambda pair: -len(pair[0]))]


@cache
def _totals() -> frozenset[str]:
    return frozenset(fold(word) for word in lexicon.table("tables")["total"]["words"])


def _cells(reading: Reading, group: int) -> list[Cell]:
    sentence, tokens = reading.sentence, reading.tokens
    cuts = [sentence.start + m.start() for m in _SEPARATOR.finditer(sentence.text)]
    cells, first = [], 0
    for cut in [*cuts, sentence.stop]:
        last = first
        while last < len(tokens) and tokens[last].start < cut:
            last += 1
        kept = [i for i in range(first, last) if tokens[i].text != "|"]
        if kept:
            cells.append(Cell(reading, group, kept[0], kept[-1] + 1))
        first = last
    return cells


def _column(cell: Cell) -> Column:
    text = fold(cell.text)
    noun = next((str(t.value) for t in cell.tokens if t.kind == "NOUN" and t.value not in ("unit", "organisation", "person")), None)
    if noun is None and any(t.kind == "VERB" and t.value == "admit" for t in cell.tokens):
        noun = "party_member"
    if "/" in text and any(t.kind == "PLAN" or (t.kind == "VERB" and t.value == "do") for t in cell.tokens):
        return Column("ratio", noun)
    for word, kind in _columns():
        if word.search(text):
            return Column(kind, noun)
    if any(t.kind in ("ASSIGN", "PLAN") for t in cell.tokens):
        return Column("planned", noun)  # "Số đảng viên phải kết nạp"
    return Column("any", noun)


def rows(readings: Sequence[tuple[int, Reading]]) -> Iterator[tuple[Row, str | None, str | None]]:
    """(row, noun of the caption, what an unnamed column holds) of one stretch of table lines."""
    cells = [cell for group, reading in readings for cell in _cells(reading, group)]
    lines = [_cells(reading, group) for group, reading in readings]
    wide = [line for line in lines if len(line) > 1]
    if len(wide) >= 2:
        yield from _ruled(lines)
        return
    first = next((i for i, cell in enumerate(cells) if cell.figure is not None or cell.year is not None), None)
    if first is None or first == 0:
        return
    if cells[first].year is not None:
        header, body = cells[:first], cells[first:]
        for width in range(2, min(len(header), 6) + 1):
            if len(body) % width == 0 and all(body[i].year is not None for i in range(0, len(body), width)):
                columns = [_column(cell) for cell in header[-width:]]
                caption = _noun(header[:-width])
                for i in range(0, len(body), width):
                    yield Row(body[i], tuple(zip(body[i + 1 : i + width], columns[1:], strict=True)), body[i].year), caption, None
                return
        return
    numbered = next((i for i in range(first) if _column(cells[i]).holds == "number"), None)
    if numbered is not None and cells[first].text.strip(".") in ("1", "01"):
        # A column that only numbers the rows: "TT", then 1, 2, 3 …
        columns = [_column(cell) for cell in cells[numbered + 2 : first]]
        caption, at, width = _noun(cells[:numbered]), first, first - numbered - 2
        while width > 0 and at + 1 + width < len(cells):
            label, figures = cells[at + 1], cells[at + 2 : at + 2 + width]
            if cells[at].figure is not None and label.figure is None and all(cell.figure is not None for cell in figures):
                yield Row(label, tuple(zip(figures, columns, strict=True)), None), caption, None
                at += width + 2
            else:
                at += 1
        return
    width = 1
    while first + width < len(cells) and cells[first + width].figure is not None:
        width += 1
    header = cells[: first - 1]
    columns = [_column(cell) for cell in header[-width:]] if len(header) >= width else [Column("any", None)] * width
    caption = _noun(header[: -width - 1] if len(header) > width else header)
    at = first - 1
    while at + width < len(cells):
        label, figures = cells[at], cells[at + 1 : at + 1 + width]
        if label.figure is None and all(cell.figure is not None for cell in figures):
            yield Row(label, tuple(zip(figures, columns, strict=True)), None), caption, None
            at += width + 1
        else:
            at += 1


def _ruled(lines: Sequence[Sequence[Cell]]) -> Iterator[tuple[Row, str | None, str | None]]:
    """A table whose cells stand on one line, with a header line of as many cells."""
    header: list[Column] | None = None
    caption: str | None = None
    for line in lines:
        figures = [cell for cell in line if cell.figure is not None]
        if not figures:
            if len(line) > 1:
                header = [_column(cell) for cell in line]
            else:
                caption = _noun(line) or caption
            continue
        if header is None or len(line) != len(header):
            continue
        pairs = list(zip(line, header, strict=True))
        label = next((cell for cell, column in pairs if column.holds != "number" and cell.figure is None), None)
        year = next((cell for cell, _ in pairs if cell.year is not None), None)
        if label is None and year is None:
            continue
        chosen = label or year
        assert chosen is not None
        rest = tuple(
            (cell, column) for cell, column in pairs if cell is not chosen and column.holds != "number" and cell.figure is not None
        )
        yield Row(chosen, rest, year.year if label is None and year is not None else None), caption, None


def _noun(cells: Sequence[Cell]) -> str | None:
    for cell in cells:
        for token in cell.tokens:
            if token.kind == "NOUN" and token.value not in ("unit", "organisation", "person", "enterprise"):
                return str(token.value)
    return None


def is_total(label: Cell) -> bool:
    return fold(label.text).strip(" :.") in _totals()


def counts(label: Cell) -> bool:
    """Whether a label says what its row counts, and of nobody: "Kết nạp đảng viên (người)"."""
    kinds = {t.kind for t in label.tokens}
    new = any(t.kind == "VERB" and t.value in ("found", "admit", "grow") for t in label.tokens)
    return new and _noun((label,)) is not None and kinds.isdisjoint(("ORG", "PLACE", "NAME", "LEVEL"))


def figures(row: Row, caption: str | None) -> Iterator[Figures]:
    """What a row says, one record a noun: ratios stand for themselves, plan, result and share of one noun go together."""
    # A label may say what its own row counts: "LĐLĐ huyện (đoàn viên công đoàn) | 300 | 346".
    if counts(row.label) or (any(t.kind == "ORG" for t in row.label.tokens) and _noun((row.label,))):
        caption = _noun((row.label,))
    spoken = {column.noun for _, column in row.cells if column.noun is not None}
    if caption is None and len(spoken) == 1:
        caption = next(iter(spoken))  # "Kế hoạch | Đã kết nạp | Tỷ lệ": all are of those admitted
    together: dict[str | None, dict[str, tuple[Number, Cell]]] = {}
    loose: list[tuple[Number, Cell, str | None]] = []
    beside: str | None = None
    read: set[int] = set()
    for at, (cell, column) in enumerate(row.cells):
        token = cell.figure
        if token is None or at in read:
            continue
        # A column of plans, results or shares without a noun is of the column before it.
        noun = column.noun or (beside if column.holds in ("percent", "planned", "achieved") else None) or caption
        beside = column.noun or beside
        if token.kind == "RATIO" and isinstance(token.value, tuple) and all(isinstance(v, int | float) for v in token.value):
            achieved, planned = token.value
            share = next(iter(row.cells[at + 1 :]), None)
            percent = share[0].figure if share is not None and share[1].holds == "percent" and share[1].noun is None else None
            if (
                share is not None
                and percent is not None
                and percent.kind in ("NUMBER", "PERCENT")
                and isinstance(percent.value, int | float)
            ):
                read.add(at + 1)
                yield Figures(noun, planned, achieved, percent.value, (cell, share[0]))
            else:
                yield Figures(noun, planned, achieved, None, (cell,))
        elif token.kind in ("NUMBER", "PERCENT") and isinstance(token.value, int | float):
            holds = "percent" if token.kind == "PERCENT" or column.holds == "percent" else column.holds
            if holds in ("planned", "achieved", "percent"):
                together.setdefault(noun, {}).setdefault(holds, (token.value, cell))
            elif holds == "any":
                loose.append((token.value, cell, column.noun))
    for value, cell, own in loose:
        # A column whose header says nothing is what is lacking beside plan or result, or a count of its own noun.
        noun = own or caption
        found = together.get(caption, {}) if own is None or own == caption else together.get(noun, {})
        lacking = next((name for name in ("achieved", "planned") if name not in found), None)
        if found and lacking:
            found[lacking] = (value, cell)
        elif own is not None:
            together.setdefault(noun, {}).setdefault("achieved", (value, cell))
    for noun, found in together.items():
        if "planned" in found or "achieved" in found:
            values = {name: value for name, (value, _) in found.items()}
            yield Figures(
                noun, values.get("planned"), values.get("achieved"), values.get("percent"), tuple(cell for _, cell in found.values())
            )
