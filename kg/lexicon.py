"""The Vietnamese of the genre as data: word lists and rules of `kg/vi/*.toml`, and the phrase tables built from them.

Every phrase is matched on folded words, so a longer list costs nothing while a text is read: each word of a text is looked up once.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from kg import errors, files
from kg.fold import fold

# A word may hold an apostrophe (H'leo, M'Drắk); everything that is neither word nor space stands alone.
WORD = r"[^\W\d_]\w*(?:'\w+)*"
_PIECE = re.compile(rf"{WORD}|\d+|[^\w\s]|_")

# A node maps a word to the next node; the value of a phrase that ends here stands under the empty word.
Node = dict[str, Any]
END = ""


@cache
def table(name: str) -> dict[str, Any]:
    """One file of `kg/vi/`; raises RuleError where it is not TOML."""
    path = files.VIETNAMESE / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise errors.RuleError(f"no word list {path}") from None
    except tomllib.TOMLDecodeError as error:
        raise errors.RuleError(f"{path}: not TOML: {error}") from None


@cache
def context(name: str) -> frozenset[str]:
    """One list of `kg/vi/context.toml`, folded."""
    return frozenset(fold(word) for word in table("context")[name])


@cache
def affixes(name: str) -> tuple[str, ...]:
    """One list of `kg/vi/context.toml` as beginnings or ends of words, for `startswith` and `endswith`; a blank in them counts."""
    return tuple(table("context")[name])


def words(phrase: str) -> list[str]:
    """A phrase as the lexer cuts it: folded words and single marks."""
    return _PIECE.findall(fold(phrase))


def phrases(entries: Iterable[tuple[str, Any]]) -> Node:
    """A table of phrases; raises RuleError where one phrase is given two values."""
    root: Node = {}
    for phrase, value in entries:
        node = root
        for word in words(phrase):
            node = node.setdefault(word, {})
        if node.get(END, value) != value:
            raise errors.RuleError(f"kg/vi: '{phrase}' stands for both {node[END]!r} and {value!r}; it can stand for one of them")
        node[END] = value
    return root


def longest(root: Node, texts: Sequence[str], at: int) -> tuple[int, Any] | None:
    """The longest phrase that begins at word `at`: (index after it, its value)."""
    node = root.get(texts[at])
    if node is None:
        return None
    found = None
    for stop in range(at + 1, len(texts) + 1):
        if END in node:
            found = stop, node[END]
        if stop == len(texts) or (node := node.get(texts[stop])) is None:
            break
    return found


def listed(name: str, *path: str) -> list[tuple[str, str]]:
    """(phrase, key) of a table whose keys hold lists of phrases."""
    section: Any = table(name)
    for step in path:
        section = section[step]
    return [(phrase, key) for key, forms in section.items() for phrase in forms]
