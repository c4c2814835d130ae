"""What is around a body: the one above it, its officials, directives and targets on one side, on the other all below it as a tree."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import Store

from kg import vocabulary
from kg.errors import ExportError
from kg.picture import asked, page, results
from kg.picture.asked import Asked, Record

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# More than this on one picture is a hairball: bodies are then grouped by level, officials, directives and targets counted.
MANY = 150
# A column of items is no higher than what fits a page with its heading and notes.
HIGHEST = 8.2
HEADING = 0.3
LEFT, CENTRE, RIGHT = 1.9, 1.4, 2.25
# Less what marks and lines take: the room for a line of text.
LEFT_TEXT, RIGHT_TEXT = LEFT - 0.2, RIGHT - 0.25
BODY, OFFICIAL, DIRECTIVE = "#0072B2", "#CC79A7", "#E69F00"
MARKS = {"body": ("s", BODY), "official": ("o", OFFICIAL), "directive": ("D", DIRECTIVE)}

TITLE = {"en": "Around", "vi": "Xung quanh"}
BELOW = {"en": "{} below it", "vi": "{} trực thuộc"}
POSTS = {"en": "{} with a post", "vi": "{} giữ chức vụ"}
ISSUED = {"en": "{} issued", "vi": "{} đã ban hành"}
OWN = dict.fromkeys(("en", "vi"), "{}")
KINDS = {
    "en": {
        "body": ("1 body", "{} bodies"), "official": ("1 official", "{} officials"), "directive": ("1 directive", "{} directives"),
        "target": ("1 target", "{} targets"),
    },
    "vi": {
        "body": ("1 tổ chức", "{} tổ chức"), "official": ("1 cán bộ", "{} cán bộ"), "directive": ("1 văn bản", "{} văn bản"),
        "target": ("1 chỉ tiêu", "{} chỉ tiêu"),
    },
}  # fmt: skip
HEADINGS = {
    "en": {
        "above": "Above it", "below": "Below it", "official": "Officials", "directive": "Directives issued",
        "target": "Targets and results",
    },
    "vi": {
        "above": "Cấp trên", "below": "Trực thuộc", "official": "Cán bộ", "directive": "Văn bản đã ban hành",
        "target": "Chỉ tiêu và kết quả",
    },
}  # fmt: skip
NO_LEVEL = {"en": "level not known", "vi": "không rõ cấp"}
FOLDED = {
    "en": "Of bodies further down only the number is shown, with the one that they are below.",
    "vi": "Các tổ chức ở cấp dưới nữa chỉ ghi số lượng, cạnh tổ chức mà chúng trực thuộc.",
}
BY_LEVEL = {
    "en": "The {} bodies below it are too many to show one by one; they are counted by level.",
    "vi": "{} tổ chức trực thuộc là quá nhiều để vẽ riêng; chỉ đếm theo cấp.",
}
TOGETHER = {
    "official": {"en": "Officials are counted by post.", "vi": "Cán bộ chỉ đếm theo chức vụ."},
    "directive": {"en": "Directives are counted by kind.", "vi": "Văn bản chỉ đếm theo loại."},
    "target": {"en": "Targets are counted by what came of them.", "vi": "Chỉ tiêu chỉ đếm theo kết quả."},
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing around the body: its name, what is said beside it, its IRI, how deep it stands below the first, what it is counted
    under where there is no room for it, and of a target what came of it.
    """

    kind: str
    name: str
    detail: str
    iri: str
    depth: int = 0
    group: str = ""
    status: str | None = None


# A line of an item, and whether it is a detail; what stands on one side: headings, and items with their lines.
Line = tuple[str, bool]
Column = Sequence[tuple[str, Item | None, list[Line]]]


def drawn(store: Store, values: Mapping[str, object], language: str) -> "Figure":
    """Raises `ExportError` where no body is given, or nothing is around it."""
    if "body" not in values:
        raise ExportError("picture 'network' needs --about BODY")
    body = values["body"]
    itself = asked.records(store, ("picture/above", {"body": body}), language)
    questions: list[Asked] = [
        ("bodies-within", {"under": body}), ("officials-of", {"body": body}), ("directives", {"issuer": body}),
        ("progress-of-body", {"body": body}),
    ]  # fmt: skip
    below, officials, directives, figures = answers = [asked.records(store, question, language) for question in questions]
    if not itself or not (any(answers) or any(row["above_iri"] for row in itself)):
        raise asked.nothing(questions)
    centre, iri = str(itself[0]["name"]), str(itself[0]["body"])
    above = {str(row["above_iri"]): Item("body", str(row["above"]), "", str(row["above_iri"])) for row in itself if row["above_iri"]}
    tree = list(_tree(below, iri))
    people = _people(officials)
    issued = [
        Item(
            "directive",
            str(row["number"] or row["kind_label"]),
            ", ".join(part for part in (str(row["kind_label"] or ""), page.day(str(row["issued"] or ""), language)) if part),
            str(row["directive"]),
            group=str(row["kind_label"] or row["number"]),
        )
        for row in directives
    ]
    targets = [_target(row, language) for row in figures]
    told = [
        words[language].format(page.counted(KINDS[language][kind], number, language))
        for kind, words, number in (
            ("body", BELOW, len(tree)), ("official", POSTS, len(people)), ("directive", ISSUED, len(issued)), ("target", OWN, len(targets)),
        )
        if number
    ]  # fmt: skip
    notes = []
    side: list[tuple[str, list[Item]]] = [("above", list(above.values())), ("official", people), ("directive", issued), ("target", targets)]
    total = len(tree) + sum(len(items) for _, items in side)
    if total <= MANY and not _fits([tree], RIGHT_TEXT) and _fits([first := _folded(tree, language)], RIGHT_TEXT):
        notes.append(FOLDED[language])
        tree = first
    if total > MANY or not _fits([tree], RIGHT_TEXT):
        notes.append(BY_LEVEL[language].format(page.number(len(tree), language)))
        tree = _by_level(below, language)
    # What is longest is counted first.
    for kind in sorted(("target", "directive", "official"), key=lambda kind: -len(dict(side)[kind])):
        if dict(side)[kind] and (total > MANY or not _fits([items for _, items in side], LEFT_TEXT)):
            notes.append(TOGETHER[kind][language])
            side = [(name, _together(name, items, language) if name == kind else items) for name, items in side]
    documents = len(asked.records(store, ("picture/documents", {"body": body}), language))
    asking = [question for question, rows in zip(questions, answers, strict=True) if rows] or questions[:1]
    notes.append(asked.rests(asking, sum(map(len, answers)), documents, language))
    head = page.Head(f"{TITLE[language]} {centre}", page.capital(", ".join(told)), tuple(notes))
    return _draw(head, centre, [part for part in side if part[1]], tree, language)


def _tree(rows: Sequence[Record], root: str) -> Iterator[Item]:
    """The bodies below in the order of a tree read from the top: higher levels first, then by name."""
    levels = list(vocabulary.concepts("level"))
    below: dict[str, list[Record]] = {}
    for row in rows:
        below.setdefault(str(row["above_iri"]), []).append(row)
    seen: set[str] = set()

    def children(iri: str, depth: int) -> Iterator[Item]:
        def order(row: Record) -> tuple[int, str, str]:
            return (levels.index(str(row["level"])) if row["level"] in levels else len(levels), str(row["organisation"]), str(row["body"]))

        for row in sorted(below.get(iri, []), key=order):
            body = str(row["body"])
            if body not in seen:
                seen.add(body)
                yield Item("body", str(row["organisation"]), "", body, depth)
                yield from children(body, depth + 1)

    return children(root, 0)


def _people(rows: Sequence[Record]) -> list[Item]:
    """Each official once, with the posts."""
    posts: dict[tuple[str, str], dict[str, None]] = {}
    for row in rows:
        posts.setdefault((str(row["person"]), str(row["official"])), {})[str(row["role"])] = None
    return [Item("official", name, ", ".join(roles), person, group=", ".join(roles)) for (person, name), roles in posts.items()]


def _target(row: Record, language: str) -> Item:
    """What is aimed at and when, with what was reached of how much."""
    came = results.status(row["status"])
    name = ", ".join(
        part
        for part in (str(row["indicator_label"]), str(row["scope"] or ""), results.period(row) or str(row["period_start"] or "")[:4])
        if part
    )
    told = [
        page.number(row[column], language) for column in ("achieved", "planned") if row["planned"] is not None or row[column] is not None
    ]
    words = page.STATUS_WORDS[language][came] if came else ""
    return Item(
        "target", name, ", ".join(part for part in (" / ".join(told), words) if part), str(row["claim"]),
        group=page.STATUS_WORDS[language][came], status=came,
    )  # fmt: skip


def _by_level(rows: Sequence[Record], language: str) -> list[Item]:
    """One item a level, with how many bodies it stands for."""
    levels = list(vocabulary.concepts("level"))
    counts: dict[tuple[int, str, str], set[object]] = {}
    for row in rows:
        rank = levels.index(str(row["level"])) if row["level"] in levels else len(levels)
        counts.setdefault((rank, str(row["level"]), str(row["level_label"] or NO_LEVEL[language])), set()).add(row["body"])
    return [
        Item("body", page.capital(label), page.counted(KINDS[language]["body"], len(bodies), language), level)
        for (_, level, label), bodies in sorted(counts.items(), key=lambda item: item[0])
    ]


def _folded(tree: Sequence[Item], language: str) -> list[Item]:
    """The bodies directly below, each with how many are below it in turn."""
    first: list[Item] = []
    counts: list[int] = []
    for item in tree:
        if item.depth:
            counts[-1] += 1
        else:
            first.append(item)
            counts.append(0)
    return [replace(item, detail=f"+ {page.number(count, language)}" if count else "") for item, count in zip(first, counts, strict=True)]


def _fits(parts: Sequence[Sequence[Item]], room: float) -> bool:
    return sum(HEADING + sum(_high(_lines(item, room)) for item in items) for items in parts if items) <= HIGHEST


def _together(kind: str, items: Sequence[Item], language: str) -> list[Item]:
    """One item for those of one post or kind, with how many they are."""
    groups = Counter((item.group, item.status) for item in items)
    return [
        Item(kind, group, page.counted(KINDS[language][kind], number, language), f"{kind} {group}", status=status)
        for (group, status), number in groups.most_common()
    ]


def _draw(head: page.Head, centre: str, side: Sequence[tuple[str, Sequence[Item]]], tree: Sequence[Item], language: str) -> "Figure":
    left: list[tuple[str, Item | None, list[Line]]] = []
    for name, items in side:
        left.append((HEADINGS[language][name], None, []))
        left += [("", item, _lines(item, LEFT_TEXT)) for item in items]
    right: list[tuple[str, Item | None, list[Line]]] = [(HEADINGS[language]["below"], None, [])] if tree else []
    right += [("", item, _lines(item, RIGHT_TEXT - item.depth * 0.15)) for item in tree]
    names = page.wrapped(centre, page.HEADING + 1, CENTRE - 0.14, bold=True)
    high = len(names) * page.line_height(page.HEADING + 1) + 0.2
    height = max(_height(left), _height(right), high) + 0.1
    figure, axes, top = page.sheet(head, height)
    middle = top + height / 2
    x = page.MARGIN + (LEFT + 0.35 if left else 0.0)
    _box(axes, x, middle - high / 2, high, names)
    _column(axes, left, page.MARGIN, top + (height - _height(left)) / 2, (x, middle), -1)
    _column(axes, right, x + CENTRE + 0.36, top + (height - _height(right)) / 2, (x + CENTRE, middle), 1)
    return figure


def _lines(item: Item, room: float) -> list[Line]:
    """The name, and what is said beside it: in one line where both fit, else below it."""
    name = page.capital(item.name)
    together = f"{name} ({item.detail})"
    if not item.detail or page.width(together, page.TEXT) <= room:
        return [(line, False) for line in page.wrapped(together if item.detail else name, page.TEXT, room)]
    return [
        *((line, False) for line in page.wrapped(name, page.TEXT, room)),
        *((line, True) for line in page.wrapped(item.detail, page.SMALL, room)),
    ]


def _high(lines: Sequence[Line]) -> float:
    return max(1, len(lines)) * page.line_height(page.TEXT) + 0.06


def _height(column: Column) -> float:
    return sum(HEADING if item is None else _high(lines) for _, item, lines in column)


def _box(axes: "Axes", x: float, y: float, high: float, names: Sequence[str]) -> None:
    from matplotlib.patches import FancyBboxPatch

    axes.add_patch(
        FancyBboxPatch(
            (x, y), CENTRE, high, boxstyle="round,pad=0,rounding_size=0.06", facecolor="white", edgecolor=BODY, linewidth=1.6, zorder=3
        )
    )
    step = page.line_height(page.HEADING + 1)
    for number, line in enumerate(names):
        page.words(axes, x + CENTRE / 2, y + 0.1 + (number + 0.5) * step, line, page.HEADING + 1, bold=True, side="center")


def _column(axes: "Axes", column: Column, left: float, y: float, hub: tuple[float, float], side: int) -> None:
    """One side: its headings and items from the top, each joined with the body, or with the one that it is below."""
    step = page.line_height(page.TEXT)
    parents: dict[int, tuple[float, float]] = {}
    for heading, item, lines in column:
        if item is None:
            page.words(
                axes,
                left + (LEFT if side < 0 else 0.1),
                y + 0.19,
                heading,
                page.TEXT,
                bold=True,
                colour=page.PALE,
                side="right" if side < 0 else "left",
            )
            y += HEADING
            continue
        centre = y + _high(lines) / 2
        x = left + LEFT if side < 0 else left + 0.1 + item.depth * 0.15
        if item.depth and item.depth - 1 in parents:
            above = parents[item.depth - 1]
            axes.plot([above[0], above[0], x], [above[1] + 0.05, centre, centre], color=page.LINE, linewidth=0.9, zorder=1)
        else:
            _curve(axes, hub, (x, centre))
        parents[item.depth] = (x, centre)
        shape, colour = MARKS.get(item.kind) or (page.STYLES[item.status].mark, page.STYLES[item.status].colour)
        axes.plot(
            [x],
            [centre],
            marker=shape,
            markersize=5.5,
            color=colour,
            markeredgecolor="white",
            markeredgewidth=0.5,
            zorder=4,
            gid=f"node {item.iri}",
        )
        for number, (line, detail) in enumerate(lines):
            at = centre + (number - (len(lines) - 1) / 2) * step
            size, colour = (page.SMALL, page.PALE) if detail else (page.TEXT, page.INK)
            page.words(axes, x + side * 0.1, at, line, size, colour=colour, side="right" if side < 0 else "left")
        y += _high(lines)


def _curve(axes: "Axes", start: tuple[float, float], stop: tuple[float, float]) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    middle = (start[0] + stop[0]) / 2
    points = [start, (middle, start[1]), (middle, stop[1]), stop]
    axes.add_patch(
        PathPatch(
            Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]),
            facecolor="none",
            edgecolor=page.LINE,
            linewidth=0.9,
            zorder=1,
        )
    )
