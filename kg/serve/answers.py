"""What is meant by a query, and what is known of an entity: the answers of the service, before they are written in either version."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pyoxigraph import Store

from kg import entities, gazetteer, match
from kg.entities import PROPERTIES, TYPES, Link, Value
from kg.errors import MatchError
from kg.fold import fold, without_marks
from kg.match import Candidate, Entry, Feature, Index, Query
from kg.rdf.iris import BASE
from kg.serve.queries import Asked, Condition

# Conditions that the matching itself weighs; the others are compared with an entity's values.
_WEIGHED = {"within": "within", "province": "within", "date": "on", "level": "level", "post": "post", "issuer": "post"}


@dataclass(frozen=True, slots=True)
class Service:
    """A release and the index over it; `prefixes` are folded names without marks, sorted, each with the id of its entity."""

    store: Store
    index: Index
    prefixes: tuple[tuple[str, str], ...]
    base: str = BASE
    release: int = 0


def service(store: Store, *, base: str = BASE, release: int = 0) -> Service:
    """The service of a release; reads every shared node once."""
    index = match.index(entities.entries(store, base=base), places=match.places())
    named = {(_plain(name), entry.id) for entry in _everything(index) for name in _suggested(entry)}
    return Service(store, index, tuple(sorted(named)), base, release)


def _everything(index: Index) -> Iterator[Entry]:
    for part in index.parts.values():
        yield from part.entries


def _suggested(entry: Entry) -> Iterator[str]:
    yield from entry.names
    if entry.type == "Place" and entry.unit:
        yield gazetteer.unit(entry.unit).name


def _plain(text: str) -> str:
    return " ".join(without_marks(text).split())


def entity(service: Service, id: str) -> Entry | None:
    """The entity of an id or IRI."""
    known = id.removeprefix(service.base)
    return service.index.by_id.get(known) or match.places().by_id.get(known)


# --- matching


def candidates(service: Service, asked: Asked) -> list[Candidate]:
    """The candidates of one query, best first.

    A type that is not known, a date or level that cannot be read raise MatchError; a property that is not known speaks for nothing, and
    excludes everything where the query requires it.
    """
    types = [type for wanted in asked.types for type in _known_types(wanted)] or list(match.TYPES)
    found: dict[str, Candidate] = {}
    for id in (*asked.ids, *asked.names):
        entry = entity(service, id)
        if entry and entry.type in types:
            found[entry.id] = Candidate(entry, 1.0, (Feature("id", 1.0, 1.0),), True)
    if not found:
        for name in asked.names:
            for type in dict.fromkeys(types):
                for candidate in _named(service, name, type, asked.conditions):
                    old = found.get(candidate.entry.id)
                    if old is None or candidate.score > old.score:
                        found[candidate.entry.id] = candidate
    if not asked.names and not asked.ids:
        found = {candidate.entry.id: candidate for candidate in _by_conditions(service, types, asked.conditions)}
    kept = [
        compared
        for candidate in found.values()
        if (compared := _compared(service, candidate, asked.conditions)) is not None
    ]  # fmt: skip
    if sum(candidate.match for candidate in kept) > 1:
        # The same name is a place and a body, or several names were given: nobody can tell which is meant.
        kept = [replace(candidate, match=False) for candidate in kept]
    kept.sort(key=lambda candidate: (-candidate.match, -candidate.score, candidate.entry.id))
    return kept[: asked.limit]


def _known_types(wanted: str) -> tuple[str, ...]:
    """A type with those below it; of a type that this service does not have nothing is found."""
    if wanted not in TYPES:
        return ("",)
    return (wanted, *(type.id for type in TYPES.values() if type.broader == wanted))


def _named(service: Service, name: str, type: str, conditions: tuple[Condition, ...]) -> Iterator[Candidate]:
    if type not in match.TYPES:
        return
    queries = [Query(name, type)]
    for one in conditions:
        part = _WEIGHED.get(one.property)
        if part is None or one.quantifier == "none" or not any(value.strip() for value in one.values):
            continue
        values = [value for value in one.values if value.strip()]
        if part == "within":
            chosen = [tuple(values)] if one.quantifier == "all" else [(value,) for value in values]
            queries = [replace(query, within=(*query.within, *some)) for query in queries for some in chosen]
        elif type == "Official" or part != "post" or type == "Directive":
            queries = [_with(query, part, value) for query in queries for value in values]
    for query in queries[:_MOST_WAYS]:
        yield from match.candidates(service.index, query, limit=None)


def _with(query: Query, part: str, value: str) -> Query:
    match part:
        case "on":
            return replace(query, on=value)
        case "level":
            return replace(query, level=value)
    return replace(query, post=value)


# A query with several values for several properties is tried in each combination, but not without end.
_MOST_WAYS = 32


def _by_conditions(service: Service, types: list[str], conditions: tuple[Condition, ...]) -> Iterator[Candidate]:
    """Entities that have all the values asked for, where no name is given."""
    if not all(one.property in PROPERTIES for one in conditions):
        return
    for type in dict.fromkeys(types):
        if type in match.TYPES:
            for entry in service.index.parts[type].entries:
                if all(type in PROPERTIES[one.property].types and _agrees(service, entry, one) for one in conditions):
                    yield Candidate(entry, 1.0, (), False)


def _compared(service: Service, candidate: Candidate, conditions: tuple[Condition, ...]) -> Candidate | None:
    """A candidate with a feature for each condition that the matching did not weigh; None where a required one fails."""
    extra: list[Feature] = []
    for one in conditions:
        weighed = one.property in _WEIGHED and one.quantifier != "none"
        if not one.required and (weighed or one.property not in PROPERTIES):
            continue
        agrees = one.property in PROPERTIES and _agrees(service, candidate.entry, one)
        if one.required and not agrees:
            return None
        if not weighed and candidate.entry.type in PROPERTIES[one.property].types:
            extra.append(Feature(one.property, float(agrees), 0.0))
    if not extra:
        return candidate
    weight = 0.1
    share = weight * len(extra)
    score = (candidate.score + weight * sum(feature.value for feature in extra)) / (1 + share)
    features = tuple(
        Feature(feature.id, feature.value, round((feature.contribution if old else weight * feature.value) / (1 + share), 4))
        for old, group in ((True, candidate.features), (False, extra))
        for feature in group
    )
    return Candidate(candidate.entry, round(score, 4), features, candidate.match and all(feature.value for feature in extra))


def _agrees(service: Service, entry: Entry, condition: Condition) -> bool:
    told = [_is(service, entry, condition.property, value) for value in condition.values]
    return {"any": any(told), "all": all(told), "none": not any(told)}[condition.quantifier]


def _is(service: Service, entry: Entry, property: str, value: str) -> bool:
    if property in ("within", "province"):
        units = match.units_of(service.index, value)
        return bool(units & entry.above) or entry.unit in units
    if property == "date":
        days = match.interval(value)
        return not (entry.valid_from and entry.valid_from > days[1]) and not (entry.valid_to and entry.valid_to < days[0])
    if property in ("post", "issuer"):
        return any(match.same_post(value, held) for held in entry.posts)
    wanted = fold(" ".join(value.split()))
    for known in values(service, entry, property):
        said = (known.id, known.name) if isinstance(known, Link) else (str(known),)
        if wanted in (fold(text) for text in said) or value.removeprefix(service.base) in said:
            return True
    return False


# --- suggesting


def suggested(service: Service, prefix: str, *, skip: int = 0, limit: int = 10) -> list[Entry]:
    """Entities whose name begins so, marks or not, or whose id this is; names written exactly so come first."""
    exact = entity(service, prefix.strip())
    found: dict[str, Entry] = {exact.id: exact} if exact else {}
    wanted = _plain(prefix)
    hits: list[tuple[bool, str, str]] = []
    for at in range(bisect_left(service.prefixes, (wanted, "")), len(service.prefixes)):
        name, id = service.prefixes[at]
        if not name.startswith(wanted) or len(hits) >= _MOST_SUGGESTED:
            break
        entry = entity(service, id)
        if entry:
            hits.append((not any(fold(known).startswith(fold(prefix)) for known in _suggested(entry)), name, id))
    for _, _, id in sorted(hits):
        entry = entity(service, id)
        if entry:
            found.setdefault(id, entry)
    return list(found.values())[skip : skip + limit]


_MOST_SUGGESTED = 2000


def suggested_types(prefix: str) -> list[entities.Type]:
    wanted = _plain(prefix)
    return [type for type in TYPES.values() if wanted in _plain(f"{type.id} {type.name} {type.description}")]


def suggested_properties(prefix: str) -> list[entities.Property]:
    wanted = _plain(prefix)
    found = [one for one in PROPERTIES.values() if wanted in _plain(f"{one.id} {one.name} {one.description}")]
    return sorted(found, key=lambda one: not one.matches)


# --- extending


def proposed(type: str | None, limit: int | None) -> list[entities.Property]:
    """The properties that entities of a type, or of any, can have."""
    if type and type not in TYPES:
        raise MatchError(f"no type '{type}'; there are: {', '.join(TYPES)}")
    return [one for one in PROPERTIES.values() if not type or type in one.types][:limit]


def values(service: Service, entry: Entry, property: str) -> list[Value | Link]:
    return entities.values(service.store, entry, property, base=service.base)
