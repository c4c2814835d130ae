"""`kg ask "…?"`: a question in words, what was understood of it, and its answer or what could be asked instead."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kg.cli.asking import command_of, print_rows, say_copies
from kg.cli.common import UNABLE, Graph, Table, opened_store, say

if TYPE_CHECKING:
    from kg.understand import Offer, Understood

_SAID = {
    "vi": {"understood": "hiểu là", "unsure": "không chắc câu hỏi muốn hỏi gì", "unknown": "chưa hiểu", "offers": "có thể hỏi"},
    "en": {"understood": "understood as", "unsure": "not sure what is asked", "unknown": "not understood", "offers": "what can be asked"},
}
# Offers that are shown.
_SHOWN = 3


def in_words(text: str) -> bool:
    """Whether what stands in the place of a question's name is a question in words."""
    return any(letter.isspace() or letter in "?？" for letter in text)


def command(text: str) -> Any:
    """A command that answers the question that a text asks in words."""

    def answer(
        context: typer.Context,
        graph: Graph = None,
        format: Table = "table",
        language: Annotated[
            Literal["vi", "en"] | None, typer.Option("--language", help="Language of headings and labels; the question's if not given.")
        ] = None,
    ) -> None:
        from kg import query, understand
        from kg.query.words import forms

        given = context.parent.params if context.parent else {}
        graph = graph or given.get("graph")
        understood = understand.understood(text, forms())
        meant = understood.answer
        if meant is None:
            _refuse(understood, graph)
            raise typer.Exit(UNABLE)
        _say_understood(meant, understood.language)
        with opened_store(graph) as opened:
            asked = query.question(meant.question)
            terms = query.bound(opened, asked, meant.values)
            found = query.answer(opened, asked, terms, language=language or understood.language)
            print_rows(found, format)
            say_copies(opened, found)

    one = typer.Typer(add_completion=False, rich_markup_mode=None)
    one.command("words", help="Answer a question in words.")(answer)
    return typer.main.get_command(one)


def _say_understood(answer: "Offer", language: str) -> None:
    """The question, what its parameters were read as, and the command that asks the same."""
    from kg import query

    asked = query.question(answer.question)
    given = [(asked.parameter(name), value) for name, value in answer.values.items()]
    values = ", ".join(f"{parameter.text.of(language)}: {_label(parameter, value, language)}" for parameter, value in given)
    say(f"{_SAID[language]['understood']}: {asked.title.of(language)}{f' ({values})' if values else ''}")
    say(f"    {command_of(asked, answer.values)}")


def _label(parameter: Any, value: str, language: str) -> str:
    """The word for a concept of the ontology; any other value as it is."""
    if parameter.source is None or "/" in parameter.source:
        return value
    from kg import vocabulary

    known = vocabulary.concepts(parameter.source).get(value)
    return known.labels.get(language, value) if known else value


def _refuse(understood: "Understood", graph: Path | None) -> None:
    from kg import query

    said = _SAID[understood.language]
    unknown = ", ".join(f"“{piece}”" for piece in understood.unknown)
    say("; ".join([f"kg: {said['unsure']}", *([f"{said['unknown']}: {unknown}"] if unknown else [])]))
    say(f"{said['offers']}:")
    for number, offer in enumerate(_answerable(understood.offers, graph)):
        if number == _SHOWN:
            break
        asked = query.question(offer.question)
        say(f"    {asked.title.of(understood.language)}\n        {command_of(asked, offer.values)}")
    say("    kg ask")


def _answerable(offers: "Sequence[Offer]", graph: Path | None) -> "Iterator[Offer]":
    """The offers whose names the graph knows; where there is no graph, all."""
    from kg import query
    from kg.errors import KgError, QueryError

    try:
        with opened_store(graph) as opened:
            for offer in offers:
                try:
                    query.bound(opened, query.question(offer.question), offer.values)
                except QueryError:
                    continue
                yield offer
    except KgError:
        yield from offers
