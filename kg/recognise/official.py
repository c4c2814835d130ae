"""Posts ("Phó Bí thư Thành ủy Hà Nội") and the people who hold them, by the patterns of `kg/vi/officials.toml`."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import msgspec

from kg import lexicon, patterns
from kg.lex import Token
from kg.recognise import body, enterprise, person


class PostMention(msgspec.Struct, frozen=True, gc=False):
    """A post: the printed title runs from `start` to `title_stop`, its body (if any) goes on to `stop`."""

    first: int
    last: int
    start: int
    stop: int
    title_stop: int
    role: str
    manager: bool
    press: bool
    body: body.BodyMention | None


class Holding(msgspec.Struct, frozen=True, gc=False):
    """A person and the posts that a sentence gives them, by the rule that found it."""

    name: Token
    posts: tuple[PostMention, ...]
    rule: str


@cache
def heads() -> lexicon.Node:
    roles = lexicon.table("roles")
    return lexicon.phrases(
        (f"{before}{head}", index)
        for index, role in enumerate(roles["role"])
        for head in role["heads"]
        for before in ("", *(f"{word} " for word in roles["before"]))
    )


def at(tokens: Sequence[Token], texts: Sequence[str], first: int) -> PostMention | None:
    """The post that begins at token `first`: a role and the body it is held in; a role that needs a body and has none is no post."""
    found = lexicon.longest(heads(), texts, first)
    if found is None:
        return None
    after, index = found
    role: dict[str, Any] = lexicon.table("roles")["role"][index]
    title_stop = tokens[after - 1].stop
    held = None if role.get("press") else _held(tokens, texts, first, after, role)
    if held is None and (stop := _bare_end(tokens, texts, after, role)) > after:
        after, title_stop = stop, tokens[stop - 1].stop
        return PostMention(first, after, tokens[first].start, title_stop, title_stop, role["id"], bool(role.get("manager")), False, None)
    if held is None and not role.get("alone") and not _stands_alone(tokens, texts, first, after, role):
        return None
    last = held.last if held else after
    return PostMention(
        first,
        last,
        tokens[first].start,
        tokens[last - 1].stop,
        title_stop,
        role["id"],
        bool(role.get("manager")),
        bool(role.get("press")),
        held,
    )


def _held(tokens: Sequence[Token], texts: Sequence[str], first: int, after: int, role: dict[str, Any]) -> body.BodyMention | None:
    """The body a post is held in; the last words of a head may open it: "Trưởng Ban Tổ chức", "Chánh Văn phòng Tỉnh ủy"."""
    if role.get("shares"):
        begin = after - (2 if texts[after - 1] == "phòng" and texts[after - 2] == "văn" else 1)
        return body.at(tokens, texts, begin, post=True)
    begin = after + 1 if after < len(texts) and texts[after] == "của" else after
    if begin >= len(texts):
        return None
    held = body.at(tokens, texts, begin, post=True)
    if held is None and role["id"] in ("chair", "deputy_chair", "secretary", "deputy_secretary", "manager"):
        return _generic(tokens, texts, begin)
    if held is None and role.get("department"):
        department = body.at(tokens, texts, after - 1, post=True)
        # "Trưởng phòng Nội vụ huyện" is of the state, "Trưởng phòng Kỹ thuật" of a firm.
        return department if department is not None and (department.place or _OF_A_LEVEL.search(department.unit or "")) else None
    return held


_OF_A_LEVEL = re.compile(r"\b(?:tỉnh|thành phố|quận|huyện|thị xã)\b", re.IGNORECASE)


def _bare_end(tokens: Sequence[Token], texts: Sequence[str], after: int, role: dict[str, Any]) -> int:
    """Index after what a title takes with it though it is no body that is named: "Phó Giám đốc Công ty", "Trưởng Công an huyện"."""
    if role.get("manager"):
        firm = next(
            (n for n in (3, 2) if after + n <= len(texts) and " ".join(texts[after : after + n]) in lexicon.context("bare_firms")), 0
        )
        return after + firm if firm and enterprise.at(tokens, texts, after) is None else after
    if role.get("placed"):
        place = body.place_mention(tokens, texts, after)
        return place.last if place is not None else after
    return after


def _stands_alone(tokens: Sequence[Token], texts: Sequence[str], first: int, after: int, role: dict[str, Any]) -> bool:
    """Whether a post that usually names its body may leave it out here: in a list, after "giữ chức", right before a name."""
    if not role.get("listed") or not tokens[first].capital:
        return False
    if after >= len(texts) or texts[after] in (",", ";", "-", ")", ":"):
        return after < len(texts) or (bool(first) and texts[first - 1] in lexicon.context("office_before"))
    return (bool(first) and texts[first - 1] in lexicon.context("office_before")) or (
        person.begins(tokens, after) and not body.place_at(tokens, texts, after)
    )


def _generic(tokens: Sequence[Token], texts: Sequence[str], first: int) -> body.BodyMention | None:
    """ "Bí thư Chi bộ", "Bí thư chi bộ": a cell or committee that the words before name."""
    found = lexicon.longest(body.heads(), texts, first)
    if found is None:
        return None
    entry = lexicon.table("bodies")["body"][found[1]]
    if entry["family"] not in ("party", "union", "youth"):
        return None
    return body.BodyMention(
        first, found[0], tokens[first].start, tokens[found[0] - 1].stop, " ".join(texts[first : found[0]]), entry["kind"], entry["family"],
        entry.get("level"), None, None, False, None, None, entry["committee"], tokens[first].capital,
    )  # fmt: skip


@cache
def _rules() -> tuple[list[tuple[str, patterns.Pattern]], patterns.Index]:
    """Id and pattern of every rule."""
    rules = [
        (rule["id"], patterns.compiled(rule["pattern"], f"kg/vi/officials.toml, {rule['id']}"))
        for rule in lexicon.table("officials")["official"]
    ]
    return rules, patterns.index([pattern for _, pattern in rules])


def _a_person(token: Token, thing: object) -> bool:
    """Whether a name beside a post is a person's: known as one, or at least two words that are no street's."""
    return thing == "person" or (thing is None and " " in token.text)


def holdings(tokens: Sequence[Token], things: Sequence[object], codes: str) -> Iterator[Holding]:
    """Who holds which posts in a sentence of joined tokens; `things[i]` is the mention behind token `i`."""

    def posts(ranges: list[tuple[int, int]]) -> tuple[PostMention, ...]:
        return tuple(thing for a, b in ranges for i in range(a, b) if isinstance(thing := things[i], PostMention))

    rules, index = _rules()
    for rule, pattern in [rules[number] for number in patterns.possible(index, codes)]:
        for match in patterns.matches(pattern, codes):
            shared = posts(patterns.slots(match, "posts"))
            for a, b in patterns.slots(match, "people"):
                for i in range(a, b):
                    if tokens[i].kind == "NAME" and _a_person(tokens[i], things[i]):
                        yield Holding(tokens[i], shared, rule)
            for a, b in patterns.slots(match, "each"):
                names = [i for i in range(a, b) if tokens[i].kind == "NAME" and _a_person(tokens[i], things[i])]
                for i, following in zip(names, [*names[1:], b], strict=True):
                    yield Holding(tokens[i], (*shared, *posts([(i, following)])), rule)
