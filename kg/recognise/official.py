"""Posts ("Phó Bí thư Thành ủy Hà Nội") and the people who hold them, by the patterns of `kg/vi/officials.toml`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg import lexicon, patterns
from kg.lex import Token
from kg.recognise import body


@dataclass(frozen=True, slots=True)
class PostMention:
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


@dataclass(frozen=True, slots=True)
class Holding:
    """A person and the posts that a sentence gives them, by the rule that found it."""

    name: Token
    posts: tuple[PostMention, ...]
    rule: str


@cache
def heads() -> lexicon.Node:
    return lexicon.phrases((head, index) for index, role in enumerate(lexicon.table("roles")["role"]) for head in role["heads"])


def at(tokens: Sequence[Token], texts: Sequence[str], first: int) -> PostMention | None:
    """The post that begins at token `first`: a role and the body it is held in; a role that needs a body and has none is no post."""
    found = lexicon.longest(heads(), texts, first)
    if found is None:
        return None
    after, index = found
    role: dict[str, Any] = lexicon.table("roles")["role"][index]
    # "Trưởng Ban Tổ chức": the head's last word opens the body.
    begin = after - (2 if role.get("shares") and texts[after - 1] == "phòng" else 1) if role.get("shares") else after
    if not role.get("shares") and begin < len(texts) and texts[begin] == "của":
        begin += 1
    title_stop = tokens[after - 1].stop
    held = None
    while begin < len(texts) and not role.get("press"):
        held = body.at(tokens, texts, begin, post=True)
        if held is None and begin > first and role["id"] in ("chair", "deputy_chair", "secretary", "deputy_secretary", "manager"):
            held = _generic(tokens, texts, begin)
        break
    # "…, Phó Bí thư, Chủ tịch HĐND thị xã": in a list of posts the body may be left out.
    listed = role.get("listed") and tokens[first].capital and after < len(texts) and texts[after] in (",", ";", "-", ")")
    if held is None and not role.get("alone") and not listed:
        return None
    last = held.last if held else after
    return PostMention(
        first, last, tokens[first].start, tokens[last - 1].stop, title_stop, role["id"], bool(role.get("manager")), bool(role.get("press")), held
    )


def _generic(tokens: Sequence[Token], texts: Sequence[str], first: int) -> body.BodyMention | None:
    """"Bí thư Chi bộ", "Bí thư chi bộ": a cell or committee that the words before name."""
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
def _rules() -> list[tuple[str, patterns.Pattern]]:
    rules = lexicon.table("officials")["official"]
    return [(rule["id"], patterns.compiled(rule["pattern"], f"kg/vi/officials.toml, {rule['id']}")) for rule in rules]


def holdings(tokens: Sequence[Token], things: Sequence[object], codes: str) -> Iterator[Holding]:
    """Who holds which posts in a sentence of joined tokens; `things[i]` is the mention behind token `i`."""

    def posts(ranges: list[tuple[int, int]]) -> tuple[PostMention, ...]:
        return tuple(thing for a, b in ranges for i in range(a, b) if isinstance(thing := things[i], PostMention))

    present = frozenset(codes)
    for rule, pattern in _rules():
        for match in patterns.matches(pattern, codes, present):
            shared = posts(list(patterns.slots(match, "posts")))
            for a, b in patterns.slots(match, "people"):
                for i in range(a, b):
                    if tokens[i].kind == "NAME":
                        yield Holding(tokens[i], shared, rule)
            for a, b in patterns.slots(match, "each"):
                names = [i for i in range(a, b) if tokens[i].kind == "NAME"]
                for i, following in zip(names, [*names[1:], b], strict=True):
                    yield Holding(tokens[i], (*shared, *posts([(i, following)])), rule)
