"""What a directive led to: the directives that follow from it in layers below it, each in a box with its issuer and date."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import Store

from kg.errors import ExportError
from kg.picture import asked, page

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

QUESTION, ALL = "cascade", "directives"
# Boxes side by side, and how many of a layer are drawn: two rows of them.
ACROSS, MOST = 4, 8
GAP, BETWEEN, INSIDE = 0.18, 0.42, 0.07

TITLE = {"en": "What a directive led to", "vi": "Một văn bản dẫn đến những gì"}
MESSAGE = {"en": "{1} led to {0}, in {2}", "vi": "{1} dẫn đến {0}, qua {2}"}
DIRECTIVES = {"en": ("1 directive", "{} directives"), "vi": ("1 văn bản", "{} văn bản")}
STEPS = {"en": ("1 step", "{} steps"), "vi": ("1 bước", "{} bước")}
NO_DATE = {"en": "date not stated", "vi": "không rõ ngày"}
NO_ISSUER = {"en": "issuer not stated", "vi": "không rõ nơi ban hành"}
MORE = {"en": "Not drawn, for want of room: {} more in layer {}", "vi": "Không đủ chỗ để vẽ: {} văn bản nữa ở tầng {}"}


@dataclass(slots=True)
class Node:
    """A directive, and those that it follows from with how it does so."""

    label: str
    issuer: str | None = None
    issued: str | None = None
    above: dict[str, str] = field(default_factory=dict)


def drawn(store: Store, values: Mapping[str, object], language: str) -> "Figure":
    """Raises `ExportError` where no directive is given, or nothing follows from it."""
    if "directive" not in values:
        raise ExportError("picture 'cascade' needs --directive NAME")
    question = (QUESTION, values)
    rows = asked.records(store, question, language)
    if not rows:
        raise asked.nothing([question])
    # The rows say of those that follow who issued them and when; of the one asked about the list of directives does.
    known = {row["directive"]: row for row in asked.records(store, (ALL, {}), language)}
    nodes: dict[str, Node] = {}
    for row in rows:
        for iri, label in ((str(row["directive_iri"]), row["directive"]), (str(row["other_iri"]), row["other"])):
            about = known.get(iri, {})
            nodes.setdefault(iri, Node(str(label), _text(about.get("issuer")), _text(about.get("issued"))))
        nodes[str(row["directive_iri"])].above.setdefault(str(row["other_iri"]), str(row["relation_label"]))
    layers = _layers(nodes)
    notes = []
    shown = []
    for number, layer in enumerate(layers, 1):
        shown.append(layer[:MOST])
        if len(layer) > MOST:
            notes.append(MORE[language].format(len(layer) - MOST, number))
    roots = ", ".join(nodes[iri].label for iri in layers[0])
    following = len(nodes) - len(layers[0])
    message = MESSAGE[language].format(
        page.counted(DIRECTIVES[language], following, language), roots, page.counted(STEPS[language], len(layers) - 1, language)
    )
    documents = len({row["document"] for row in rows})
    head = page.Head(
        f"{TITLE[language]}: {roots}", message, (*notes, asked.rests([question], len(rows), documents, language)),
    )  # fmt: skip
    return _draw(head, nodes, shown, language)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _layers(nodes: Mapping[str, Node]) -> list[list[str]]:
    """The directives by how many steps lie between them and the first, the longest way; what follows one after another in a ring
    stays where it is met first. In a layer those under the same one stand together, in the order of their dates.
    """
    depth = {iri: 0 for iri, node in nodes.items() if not node.above.keys() - {iri}}
    if not depth:
        depth = {Counter(other for node in nodes.values() for other in node.above).most_common(1)[0][0]: 0}
    roots = set(depth)
    for _ in nodes:
        for iri, node in nodes.items():
            over = [depth[other] for other in node.above if other in depth]
            if over and iri not in roots:
                depth[iri] = min(max(over) + 1, len(nodes) - 1)
    place: dict[str, int] = {}
    layers: list[list[str]] = []
    for level in sorted(set(depth.values())):
        members = [iri for iri in nodes if depth.get(iri) == level]

        def order(iri: str) -> tuple[int, str, str]:
            return (min((place[other] for other in nodes[iri].above if other in place), default=0), nodes[iri].issued or "9", iri)

        members.sort(key=order)
        place.update((iri, number) for number, iri in enumerate(members))
        layers.append(members)
    return layers


def _draw(head: page.Head, nodes: Mapping[str, Node], layers: Sequence[Sequence[str]], language: str) -> "Figure":
    rows = [layer[start : start + ACROSS] for layer in layers for start in range(0, len(layer), ACROSS)]
    wide = min(2.6, (page.WIDTH - 2 * page.MARGIN - (ACROSS - 1) * GAP) / min(ACROSS, max(max(map(len, rows)), 2)))
    texts = {iri: _text_of(nodes, iri, wide - 2 * INSIDE, language) for row in rows for iri in row}
    highs = {iri: sum(page.line_height(size) for _, size, *_ in lines) + 2 * INSIDE for iri, lines in texts.items()}
    height = sum(max(highs[iri] for iri in row) + BETWEEN for row in rows) - BETWEEN + 0.05
    figure, axes, y = page.sheet(head, height)
    boxes: dict[str, tuple[float, float, float]] = {}
    for row in rows:
        left = (page.WIDTH - len(row) * wide - (len(row) - 1) * GAP) / 2
        for number, iri in enumerate(row):
            x = left + number * (wide + GAP)
            _box(axes, x, y, wide, highs[iri], texts[iri], f"box {iri}")
            boxes[iri] = (x + wide / 2, y, y + highs[iri])
        y += max(highs[iri] for iri in row) + BETWEEN
    for iri in boxes:
        for other in nodes[iri].above:
            if other in boxes and other != iri:
                _arrow(axes, boxes[other], boxes[iri])
    return figure


def _text_of(nodes: Mapping[str, Node], iri: str, room: float, language: str) -> list[tuple[str, float, bool, str]]:
    """The lines of a box: text, size, whether it is bold, colour."""
    node = nodes[iri]
    parts = [
        (f"{relation} {nodes[other].label}" if len(node.above) > 1 else relation, page.SMALL, False, "#0072B2")
        for other, relation in node.above.items()
    ]
    parts.append((node.label, page.HEADING, True, page.INK))
    parts.append((node.issuer or NO_ISSUER[language], page.TEXT, False, page.INK))
    parts.append((page.day(node.issued or "", language) or NO_DATE[language], page.TEXT, False, page.PALE))
    return [(line, size, bold, colour) for text, size, bold, colour in parts for line in page.wrapped(text, size, room, bold=bold)]


def _box(axes: "Axes", x: float, y: float, wide: float, high: float, lines: Sequence[tuple[str, float, bool, str]], gid: str) -> None:
    from matplotlib.patches import FancyBboxPatch

    axes.add_patch(
        FancyBboxPatch(
            (x, y), wide, high, boxstyle="round,pad=0,rounding_size=0.05", facecolor="#F7F7F7", edgecolor=page.INK, linewidth=0.9, zorder=3,
            gid=gid,
        )
    )  # fmt: skip
    at = y + INSIDE
    for line, size, bold, colour in lines:
        at += page.line_height(size)
        page.words(axes, x + wide / 2, at - page.line_height(size) / 2, line, size, bold=bold, colour=colour, side="center")


def _arrow(axes: "Axes", above: tuple[float, float, float], below: tuple[float, float, float]) -> None:
    from matplotlib.patches import FancyArrowPatch

    axes.add_patch(
        FancyArrowPatch(
            (above[0], above[2] + 0.02), (below[0], below[1] - 0.02), arrowstyle="-|>", mutation_scale=8, color=page.PALE, linewidth=1.0,
            shrinkA=0, shrinkB=0, zorder=2,
        )
    )  # fmt: skip
