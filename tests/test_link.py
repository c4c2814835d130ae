"""What is the same across documents."""

import random

from kg import link
from kg.rdf import Reference


def directive(key: str, issued: str | None = None) -> Reference:
    return Reference("directive", key, f"directive/{key.removesuffix(f'@{issued}')}", number=key.partition("@")[0], issued=issued)


UNDATED = directive("09-NQ/TU@P01-current")
DATED = directive("09-NQ/TU@P01-current@2012-02-27", "2012-02-27")
LATER = directive("09-NQ/TU@P01-current@2017-05-01", "2017-05-01")


def test_a_directive_without_a_date_joins_the_only_dated_one() -> None:
    assert link.canonical([UNDATED, DATED, DATED]) == {UNDATED.node: DATED.node}


def test_two_dates_are_two_directives_and_say_nothing_of_the_one_without() -> None:
    assert link.canonical([UNDATED, DATED, LATER]) == {}


def test_alone_it_is_itself() -> None:
    assert link.canonical([]) == {}
    assert link.canonical([UNDATED]) == {}
    assert link.canonical([DATED]) == {}


def test_what_no_one_owns_joins_nothing() -> None:
    assert link.canonical([directive("09-NQ/TU@?a"), directive("09-NQ/TU@?a@2012-02-27", "2012-02-27")]) == {}


def test_other_kinds_are_what_their_key_says() -> None:
    body = Reference("body", "party_committee/D003", "body/party_committee/D003", names=("Quận ủy Tây Hồ",))
    assert link.canonical([body, body]) == {}


def test_the_order_does_not_matter() -> None:
    references = [UNDATED, DATED, DATED, UNDATED]
    for seed in range(5):
        random.Random(seed).shuffle(references)
        assert link.canonical(references) == {UNDATED.node: DATED.node}
