"""Which body, place, directive and person is meant, within the document and against the reference data: claims become facts."""

from collections.abc import Sequence

from msgspec.structs import replace

from kg import gazetteer, patterns
from kg.fold import slug
from kg.recognise import EnterpriseMention, Reading
from kg.records import SCHEMA, Body, Document, Enterprise, Facts, Span, Unexplained
from kg.relate import Claim
from kg.resolve import citations, naming, people
from kg.resolve.home import Home, home
from kg.resolve.targets import Targets

# Tokens whose digits nothing but a fact explains.
_NUMBERS = frozenset({"NUMBER", "RATIO", "PERCENT", "RANGE"})


def resolved(document: Document, readings: Sequence[Reading], claims: Sequence[Claim]) -> Facts:
    """The facts of a document: everything that was found, completed, keyed and checked against each other."""
    where = home(document, readings)
    names = naming.collect(document, readings, where)
    directives = citations.directives(document, readings, names)
    officials = people.officials(readings, names)
    enterprises = _enterprises(document, readings, where)
    made = Targets(document, readings, names, directives)
    targets, figures = made.targets(claims)
    bodies = naming.spans_of(names.bodies())
    committees = tuple(b for b in bodies if naming.is_committee(b))
    keys = {b.key for b in bodies}
    spoken = {t.organisation_key: t for t in reversed(targets) if t.organisation_key and t.organisation_key not in keys}
    extra = [_spoken(key, str(t.organisation), made.places.get(key), where, t.spans) for key, t in sorted(spoken.items())]
    organisations = naming.spans_of([*(b for b in bodies if not naming.is_committee(b)), *extra])
    return Facts(
        SCHEMA, document.id, document.source, document.sha256, document.title, document.published, where.dated, document.publisher,
        document.url, where.place, directives, committees, organisations, officials, enterprises, targets,
        _unexplained(document, readings, figures),
    )  # fmt: skip


def _spoken(key: str, name: str, place: Body | None, where: Home, spans: tuple[Span, ...]) -> Body:
    """A body or place that figures speak of though nothing names it in so many words ("toàn tỉnh")."""
    if place is not None:
        return replace(place, spans=spans[:1])
    kind, _, rest = key.partition("/")
    unit = rest if rest and "/" not in rest and not rest.startswith("?") else None
    known = gazetteer.unit(unit) if unit else None
    level = naming.level_of(known) if known else None
    above = gazetteer.province_of(known) if known is not None and known.level != "province" else None
    # A key of three parts names what the body is in: "party_committee/D219/xã-đồng-cốc".
    root, slash, _ = rest.partition("/")
    parent = f"{kind}/{above.unit_id}" if above else f"{kind}/{root}" if slash and kind != "place" and not root.startswith("?") else None
    return Body(
        key, name, kind, level, known.name if known else None,
        above.name if above else None if known else where.province.name if where.province else None,
        unit, parent, spans[:1],
    )  # fmt: skip


def _enterprises(document: Document, readings: Sequence[Reading], where: Home) -> tuple[Enterprise, ...]:
    found: dict[str, Enterprise] = {}
    spans: dict[str, list[Span]] = {}
    scope = where.province.unit_id if where.province else f"?{document.id}"
    for reading in readings:
        if reading.sentence.zone in ("byline", "imprint", "boilerplate", "masthead"):
            continue
        for thing in [reading.things[i] for i in reading.named]:
            for mention in _firms(thing):
                name = naming.printed(document, mention.start, mention.stop)
                key = f"{slug(name)}@{scope}"
                found.setdefault(key, Enterprise(key, name, mention.form, ()))
                spans.setdefault(key, []).append((mention.start, mention.stop))
    return tuple(sorted((replace(firm, spans=tuple(spans[key])) for key, firm in found.items()), key=lambda e: e.spans))


def _firms(thing: object) -> list[EnterpriseMention]:
    if isinstance(thing, EnterpriseMention):
        return [thing]
    body = getattr(thing, "body", thing)
    return [firm] if (firm := getattr(body, "firm", None)) is not None else []


def _unexplained(document: Document, readings: Sequence[Reading], figures: tuple[Span, ...]) -> tuple[Unexplained, ...]:
    """Every number that no fact holds and no kind explains (dates, times, phones, numbers of directives, names, list marks, addresses)."""
    explained = set(figures)
    found = []
    numbers = patterns.characters(*_NUMBERS)
    for reading in readings:
        for i in [at for at, char in enumerate(reading.codes) if char in numbers]:
            token = reading.tokens[i]
            if (token.start, token.stop) in explained:
                continue
            if i == 0 and len(token.text) <= 2 and len(reading.tokens) > 1 and reading.tokens[1].text in (".", ")", "/"):
                continue
            if (
                reading.sentence.zone in ("imprint", "masthead")
                and token.kind == "NUMBER"
                and i
                and reading.tokens[i - 1].text.lower() in ("số", "đường")
            ):
                continue
            found.append(Unexplained(document.text[token.start : token.stop], (token.start, token.stop)))
    return tuple(found)
