"""Lines of N-Quads, as Oxigraph itself would write them: canonical escapes and lexical forms."""

from decimal import Decimal

from kg import vocabulary
from kg.records import Number

_XSD = vocabulary.PREFIXES["xsd"]
_LITERAL = str.maketrans(
    {
        **{chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)},
        "\b": "\\b",
        "\t": "\\t",
        "\n": "\\n",
        "\f": "\\f",
        "\r": "\\r",
        '"': '\\"',
        "\\": "\\\\",
    }
)


def string(value: str | None, language: str | None = None) -> str | None:
    if value is None:
        return None
    return f'"{value.translate(_LITERAL)}"@{language}' if language else f'"{value.translate(_LITERAL)}"'


def decimal(value: Number | None) -> str | None:
    if value is None:
        return None
    digits = f"{Decimal(repr(value)):f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return f'"{"0" if digits == "-0" else digits}"^^<{_XSD}decimal>'


def integer(value: int | None) -> str | None:
    return None if value is None else f'"{value}"^^<{_XSD}integer>'


def boolean(value: bool) -> str:
    return f'"{"true" if value else "false"}"^^<{_XSD}boolean>'


def day(value: str | None) -> str | None:
    return None if value is None else f'"{value.translate(_LITERAL)}"^^<{_XSD}date>'


def month(value: str | None) -> str | None:
    """YYYY-MM."""
    return None if value is None else f'"{value.translate(_LITERAL)}"^^<{_XSD}gYearMonth>'


def resource(value: str | None) -> str | None:
    return None if value is None else f"<{value}>"


class Lines:
    """Lines in the order in which they were first added; an object that is None adds nothing."""

    def __init__(self, graph: str | None = None) -> None:
        self.lines: dict[str, None] = {}
        self._end = f" <{graph}> .\n" if graph else " .\n"

    def add(self, subject: str, predicate: str, *objects: str | None) -> None:
        for value in objects:
            if value is not None:
                self.lines[f"<{subject}> <{predicate}> {value}{self._end}"] = None
