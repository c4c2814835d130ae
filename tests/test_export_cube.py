"""The Data Cube keeps the integrity constraints of its specification (https://www.w3.org/TR/vocab-data-cube/#wf), each a file in `cube/`.

What the specification's normalisation would add is in the file already, so they are asked of the file as it is.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, Store
from small_graph import store

from kg import export

CONSTRAINTS = sorted((Path(__file__).parent / "cube").glob("ic-*.rq"))
PREFIXES = """
    PREFIX qb: <http://purl.org/linked-data/cube#> PREFIX ct: <https://w3id.org/chitieu/ns#> PREFIX cube: <https://w3id.org/chitieu/cube#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX owl: <http://www.w3.org/2002/07/owl#>
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cube") / "small.cube.ttl"
    export.write(store(), path)
    return path


@pytest.fixture
def cube(written: Path) -> Store:
    held = Store()
    held.bulk_load(path=str(written), format=RdfFormat.TURTLE)
    return held


def broken(cube: Store) -> set[str]:
    return {path.stem for path in CONSTRAINTS if cube.query(path.read_text(encoding="utf-8"))}


def test_all_constraints_are_there_and_hold(cube: Store) -> None:
    assert [path.stem for path in CONSTRAINTS] == [f"ic-{number:02}" for number in range(1, 22)]
    assert broken(cube) == set()


FIRST = "{ SELECT ?o { ?o a qb:Observation } ORDER BY ?o LIMIT 1 }"
HIERARCHY = (
    "cube:indicator qb:codeList cube:list . cube:list a qb:HierarchicalCodeList ; qb:hierarchyRoot cube:root ; qb:parentChildProperty "
)


@pytest.mark.parametrize(
    ("update", "constraint"),
    [
        (f"DELETE {{ ?o qb:dataSet ?set }} WHERE {{ {FIRST} ?o qb:dataSet ?set }}", 1),
        ("INSERT DATA { cube:planned qb:structure cube:achieved-structure }", 2),
        ("DELETE DATA { ct:percent a qb:MeasureProperty }", 3),
        ("DELETE WHERE { cube:period rdfs:range ?range }", 4),
        ("DELETE WHERE { cube:indicator qb:codeList ?list }", 5),
        ("INSERT DATA { cube:component-period qb:componentRequired false }", 6),
        ("INSERT DATA { cube:key a qb:SliceKey }", 7),
        ("INSERT DATA { cube:key a qb:SliceKey ; qb:componentProperty ct:title . cube:planned-structure qb:sliceKey cube:key }", 8),
        ("INSERT DATA { cube:slice a qb:Slice }", 9),
        ("INSERT DATA { cube:slice a qb:Slice ; qb:sliceStructure cube:key . cube:key qb:componentProperty cube:period }", 10),
        (f"DELETE {{ ?o cube:scope ?scope }} WHERE {{ {FIRST} ?o cube:scope ?scope }}", 11),
        (f"INSERT {{ cube:twin ?property ?value }} WHERE {{ {FIRST} ?o ?property ?value }}", 12),
        (
            "DELETE DATA { cube:component-asOf qb:componentRequired false }; INSERT DATA { cube:component-asOf qb:componentRequired true }",
            13,
        ),
        ("DELETE DATA { cube:planned-structure qb:component cube:component-measureType }; DELETE WHERE { ?o ct:planned ?value }", 14),
        (f"DELETE {{ ?o ?measure ?value }} WHERE {{ {FIRST} ?o qb:measureType ?measure ; ?measure ?value }}", 15),
        (
            "INSERT { ?o ct:percent 1 } WHERE { { SELECT ?o { ?o qb:measureType ct:planned } ORDER BY ?o LIMIT 1 } };"
            " INSERT DATA { cube:planned-structure qb:component cube:component-percent }",
            16,
        ),
        ("INSERT DATA { cube:planned-structure qb:component cube:component-percent }", 17),
        (f"INSERT {{ cube:other qb:slice cube:slice . cube:slice qb:observation ?o }} WHERE {{ {FIRST} }}", 18),
        ("DELETE WHERE { ?indicator skos:inScheme ct:indicators }", 19),
        (f"INSERT DATA {{ {HIERARCHY} skos:narrower }}", 20),
        (f"INSERT DATA {{ {HIERARCHY} cube:down . cube:down owl:inverseOf skos:broader }}", 21),
    ],
)
def test_each_constraint_finds_what_breaks_it(cube: Store, update: str, constraint: int) -> None:
    cube.update(PREFIXES + update)
    assert f"ic-{constraint:02}" in broken(cube)


def test_rdflib_reads_each_figure_as_an_observation(written: Path) -> None:
    theirs = rdflib.Graph().parse(written)
    figures = sum(
        1
        for name in ("planned", "plannedMin", "plannedMax", "achieved", "percent")
        for _ in store().query(f"SELECT ?claim {{ ?claim a ct:Claim ; ct:{name} ?value }}", prefixes={"ct": "https://w3id.org/chitieu/ns#"})
    )
    qb = rdflib.Namespace("http://purl.org/linked-data/cube#")
    assert len(set(theirs.subjects(rdflib.RDF.type, qb.Observation))) == figures > 15
    assert rdflib.Literal("Quận ủy Tây Hồ") in set(theirs.objects(None, rdflib.RDFS.label))
    answers: Callable[[str], list[object]] = lambda text: list(theirs.query(PREFIXES + text))  # noqa: E731
    rows = answers(
        "SELECT ?value { ?o qb:dataSet cube:achieved ; ct:achieved ?value ; cube:period '2020-01-01/2020-12-31' ; cube:scope '_T' ;"
        " cube:organisation/rdfs:label 'Quận ủy Tây Hồ' }"
    )
    assert [int(row[0]) for row in rows] == [2]  # type: ignore[index, call-overload]
