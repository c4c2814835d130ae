"""SPARQL from outside: what must not be run is refused before it is, the rest becomes rows."""

import re

from pyoxigraph import QueryBoolean, QuerySolutions, Store

from kg.errors import QueryError
from kg.query.ask import Rows, run, value
from kg.query.header import Column, Text

# Oxigraph follows brackets and chains on the C stack: some 3,000 nested braces, or as many OPTIONALs in a row, end the process.
MAX_DEPTH = 200
MAX_STEPS = 1000


def select(store: Store, sparql: str) -> Rows:
    """The answer to SPARQL from outside: SELECT, ASK (one row, `answer`), CONSTRUCT or DESCRIBE (subject, predicate, object)."""
    _refuse(sparql)
    result = run(store, sparql, "SPARQL")
    if isinstance(result, QuerySolutions):
        columns = tuple(_plain_column(variable.value) for variable in result.variables)
        return Rows(columns, (tuple(map(value, solution)) for solution in result))
    if isinstance(result, QueryBoolean):
        return Rows((_plain_column("answer"),), ((bool(result),),))
    columns = tuple(map(_plain_column, ("subject", "predicate", "object")))
    return Rows(columns, ((value(triple.subject), value(triple.predicate), value(triple.object)) for triple in result))


def _plain_column(name: str) -> Column:
    return Column(name, Text(name, name))


_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>
    |[?$]\w+|@[A-Za-z]+(?:-\w+)*|[\w.-]*:(?:[\w:.%-]|\\.)*)|(?P<word>[A-Za-z_]\w*)|(?P<sign>\|\||&&|[{}()\[\]!+*/^-])""",
    re.X | re.S,
)  # fmt: skip
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"}
_STEPS = {"OPTIONAL", "UNION", "MINUS", "BIND", "FILTER", "AS", "{", "||", "&&", "!", "+", "-", "*", "/", "^"}


def _refuse(sparql: str) -> None:
    """Raise for what must not be run: what writes, what reaches the network, what is so deep that it would end the process."""
    depth = steps = 0
    begun = False
    for match in _TOKEN.finditer(sparql):
        if match["skip"]:
            continue
        word = match[0].upper()
        line = sparql.count("\n", 0, match.start()) + 1
        if word == "SERVICE":
            raise QueryError(f"SPARQL, line {line}: SERVICE reaches the network and is not run; ask the other endpoint by itself")
        if match["word"] and not begun and word not in ("PREFIX", "BASE"):
            begun = True
            if word in _UPDATES:
                raise QueryError(f"SPARQL, line {line}: {word} would change the graph; only SELECT, ASK, CONSTRUCT and DESCRIBE are run")
        if word in "{([":
            depth += 1
        elif word in "})]":
            depth -= 1
        steps += word in _STEPS
        if depth > MAX_DEPTH:
            raise QueryError(f"SPARQL, line {line}: nested more than {MAX_DEPTH} deep; such a query is not run")
        if steps > MAX_STEPS:
            raise QueryError(f"SPARQL, line {line}: more than {MAX_STEPS} groups and operators; such a query is not run, split it")
    if not begun:
        raise QueryError("SPARQL: there is no query; give SELECT, ASK, CONSTRUCT or DESCRIBE")
