"""An entity as a small page of HTML; everything from the graph is escaped."""

from html import escape

from kg.entities import PROPERTIES, TYPES, Link
from kg.match import Entry
from kg.serve import answers
from kg.serve.answers import Service

_STYLE = (
    "body{font:13px/1.4 system-ui,sans-serif;margin:8px;color:#222}h1{font-size:15px;margin:0 0 2px}p{margin:0 0 6px;color:#666}"
    "table{border-collapse:collapse}th{font-weight:normal;color:#666;text-align:left;vertical-align:top;padding:1px 10px 1px 0}"
    "td{padding:1px 0}"
)


def page(service: Service, entry: Entry, *, link: str = "") -> str:
    """The whole page; `link` stands before the id of an entity that is pointed at."""
    rows = []
    for property in PROPERTIES.values():
        if entry.type not in property.types or property.id in ("date", "within"):
            continue
        found = answers.values(service, entry, property.id)
        if found:
            cells = "<br>".join(_cell(value, link) for value in found[:20])
            rows.append(f"<tr><th>{escape(property.name)}</th><td>{cells}</td></tr>")
    name = escape(entry.names[0])
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{name}</title><style>{_STYLE}</style></head>'
        f"<body><h1>{name}</h1><p>{escape(TYPES[entry.type].name)} · {escape(entry.id)}</p><table>{''.join(rows)}</table></body></html>\n"
    )


def _cell(value: object, link: str) -> str:
    if isinstance(value, Link):
        from urllib.parse import quote

        return f'<a href="{escape(link + quote(value.id, safe=""))}">{escape(value.name)}</a>'
    return escape(str(value))


def flyout(title: str, text: str) -> str:
    """What is shown beside a suggestion."""
    return f'<p style="font-size:0.9em;color:black;"><b>{escape(title)}</b><br>{escape(text)}</p>'
