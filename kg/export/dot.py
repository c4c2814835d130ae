"""DOT, for Graphviz."""

from typing import BinaryIO

from kg.export.network import Network

# A quoted string ends at a quotation mark, and a backslash begins an escape such as \n.
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": " ", "\r": " ", "\0": "\ufffd"})
_SHAPES = {
    "ct:Official": "ellipse", "ct:Directive": "note", "ct:Target": "diamond", "ct:Claim": "plaintext", "schema:NewsArticle": "folder",
    "ct:AdministrativeUnit": "house",
}  # fmt: skip


def write(network: Network, file: BinaryIO) -> None:
    file.write(
        b'digraph kg {\n  graph [rankdir=LR, charset="UTF-8"];\n  node [shape=box, fontname="DejaVu Sans"];\n'
        b'  edge [fontname="DejaVu Sans", fontsize=10];\n'
    )
    for node in network.nodes():
        shape = f", shape={_SHAPES[node.kind]}" if node.kind in _SHAPES else ""
        file.write(f'  "{_safe(node.id)}" [label="{_safe(node.label)}", class="{_safe(node.kind)}"{shape}];\n'.encode())
    for edge in network.edges():
        file.write(f'  "{_safe(edge.source)}" -> "{_safe(edge.target)}" [label="{_safe(edge.label)}"];\n'.encode())
    file.write(b"}\n")


def _safe(text: str) -> str:
    return text.translate(_ESCAPES)
