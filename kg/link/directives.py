"""Which mentions of a number are one directive: forms with and without date, short and full, of one issuer."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from kg.fold import fold
from kg.link import scale
from kg.link.joins import Joins
from kg.link.judgement import Judgement
from kg.link.scale import judged
from kg.rdf import Reference

_KEY = re.compile(r"(?P<number>[^@]+)@(?P<scope>[^@]+)(?:@(?:\.\.(?P<until>\d{4}-\d{2})|(?P<day>\d{4}-\d{2}-\d{2})|(?P<term>[IVX]+)))?")
_SHORT = re.compile(r"(?P<kind>[a-z_]+)-(?P<digits>\d+\w?)")


@dataclass(frozen=True, slots=True)
class _Form:
    """One node of the block: a form in which a directive is cited. `first` and `last` are the days it can be of, None where nothing dates
    it; `until` is the month of the article then.
    """

    node: str
    number: str
    kind: str | None
    short: bool
    scope: str
    first: str | None
    last: str | None
    until: str | None

    @property
    def plain(self) -> str:
        return f"directive/{self.number}@{self.scope}"

    @property
    def counted(self) -> str:
        """One for all ways of writing a number: 09-NQ/TU, 9/NQ-TU."""
        return f"{'-'.join(re.findall(r'[^-/]+', fold(self.number))).lstrip('0')}@{self.scope}"


def decided(references: Iterable[Reference], decisions: Sequence[Judgement] = ()) -> tuple[dict[str, str], tuple[Judgement, ...]]:
    """{node: the node it is} of the nodes that are another, and the judgements; what no one owns (scope "?…") joins nothing.

    A form without a date is the dated one where only one date is known that is not after the article; where none is known, the forms of
    one term are one. Dates in two terms are two directives; two dates in one term stay two, for a person to look at.
    """
    forms = _forms(references)
    joins = Joins((form.node for form in forms), decisions)
    made: list[Judgement] = []

    def join(rule: str, one: _Form, other: _Form) -> None:
        if joins.group(one.node) != joins.group(other.node) and not joins.forbidden(one.node, other.node):
            joins.join(one.node, other.node)
            made.append(judged(rule, one.node, other.node, _said(one), _said(other)))

    def leave(rule: str, one: _Form, other: _Form) -> None:
        if joins.group(one.node) != joins.group(other.node) and not joins.settled(one.node, other.node):
            made.append(judged(rule, one.node, other.node, _said(one), _said(other)))

    owned = [form for form in forms if not form.scope.startswith("?")]
    dated = sorted((form for form in owned if form.first), key=lambda form: (form.first or "", form.short, form.node))
    for one, other in _pairs_of_a_day(dated):
        join("same-directive", one, other)
    undated: dict[str, list[_Form]] = {}
    for form in owned:
        if form.first is None:
            candidates = _distinct([d for d in dated if _fits(form, d)], joins)
            if len(candidates) == 1:
                join("one-candidate", form, candidates[0])
            elif candidates:
                for candidate in candidates:
                    leave("several-candidates", form, candidate)
            undated.setdefault(form.counted, []).append(form)
    loose = {number: [f for f in same if not any(_fits(f, d) for d in dated)] for number, same in undated.items()}
    for same in loose.values():
        terms = _by_terms(same)
        for one, other in [pair for forms in terms for pair in pairwise(forms)]:
            join("one-term", one, other)
        for one, other in pairwise([forms[-1] for forms in terms]):
            leave("other-terms", one, other)
    for one, other in _short_of_one(loose, joins):
        join("one-full-form", one, other)
    for one, other in pairwise(sorted(dated, key=lambda form: (form.counted, form.first or "", form.node))):
        if _same_number(one, other):
            leave("two-terms" if _terms_apart(one, other) else "two-dates", one, other)
    return _named(joins, forms, undated), tuple(made)


def _named(joins: Joins, forms: Sequence[_Form], undated: Mapping[str, Sequence[_Form]]) -> dict[str, str]:
    """The node that stands for each group: its best form; where none has a date, the number alone, if all without a date are in it."""
    by_node = {form.node: form for form in forms}
    whole = {number: len({joins.group(form.node) for form in same}) == 1 for number, same in undated.items()}
    found: dict[str, str] = {}
    for group in joins.groups():
        best = min((by_node[node] for node in group if node in by_node), key=_rank, default=None)
        if best is not None:
            name = best.plain if best.until and whole.get(best.counted) else best.node
            found |= {node: name for node in group if node != name}
    return found


def _rank(form: _Form) -> tuple[bool, bool, bool, str, str]:
    """With a date before without, with a day before a term, full before short, then the earliest."""
    return form.first is None, form.first != form.last, form.short, form.first or form.until or "", form.node


def _forms(references: Iterable[Reference]) -> list[_Form]:
    kinds: dict[str, set[str]] = {}
    keys: dict[str, str] = {}
    for reference in references:
        keys[reference.node] = reference.key
        kinds.setdefault(reference.node, set()).update([reference.directive_kind] if reference.directive_kind else ())
    found = []
    for node, key in sorted(keys.items()):
        match = _KEY.fullmatch(key)
        if match is None:
            continue
        number, day, term = match["number"], match["day"], match["term"]
        short = _SHORT.fullmatch(number)
        kind = short["kind"] if short else next(iter(kinds[node])) if len(kinds[node]) == 1 else None
        first, last = (day, day) if day else _central_term(term) if term else (None, None)
        found.append(_Form(node, number, kind, short is not None, match["scope"], first, last, match["until"]))
    return found


def _pairs_of_a_day(dated: Sequence[_Form]) -> Iterator[tuple[_Form, _Form]]:
    """Short and full forms of one day, and a form that gives only the term with the only day that lies in it."""
    for one in dated:
        others = [d for d in dated if d is not one and _same_number(one, d)]
        if one.short:
            full = [d for d in others if not d.short and d.first == one.first]
            if len(full) == 1:
                yield one, full[0]
        if one.first != one.last:
            within = [d for d in others if d.first == d.last and (one.first or "") <= (d.first or "") <= (one.last or "")]
            if len({d.first for d in within}) == 1:
                yield one, within[0]


def _distinct(candidates: Sequence[_Form], joins: Joins) -> list[_Form]:
    """Candidates that are not one already; of those that are, the first."""
    found: dict[str, _Form] = {}
    for candidate in candidates:
        found.setdefault(joins.group(candidate.node), candidate)
    return list(found.values())


def _same_number(one: _Form, other: _Form) -> bool:
    if one.scope != other.scope:
        return False
    if one.short == other.short:
        same = one.counted == other.counted
    else:
        same = _digits(one.number) == _digits(other.number) and one.kind is not None
        return same and one.kind == other.kind
    return same and (one.kind is None or other.kind is None or one.kind == other.kind)


def _digits(number: str) -> str:
    short = _SHORT.fullmatch(number)
    found = re.match(r"\d+[a-z]?", short["digits"] if short else number)
    return found[0].lstrip("0") if found else fold(number)


def _fits(form: _Form, candidate: _Form) -> bool:
    before = form.until is None or (candidate.first or "") <= f"{form.until}-31"
    return before and _same_number(form, candidate)


def _by_terms(forms: Iterable[_Form]) -> list[list[_Form]]:
    """Forms of one number of which no date is known, by the term of the articles; an article without a date goes with the only term."""
    terms: dict[str, list[_Form]] = {}
    for form in sorted(forms, key=lambda form: (form.until or "", form.node)):
        terms.setdefault(_term(form, form.until) if form.until else "", []).append(form)
    if len(terms) == 2 and "" in terms:
        timeless = terms.pop("")
        next(iter(terms.values())).extend(timeless)
    return [terms[term] for term in sorted(terms)]


def _short_of_one(loose: Mapping[str, Sequence[_Form]], joins: Joins) -> list[tuple[_Form, _Form]]:
    """Short forms without a date, each with the full form, where there is only one of its kind and number."""
    found = []
    for short in (form for same in loose.values() for form in same if form.short):
        full = _distinct([f for same in loose.values() for f in same if not f.short and _same_number(short, f)], joins)
        if len(full) == 1:
            found.append((short, full[0]))
    return found


@cache
def _central_term(term: str) -> tuple[str, str]:
    """First and last day of a term of the Central Committee; of one that is not in the table, days that fit nothing."""
    terms = scale.directives()["central"]
    names = list(terms)
    if term not in terms:
        return f"0001-01-{len(term):02}", "0001-02-01"
    following = names[names.index(term) + 1] if term != names[-1] else None
    return terms[term], terms[following] if following else "9999-12-31"


def _by_term(form: _Form) -> bool:
    code = re.split(r"[-/]", form.number)[-1]
    return form.short or code in scale.directives()["by_term"] or not re.search(r"[-/]", form.number)


def _term(form: _Form, day: str) -> str:
    """The term (or year, for numbers that are counted by year) of a day or month; congress months count to the term before."""
    if not day:
        return ""
    if not _by_term(form):
        return day[:4]
    if form.scope == "TW":
        return max((first for first in scale.directives()["central"].values() if first <= day), default="")
    return max((last for _, last in scale.directives()["local"] if last < day[:7]), default="")


def _terms_apart(one: _Form, other: _Form) -> bool:
    """Whether two days surely lie in two terms: not where either is of the months of congresses."""
    a, b = one.last or "", other.first or ""
    congresses = scale.directives()["local"]
    if one.scope != "TW" and _by_term(one) and any(first <= day[:7] <= last for first, last in congresses for day in (a, b)):
        return int(b[:4]) - int(a[:4]) > 5
    return _term(one, one.first or "") != _term(other, b)


def _said(form: _Form) -> str:
    when = form.first if form.first == form.last else f"{form.first} – {form.last}"
    if form.first is None:
        when = f"no date, cited until {form.until}" if form.until else "no date"
    return f"{form.number} ({form.scope}), {when}"
