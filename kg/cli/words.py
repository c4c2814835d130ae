"""`kg ask "…?"`: a question in words, what was understood of it, and its answer or what could be asked instead."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kg.cli.asking import Receipt, command_of, print_answer
from kg.cli.common import UNABLE, Graph, Table, opened_store, say

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.query import Question, Term
    from kg.understand import Offer, Understood

_SAID = {
    "vi": {"understood": "hiểu là", "unsure": "không chắc câu hỏi muốn hỏi gì", "unknown": "chưa hiểu", "offers": "có thể hỏi"},
    "en": {"understood": "understood as", "unsure": "not sure what is asked", "unknown": "not understood", "offers": "what can be asked"},
}
# Offers that are shown.
_SHOWN = 3


def command(text: str) -> Any:
    """A command that answers the question that a text asks in words."""

    def answer(
        context: typer.Context,
        graph: Graph = None,
        format: Table = "table",
        language: Annotated[
            Literal["vi", "en"] | None, typer.Option("--language", help="Language of headings and labels; the question's if not given.")
        ] = None,
        receipt: Receipt = None,
    ) -> None:
        from kg.errors import QueryError
        from kg.query import words

        given = context.parent.params if context.parent else {}
        graph = graph or given.get("graph")
        understood = words.understood(text)
        offer = understood.answer
        if offer is None:
            _refuse(understood, graph)
            raise typer.Exit(UNABLE)

        def resolved(opened: "Store") -> "tuple[Question, Mapping[str, tuple[Term, ...]]]":
            try:
                meant = words.meant(opened, offer)
            except QueryError:
                _say_understood(offer.question, offer.values, understood.language)
                raise
            _say_understood(offer.question, meant.values, understood.language)
            return meant.asked, meant.terms

        print_answer(graph, resolved, language or understood.language, format, receipt)

    one = typer.Typer(add_completion=False, rich_markup_mode=None)
    one.command("words", help="Answer a question in words.")(answer)
    return typer.main.get_command(one)


def _say_understood(question: str, values: "Mapping[str, str]", language: str) -> None:
    """The question, what its parameters were read as, and the command that asks the same."""
    from kg import query
    from kg.query import words

    asked = query.question(question)
    say(f"{_SAID[language]['understood']}: {words.told(asked, values, language)}")
    say(f"    {command_of(asked, values)}")


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
