"""A workbook: claims, bodies, directives, officials and documents, a sheet each, with headings in words."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

from pyoxigraph import Store

from kg.export import tables
from kg.export.part import Part
from kg.query import Column

SHEETS = ("claims", "bodies", "directives", "officials", "documents")
# What a sheet and a cell hold.
_ROWS = 1_048_576
_LETTERS = 32_767
_WIDTHS = {"string": 28, "integer": 8, "double": 12, "date": 12}
_WIDE = {"quote": 80, "title": 50}


def write(store: Store, file: BinaryIO, part: Part, language: str) -> None:
    """Rows beyond what a sheet holds go on in a second one; text beyond what a cell holds ends in "…"."""
    try:
        import xlsxwriter
    except ImportError:
        raise tables.needs("xlsxwriter") from None
    with tables.subjects(store, part) as keeps:
        # Strings stand in the cells and not in one list, so that memory stays flat.
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False})
        # It would write the moment; the same graph gives the same bytes.
        book.set_properties({"title": "kg", "created": datetime(2000, 1, 1, tzinfo=UTC)})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name in SHEETS:
            asked, rows = tables.heading(name), tables.rows(store, name, keeps, language)
            columns = [(place, column) for place, column in enumerate(asked.columns) if column.shown]
            # The IRI of each row comes last: people read names.
            columns = [*columns[1:], columns[0]]
            sheet, line = None, _ROWS
            for row in _begun(rows):
                if line == _ROWS:
                    number = 1 + sum(other.name.startswith(asked.title.of(language)) for other in book.worksheets())
                    title = asked.title.of(language) + (f" {number}" if number > 1 else "")
                    sheet = _sheet(book, title, [column for _, column in columns], language, head)
                    line = 1
                if row is None:
                    break
                _row(sheet, line, [(column, row[place]) for place, column in columns], day)
                line += 1
        book.close()


def _begun(rows: Any) -> Any:
    """The rows, and None where there are none: the sheet is made all the same."""
    empty = True
    for row in rows:
        empty = False
        yield row
    if empty:
        yield None


def _sheet(book: Any, title: str, columns: Sequence[Column], language: str, head: Any) -> Any:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, _ROWS - 1, len(columns) - 1)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _WIDE.get(column.name, _WIDTHS[tables.kind(column)]))
        sheet.write_string(0, place, column.text.of(language), head)
    return sheet


def _row(sheet: Any, line: int, cells: Sequence[tuple[Column, object]], day: Any) -> None:
    for place, (column, value) in enumerate(cells):
        if value is None:
            continue
        if isinstance(value, int | float):
            sheet.write_number(line, place, value)
        elif tables.kind(column) == "date" and str(value) >= "1900-03-01":
            sheet.write_datetime(line, place, date.fromisoformat(str(value)), day)
        else:
            # As text, also where it begins with "=" or looks like an address.
            text = str(value)
            sheet.write_string(line, place, text if len(text) <= _LETTERS else text[: _LETTERS - 1] + "…")
