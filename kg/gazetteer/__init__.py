"""Places as dated units, publishers and officials with their province: the reference data, and how Vietnamese writes it.

A name alone does not identify and neither does a GSO code: units are found by name, kind, date and the unit above them, and what stays
ambiguous is given back with all its candidates. Dates are YYYY-MM-DD; a unit is in force from `valid_from` to `valid_to`, both included.
Nothing is read before it is asked for, and communes only when a commune is.
"""

from kg.gazetteer.finding import committee_place, commune, district, find, guarded, names, province
from kg.gazetteer.officials import Office, offices_held, officials, period, province_of_official
from kg.gazetteer.publishers import province_of_publisher
from kg.gazetteer.spelling import kind_words, kinds, other_forms, words
from kg.gazetteer.succession import Succession, predecessors, province_today, successors, today
from kg.gazetteer.units import EVE_OF_REFORM, Unit, above, communes, in_force, province_of, unit, units

__all__ = [
    "EVE_OF_REFORM", "Office", "Succession", "Unit", "above", "committee_place", "commune", "communes", "district", "find", "guarded",
    "in_force", "kind_words", "kinds", "names", "offices_held", "officials", "other_forms", "period", "predecessors", "province",
    "province_of", "province_of_official", "province_of_publisher", "province_today", "successors", "today", "unit", "units", "words",
]  # fmt: skip
