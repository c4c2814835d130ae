"""Periods and dates as days: what the words say, completed by the document's own date and the year it reports on."""

import calendar

from kg.lex import When
from kg.records import Period
from kg.resolve.home import Home, when_is_this_year


def _days(year: int, month: int, month_to: int | None = None) -> Period:
    last = month_to or month
    return Period(f"{year}-{month:02d}-01", f"{year}-{last:02d}-{calendar.monthrange(year, last)[1]:02d}")


def year(number: int) -> Period:
    return Period(f"{number}-01-01", f"{number}-12-31")


def day(when: When, home: Home) -> str | None:
    """The day of a date; a day and month without a year is the last such day not after the document's own."""
    if when.day is None or when.month is None:
        return None
    if when.year is not None:
        on = when.year
    elif home.on is None:
        if home.year is None:
            return None
        on = home.year
    else:
        on = int(home.on[:4])
        if f"{on}-{when.month:02d}-{when.day:02d}" > (home.on if home.dated is None else f"{on}-12-31"):
            on -= 1
    if when.day > calendar.monthrange(on, when.month)[1]:
        return None
    return f"{on}-{when.month:02d}-{when.day:02d}"


def period(when: When, home: Home, topic: int | None, term: Period | None, *, ahead: bool = False) -> Period | None:
    """The days of a period; `topic` is the year spoken of, `term` the last term named, for words that lean on them; `ahead`: of a plan."""
    own = int(home.on[:4]) if home.on and home.dated is None else None
    spoken = when.year or topic or home.year or own
    reads = when.reads
    if reads == "year" and when.year:
        return year(when.year)
    if reads in ("term", "years") and when.year and when.year_to:
        return Period(f"{when.year}-01-01", f"{when.year_to}-12-31")
    if reads == "span" and when.year and when.year_to and when.month and when.number and 1 <= when.number <= 12:
        return Period(f"{when.year}-{when.month:02d}-01", _days(when.year_to, when.number).end)
    if reads == "since" and when.year:
        return Period(f"{when.year}-01-01", None)
    if reads == "since-term":
        if term is None and own is not None:
            # Party terms run from congress to congress: 2010-2015, 2015-2020, 2020-2025 …
            first = own - own % 5
            return Period(f"{first}-01-01", f"{first + 5}-12-31")
        if (when.part or not ahead) and own is not None and term is not None and term.start and term.end and own <= int(term.start[:4]):
            # At a congress "the term that is over" is the one before the term named.
            length = int(term.end[:4]) - int(term.start[:4])
            return Period(f"{int(term.start[:4]) - length}-01-01", f"{term.start[:4]}-12-31")
        return term
    if reads == "since-month" and when.month:
        begun = when.year or (
            own if own is not None and home.on is not None and when.month <= int(home.on[5:7]) else own - 1 if own is not None else spoken
        )
        closed = home.on if own is not None and home.on is not None else None
        last = _days(own, int(closed[5:7])).end if own is not None and closed is not None else None
        return Period(f"{begun}-{when.month:02d}-01", last) if begun is not None else None
    if reads == "relative":
        if when.part in ("năm ngoái", "năm trước"):
            base = own or home.year
            return year(base - 1) if base else None
        if own is not None and (when.part == "năm" or when_is_this_year(when, home.on)):
            return year(own)
        if when.part == "năm qua":
            return year(home.year) if home.year else None
        if when.part == "năm nay" and home.year is not None:
            return year(home.year)
        return year(spoken) if spoken else None
    if reads == "first-years" and when.number and term is not None and term.start:
        return Period(term.start, f"{int(term.start[:4]) + when.number - 1}-12-31")
    if reads == "after" and when.number:
        if term is not None and term.start and term.end and int(term.end[:4]) - int(term.start[:4]) in (when.number, when.number - 1):
            first = int(term.start[:4])
            if ahead or own is None or int(term.end[:4]) <= own:
                return term
            if first >= own:
                # At a congress the term named is the one to come; the years that are over are those before it.
                return Period(f"{first - when.number}-01-01", f"{first}-12-31")
        if when.number == 1:
            return year(home.year) if home.year else None
        end = own or home.year or (int(term.start[:4]) if term is not None and term.start else None)
        # In December the year that ends is one of the five.
        late = own is not None and home.on is not None and home.on[5:7] == "12"
        return Period(f"{end - when.number + late}-01-01", f"{end}-12-31") if end else None
    if when.year is None and own is not None and reads in ("quarter", "quarters", "half", "months", "month", "months-range"):
        spoken = own if when.now or ahead else _last(when, own, home, topic)
    if spoken is None:
        return None
    if reads == "quarter" and when.part:
        first = 3 * int(when.part) - 2
        return _days(spoken, first, first + 2)
    if reads == "quarters" and when.number and 1 <= when.number <= 4:
        return _days(spoken, 1, 3 * when.number)
    if reads == "half":
        return _days(spoken, 7, 12) if when.part == "cuối" else _days(spoken, 1, 6)
    if reads == "months" and when.number and 1 <= when.number <= 12:
        return _days(spoken, 1, when.number)
    if reads == "months-range" and when.month and when.number and when.month <= when.number <= 12:
        return _days(spoken, when.month, when.number)
    if reads == "month" and when.month:
        return _days(spoken, when.month)
    return None


def _last(when: When, own: int, home: Home, topic: int | None) -> int:
    """The year of a part of a year that has none of its own: the one spoken of, else the last such part that was over when the document
    appeared, or nearly."""
    if topic is not None and topic <= own:
        return topic
    last = {
        "half": 6 if when.part != "cuối" else 12,
        "months": when.number or 12,
        "quarters": 3 * (when.number or 4),
        "months-range": when.number or 12,
        "month": when.month or 12,
        "quarter": 3 * int(when.part or 4) if when.reads == "quarter" else 12,
    }
    return own if last[when.reads] <= int((home.on or "0000-12")[5:7]) + 1 else own - 1


def as_of(when: When, home: Home, topic: int | None) -> str | None:
    """The closing day that a deadline names: a day, or the last of a month, a quarter, a half."""
    if when.reads in ("date", "day"):
        return day(when, home)
    found = period(when, home, topic, None)
    return found.end if found is not None else None


def within_one_year(found: Period) -> bool:
    return found.start is not None and found.end is not None and found.start[:4] == found.end[:4]


def whole_year(found: Period) -> bool:
    return (
        within_one_year(found)
        and found.start is not None
        and found.start.endswith("-01-01")
        and found.end is not None
        and found.end.endswith("-12-31")
    )
