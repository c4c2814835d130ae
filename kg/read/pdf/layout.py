"""The words of a page in the order of reading: columns one after another, lines in them, and tables that have no ruled lines."""

import itertools
import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.read import page


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands on its page, in points from its upper left corner."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Line:
    """A printed line and where it stands on its page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    # the edges of the column it stands in
    edges: tuple[float, float] = (0, 0)
    # how wide its first word is
    first: float = 0
    row: bool = False
    # a row between ruled lines
    ruled: bool = False
    sheet: int = 0


def lines(words: Sequence[Word]) -> list[Line]:
    """The lines of a page, tables without rules as rows."""
    return [line for column in _columns(words) for line in _lines(column)]


# ---- columns


def _columns(words: Sequence[Word], depth: int = 0) -> Iterator[Sequence[Word]]:
    """Words in the order of reading: what stands over columns, the columns one after another, what stands under them."""
    parts = _parted(words) if depth < 8 and len(words) > 20 else None
    if parts is not None:
        for part in parts:
            yield from _columns(part, depth + 1)
    elif words:
        yield words


def _parted(words: Sequence[Word]) -> tuple[list[Word], ...] | None:
    """The words over, left of, right of and under the longest white band between two columns of text; None where there is none.

    A band runs left of an edge at which several lines begin, as far up and down as no word stands in it. The lines of two columns
    need not stand at the same heights.
    """
    size = statistics.median(word.bottom - word.top for word in words)
    gap = size * 0.9
    edges = Counter(round(part[0].left) for row in _rows(words) for part in _segments(row, gap))
    ordered = sorted(words, key=lambda word: word.middle)
    best: tuple[int, list[Word], list[Word]] | None = None
    for edge, count in sorted(edges.items()):
        if count < 3:
            continue
        for free in _free(ordered, edge + 1.5 - gap, edge - 1.5, size):
            left = [word for word in free if word.right < edge]
            right = [word for word in free if word.right >= edge]
            rows = _rows(left), _rows(right)
            if min(map(len, rows)) > (best[0] if best else 3) and (all(map(_is_column, rows)) or any(map(_is_prose, rows))):
                best = min(map(len, rows)), left, right
    if best is None:
        return None
    _, left, right = best
    inside = {id(word) for word in itertools.chain(left, right)}
    under = max(word.middle for word in itertools.chain(left, right))
    above = [word for word in words if id(word) not in inside and word.middle <= under]
    below = [word for word in words if id(word) not in inside and word.middle > under]
    # A line over one column alone, apart from it, is a heading; one under the left column, with wide lines after it, comes after both.
    over, right = _apart(_rows(right), min(word.top for word in left), 1.5 * size)
    beside, left = _apart(_rows(left), min(word.top for word in right), 1.5 * size)
    behind: list[Word] = []
    if below:
        behind, left = _apart(_rows(left)[::-1], max(word.bottom for word in right), 1.5 * size)
    return [*above, *over, *beside], left, right, [*behind, *below]


def _free(words: Sequence[Word], low: float, high: float, size: float) -> Iterator[list[Word]]:
    """The stretches of words, from top to bottom, between those that stand in a band; of larger letters also blanks are wider."""
    found: list[Word] = []
    for word in words:
        around = max(word.bottom - word.top - size, 0) / 2
        if word.left - around < high and word.right + around > low:
            if found:
                yield found
            found = []
        else:
            found.append(word)
    if found:
        yield found


def _is_column(rows: Sequence[Sequence[Word]]) -> bool:
    """Whether lines are of text, and not cells of a table."""
    return len(rows) >= 4 and _letters(rows) >= 15 and sum(map(len, rows)) >= 12


def _is_prose(rows: Sequence[Sequence[Word]]) -> bool:
    """Whether lines go on in one another, whatever stands beside them."""
    return len(rows) >= 4 and _letters(rows) >= 25 and sum(row[0].text[0].islower() for row in rows) * 5 >= len(rows) * 2


def _letters(rows: Sequence[Sequence[Word]]) -> float:
    return statistics.median(sum(len(word.text) for word in row) for row in rows)


def _apart(rows: Sequence[list[Word]], other: float, gap: float) -> tuple[list[Word], list[Word]]:
    """The rows at the end of a column, beyond the end of the other one, that a gap parts from the rest; and the rest."""
    for at, (row, after) in enumerate(itertools.pairwise(rows), 1):
        down = after[0].top > row[0].top
        if (row[0].bottom > other) if down else (row[0].top < other):
            break
        if (after[0].top - row[0].bottom if down else row[0].top - after[0].bottom) > gap:
            return [word for row in rows[:at] for word in row], [word for row in rows[at:] for word in row]
    return [], [word for row in rows for word in row]


# ---- lines


def _rows(words: Iterable[Word]) -> list[list[Word]]:
    """Words that stand on one line, from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.middle, w.left)):
        if rows and min(w.top for w in rows[-1][-3:]) <= word.middle <= max(w.bottom for w in rows[-1][-3:]):
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda w: w.left)
    return rows


def _segments(row: Sequence[Word], gap: float) -> list[list[Word]]:
    """The words of a line, parted where a gap is wider than this."""
    found = [[row[0]]]
    for before, word in itertools.pairwise(row):
        if word.left - before.right >= gap:
            found.append([word])
        else:
            found[-1].append(word)
    return found


def _lines(words: Sequence[Word]) -> list[Line]:
    """The words of a column as printed lines."""
    edges = min(w.left for w in words), max(w.right for w in words)
    rows = _rows(words)
    found: list[Line] = []
    at = 0
    for start, stop, columns in _tables(rows, edges):
        found += [_line(row, edges) for row in rows[at:start]]
        found += _cells(rows[start:stop], columns, edges)
        at = stop
    found += [_line(row, edges) for row in rows[at:]]
    return [line for line in found if line.text]


def _line(row: Sequence[Word], edges: tuple[float, float]) -> Line:
    """A line; one with wide gaps is a row even where it stands alone."""
    size = _size(row)
    cells = [_text(part) for part in ([row] if _is_justified(row, edges) else _segments(row, 2 * size))]
    text = page.row(cells) if len(cells) > 1 else cells[0]
    top, bottom = min(w.top for w in row), max(w.bottom for w in row)
    return Line(text, row[0].left, row[-1].right, top, bottom, size, edges, row[0].right - row[0].left, row=len(cells) > 1)


def _is_justified(row: Sequence[Word], edges: tuple[float, float]) -> bool:
    """Whether a line has wide gaps because few words fill a narrow column: all are alike."""
    gaps = [after.left - word.right for word, after in itertools.pairwise(row)]
    return len(gaps) > 1 and max(gaps) - min(gaps) < 0.2 * _size(row) and row[-1].right > edges[1] - _size(row)


def _size(row: Sequence[Word]) -> float:
    return statistics.median(w.bottom - w.top for w in row)


def _text(words: Sequence[Word]) -> str:
    # a soft hyphen means something at the end of a line only
    return unicodedata.normalize("NFC", re.sub("\u00ad(?=.)", "", page.line(" ".join(w.text for w in words))))


# ---- tables without ruled lines


_Columns = list[tuple[float, float]]


def _tables(rows: Sequence[Sequence[Word]], edges: tuple[float, float]) -> Iterator[tuple[int, int, _Columns]]:
    """Where tables begin and end among the lines, and the columns of each.

    A table is lines that follow each other closely and are parted by the same white bands; three of them, or two with wide gaps.
    """
    parts = [[list(row)] if _is_justified(row, edges) else _segments(row, _size(row)) for row in rows]
    at = 0
    while at < len(rows):
        stop = at
        columns: _Columns = []
        while stop < len(rows) and len(parts[stop]) > 1 and (stop == at or _close(rows[stop - 1], rows[stop])):
            grown = _bands(parts[at : stop + 1])
            if len(grown) < 2:
                break
            columns, stop = grown, stop + 1
        wide = all(len(_segments(row, 2 * _size(row))) > 1 for row in rows[at:stop])
        if stop - at >= (2 if wide else 3):
            start, stop = _widened(rows, at, stop, columns)
            yield start, stop, columns
        at = max(stop, at + 1)


def _close(row: Sequence[Word], after: Sequence[Word]) -> bool:
    return min(w.top for w in after) - max(w.bottom for w in row) < 1.5 * _size(row)


def _bands(table: Sequence[list[list[Word]]]) -> _Columns:
    """The columns in which lines with the most cells stand; a line with fewer spans some of them, or leaves them empty."""
    most = max(map(len, table))
    spans = sorted((part[0].left, part[-1].right) for parts in table if len(parts) == most for part in parts)
    found = [spans[0]]
    for left, right in spans[1:]:
        if left - found[-1][1] < 3:
            found[-1] = found[-1][0], max(right, found[-1][1])
        else:
            found.append((left, right))
    # where the fullest lines do not agree, it is text with gaps
    if len(found) < most:
        return []
    fewer = [parts for parts in table if len(parts) < most]
    return found if all(sum(_reach(part, found)[1] for part in parts) <= most for parts in fewer) else []


def _reach(part: Sequence[Word], columns: _Columns) -> tuple[int, int]:
    """The first column over which a cell stands, and over how many."""
    over = [at for at, (left, right) in enumerate(columns) if part[0].left < right and part[-1].right > left]
    if over:
        return over[0], len(over)
    middle = (part[0].left + part[-1].right) / 2
    return min(range(len(columns)), key=lambda at: abs(sum(columns[at]) / 2 - middle)), 1


def _widened(rows: Sequence[Sequence[Word]], start: int, stop: int, columns: _Columns) -> tuple[int, int]:
    """With the lines that reach into the table: the rest of a cell of several lines, and headings over some of its columns."""

    def overlaps(row: Sequence[Word], other: Sequence[Word]) -> bool:
        return min(w.bottom for w in row) > min(w.top for w in other) and max(w.top for w in row) < max(w.bottom for w in other)

    def heads(row: Sequence[Word], below: Sequence[Word]) -> bool:
        return _close(row, below) and row[0].left > columns[0][1]

    while start and (overlaps(rows[start - 1], rows[start]) or heads(rows[start - 1], rows[start])):
        start -= 1
    while stop < len(rows) and overlaps(rows[stop], rows[stop - 1]):
        stop += 1
    return start, stop


def _cells(rows: Sequence[Sequence[Word]], columns: _Columns, edges: tuple[float, float]) -> list[Line]:
    """The rows of a table. Lines that overlap in height are one row: a name of two lines, a heading over another beside one of both."""
    found: list[Line] = []
    for group in _overlapping(rows):
        cells = [""] * len(columns)
        for row in group:
            for part in _segments(row, _size(row)):
                first, count = _reach(part, columns)
                text = _text(part)
                # a heading over several columns stands for each of them, a number once
                for at in range(first, first + count if not any(map(str.isdecimal, text)) or text[:1].isalpha() else first + 1):
                    cells[at] = f"{cells[at]} {text}".strip()
        words = [word for row in group for word in row]
        top, bottom = min(w.top for w in words), max(w.bottom for w in words)
        left, right = min(w.left for w in words), max(w.right for w in words)
        found.append(Line(page.row(cells), left, right, top, bottom, _size(words), edges, row=True))
    return found


def _overlapping(rows: Sequence[Sequence[Word]]) -> Iterator[list[Sequence[Word]]]:
    group: list[Sequence[Word]] = []
    for row in rows:
        if group and max(w.bottom for w in group[-1]) - min(w.top for w in row) <= 0.15 * _size(row):
            yield group
            group = []
        group.append(row)
    if group:
        yield group
