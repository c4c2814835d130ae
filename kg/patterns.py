"""Rules over token kinds: a small pattern language, compiled to regular expressions over one character a token.

    subject:ORG ~2 VERB.found NUMBER NOUN.party_organisation|party_member (COMMA REACH share:PERCENT)?

An element is a kind, or a kind with the values it may have; `name:` binds it; `( … | … )` groups; `? * + {m,n}` repeat; `~n` is a gap of at
most n words that mean nothing to any rule; `!KIND` says what must not follow, `^` and `$` stand for the ends of a sentence.
"""

import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import pairwise
from typing import TypeAlias

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


_FIRST = 0x4E00  # the character of the first kind; letters that no rule is written with


class Match(msgspec.Struct, frozen=True, gc=False):
    """Where a pattern matched, in tokens, and what it bound: name -> the token ranges, in order."""

    first: int
    last: int
    bound: dict[str, list[tuple[int, int]]]


# What must stand in a match: two tokens side by side, each of these characters, or one token (the other set is empty).
Need: TypeAlias = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern, the names of its groups, and what must be among a sentence's kinds for it to match at all."""

    expression: re.Pattern[str]
    names: tuple[tuple[int, str], ...]
    needs: tuple[Need, ...]


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
    # Of each open group its choices so far, each a sequence of what must stand there; the outermost is the pattern.
    groups: list[list[_Sequence]] = [[[]]]
    at = 0
    while at < len(pattern.rstrip()):
        match = _ELEMENT.match(pattern, at)
        if match is None:
            raise errors.RuleError(f"{where}: cannot read the pattern at '{pattern[at : at + 20]}'")
        at = match.end()
        group = match.groupdict()
        name = ""
        if group["name"]:
            names[group["name"]] = names.get(group["name"], 0) + 1
            name = f"?P<{group['name']}_{names[group['name']]}>"
        if group["open"]:
            out.append(f"({name or '?:'}")
            groups.append([[]])
        elif group["kind"]:
            element = _class(group["kind"], group["values"], where)
            out.append(f"({name}{element})" if name else element)
            groups[-1][-1].append(frozenset(element[1:-1]))
        elif group["gap"]:
            single, _ = _alphabet()
            out.append(f"{single['WORD', None]}{{0,{group['gap']}}}")
            groups[-1][-1].append(None)
        elif group["no"]:
            out.append(f"(?!{_class(group['no'], group['novalues'], where)})")
        elif group["close"]:
            out.append(group["close"])
            if len(groups) > 1:
                choices = groups.pop()
                groups[-1][-1] += _times(_one_of(choices), group["close"][1:])
        elif group["or"]:
            out.append(group["or"])
            groups[-1].append([])
        elif group["times"]:
            out.append(group["times"])
            groups[-1][-1][-1:] = _times(groups[-1][-1][-1:], group["times"])
        else:
            out.append(group["anchor"])
    try:
        expression = re.compile("".join(out))
    except re.error as error:
        raise errors.RuleError(f"{where}: {error} in '{pattern}'") from None
    if expression.fullmatch(""):
        raise errors.RuleError(f"{where}: the pattern can match nothing at all; something in it must be there: '{pattern}'")
    bound = tuple((number, name.rpartition("_")[0]) for name, number in expression.groupindex.items())
    return Pattern(expression, bound, _needs(_one_of(groups[0])))


# What must stand in a match, token by token; None is where anything may stand, or nothing.
_Sequence: TypeAlias = list[frozenset[str] | None]


def _times(must: _Sequence, times: str) -> _Sequence:
    if not times:
        return must
    return [None] if re.match(r"[?*]|\{0*[,}]", times) else [*must, None, *must]


def _one_of(choices: Sequence[_Sequence]) -> _Sequence:
    if len(choices) == 1:
        return choices[0]
    sets = [[part for part in choice if part] for choice in choices]
    if not all(sets):
        return [None]
    either = frozenset[str]().union(*(min(parts, key=len) for parts in sets))
    return [either] if all(len(choice) == 1 for choice in choices) else [None, either, None]


def _needs(must: _Sequence) -> tuple[Need, ...]:
    padded = [None, *must, None]
    pairs = [(one, two) for one, two in pairwise(padded) if one and two]
    alone = [
        (one, frozenset[str]()) for before, one, after in zip(padded, padded[1:], padded[2:], strict=False) if one and not (before or after)
    ]
    return tuple(dict.fromkeys((*pairs, *alone)))


@cache
def characters(*kinds: str) -> frozenset[str]:
    """The characters that stand for tokens of these kinds in a sentence's code."""
    _, classes = _alphabet()
    return frozenset("".join(classes.get(kind, "") for kind in kinds))


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
    return "".join(
        [
            (marks.get(token.text) or kinds[kind])
            if (kind := token.kind) == "PUNCT"
            else (meanings.get((kind, value)) or kinds[kind])
            if type(value := token.value) is str
            else kinds[kind]
            for token in tokens
        ]
    )


# Of so many needs of a pattern, the rarest, it is asked whether a sentence meets them.
_ASKED = 4


class _Met(dict[tuple[str, str], int]):
    """Which needs two tokens side by side meet: bit `n * count + number` is the n-th need of a pattern; filled as sentences are read."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.by_first: dict[str, list[tuple[frozenset[str], int]]] = {}
        asked: dict[Need, int] = {}
        self.without = 0
        for number, pattern in enumerate(patterns):
            rarest = sorted(pattern.needs, key=lambda need: (not need[1], len(need[0]) * (len(need[1]) or 1), sorted(need[0])))
            for n in range(_ASKED):
                bit = 1 << n * len(patterns) + number
                if n < len(rarest):
                    asked[rarest[n]] = asked.get(rarest[n], 0) | bit
                else:
                    self.without |= bit
        for (first, second), bits in asked.items():
            for char in first:
                self.by_first.setdefault(char, []).append((second, bits))

    def __missing__(self, pair: tuple[str, str]) -> int:
        one, two = pair
        met = 0
        for second, bits in self.by_first.get(one, ()):
            if not second or two in second:
                met |= bits
        self[pair] = met
        return met


@dataclass(frozen=True, slots=True)
class Index:
    """Many patterns, to tell which of them can match a sentence."""

    met: _Met
    count: int


def index(patterns: Sequence[Pattern]) -> Index:
    return Index(_Met(patterns), len(patterns))


def possible(index: Index, codes: str) -> list[int]:
    """The numbers of the patterns whose needs a sentence meets, in order; the others cannot match in it."""
    met = reduce(operator.or_, map(index.met.__getitem__, zip(codes, f"{codes[1:]} ")), index.met.without)  # noqa: B905
    left = (1 << index.count) - 1
    for n in range(_ASKED):
        left &= met >> n * index.count
    numbers = []
    while left:
        lowest = left & -left
        numbers.append(lowest.bit_length() - 1)
        left ^= lowest
    return numbers


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
