"""The canned questions: one `.rq` file each, from its header and its parameters to rows of plain Python values; and free SPARQL.

A file in `queries/` is SPARQL 1.1 with a header of `#+` comments. A value is bound as an RDF term in a `VALUES ?_name { … }` of the file,
never pasted as text; a line that ends in `#+ name` stands only when the parameter `name` has a value, one that ends in `#+ name=value`
only when it has that one. Files in folders below `queries/` are internal: `choices/` says what a parameter may be, `show/` is what
`kg show` prints.
"""

from kg.query.ask import (
    LANGUAGES,
    Choice,
    Row,
    Rows,
    Term,
    Value,
    answer,
    as_given,
    bound,
    choices,
    filled,
    named,
    rows,
    stream,
    terms,
    value,
)
from kg.query.copies import copies
from kg.query.document import documentation
from kg.query.draw import draw
from kg.query.free import select
from kg.query.header import Column, Example, Parameter, Question, Text, by_theme, internal, question, questions
from kg.query.write import FORMATS, MISSING, table, write

__all__ = [
    "FORMATS", "LANGUAGES", "MISSING", "Choice", "Column", "Example", "Parameter", "Question", "Row", "Rows", "Term", "Text", "Value",
    "answer", "as_given", "bound", "by_theme", "choices", "copies", "documentation", "draw", "filled", "internal", "named", "question",
    "questions", "rows", "select", "stream", "table", "terms", "value", "write",
]  # fmt: skip
