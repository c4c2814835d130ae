"""Rules over token kinds: a small pattern language, compiled to regular expressions over one character a token.

    subject:ORG ~2 VERB.found NUMBER NOUN.party_organisation|party_member (COMMA REACH share:PERCENT)?

An element is a kind, or a kind with the values it may have; `name:` binds it; `( … | … )` groups; `? * + {m,n}` repeat; `~n` is a gap of at
most n words that mean nothing to any rule; `!KIND` says what must not follow, `^` and `$` stand for the ends of a sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import msgspec

from kg import errors, lexicon
from kg.lex import Token

_ELEMENT = re.compile(
    r"\s*(?:(?P<name>[a-z_]+\d?):)?(?:(?P<open>\()|(?P<kind>[A-Z]+)(?:\.(?P<values>[a-z_]+(?:\|(?![a-z_]+\d?:)[a-z_]+)*))?"
    r"|~(?P<gap>\d+)|!(?P<no>[A-Z]+)(?:\.(?P<novalues>[a-z_]+(?:\|(?![a-z_]+\d?:)[a-z_]+)*))?)"
    r"|\s*(?P<close>\)(?:[?*+]|\{\d*,?\d*\})?)|\s*(?P<or>\|)|\s*(?P<anchor>[\^$])|(?P<times>[?*+]|\{\d*,?\d*\})"
)
# Kinds that stand in no word list.
KINDS = (
    "WORD", "PERIOD", "DOC", "TIME", "PHONE", "RATIO", "RANGE", "PERCENT", "NUMBER", "CODE", "COMMA", "SEMICOLON", "COLON", "DOT", "OPEN",
    "CLOSE", "DASH", "EQUALS", "QUOTE", "STAR", "SLASH", "PUNCT", "ORG", "PLACE", "WHOLE", "SAME", "LEVEL", "NAME", "POST", "HON", "PRESS",
    "ENTERPRISE", "DIRECTIVE",
)  # fmt: skip
MARKS = {
    ",": "COMMA", ";": "SEMICOLON", ":": "COLON", ".": "DOT", "(": "OPEN", ")": "CLOSE", "[": "OPEN", "]": "CLOSE", "-": "DASH",
    "=": "EQUALS", '"': "QUOTE", "*": "STAR", "/": "SLASH", "…": "DOT",
}  # fmt: skip


# Kinds that nearly every sentence has in which a rule is looked for.
_COMMON = ("WORD", "NUMBER", "COMMA", "DOT")
_FIRST = 0x4E00  # the character of the first kind; letters that no rule is written with


class Match(msgspec.Struct, frozen=True, gc=False):
    """Where a pattern matched, in tokens, and what it bound: name -> the token ranges, in order."""

    first: int
    last: int
    bound: dict[str, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern, the names of its groups, and what must be among a sentence's kinds for it to match at all."""

    expression: re.Pattern[str]
    names: tuple[tuple[int, str], ...]
    needs: tuple[frozenset[str], ...]

    @property
    def masks(self) -> tuple[int, int, int]:
        """Three of `needs` as masks for `mask`, the rarest first (of few characters, none in every sentence): they pass over most."""
        common = {_alphabet()[0][kind, None] for kind in _COMMON}
        needs = sorted(set(self.needs), key=lambda need: (bool(common & need), len(need), sorted(need)))
        one, two, three = (*(mask("".join(need)) for need in needs), -1, -1, -1)[:3]
        return one, two, three


@cache
def _alphabet() -> tuple[dict[tuple[str, str | None], str], dict[str, str]]:
    pairs: list[tuple[str, str | None]] = [(kind, None) for kind in KINDS]
    pairs += [(kind, value) for kind, lists in lexicon.table("terms").items() for value in lists]
    pairs += [("ORG", family) for family in ("party", "union", "youth", "women", "veterans", "farmers", "state", "cell")]
    single = {pair: chr(_FIRST + index) for index, pair in enumerate(dict.fromkeys(pairs))}
    classes: dict[str, str] = {}
    for (kind, _), char in single.items():
        classes[kind] = classes.get(kind, "") + char
    return single, classes


def _class(kind: str, values: str | None, where: str) -> str:
    single, classes = _alphabet()
    if kind not in classes:
        raise errors.RuleError(f"{where}: no kind of token '{kind}'; there are: {', '.join(sorted(classes))}")
    if values is None:
        chars = classes[kind]
    else:
        missing = [value for value in values.split("|") if (kind, value) not in single]
        if missing:
            raise errors.RuleError(f"{where}: no {kind} is '{missing[0]}'; there are: {', '.join(v for k, v in single if k == kind and v)}")
        chars = "".join(single[kind, value] for value in values.split("|"))
    return f"[{chars}]"


def compiled(pattern: str, where: str) -> Pattern:
    """A pattern ready to match; raises RuleError, naming `where`, at what is none."""
    out: list[str] = []
    names: dict[str, int] = {}
    needed: list[frozenset[str]] = []
    depth = 0
    at = 0
    while at < len(pattern.rstrip()):
        match = _ELEMENT.match(pattern, at)
        if match is None:
            raise errors.RuleError(f"{where}: cannot read the pattern at '{pattern[at : at + 20]}'")
        at = match.end()
        group = match.groupdict()
        name = ""
        depth += bool(group["open"]) - bool(group["close"])
        if group["kind"] and not depth and not re.match(r"\?|\*|\{0?,", pattern[at:]):
            needed.append(frozenset(_class(group["kind"], group["values"], where)[1:-1]))
        if group["name"]:
            names[group["name"]] = names.get(group["name"], 0) + 1
            name = f"?P<{group['name']}_{names[group['name']]}>"
        if group["open"]:
            out.append(f"({name or '?:'}")
        elif group["kind"]:
            element = _class(group["kind"], group["values"], where)
            out.append(f"({name}{element})" if name else element)
        elif group["gap"]:
            single, _ = _alphabet()
            out.append(f"{single['WORD', None]}{{0,{group['gap']}}}")
        elif group["no"]:
            out.append(f"(?!{_class(group['no'], group['novalues'], where)})")
        elif group["close"]:
            out.append(group["close"])
        else:
            out.append(group["or"] or group["anchor"] or group["times"])
    try:
        expression = re.compile("".join(out))
    except re.error as error:
        raise errors.RuleError(f"{where}: {error} in '{pattern}'") from None
    if expression.fullmatch(""):
        raise errors.RuleError(f"{where}: the pattern can match nothing at all; something in it must be there: '{pattern}'")
    groups = tuple((number, name.rpartition("_")[0]) for name, number in expression.groupindex.items())
    # A choice at the outermost level leaves nothing that must be there.
    return Pattern(
        expression,
        groups,
        ()
        if re.search(r"\|", re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "", _outside(pattern))))
        else tuple(needed),
    )


def _outside(pattern: str) -> str:
    """A pattern without the values of its kinds, whose bars are no choices."""
    return re.sub(r"(?<=[A-Z])\.[a-z_]+(?:\|(?![a-z_]+\d?:)[a-z_]+)*", "", pattern)


@cache
def _chars() -> tuple[dict[str, str], dict[tuple[str, str], str], dict[str, str]]:
    """The characters of kinds, of kinds with a meaning, and of marks."""
    single, classes = _alphabet()
    kinds = {kind: single.get((kind, None), chars[0]) for kind, chars in classes.items()}
    meanings = {(kind, value): char for (kind, value), char in single.items() if value is not None}
    return kinds, meanings, {mark: single[kind, None] for mark, kind in MARKS.items()}


def code(tokens: Sequence[Token]) -> str:
    """One character a token, by kind and, where the kind has several, by its meaning."""
    kinds, meanings, marks = _chars()
    chars = []
    for token in tokens:
        kind, value = token.kind, token.value
        if kind == "PUNCT":
            chars.append(marks.get(token.text) or kinds[kind])
        elif value is None:
            chars.append(kinds[kind])
        else:
            chars.append((meanings.get((kind, value)) if type(value) is str else None) or kinds[kind])
    return "".join(chars)


@cache
def _bits() -> dict[str, int]:
    return {char: 1 << bit for bit, char in enumerate(_alphabet()[0].values())}


def mask(codes: str) -> int:
    """The set of the characters of `codes`, one bit each."""
    return sum(map(_bits().__getitem__, set(codes)))


def matches(pattern: Pattern, codes: str) -> list[Match]:
    """Every place where a pattern matches, also where one match begins inside another."""
    found = []
    search, at = pattern.expression.search, 0
    while match := search(codes, at):
        spans = match.regs
        bound: dict[str, list[tuple[int, int]]] = {}
        for number, name in pattern.names:
            span = spans[number]
            if span[0] >= 0:
                bound[name] = sorted((*bound[name], span)) if name in bound else [span]
        first, last = spans[0]
        found.append(Match(first, last, bound))
        at = first + 1
    return found


def slots(match: Match, name: str) -> list[tuple[int, int]]:
    """The ranges bound under a name, in order; a name may stand several times in one pattern."""
    return match.bound.get(name, [])
