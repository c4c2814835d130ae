"""Links of administrative units, by the ids that the reference data gives them."""

from collections import Counter
from collections.abc import Iterator

from kg import gazetteer
from kg.gazetteer import Unit
from kg.link.datasets import Linkset, dataset
from kg.link.judgement import Judgement


def place_links() -> Iterator[Judgement]:
    """Every id of every province and district, in the order of the datasets and units.

    No score: the reference data says which sources agree, not how sure they are.
    """
    for linkset in dataset().linkset:
        if linkset.field is not None:
            found = [(unit, id) for unit in gazetteer.units() if (id := getattr(unit, linkset.field))]
            bearers = Counter(id for _, id in found)
            for unit, id in found:
                yield _link(linkset, unit, id, bearers[id])


def _link(linkset: Linkset, unit: Unit, id: str, bearers: int) -> Judgement:
    agreed = linkset.agreed is not None and getattr(unit, linkset.agreed.field) == linkset.agreed.value
    grounds = [f"{linkset.title} id {id} of {unit.label} ({unit.unit_id}) in the reference data"]
    grounds.append("two independent sources agree" if agreed else "by one source")
    if bearers > 1:
        # An exact match is transitive: it would make one unit of a province before and after a change.
        grounds.append(f"{bearers} units, of different times, have this id")
    return Judgement(
        subject=f"place/{unit.unit_id}",
        relation="exactMatch" if agreed and bearers == 1 else "closeMatch",
        object=linkset.address(id),
        verdict="positive",
        by=f"rule:{linkset.id}-id",
        evidence=tuple(grounds),
        source=linkset.homepage,
        licence=linkset.licence,
        taken=linkset.taken,
    )
