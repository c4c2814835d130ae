"""The datasets that links lead to, and what the graph says of itself: `ontology/dataset.toml`."""

from functools import cache

import msgspec

from kg import files


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    vi: str
    en: str


class Keywords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    vi: tuple[str, ...]
    en: tuple[str, ...]


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Data that the reference data was made from."""

    homepage: str
    title: str
    licence: str


class Agreed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The field of a unit that says whether two sources agree on its id, and what it then says."""

    field: str
    value: str


class Linkset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A dataset with an IRI for each thing: `iri` with an id in place of `{}`. `taken` is a day or a month (YYYY-MM).

    `field` is that of `gazetteer.Unit` which holds the id; None where a rule of its own makes the links. `types` are the dataset's types
    of our kinds of things, for asking a service.
    """

    id: str
    iri: str
    title: str
    homepage: str
    licence: str
    taken: str
    justification: str
    field: str | None = None
    agreed: Agreed | None = None
    types: dict[str, str] = {}

    def address(self, id: str) -> str:
        return self.iri.format(id)

    @property
    def space(self) -> str:
        """What the IRIs of the dataset begin with."""
        return self.iri.partition("{}")[0]


class Codes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A list of codes without IRIs; `property` is the ontology's, which carries the code as text."""

    id: str
    property: str
    title: str
    homepage: str
    licence: str | None = None


class Dataset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the graph is, whatever it holds."""

    title: Text
    description: Text
    rights: Text
    keywords: Keywords
    language: str
    place: str
    licence: str
    links_licence: str
    source: tuple[Source, ...]
    linkset: tuple[Linkset, ...]
    codes: tuple[Codes, ...]


@cache
def dataset() -> Dataset:
    return msgspec.toml.decode((files.ONTOLOGY / "dataset.toml").read_bytes(), type=Dataset)


def linkset(id: str) -> Linkset:
    """The linkset of this id; an id that is not there is a bug and raises `KeyError`."""
    return {each.id: each for each in dataset().linkset}[id]
