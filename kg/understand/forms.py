"""What understanding must know of the questions there are, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """A parameter: `source` says where its values come from, as the header of the question does; `options` are those of a choice."""

    name: str
    type: str
    required: bool = False
    source: str | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    vi: str
    en: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """A question: its name, its titles, its parameters and how it is asked."""

    name: str
    vi: str
    en: str
    slots: tuple[Slot, ...]
    examples: tuple[Example, ...]
