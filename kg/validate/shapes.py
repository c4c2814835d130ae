"""The shapes of `ontology/shapes.ttl` as SPARQL over a whole store: for each constraint one question, which nodes break it.

pySHACL takes some 15 ms a document; the store answers these for a hundred thousand documents in minutes. What is read is the part of
SHACL Core that
the shapes use, with the meaning its recommendation gives it (https://www.w3.org/TR/shacl/, section 4); anything else in the file
raises `OntologyError`, so that no shape is passed over. The tests hold both ways to give the same.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, QuerySolutions, RdfFormat, Store

from kg import files
from kg.errors import OntologyError
from kg.rdf import JUDGEMENTS_GRAPH, LINKS_GRAPH, iri
from kg.rdf.iris import base_of
from kg.validate.beside import beside
from kg.validate.problem import Problem
from kg.vocabulary import CT, RDF

SH = "http://www.w3.org/ns/shacl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
NIL = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"
_Node = NamedNode | BlankNode

# What says where a shape applies and how it is told, and constrains nothing.
_ABOUT = {"targetClass", "targetSubjectsOf", "path", "property", "message", "severity"}


@dataclass(frozen=True, slots=True)
class Constraint:
    """A question whose rows (`?this`, and `?value` where a value is to blame) are nodes that break one constraint of a shape.

    They are to be kept where the shape is of them: where they have one of the `aims`, a property with a value or with any.
    """

    shape: str
    component: str
    severity: str
    vi: str
    en: str
    sparql: str
    aims: tuple[tuple[NamedNode, NamedNode | None], ...]


def malformed(store: Store, *, progress: Callable[[str, int, int], None] | None = None) -> Iterator[Problem]:
    """What breaks a shape anywhere in the default graph, and of judgements in the graphs that hold them."""
    asked = constraints()
    for number, found in enumerate(beside([partial(broken_by, store, constraint) for constraint in asked])):
        if progress:
            progress("check", number, len(asked))
        yield from found


def broken_by(store: Store, constraint: Constraint) -> list[Problem]:
    """What breaks one constraint, in the order in which the store gives it."""
    of_judgements = any(aim is not None and aim.value == CT.Judgement for _, aim in constraint.aims)
    # Each judgement stands in one of the two, so that nothing counts twice.
    base = base_of(store)
    judgements: list[NamedNode | BlankNode | DefaultGraph] = [NamedNode(iri(graph, base=base)) for graph in (JUDGEMENTS_GRAPH, LINKS_GRAPH)]
    solutions = store.query(constraint.sparql, default_graph=judgements) if of_judgements else store.query(constraint.sparql)
    assert isinstance(solutions, QuerySolutions)
    found = []
    for solution in solutions:
        node, value = solution["this"], solution["value"]
        assert isinstance(node, _Node)
        if not any(any(store.quads_for_pattern(node, predicate, aim, None)) for predicate, aim in constraint.aims):
            continue
        found.append(
            Problem(
                document=None,
                node=str(node) if isinstance(node, BlankNode) else node.value,
                what=f"shape/{constraint.shape}",
                severity=constraint.severity,
                vi=constraint.vi,
                en=constraint.en,
                printed=None if value is None else getattr(value, "value", str(value)),
            )
        )
    return found


@cache
def constraints(path: Path = files.ONTOLOGY / "shapes.ttl") -> tuple[Constraint, ...]:
    """Every constraint of a file of shapes, in the order of the shapes' names."""
    shapes = _Shapes(path)
    return tuple(sorted(shapes.constraints(), key=lambda found: (found.shape, found.component, found.sparql)))


class _Shapes:
    """One file, as the triples it holds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = Store()
        try:
            self.store.load(path=str(path), format=RdfFormat.TURTLE)
        except (OSError, SyntaxError) as error:
            raise OntologyError(f"{path} cannot be read: {error}") from error

    def constraints(self) -> Iterator[Constraint]:
        aims: dict[_Node, set[tuple[NamedNode, NamedNode | None]]] = {}
        for name in ("targetClass", "targetSubjectsOf"):
            for quad in self.store.quads_for_pattern(None, NamedNode(SH + name), None, None):
                assert isinstance(quad.subject, _Node)
                assert isinstance(quad.object, NamedNode)
                aim = (NamedNode(RDF.type), quad.object) if name == "targetClass" else (quad.object, None)
                for shape in (quad.subject, *self.nodes(quad.subject, "property")):
                    aims.setdefault(shape, set()).add(aim)
        if not aims:
            raise OntologyError(f"{self.path}: no shape says what it is of (sh:targetClass, sh:targetSubjectsOf)")
        for shape, found in aims.items():
            focus = tuple(sorted(found, key=str))
            messages = {m.language: m.value for m in self.values(shape, "message") if isinstance(m, Literal)}
            severity = next((str(value.value).rpartition("#")[2].lower() for value in self.values(shape, "severity")), "violation")
            for component, where in self.broken(shape, focus):
                yield Constraint(
                    str(shape.value).rpartition("/")[2], component, severity, messages.get("vi", ""), messages.get("en", ""),
                    f"SELECT ?this ?value WHERE {{ {where} }}", focus,
                )  # fmt: skip

    def broken(self, shape: _Node, aims: tuple[tuple[NamedNode, NamedNode | None], ...]) -> Iterator[tuple[str, str]]:
        """For each constraint of a shape its name and what the nodes fit that break it.

        The store looks one node up in some microseconds and reads on in a fraction of that, so each pattern reads one property from end
        to end
        and joins by hashing (MINUS, groups, subselects); whether the shape is of a node is asked of the few that remain.
        """
        path = next(iter(self.values(shape, "path")), None)
        every = " UNION ".join(f"{{ ?this {predicate} {aim or '?aim'} }}" for predicate, aim in aims)
        reach = f"?this {path} ?value ."
        for name, given in self.given(shape):
            if name in ("or", "xone"):
                held = [self.held(member) for member in self.members(given)]
                failed = f"!({' || '.join(held)})" if name == "or" else f"({' + '.join(f'IF({one}, 1, 0)' for one in held)}) != 1"
                yield name, f"{every} FILTER({failed})"
            elif path is None:
                if (name, given) != ("nodeKind", NamedNode(SH + "IRI")):
                    raise self.unknown(shape, name)
                yield name, f"{every} FILTER(!isIRI(?this))"
            elif name == "minCount" and _number(given) == 1:
                yield name, f"{every} MINUS {{ ?this {path} ?any }}"
            elif name == "maxCount" and (most := _number(given)) is not None:
                yield name, f"{{ SELECT ?this {{ {reach} }} GROUP BY ?this HAVING(COUNT(?value) > {most}) }}"
            elif name == "hasValue":
                yield name, f"{every} MINUS {{ ?this {path} {given} }}"
            elif name == "class":
                yield name, f"{reach} MINUS {{ ?value a {given} }}"
            elif name in ("lessThan", "lessThanOrEquals"):
                sign = "<" if name == "lessThan" else "<="
                both = f"{{ SELECT ?this ?value {{ {reach} }} }} {{ SELECT ?this ?other {{ ?this {given} ?other }} }}"
                yield name, f"{both} FILTER(!COALESCE(?value {sign} ?other, false))"
            else:
                yield name, f"{reach} FILTER({self.wrong(shape, name, given)})"

    def wrong(self, shape: _Node, name: str, given: object) -> str:
        """An expression that is true of a `?value` which breaks a constraint by itself."""
        match name:
            case "nodeKind" if given == NamedNode(SH + "IRI"):
                return "!isIRI(?value)"
            case "datatype" if given == NamedNode(XSD + "string"):
                return f"!COALESCE(DATATYPE(?value) = {given}, false)"
            case "datatype":
                # A literal that is not of the form its type asks for is not of the type: the cast fails.
                return f"!COALESCE(DATATYPE(?value) = {given} && STRLEN(STR({given}(STR(?value)))) > 0, false)"
            case "pattern":
                return f"isBlank(?value) || !REGEX(STR(?value), {given})"
            case "minLength":
                return f"isBlank(?value) || STRLEN(STR(?value)) < {given}"
            case "minInclusive":
                return f"!COALESCE(?value >= {given}, false)"
            case "maxInclusive":
                return f"!COALESCE(?value <= {given}, false)"
            case "in":
                return f"!({' || '.join(f'sameTerm(?value, {member})' for member in self.members(given))})"
        raise self.unknown(shape, name)

    def held(self, shape: _Node) -> str:
        """An expression that is true where `?this` breaks no constraint of a shape that stands inside another."""
        path = next(iter(self.values(shape, "path")), None)
        parts = []
        for name, given in self.given(shape):
            if path is None:
                raise self.unknown(shape, name)
            if name == "minCount" and _number(given) == 1:
                parts.append(f"EXISTS {{ ?this {path} ?any }}")
            elif name == "maxCount" and _number(given) == 1:
                parts.append(f"NOT EXISTS {{ ?this {path} ?one, ?other . FILTER(!sameTerm(?one, ?other)) }}")
            elif name == "hasValue":
                parts.append(f"EXISTS {{ ?this {path} {given} }}")
            else:
                parts.append(f"NOT EXISTS {{ ?this {path} ?value . FILTER({self.wrong(shape, name, given)}) }}")
        return f"({' && '.join(parts)})"

    def given(self, shape: _Node) -> list[tuple[str, object]]:
        """The constraints of a shape by name and value, in the order of their text."""
        found = []
        for quad in self.store.quads_for_pattern(shape, None, None, None):
            predicate = quad.predicate.value
            if predicate.startswith(SH):
                if predicate.removeprefix(SH) not in _ABOUT:
                    found.append((predicate.removeprefix(SH), quad.object))
            elif predicate != RDF.type:
                raise self.unknown(shape, predicate)
        return sorted(found, key=lambda pair: (pair[0], str(pair[1])))

    def unknown(self, shape: _Node, name: str) -> OntologyError:
        return OntologyError(
            f"{self.path}: shape {shape.value} has '{name}' in a way that is not read here; write it otherwise or teach kg/validate/shapes.py"  # noqa: E501
        )

    def values(self, shape: _Node, name: str) -> list[NamedNode | BlankNode | Literal]:
        return [
            quad.object
            for quad in self.store.quads_for_pattern(shape, NamedNode(SH + name), None, None)
            if isinstance(quad.object, NamedNode | BlankNode | Literal)
        ]

    def nodes(self, shape: _Node, name: str) -> list[_Node]:
        return [value for value in self.values(shape, name) if isinstance(value, _Node)]

    def members(self, items: object) -> list[_Node]:
        """The members of an RDF list."""
        found: list[_Node] = []
        while isinstance(items, _Node) and items.value != NIL:
            parts = {quad.predicate.value.rpartition("#")[2]: quad.object for quad in self.store.quads_for_pattern(items, None, None, None)}
            found.append(parts["first"])  # type: ignore[arg-type]  # a literal is fine where it is only printed
            items = parts["rest"]
        return found


def _number(value: object) -> int | None:
    return int(value.value) if isinstance(value, Literal) and value.value.isdecimal() else None
