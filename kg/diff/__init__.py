"""What changed between two states of what is known: facts that appeared, vanished or read otherwise, by document and by rule.

A state is a release of a graph or a file of facts. Both are read in the order of their documents, so memory holds one document of each.
"""

from kg.diff.compare import CHANGES, KINDS, Change, Field, Summary, changes, compared, counterparts, summary
from kg.diff.sides import Side, opened
from kg.diff.write import FORMATS, told, write

__all__ = [
    "CHANGES", "FORMATS", "KINDS", "Change", "Field", "Side", "Summary", "changes", "compared", "counterparts", "opened", "summary", "told",
    "write",
]  # fmt: skip
