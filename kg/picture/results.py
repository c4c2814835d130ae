"""What came of targets, as the questions `ranking` and `plan-unknown` answer it: the rows that pictures of results are drawn from."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Store

from kg import query
from kg.picture import page
from kg.picture.asked import Record, records

QUESTIONS = ("ranking", "plan-unknown")
UNKNOWN = {"en": "not known", "vi": "không rõ"}


@dataclass(frozen=True, slots=True)
class Result:
    """A row of an answer: what one target of one body came to. `attainment` is percent of the plan, None where that cannot be told."""

    claim: str
    body: str
    organisation: str
    indicator: str
    year: int | None
    about: str
    attainment: float | None
    achieved: query.Value
    planned: query.Value
    status: str | None
    document: str
    least: query.Value = None
    most: query.Value = None

    def figure(self, language: str) -> str:
        """What was reached of what was planned, as far as it is told: `2 / 6`, `0 / ?`."""
        if self.achieved is None and self.planned is None:
            return ""
        return f"{page.number(self.achieved, language)} / {page.plan(self.planned, self.least, self.most, language)}"


def results(store: Store, values: Mapping[str, object], language: str) -> tuple[list[Result], int]:
    """Each target once, those whose attainment is known, highest first, then those of which only met or missed is known; and of how
    many rows.
    """
    found: dict[tuple[object, ...], Result] = {}
    rows = [record for name in QUESTIONS for record in records(store, (name, values), language)]
    bodies: dict[object, set[object]] = {}
    for record in rows:
        bodies.setdefault(record["organisation"], set()).add(record["body"])
    homes = _homes(store) if any(len(same) > 1 for same in bodies.values()) else {}
    for record in rows:
        organisation = str(record["organisation"] or UNKNOWN[language])
        home = homes.get(str(record["body"]))
        if len(bodies[record["organisation"]]) > 1 and home:
            organisation = f"{organisation} ({home})"
        attainment = record.get("attainment", record["percent"])
        result = Result(
            claim=str(record["claim"]),
            body=str(record["body"] or ""),
            organisation=organisation,
            indicator=str(record["indicator_label"] or ""),
            year=record["year"] if isinstance(record["year"], int) else None,
            about=", ".join(part for part in (scope(record["scope"], language), period(record), _as_of(record, language)) if part),
            attainment=float(attainment) if isinstance(attainment, int | float) else None,
            achieved=record["achieved"],
            planned=record.get("planned"),
            status=status(record["status"]),
            document=str(record["document"]),
            least=record["planned_min"],
            most=record["planned_max"],
        )
        # Whose target it is; what several documents say of one body without a plan is one line, as long as they say the same.
        key = (record["body"] or record["claim"], record["indicator"], record["scope"], record["period_start"], record["period_end"])
        if key in found and found[key].attainment is not None:
            continue
        same = (*key, result.attainment, result.achieved, result.status)
        found.setdefault(key if result.attainment is not None else same, result)
    return list(found.values()), len(rows)


def _homes(store: Store) -> dict[str, str]:
    """The province of each body."""
    body = query.question("who-said-what-about").parameter("body")
    return {choice.value.value: choice.detail for choice in query.choices(store, body) if choice.detail is not None}


def status(value: query.Value) -> str | None:
    return value if isinstance(value, str) and value in page.STATUSES else None


# The parts that have a name of their own; what else a text calls a part stands as it does there.
SCOPES = {"enterprises": {"en": "enterprises", "vi": "doanh nghiệp"}}
AS_OF = {"en": "as of {}", "vi": "đến {}"}


def scope(part: query.Value, language: str) -> str:
    """The part of a target in words."""
    return SCOPES.get(str(part), {}).get(language) or str(part or "")


def _as_of(record: Record, language: str) -> str:
    """The day up to which a figure counts, where that is before the end of its period."""
    day, end = str(record["as_of"] or ""), str(record["period_end"] or "")
    return AS_OF[language].format(page.day(day, language)) if day and day < (end or "9999") else ""


def period(record: Record) -> str:
    """The period where it is not simply the year."""
    start, end = str(record["period_start"] or ""), str(record["period_end"] or "")
    if (start[4:], end[4:]) == ("-01-01", "-12-31"):
        return "" if start[:4] == end[:4] else f"{start[:4]}–{end[:4]}"
    return f"{start or '…'} – {end or '…'}" if start or end else ""


def counts(found: Sequence[Result], language: str) -> str:
    """`24 targets: 8 exceeded, 3 met, 13 missed`"""
    tally = Counter(result.status for result in found)
    parts = [f"{tally[status]} {page.STATUS_WORDS[language][status]}" for status in page.STATUSES if tally[status]]
    what = "chỉ tiêu" if language == "vi" else "target" if len(found) == 1 else "targets"
    return f"{page.number(len(found), language)} {what}: {', '.join(parts)}"


def legend(found: Sequence[Result], language: str) -> list[tuple[str | None, str]]:
    present = {result.status for result in found}
    return [(status, page.STATUS_WORDS[language][status]) for status in page.STATUSES if status in present]
