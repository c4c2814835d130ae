"""The files of the questions: their headers, read strictly.

A header is the part of YAML that needs no quotes, in lines that begin with `#+` (the convention of grlc):

    #+ title:
    #+   vi: Tổ chức chưa đạt chỉ tiêu
    #+   en: Who missed the quota
    #+ parameters:
    #+   year: {type: year, vi: năm, en: year of the quota}

In the query below it a line may end in the conditions under which it stands: `#+ year` where the parameter has a value, `#+ borders=today`
where it has that one, `#+ within borders=today` where both hold. `VALUES ?_year_and_within { … }` holds the values of both parameters in
one, with a space between, for what the graph keeps by both (`ct:yearAndProvince`). The question that a parameter's values come `from` is
asked with the values of those other parameters that it has too. A column with `shown: given` is shown where some row has a value for it.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg import files
from kg.errors import QueryError
from kg.fold import without_marks

TYPES = ("year", "date", "place", "level", "indicator", "iri", "integer", "text", "choice")
SEVERITIES = ("violation", "warning", "info")
COLUMN_TYPES = ("text", "number", "date", "iri", "concept", "label")

BOUND = re.compile(r"VALUES \?_(\w+) \{[^{}]*\}")
# Between the names of parameters whose values are looked up as one.
AND = "_and_"
_ONLY_IF = re.compile(r"#\+ (\w+(?:=[\w-]+)?(?: \w+(?:=[\w-]+)?)*)$")


@dataclass(frozen=True, slots=True)
class Text:
    vi: str
    en: str

    def of(self, language: str) -> str:
        return self.vi if language == "vi" else self.en


# What questions are about, in the order in which they are listed.
THEMES = {
    "quotas": Text("Chỉ tiêu và kết quả", "Quotas and results"),
    "time": Text("Qua thời gian", "Through time"),
    "directives": Text("Văn bản chỉ đạo", "Directives"),
    "named": Text("Cán bộ, tổ chức và doanh nghiệp", "People, bodies and enterprises"),
    "silence": Text("Điều chưa biết", "What is not known"),
    "sources": Text("Nguồn và độ tin cậy", "Sources and trust"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question asks for. `options` are the fixed values of a choice; `source` says where the possible values come from:
    an internal question ("choices/bodies"), or a list of concepts of the ontology ("level", "directive kind").
    """

    name: str
    type: str
    text: Text
    required: bool = False
    default: str | None = None
    options: tuple[str, ...] = ()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer. A `concept` is given as its id, a `label` as the words for it; what is not `shown` is for programs only.

    One that is shown `if_given` becomes `shown` in an answer of which some row has a value for it.
    """

    name: str
    text: Text
    type: str = "text"
    shown: bool = True
    if_given: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """The question in words, and the values that ask it."""

    text: Text
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as its file states it. `name` is the path below `queries/` without suffix; `theme` is one of `THEMES`, None of internal
    ones; `kinds` is for `show/`: of what it tells; `severity` is for `checks/`: how much it matters.
    `sparql` is the whole file, so that the lines of an error are those of the file.
    """

    name: str
    theme: str | None
    title: Text
    description: Text
    parameters: tuple[Parameter, ...]
    examples: tuple[Example, ...]
    columns: tuple[Column, ...]
    kinds: tuple[str, ...]
    sparql: str
    path: Path
    severity: str | None = None

    @property
    def internal(self) -> bool:
        return "/" in self.name

    def parameter(self, name: str) -> Parameter:
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise QueryError(f"question '{self.name}' has no parameter '{name}'; {instead(name, [p.name for p in self.parameters])}")


def questions(*, folder: Path = files.QUERIES) -> tuple[Question, ...]:
    """The questions a user can ask, by name."""
    return tuple(question for question in load(folder).values() if not question.internal)


def by_theme(*, folder: Path = files.QUERIES) -> Iterator[tuple[Text, tuple[Question, ...]]]:
    """The questions a user can ask, theme by theme; a theme without questions is left out."""
    asked = questions(folder=folder)
    for theme, text in THEMES.items():
        if found := tuple(question for question in asked if question.theme == theme):
            yield text, found


def question(name: str, *, folder: Path = files.QUERIES) -> Question:
    """The question of this name; an unknown name raises and names the nearest."""
    loaded = load(folder)
    if name not in loaded:
        raise QueryError(f"no question '{name}'; {instead(name, [q.name for q in loaded.values() if not q.internal])}")
    return loaded[name]


def internal(prefix: str, *, folder: Path = files.QUERIES) -> tuple[Question, ...]:
    """The internal questions of one folder ("show"), by name."""
    return tuple(question for question in load(folder).values() if question.name.startswith(prefix + "/"))


@dataclass(frozen=True, slots=True)
class _Node:
    """A value of a header with the line it begins on."""

    line: int
    value: "str | dict[str, _Node] | list[_Node]"


@cache
def load(folder: Path) -> Mapping[str, Question]:
    paths = sorted(folder.rglob("*.rq"))
    if not paths:
        raise QueryError(f"no questions: {folder} holds no .rq file")
    return {name: _read(path, name) for path in paths for name in [path.relative_to(folder).with_suffix("").as_posix()]}


_TEXT_KEYS = ("vi", "en")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def _read(path: Path, name: str) -> Question:
    """One file as a question; whatever its header lacks or has too much raises with the line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{path}: cannot be read as UTF-8 text: {error}") from None
    lines = text.splitlines()
    size = next((number for number, line in enumerate(lines) if not line.startswith("#+")), len(lines))
    header = _header(path, lines[:size])
    optional = ("theme", "parameters", "examples", "of", "severity")
    keys = _mapping(path, header, required=("title", "description", "columns"), optional=optional)
    public = "/" not in name
    if public and "examples" not in keys:
        raise _broken(path, 1, "the header has no 'examples'; a question that users ask shows how")
    if public and "theme" not in keys:
        raise _broken(path, 1, f"the header has no 'theme', under which users find the question; there are: {', '.join(THEMES)}")
    parameters = tuple(_parameter(path, key, node) for key, node in _named(path, keys.get("parameters")))
    question = Question(
        name=name,
        theme=_one_of(path, keys, "theme", tuple(THEMES), "") or None,
        title=_text(path, keys["title"]),
        description=_text(path, keys["description"]),
        parameters=parameters,
        examples=tuple(_example(path, node, parameters) for node in _items(path, keys.get("examples"))),
        columns=tuple(_column(path, key, node) for key, node in _named(path, keys["columns"])),
        kinds=tuple(_list(path, keys["of"])) if "of" in keys else (),
        sparql="\n".join(lines) + "\n",
        path=path,
        severity=_one_of(path, keys, "severity", SEVERITIES, "warning") if name.startswith("checks/") else None,
    )
    _check_body(question, size)
    return question


def conditions(line: str) -> tuple[tuple[str, str | None], ...]:
    """The parameters that must have a value for a line of a query to stand, each with the one it must have, or None for any."""
    found = _ONLY_IF.search(line)
    parts = [part.partition("=") for part in found[1].split(" ")] if found else []
    return tuple((name, value if equals else None) for name, equals, value in parts)


def _check_body(question: Question, size: int) -> None:
    names = {parameter.name for parameter in question.parameters}
    places: dict[str, list[frozenset[str]]] = {}
    for number, line in enumerate(question.sparql.splitlines()[size:], size + 1):
        only = conditions(line)
        bound = [name for found in BOUND.findall(line) for name in found.split(AND)]
        for name in [*bound, *(name for name, _ in only)]:
            if name not in names:
                raise _broken(question.path, number, f"'{name}' is no parameter of the header; {instead(name, names)}")
        for name, wanted in only:
            if wanted is not None:
                places.setdefault(name, [])
                if wanted not in (options := question.parameter(name).options):
                    raise _broken(question.path, number, f"'{name}' is never '{wanted}'; {instead(wanted, options)}")
        for name in bound:
            places.setdefault(name, []).append(frozenset(name for name, _ in only))
        for name in re.findall(r"[?$]_(\w+)", line):
            if not names.issuperset(name.split(AND)):
                raise _broken(question.path, number, f"?_{name} is written like a parameter, but the header has none of that name")
    for parameter in question.parameters:
        if parameter.name not in places:
            raise _broken(question.path, size, f"parameter '{parameter.name}' has no place: write VALUES ?_{parameter.name} {{ … }}")
        always = parameter.required or parameter.default is not None
        if not always and not all(parameter.name in only for only in places[parameter.name]):
            raise _broken(question.path, size, f"'{parameter.name}' may be left out: end the lines that use it in '#+ {parameter.name}'")


def _broken(path: Path, line: int, what: str) -> QueryError:
    return QueryError(f"{path}, line {line}: {what}")


def _header(path: Path, lines: Sequence[str]) -> _Node:
    """The header as nested mappings, lists and text: the part of YAML that needs no quotes, indented by two."""
    parsed: list[tuple[int, int, str]] = []
    for number, line in enumerate(lines, 1):
        content = line[2:].removeprefix(" ")
        if not content.strip():
            continue
        indent = len(content) - len(content.lstrip(" "))
        if "\t" in content or indent % 2:
            raise _broken(path, number, "the header is indented by two spaces a step")
        parsed.append((number, indent, content.strip()))
    if not parsed:
        raise _broken(path, 1, "the file has no header; it begins with lines '#+ title:', '#+   vi: …', '#+   en: …'")
    node, rest = _block(path, parsed, 0)
    if rest:
        raise _broken(path, rest[0][0], "the indentation fits nothing above it")
    return node


def _block(path: Path, lines: list[tuple[int, int, str]], indent: int) -> tuple[_Node, list[tuple[int, int, str]]]:
    first, level, content = lines[0]
    if level != indent:
        raise _broken(path, first, f"indented by {level} spaces where {indent} are right")
    if content.startswith("- "):
        items: list[_Node] = []
        while lines and lines[0][1] == indent and lines[0][2].startswith("- "):
            number, _, content = lines[0]
            item, lines = _block(path, [(number, indent + 2, content[2:].strip()), *lines[1:]], indent + 2)
            items.append(item)
        return _Node(first, items), lines
    mapping: dict[str, _Node] = {}
    while lines and lines[0][1] == indent and not lines[0][2].startswith("- "):
        number, _, content = lines[0]
        match = re.fullmatch(r"([a-z][a-z0-9_]*):(?: +(.*))?", content)
        if not match:
            raise _broken(path, number, f"'{content}' is not 'key: value'")
        key, given = match[1], match[2]
        if key in mapping:
            raise _broken(path, number, f"'{key}' stands twice")
        lines = lines[1:]
        if given:
            mapping[key] = _flow(path, number, given)
        elif lines and lines[0][1] > indent:
            mapping[key], lines = _block(path, lines, indent + 2)
        else:
            raise _broken(path, number, f"'{key}' has no value")
    return _Node(first, mapping), lines


def _flow(path: Path, line: int, text: str) -> _Node:
    if text.startswith("{") and text.endswith("}"):
        mapping: dict[str, _Node] = {}
        for part in re.split(r", (?![^\[]*\])", text[1:-1]):
            key, colon, given = part.strip().partition(": ")
            if not colon or not _NAME.fullmatch(key) or key in mapping:
                raise _broken(path, line, f"'{part}' is not 'key: value'; text with a comma needs lines of its own")
            mapping[key] = _flow(path, line, given.strip())
        return _Node(line, mapping)
    if text.startswith("[") and text.endswith("]"):
        return _Node(line, [_flow(path, line, part.strip()) for part in text[1:-1].split(", ")])
    if text[0] in "\"'[]{}&*!|>%@`#-?," or ": " in text or " #" in text or text.endswith(":"):
        raise _broken(path, line, f"'{text}': YAML would read this as something else; the header takes plain text without ': ' and ' #'")
    return _Node(line, text)


def _mapping(path: Path, node: _Node, *, required: Sequence[str] = (), optional: Sequence[str] = ()) -> dict[str, _Node]:
    if not isinstance(node.value, dict):
        raise _broken(path, node.line, f"a list of 'key: value' is wanted here, with {', '.join(required or optional)}")
    for key in required:
        if key not in node.value:
            raise _broken(path, node.line, f"'{key}' is missing here")
    for key, child in node.value.items():
        if key not in (*required, *optional):
            raise _broken(path, child.line, f"'{key}' is not known here; {instead(key, (*required, *optional))}")
    return node.value


def _named(path: Path, node: _Node | None) -> list[tuple[str, _Node]]:
    if node is None:
        return []
    if not isinstance(node.value, dict):
        raise _broken(path, node.line, "names with what belongs to them are wanted here: 'year: {type: year, vi: …, en: …}'")
    return list(node.value.items())


def _items(path: Path, node: _Node | None) -> list[_Node]:
    if node is None:
        return []
    if not isinstance(node.value, list):
        raise _broken(path, node.line, "a list is wanted here, each item begun by '- '")
    return node.value


def _list(path: Path, node: _Node) -> list[str]:
    return [_plain_text(path, item) for item in _items(path, node)]


def _plain_text(path: Path, node: _Node) -> str:
    if not isinstance(node.value, str):
        raise _broken(path, node.line, "plain text is wanted here")
    return node.value


def _text(path: Path, node: _Node) -> Text:
    keys = _mapping(path, node, required=_TEXT_KEYS)
    return Text(vi=_plain_text(path, keys["vi"]), en=_plain_text(path, keys["en"]))


def _text_of(path: Path, keys: Mapping[str, _Node]) -> Text:
    return Text(vi=_plain_text(path, keys["vi"]), en=_plain_text(path, keys["en"]))


def _one_of(path: Path, keys: Mapping[str, _Node], key: str, allowed: Sequence[str], default: str) -> str:
    if key not in keys:
        return default
    given = _plain_text(path, keys[key])
    if given not in allowed:
        raise _broken(path, keys[key].line, f"no {key} '{given}'; {instead(given, allowed)}")
    return given


def _parameter(path: Path, name: str, node: _Node) -> Parameter:
    keys = _mapping(path, node, required=("type", *_TEXT_KEYS), optional=("required", "default", "choices", "from"))
    if name in ("language", "folder"):
        raise _broken(path, node.line, f"'{name}' cannot be the name of a parameter: asking uses it itself")
    kind = _one_of(path, keys, "type", TYPES, "")
    source = _plain_text(path, keys["from"]) if "from" in keys else kind if kind in ("level", "indicator") else None
    options = tuple(_list(path, keys["choices"])) if "choices" in keys else ()
    if (kind == "choice") != bool(options):
        raise _broken(path, node.line, f"'{name}': 'choices: [a, b]' goes with the type choice, and with no other")
    if kind == "place" and source is None:
        raise _broken(path, node.line, f"'{name}': a place needs 'from', the internal question that lists the places")
    default = _plain_text(path, keys["default"]) if "default" in keys else None
    required = _one_of(path, keys, "required", ("yes", "no"), "no") == "yes"
    if required and default is not None:
        raise _broken(path, node.line, f"'{name}' is required and has a default; it is one or the other")
    return Parameter(name, kind, _text_of(path, keys), required, default, options, source)


def _column(path: Path, name: str, node: _Node) -> Column:
    keys = _mapping(path, node, required=_TEXT_KEYS, optional=("type", "shown"))
    shown = _one_of(path, keys, "shown", ("yes", "no", "given"), "yes")
    return Column(name, _text_of(path, keys), _one_of(path, keys, "type", COLUMN_TYPES, "text"), shown == "yes", shown == "given")


def _example(path: Path, node: _Node, parameters: Sequence[Parameter]) -> Example:
    keys = _mapping(path, node, required=_TEXT_KEYS, optional=("values",))
    known = [parameter.name for parameter in parameters]
    values = dict(_named(path, keys.get("values")))
    for name, given in values.items():
        if name not in known:
            raise _broken(path, given.line, f"'{name}' is no parameter; {instead(name, known)}")
    missing = [parameter.name for parameter in parameters if parameter.required and parameter.name not in values]
    if missing:
        raise _broken(path, node.line, f"the example gives no '{missing[0]}', which the question needs")
    return Example(_text_of(path, keys), {name: _plain_text(path, given) for name, given in values.items()})


def instead(name: str, known: Iterable[str]) -> str:
    """ "did you mean …?" with the nearest, or what there is."""
    folded = {without_marks(one): one for one in known}
    near = [folded[one] for one in difflib.get_close_matches(without_marks(name), folded, n=3, cutoff=0.6)]
    if near:
        return f"did you mean {' or '.join(near)}?"
    if len(folded) > 50:
        return f"none of the {len(folded)} names there are is near"
    return f"there are: {', '.join(sorted(folded.values()))}" if folded else "there are none"
