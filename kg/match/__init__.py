"""What a name means among places, bodies, people, directives and enterprises: found without marks, decided with them."""

from kg.match.index import (
    WEIGHTS,
    Candidate,
    Entry,
    Feature,
    Index,
    Query,
    candidates,
    decided,
    fitting,
    index,
    interval,
    same_name,
    same_post,
    units_of,
)
from kg.match.pairs import Comparison, same, unit
from kg.match.places import places
from kg.match.readings import TYPES
from kg.match.readings import readings as readings_of

__all__ = [
    "TYPES", "WEIGHTS", "Candidate", "Comparison", "Entry", "Feature", "Index", "Query", "candidates", "decided", "fitting", "index",
    "interval", "places", "readings_of", "same", "same_name", "same_post", "unit", "units_of",
]  # fmt: skip
