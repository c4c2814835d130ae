"""Data flows one way: a module imports only modules above it in this list."""

import ast
from pathlib import Path

import kg

ORDER = [
    "records", "errors", "files", "fold", "lexicon", "gazetteer", "match", "read", "segment", "lex", "patterns", "recognise", "relate",
    "resolve", "extract", "explain", "understand", "evaluate", "residue",
    "vocabulary", "describe", "rdf", "entities", "link", "store", "query", "validate", "export", "picture", "show", "info", "review",
    "build", "diff", "receipt", "graph", "serve", "cli",
]  # fmt: skip
TEXT = ORDER[: ORDER.index("vocabulary")]
PACKAGE = Path(kg.__file__).parent


def modules() -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).with_suffix("").parts[0]
        if name not in ("__init__", "__main__", "ontology", "queries", "data"):
            found.setdefault(name, []).append(path)
    return found


def imports(path: Path) -> set[str]:
    """Modules of `kg` and top-level libraries that a file imports, wherever in the file."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written out in full"
            module = node.module or ""
            names.update(f"kg.{alias.name}" if module == "kg" else module for alias in node.names)
    return names


def test_every_module_has_its_place() -> None:
    assert set(modules()) <= set(ORDER)


def test_a_module_imports_only_modules_above_it() -> None:
    for name, paths in modules().items():
        above = ORDER[: ORDER.index(name)]
        for path in paths:
            for imported in imports(path):
                if imported.startswith("kg."):
                    other = imported.split(".")[1]
                    assert other == name or other in above, f"{path.name} imports {imported}"


def test_the_text_half_knows_no_rdf() -> None:
    for name, paths in modules().items():
        if name in TEXT:
            for path in paths:
                libraries = {n.split(".")[0] for n in imports(path)}
                assert not libraries & {"rdflib", "pyoxigraph", "pyshacl", "networkx"}, path
