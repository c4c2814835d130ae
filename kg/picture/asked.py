"""What a picture asks of the graph: the questions and their values, in the words that stand above and below the picture."""

from collections.abc import Mapping, Sequence
from shlex import quote
from typing import Any

from pyoxigraph import Store

from kg import query, vocabulary
from kg.errors import ExportError
from kg.picture import page

Record = Mapping[str, query.Value]
# A question with its values.
Asked = tuple[str, Mapping[str, object]]


def records(store: Store, asked: Asked, language: str) -> list[dict[str, query.Value]]:
    name, values = asked
    given: dict[str, Any] = dict(values)
    return list(query.rows(store, name, language=language, **given).records())


def command(asked: Asked) -> str:
    """The command that gives the same rows: `kg ask ranking --year 2020`."""
    name, values = asked
    return f"kg ask {name}{''.join(f' --{option} {_word(str(value))}' for option, value in values.items())}"


def _word(text: str) -> str:
    """As a shell needs it; `shlex` would put quotes around every word with a Vietnamese letter."""
    return text if all(letter.isalnum() or letter in "_-./:" for letter in text) else quote(text)


def rests(asked: Sequence[Asked], rows: int, documents: int, language: str) -> str:
    """The line that says what a picture rests on: how to ask for its rows, how many they are, and from how many documents."""
    commands = "; ".join(map(command, asked))
    if language == "vi":
        return f"Nguồn: {commands} · {page.number(rows, language)} dòng từ {page.number(documents, language)} văn bản"
    row, document = "row" if rows == 1 else "rows", "document" if documents == 1 else "documents"
    return f"From: {commands} · {page.number(rows, language)} {row} from {page.number(documents, language)} {document}"


def nothing(asked: Sequence[Asked]) -> ExportError:
    commands = " and ".join(map(command, asked))
    return ExportError(f"nothing to draw: {commands} {'find' if len(asked) > 1 else 'finds'} nothing in this graph")


def words(values: Mapping[str, object], language: str) -> str:
    """What the picture is narrowed to, in words: `2020 · district · Hà Nội`."""
    return " · ".join(term(name, value, language) for name, value in values.items() if name != "borders")


def term(name: str, value: object, language: str) -> str:
    """A value in words, where the ontology has words for it."""
    known = vocabulary.concepts(name).get(str(value)) if name in ("level", "indicator") else None
    return known.labels.get(language, str(value)) if known else str(value)
