"""Conditions that a rule's pattern cannot say: what must, and must not, stand around a match.

Which rule asks for which is data, `needs` and `unless` in `kg/vi/targets.toml`; what holds of every rule of a kind is in `anywhere`.
"""

from collections.abc import Sequence

from kg.lex import Token
from kg.relate.claim import State
from kg.relate.conditions import anywhere, before, bodies, counted, plans, present  # noqa: F401  # each registers what is in it
from kg.relate.conditions.registry import ALWAYS, NEEDS, UNLESS, forbidding, name_of, needed
from kg.relate.found import Condition, Found

__all__ = ["ALWAYS", "NEEDS", "UNLESS", "fits", "forbidding", "name_of", "needed", "refusing"]


def fits(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Whether a match may stand, by the words around it and what the text said before its sentence; not by other matches in it."""
    rule = found.rule
    if rule.holds is not None and not rule.holds(found, tokens, state):
        return False
    for forbids in rule.forbids:  # noqa: SIM110  # asked of every match: a generator costs more than most conditions
        if forbids(found, tokens, state):
            return False
    return True


def refusing(found: Found, tokens: Sequence[Token], state: State) -> Condition | None:
    """What keeps a match from standing: what its rule needs and does not hold, or what forbids it; None where it `fits`."""
    rule = found.rule
    if rule.holds is not None and not rule.holds(found, tokens, state):
        return rule.holds
    return next((forbids for forbids in rule.forbids if forbids(found, tokens, state)), None)
