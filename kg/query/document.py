"""The questions as a page of the documentation."""

import re
from collections.abc import Iterator
from pathlib import Path

from kg import files
from kg.query.header import Question, by_theme


def documentation(*, folder: Path = files.QUERIES) -> str:
    """`docs/questions.md`, made from the files of the questions."""
    return "".join(_documented(folder))


def _documented(folder: Path) -> Iterator[str]:
    yield "# Questions\n\n"
    yield "Generated from `queries/*.rq`; `UPDATE=1 pytest tests/test_query.py` writes it anew.\n\n"
    yield "`kg ask` lists the questions, `kg ask NAME --PARAMETER VALUE` asks one, `--format` says how the answer is written:\n\n"
    yield "- `table`: for a terminal. `md`: the same as Markdown. Headings and labels in words, “—” for what is not known.\n"
    yield "- `csv`, `tsv`: all columns by their names, what is not known is empty; "
    yield "in TSV tab, line end and backslash are `\\t`, `\\n`, `\\\\`.\n"
    yield "- `json`: a list of objects by the names of the columns (not the SPARQL results format), what is not known is `null`; "
    yield "`jsonl`: one such object a line.\n\n"
    yield "Numbers are numbers, dates are text such as `2020-12-31`, columns marked † are not in `table` and `md`. "
    yield "A place, body, directive, level or indicator may be given by name, in Vietnamese with or without marks, or by IRI.\n"
    themes = tuple(by_theme(folder=folder))
    yield "\n| | |\n| --- | --- |\n"
    for theme, asked_of in themes:
        yield f"| {theme.en} · {theme.vi} | {', '.join(f'[{asked.name}](#{asked.name})' for asked in asked_of)} |\n"
    for theme, asked_of in themes:
        yield f"\n## {theme.en} · {theme.vi}\n"
        for asked in asked_of:
            yield from _section(asked)


def _section(asked: Question) -> Iterator[str]:
    yield f"\n### {asked.name}\n\n**{asked.title.en}** · {asked.title.vi}\n\n{asked.description.en}\n\n*{asked.description.vi}*\n"
    if asked.parameters:
        yield "\n| parameter | type | |\n| --- | --- | --- |\n"
        for parameter in asked.parameters:
            kind = " \\| ".join(parameter.options) if parameter.options else parameter.type
            note = "; required" if parameter.required else f"; {parameter.default} if not given" if parameter.default else ""
            yield f"| `{parameter.name}` | {kind} | {parameter.text.en} · {parameter.text.vi}{note} |\n"
    columns = (f"`{column.name}`{'' if column.shown else '†'} {column.text.en}" for column in asked.columns)
    yield f"\nColumns: {', '.join(columns)}.\n"
    for example in asked.examples:
        options = "".join(f" --{name} {_quoted(given)}" for name, given in example.values.items())
        yield f"\n- {example.text.en}\n- {example.text.vi}\n\n```sh\nkg ask {asked.name}{options}\n```\n"


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"[\w./:-]+", text) else f"'{text}'"
