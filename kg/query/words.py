"""The questions as what understands words must know of them."""

from pathlib import Path

from kg import files
from kg.query.header import questions
from kg.understand import Example, Form, Slot


def forms(*, folder: Path = files.QUERIES) -> tuple[Form, ...]:
    """The questions a user can ask, by name, as plain data for `understand`."""
    return tuple(
        Form(
            asked.name,
            asked.title.vi,
            asked.title.en,
            tuple(Slot(one.name, one.type, one.required, one.source, one.options) for one in asked.parameters),
            tuple(Example(one.text.vi, one.text.en, one.values) for one in asked.examples),
        )
        for asked in questions(folder=folder)
    )
