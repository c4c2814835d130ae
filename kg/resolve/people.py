"""Officials of a document: one record a name, with every post the text gives it."""

import re
from collections.abc import Sequence

from kg.fold import fold, slug
from kg.recognise import BodyMention, Holding, Reading
from kg.recognise.official import PostMention
from kg.records import Official, Role, Span
from kg.resolve import naming
from kg.resolve.naming import Names

# Zones whose people are the paper's own.
_OF_THE_PAPER = frozenset({"byline", "imprint", "boilerplate", "masthead"})


# By folded name: the name as printed, its posts, and where it stands.
_Found = dict[str, tuple[str, list[tuple[Role, PostMention]], dict[Span, None]]]


def _role(post: PostMention, names: Names) -> Role:
    title = naming.printed(names.document, post.start, post.title_stop)
    if post.body is None:
        return Role(title, None, None)
    body = naming.resolve(post.body, names, keep=False)
    if body is None:
        return Role(title, naming.printed(names.document, post.body.start, post.stop), None)
    return Role(title, body.name, body.key)


def _says_more(one: Role, other: Role) -> bool:
    if one is other or fold(one.title) != fold(other.title):
        return False
    a, b = (set(re.findall(r"\w+", fold(f"{r.title} {r.organisation or ''}"))) for r in (one, other))
    return a > b


def officials(readings: Sequence[Reading], names: Names) -> tuple[Official, ...]:
    """People with a post in Party, state or union; managers of firms and the paper's own people are none."""
    found: _Found = {}
    for reading in readings:
        if reading.sentence.zone in _OF_THE_PAPER:
            continue
        for holding in reading.holdings:
            _note(holding, names, found)
    for reading in readings:
        if reading.sentence.zone in _OF_THE_PAPER:
            continue
        for i in reading.named:
            token, thing = reading.tokens[i], reading.things[i]
            if token.kind == "NAME" and thing == "person" and (known := found.get(fold(token.text))):
                known[2][token.start, token.stop] = None
    made = []
    for name, posts, spans in found.values():
        if all(post.manager or post.press for _, post in posts):
            continue
        roles = list(dict.fromkeys(role for role, _ in posts))
        roles = [r for r in roles if not any(_says_more(other, r) for other in roles)]
        roles = [
            r
            for i, r in enumerate(roles)
            if not any(
                fold(r.title) == fold(o.title) and r.organisation_key == o.organisation_key and r.organisation_key for o in roles[:i]
            )
        ]
        scope = next((_scope(role) for role in roles if _scope(role)), None) or (
            names.home.province.unit_id if names.home.province else f"?{names.document.id}"
        )
        made.append(Official(f"{slug(name)}@{scope}", name, tuple(roles), tuple(sorted(spans))))
    return tuple(sorted(made, key=lambda o: o.spans))


def _scope(role: Role) -> str | None:
    if role.organisation_key is None:
        return None
    unit = role.organisation_key.split("/")[1]
    return unit if re.match(r"(?:P\d|D\d|H-)", unit) else None


def _note(holding: Holding, names: Names, found: _Found) -> None:
    posts = [post for post in holding.posts if not post.press]
    if not posts:
        return
    text = naming.printed(names.document, holding.name.start, holding.name.stop)
    name = " ".join(word.capitalize() if word.isupper() and len(word) > 1 else word for word in text.split()) if text.isupper() else text
    _, roles, spans = found.setdefault(fold(name), (name, [], {}))
    for post in posts:
        if isinstance(post.body, BodyMention) and post.body.head in ("chi bộ",) and post.body.unit is None and post.manager:
            continue
        roles.append((_role(post, names), post))
    spans[holding.name.start, holding.name.stop] = None
