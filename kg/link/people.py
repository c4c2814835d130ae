"""Which notices of one name are one person: by post, body and time, or because reference data know them; never by the name alone.

Work is near-linear in the notices of a name. What can join is found by looking up post, body and place, and comparing what follows each
other in time there; what stays apart is compared with so many of its nearest in time (`neighbours` in `scale.toml`), not with all.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise

from kg import gazetteer
from kg.fold import fold, slug, without_marks
from kg.link import scale
from kg.link.joins import Joins
from kg.link.judgement import Judgement
from kg.link.scale import judged
from kg.rdf import Reference, past, province_of, unit_in_key

_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class _Post:
    """A post as shown; `title` is folded, without the words that say it is past. `body` is None where the text does not tell which."""

    title: str
    body: str | None
    former: bool
    printed: str


@dataclass(frozen=True, slots=True)
class _Notice:
    """One node: a name with its posts, shown between two days (ordinals; None where nothing dates it). `exact` is true where each
    document has a day of its own, `page` is that of the known official.
    """

    node: str
    name: str
    spelt: str
    marked: bool
    posts: tuple[_Post, ...]
    first: int | None
    last: int | None
    exact: bool
    page: str | None

    @property
    def said(self) -> str:
        days = [date.fromordinal(day).isoformat() for day in dict.fromkeys((self.first, self.last)) if day]
        posts = ", ".join(dict.fromkeys(post.printed for post in self.posts))
        return f"{self.name}: {posts or 'no post'}; {' – '.join(days) or 'no date'}"


@dataclass(frozen=True, slots=True)
class _Span:
    """The days on which a group of notices is shown in one body or place, and the notices at either end."""

    first: int
    last: int
    begins: _Notice
    ends: _Notice
    titles: frozenset[str]


def decided(references: Iterable[Reference], decisions: Sequence[Judgement] = ()) -> tuple[dict[str, str], tuple[Judgement, ...]]:
    """{node: the node it is} of the nodes that are another, and the judgements. A group is called by its earliest node."""
    notices = _notices(references)
    people = _People(notices, decisions)
    for rule, one, other in sorted(_sure(notices), key=lambda link: (-scale.rules()[link[0]].score, link[1].node, link[2].node)):
        people.join(rule, one, other)
    people.join_careers("same-body", "same-body-apart", lambda post: post.body)
    people.join_careers("same-place", "same-place-at-once", _place)
    people.join_successors()
    people.join_unmarked()
    people.compare()
    same: dict[str, str] = {}
    for group in people.groups():
        same |= {notice.node: group[0].node for notice in group[1:]}
    return same, tuple(people.made)


class _People:
    """Notices of a name on their way into groups, and the judgements made on it."""

    def __init__(self, notices: Sequence[_Notice], decisions: Sequence[Judgement]) -> None:
        self.notices = {notice.node: notice for notice in notices}
        self.joins = Joins(self.notices, decisions)
        self.made: list[Judgement] = []
        self.judged: set[tuple[str, str]] = set()
        # What a group is known to be, which no rule joins with another: {group: (spellings with marks, pages)}.
        self.known: dict[str, tuple[set[str], set[str]]] = {}
        for group in self.joins.groups():
            spelt = {self.notices[node].spelt for node in group if self.notices[node].marked}
            pages = {page for node in group if (page := self.notices[node].page)}
            self.known[self.joins.group(group[0])] = spelt, pages

    def groups(self) -> list[list[_Notice]]:
        """Each group from its earliest notice; the groups, too."""
        groups = [sorted((self.notices[node] for node in group), key=_time) for group in self.joins.groups()]
        return sorted(groups, key=lambda group: _time(group[0]))

    def say(self, rule: str, one: _Notice, other: _Notice) -> None:
        pair = (min(one.node, other.node), max(one.node, other.node))
        if pair not in self.judged:
            self.judged.add(pair)
            self.made.append(judged(rule, *pair, self.notices[pair[0]].said, self.notices[pair[1]].said))

    def join(self, rule: str, one: _Notice, other: _Notice) -> None:
        """Join what is not one yet, unless a person keeps it apart (then all is said), or something known does (then that is said)."""
        a, b = self.joins.group(one.node), self.joins.group(other.node)
        if a == b or self.joins.forbidden(a, b):
            return
        (spelt, pages), (other_spelt, other_pages) = self.known[a], self.known[b]
        if any(ours and theirs and not ours & theirs for ours, theirs in ((spelt, other_spelt), (pages, other_pages))):
            self.say("contradicted", one, other)
            return
        stays, goes = self.joins.join(a, b)
        self.known[stays] = spelt | other_spelt, pages | other_pages
        self.known.pop(goes)
        self.say(rule, one, other)

    def join_careers(self, rule: str, apart: str, where: Callable[[_Post], str | None]) -> None:
        """Join groups of one spelling that are shown in one body (or place), one after the other. In it at one time they are one only
        where a title contains the other ("Phó Bí thư", "Phó Bí thư Thường trực") in one body."""
        found: dict[tuple[str, str], list[_Span]] = {}
        for group in self.groups():
            for (spelt, key), span in _spans(group, where).items():
                found.setdefault((spelt, key), []).append(span)
        gap = scale.people()["gap"] * _YEAR
        for _, spans in sorted(found.items()):
            ordered = sorted(spans, key=lambda span: (span.first, span.last, span.begins.node))
            crowded = _crowded(ordered)
            latest = ordered[0]
            for one, other in pairwise(ordered):
                latest = max(latest, one, key=lambda span: span.last)
                included = rule == "same-body" and other.first <= one.last and _variants(one.titles, other.titles)
                follows = crowded.isdisjoint((one.begins.node, other.begins.node)) and other.first - one.last <= gap
                if included or follows:
                    self.join(rule, one.ends, other.begins)
                elif rule == "same-body" or other.first <= latest.last:
                    self.leave(apart, latest.ends if other.first <= latest.last else one.ends, other.begins)

    def join_successors(self) -> None:
        """Join who is shown in a province and then in the one it became, where nobody else of the name is shown in either, nor in another
        province that it was made of: of two that came together in one province, nobody can tell which is meant."""
        found: dict[tuple[str, str], list[_Span]] = {}
        for group in self.groups():
            for (spelt, key), span in _spans(group, _province_seat).items():
                if spelt != without_marks(spelt):
                    found.setdefault((spelt, key), []).append(span)
        gap = scale.people()["gap"] * _YEAR
        for (spelt, after), spans in sorted(found.items()):
            began = _began(after)
            if began is None:  # it was there before, whatever joined it
                continue
            before = [span for key in _became_by(after) for span in found.get((spelt, key), ())]
            follow = all(one.last < min(other.first, began) and other.first - one.last <= gap for one in before for other in spans)
            if len(before) == len(spans) == 1 and follow:
                self.join("successor-province", before[0].ends, spans[0].begins)
            for one in before:
                for other in spans:
                    self.leave("successor-provinces", one.ends, other.begins)

    def join_unmarked(self) -> None:
        """A name without marks is the only one with marks that has its post in its body; where several do, each may be."""
        posts: dict[tuple[str, str], list[_Notice]] = {}
        for notice in self.notices.values():
            if notice.marked:
                for post in notice.posts:
                    if post.body:
                        posts.setdefault((post.title, post.body), []).append(notice)
        gap = scale.people()["gap"] * _YEAR
        for notice in sorted(self.notices.values(), key=_time):
            if notice.marked or notice.first is None:
                continue
            near: dict[str, _Notice] = {}
            for post in notice.posts:
                for other in posts.get((post.title, post.body or ""), ()):
                    if other.first is not None and _apart(notice, other) <= gap:
                        near.setdefault(self.joins.group(other.node), other)
            if len(near) == 1:
                self.join("unmarked-name", notice, *near.values())
            for other in near.values():
                self.leave("unmarked-fits", notice, other)

    def leave(self, rule: str, one: _Notice, other: _Notice) -> None:
        """Say that a pair stays apart, where it does and no person has said so."""
        if self.joins.group(one.node) != self.joins.group(other.node) and not self.joins.settled(one.node, other.node):
            self.say(rule, one, other)

    def compare(self) -> None:
        """What keeps apart the groups that are left: each with its nearest in time, in the country and in its province."""
        groups = self.groups()
        near = scale.people()["neighbours"]
        by_province: dict[str, list[int]] = {}
        provinces = [_provinces(group) for group in groups]
        for at, there in enumerate(provinces):
            for province in sorted(there):
                by_province.setdefault(province, []).append(at)
        pairs = {(at, other) for at in range(len(groups)) for other in range(at + 1, min(at + 1 + near, len(groups)))}
        for listed in by_province.values():
            pairs.update((a, b) for at, a in enumerate(listed) for b in listed[at + 1 : at + 1 + near])
        for a, b in sorted(pairs):
            one, other = groups[a], groups[b]
            if not self.joins.settled(one[0].node, other[0].node):
                self.say(_apart_by(one, other, provinces[a], provinces[b]), one[0], other[0])


# ---- notices


def _notices(references: Iterable[Reference]) -> list[_Notice]:
    """Each node with what all references say of it."""
    found: dict[str, list[Reference]] = {}
    for reference in references:
        found.setdefault(reference.node, []).append(reference)
    made = []
    for node, said in sorted(found.items()):
        name = min(name for reference in said for name in reference.names)
        posts = sorted({post for reference in said for post in reference.posts})
        starts = [reference.start for reference in said if reference.start]
        ends = [reference.end for reference in said if reference.end]
        first, last = (min(starts), max(ends)) if starts and ends else (None, None)
        spelt = " ".join(fold(name).split())
        page = _page(spelt, tuple(posts), first, last)
        shown = tuple(_post(*post) for post in posts)
        exact = all(reference.start == reference.end for reference in said)
        marked = spelt != without_marks(spelt)
        made.append(_Notice(node, name, spelt, marked, shown, _ordinal(first), _ordinal(last), exact, page))
    return made


def _ordinal(day: str | None) -> int | None:
    return date.fromisoformat(day).toordinal() if day else None


@lru_cache(maxsize=1 << 16)
def _post(title: str, organisation: str, body: str) -> _Post:
    words = slug(title).split("-")
    while len(words) > 1 and words[0] in scale.people()["beside"]:
        words = words[1:]
    held = "-".join(words)
    where = body if body and "?" not in body else f"national/{held}" if not body and held in _national() else None
    return _Post(held, where, past(title), " ".join((title, organisation)).strip())


@cache
def _national() -> frozenset[str]:
    """Titles that stand for their body."""
    return frozenset(slug(title) for title in scale.people()["national"])


@lru_cache(maxsize=1 << 14)
def _page(name: str, posts: tuple[tuple[str, str, str], ...], first: str | None, last: str | None) -> str | None:
    """The page of the one official whom the reference data know by this name in one of these posts then; None of several, too."""
    if first is None or last is None or not gazetteer.officials(name):
        return None
    pages = set()
    for title, organisation, body in posts:
        unit = unit_in_key(body)
        if unit and not _post(title, organisation, body).former:
            held = gazetteer.offices_held(name, f"{title} {organisation}", between=(first, last))
            pages |= {office.page for office in held if office.unit and office.unit.unit_id == unit}
    return pages.pop() if len(pages) == 1 else None


def _time(notice: _Notice) -> tuple[int, str]:
    return (notice.first or date.max.toordinal(), notice.node)


def _apart(one: _Notice, other: _Notice) -> int:
    """Days between two dated notices, 0 where they overlap."""
    (first, last), (other_first, other_last) = _days(one), _days(other)
    return max(0, other_first - last, first - other_last)


def _days(notice: _Notice) -> tuple[int, int]:
    assert notice.first is not None
    assert notice.last is not None
    return notice.first, notice.last


# ---- what can be joined


def _sure(notices: Iterable[_Notice]) -> Iterator[tuple[str, _Notice, _Notice]]:
    """What post and body, or the reference data, join: each with the next in time."""
    pages: dict[str, list[_Notice]] = {}
    posts: dict[tuple[str, str, str], list[tuple[_Notice, bool]]] = {}
    for notice in sorted(notices, key=_time):
        if notice.page:
            pages.setdefault(notice.page, []).append(notice)
        for post in dict.fromkeys((p.title, p.body, p.former) for p in notice.posts if p.body):
            title, body, former = post
            if notice.first is not None and body is not None:
                posts.setdefault((notice.spelt, title, body), []).append((notice, former))
    for known in pages.values():
        for one, other in pairwise(known):
            yield "known-official", one, other
    settings = scale.people()
    for held in posts.values():
        for (one, _), (other, former) in pairwise(held):
            if _apart(one, other) <= (settings["former_gap"] if former else settings["gap"]) * _YEAR:
                yield "same-post", one, other


def _place(post: _Post) -> str | None:
    """The place whose organ a post's body is; None of a body that stands for itself."""
    if post.body is None:
        return None
    kind, _, rest = post.body.partition("/")
    unit = unit_in_key(post.body)
    return unit if unit and (rest == unit or kind in scale.people()["organs"]) else None


def _province_seat(post: _Post) -> str | None:
    """The place of a post, where it is a province."""
    place = _place(post)
    return place if place and province_of(place) == place else None


@cache
def _became(province: str) -> frozenset[str]:
    """The provinces that a province has become, one after the other, until today."""
    steps = (step.after for step in gazetteer.successors(gazetteer.unit(province)))
    return frozenset().union(*({after.unit_id} | _became(after.unit_id) for after in steps))


@cache
def _became_by(province: str) -> tuple[str, ...]:
    """The provinces that have become this one, by unit_id."""
    return tuple(unit.unit_id for unit in gazetteer.units() if unit.level == "province" and province in _became(unit.unit_id))


@cache
def _began(province: str) -> int | None:
    return _ordinal(gazetteer.unit(province).valid_from)


def _spans(group: Sequence[_Notice], where: Callable[[_Post], str | None]) -> dict[tuple[str, str], _Span]:
    """From when to when each spelling of a group is shown in each body or place; posts that are past show nothing."""
    found: dict[tuple[str, str], list[tuple[_Notice, set[str]]]] = {}
    for notice in group:
        if notice.first is None:
            continue
        there: dict[str, set[str]] = {}
        for post in notice.posts:
            key = None if post.former else where(post)
            if key is not None:
                there.setdefault(key, set()).add(post.title)
        for key, titles in there.items():
            found.setdefault((notice.spelt, key), []).append((notice, titles))
    spans = {}
    for spelt_there, shown in found.items():
        begins = min((notice for notice, _ in shown), key=lambda notice: (_days(notice)[0], notice.node))
        ends = max((notice for notice, _ in shown), key=lambda notice: (_days(notice)[1], notice.node))
        held = frozenset(title for _, titles in shown for title in titles)
        spans[spelt_there] = _Span(_days(begins)[0], _days(ends)[1], begins, ends, held)
    return spans


def _crowded(spans: Sequence[_Span]) -> set[str]:
    """The spans, by the node they begin with, that share a day with another; `spans` are sorted by their first day."""
    found: set[str] = set()
    longest = spans[0]
    for span in spans[1:]:
        if span.first <= longest.last:
            found |= {longest.begins.node, span.begins.node}
        longest = max(longest, span, key=lambda one: one.last)
    return found


def _variants(ones: Iterable[str], others: Iterable[str]) -> bool:
    return any(a == b or a.startswith(f"{b}-") or b.startswith(f"{a}-") for a in ones for b in others)


# ---- what stays apart


@cache
def _province(body: str) -> str | None:
    return province_of(unit_in_key(body))


def _provinces(group: Sequence[_Notice]) -> dict[str, tuple[int, int]]:
    """The provinces of a group's posts, each with the first and last day on which it is shown there (0, 0 where nothing dates it)."""
    found: dict[str, tuple[int, int]] = {}
    for notice in group:
        for post in notice.posts:
            province = _province(post.body) if post.body else None
            if province is None:
                continue
            first, last = found.get(province, (0, 0))
            if notice.exact and notice.first and notice.last and not post.former:
                first, last = min(first or notice.first, notice.first), max(last, notice.last)
            found[province] = first, last
    return found


def _apart_by(
    one: Sequence[_Notice], other: Sequence[_Notice], ours: dict[str, tuple[int, int]], theirs: dict[str, tuple[int, int]]
) -> str:
    """The rule for two groups of one folded name that nothing has joined."""
    marked = [{notice.spelt for notice in group if notice.marked} for group in (one, other)]
    if marked[0] and marked[1] and not marked[0] & marked[1]:
        return "marks"
    pages = [{notice.page for notice in group if notice.page} for group in (one, other)]
    if pages[0] and pages[1] and not pages[0] & pages[1]:
        return "known-others"
    together = ours.keys() & theirs.keys()
    follow = not together and any(a in _became(b) or b in _became(a) for a in ours for b in theirs)
    if not together and not follow and any(a[0] and b[0] and a[0] <= b[1] and b[0] <= a[1] for a in ours.values() for b in theirs.values()):
        return "two-provinces-at-once"
    bodies = [{post.body for notice in group for post in notice.posts if post.body} for group in (one, other)]
    if bodies[0] & bodies[1]:
        return "same-body-apart"
    if together:
        return "one-province"
    if follow:
        return "successor-provinces"
    return "two-provinces" if ours and theirs else "same-name"
