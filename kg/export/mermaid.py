"""Mermaid flow charts, which GitHub and many wikis draw from text."""

from typing import BinaryIO

from kg.errors import ExportError
from kg.export.network import Network

# What Mermaid draws unless its page says otherwise: `maxEdges`, and `maxTextSize` in characters.
MAX_EDGES = 500
MAX_TEXT = 50_000
# Its strings know no backslash: what it would read as its own is written by number.
_ESCAPES = str.maketrans({letter: f"#{ord(letter)};" for letter in '"#<>&`\\'} | {"\n": " ", "\r": " "})
_SHAPES = {
    "ct:Official": ("([", "])"), "ct:Directive": ("[/", "/]"), "ct:Target": ("{{", "}}"), "schema:NewsArticle": ("[[", "]]"),
    "ct:AdministrativeUnit": (">", "]"),
}  # fmt: skip


def write(network: Network, file: BinaryIO) -> None:
    """Raises `ExportError` where there is more than Mermaid draws."""
    edges = sum(1 for _ in network.edges())
    if edges > MAX_EDGES:
        raise ExportError(f"{edges:,} edges, and Mermaid draws {MAX_EDGES}; write a part: --about NAME, --question NAME or --year YEAR")
    lines = ["flowchart LR"]
    names = {}
    for number, node in enumerate(network.nodes()):
        names[node.id] = f"n{number}"
        left, right = _SHAPES.get(node.kind, ("[", "]"))
        lines.append(f'  n{number}{left}"{node.label.translate(_ESCAPES)}"{right}')
    for edge in network.edges():
        lines.append(f'  {names[edge.source]} -->|"{edge.label.translate(_ESCAPES)}"| {names[edge.target]}')
    text = "\n".join(lines) + "\n"
    if len(text) > MAX_TEXT:
        raise ExportError(
            f"{len(text):,} characters, and Mermaid reads {MAX_TEXT:,}; write a smaller part: --depth 0, --question NAME or --year YEAR"
        )
    file.write(text.encode())
