"""The HTTP of the service: `/reconcile` is the endpoint of 0.2 (OpenRefine's), `/reconcile/1.0-draft` that of the 1.0 draft.

Mistakes of a client's are answered with 400 and a message, what is too large with 413, what is not there with 404.
"""

import json
import re
from collections.abc import Awaitable, Callable
from html import escape
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from kg import entities
from kg.entities import PROPERTIES, TYPES, Link, Value
from kg.errors import KgError, MatchError
from kg.match import Candidate, Entry
from kg.serve import answers, pages, queries
from kg.serve.answers import Service
from kg.vocabulary import NAMESPACE

V02, V10 = "/reconcile", "/reconcile/1.0-draft"
NAME = "Chỉ tiêu: Vietnamese Party bodies, places, directives, officials, enterprises"
DOCUMENTATION = "https://w3id.org/chitieu/"
LARGEST = 2 * 1024 * 1024
_PREVIEW = {"width": 420, "height": 260}

_CALLBACK = re.compile(r"[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*", re.ASCII)


class _Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, message: str) -> None:
        self.status, self.message = status, message


def application(service: Service, *, url: str | None = None, version: str = "") -> Starlette:
    """The service as an ASGI application; `url` is its public address, where it is another than the one it is asked at."""
    http = _Http(service, url.rstrip("/") if url else None, version)
    routes: list[Route] = [Route("/", http.front), Route("/entity/{id:path}", http.entity_page)]
    for root, newer in ((V02, False), (V10, True)):
        if newer:
            routes += [
                Route(root, http.answer(http.manifest_1), methods=["GET"]),
                Route(f"{root}/match", http.answer(http.match_1), methods=["POST"]),
                # its name in older states of the draft
                Route(f"{root}/reconcile", http.answer(http.match_1), methods=["POST"]),
                Route(f"{root}/extend", http.answer(http.extend_1), methods=["POST"]),
            ]
        else:
            routes += [
                Route(root, http.answer(http.endpoint), methods=["GET", "POST"]),
                Route(f"{root}/flyout/{{what}}", http.answer(http.flyout), methods=["GET"]),
            ]
        routes += [
            Route(f"{root}/suggest/{{what}}", http.answer(http.suggest, jsonp=not newer), methods=["GET"]),
            Route(f"{root}/extend/propose", http.answer(http.propose, jsonp=not newer), methods=["GET"]),
            Route(f"{root}/preview", http.preview, methods=["GET"]),
        ]
    every_site = Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"], max_age=86400)
    return Starlette(routes=routes, middleware=[every_site])


_Handler = Callable[[Request, bytes], Any]


class _Http:
    """The service, where it is, and how its answers are sent."""

    def __init__(self, service: Service, url: str | None, version: str) -> None:
        self.service, self.url, self.version = service, url, version

    def root(self, request: Request) -> str:
        return self.url or str(request.base_url).rstrip("/")

    def answer(self, handler: _Handler, *, jsonp: bool = True) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint that sends what `handler` gives as JSON, or as a call of `callback` where 0.2 is asked so."""

        async def endpoint(request: Request) -> Response:
            callback = request.query_params.get("callback") if jsonp else None
            try:
                if callback is not None and (len(callback) > 100 or not _CALLBACK.fullmatch(callback)):
                    raise _Refused(400, "callback must be the name of a function")
                body = await _body(request)
                found = await run_in_threadpool(handler, request, body)
            except _Refused as refused:
                return JSONResponse({"error": refused.message}, refused.status)
            except KgError as error:
                return JSONResponse({"error": str(error)}, 400)
            if callback is not None:
                # The comment keeps what stands first from being taken for something else than a script.
                text = f"/**/{callback}({json.dumps(found, ensure_ascii=True)});"
                return Response(text, media_type="application/javascript", headers={"X-Content-Type-Options": "nosniff"})
            return JSONResponse(found)

        return endpoint

    # --- 0.2

    def endpoint(self, request: Request, body: bytes) -> Any:
        """One address for the manifest, queries and data extension."""
        fields = {name: values[-1] for name, values in parse_qs(request.url.query, keep_blank_values=True).items()}
        if request.method == "POST":
            fields |= _form(request, body)
        if "queries" in fields:
            asked = queries.batch(fields["queries"])
            _sized(len(asked))
            return {key: {"result": [_candidate(one) for one in answers.candidates(self.service, query)]} for key, query in asked.items()}
        if "extend" in fields:
            return self._extended(fields["extend"])
        if request.method == "POST":
            raise _Refused(400, "a POST needs a form field 'queries' or 'extend'")
        return self._manifest(request)

    def _manifest(self, request: Request) -> Any:
        root = self.root(request)
        here = f"{root}{V02}"

        def suggest(what: str) -> dict[str, str]:
            return {"service_url": here, "service_path": f"/suggest/{what}", "flyout_service_path": f"/flyout/{what}?id=${{id}}"}

        return {
            "versions": ["0.2"],
            "name": NAME,
            "identifierSpace": self.service.base,
            "schemaSpace": NAMESPACE,
            "documentation": DOCUMENTATION,
            "serviceVersion": self.version,
            "view": {"url": f"{root}/entity/{{{{id}}}}"},
            "defaultTypes": [_type(type) for type in TYPES.values()],
            "preview": {"url": f"{here}/preview?id={{{{id}}}}", **_PREVIEW},
            "suggest": {what: suggest(what) for what in ("entity", "property", "type")},
            "extend": {
                "propose_properties": {"service_url": here, "service_path": "/extend/propose"},
                "property_settings": [
                    {"name": "limit", "label": "Limit", "type": "number", "default": 0, "help_text": "Most values a row; 0 for all"}
                ],
            },
            "batchSize": queries.BATCH,
        }

    def _extended(self, text: str | bytes) -> Any:
        asked = queries.extension(text)
        rows = {
            id: {property: [_value(value, property) for value in found] for property, found in row.items()}
            for id, row in self._rows(asked).items()
        }
        return {"meta": _meta(asked.properties), "rows": rows}

    def flyout(self, request: Request, body: bytes) -> Any:
        id = _parameter(request, "id")
        match request.path_params["what"]:
            case "entity":
                entry = self._entity(id)
                html = pages.flyout(entry.names[0], entry.description)
            case "type" if id in TYPES:
                html = pages.flyout(TYPES[id].name, TYPES[id].description)
            case "property" if id in PROPERTIES:
                html = pages.flyout(PROPERTIES[id].name, PROPERTIES[id].description)
            case what:
                raise _Refused(404, f"no {what} '{id}' here")
        return {"id": id, "html": html}

    # --- the 1.0 draft

    def manifest_1(self, request: Request, body: bytes) -> Any:
        return {
            "versions": ["1.0-draft"],
            "name": NAME,
            "lang": "en",
            "documentation": DOCUMENTATION,
            "serviceVersion": self.version,
            "view": {"url": f"{self.root(request)}/entity/{{id}}"},
            "defaultTypes": [_type(type) for type in TYPES.values()],
            "preview": _PREVIEW,
            "suggest": {"entity": True, "property": True, "type": True},
            "extend": {
                "proposeProperties": True,
                "propertySettings": [
                    {"id": "limit", "name": "Limit", "type": "number", "default": 0, "helpText": "Most values a row; 0 for all"}
                ],
            },
            "batchSize": queries.BATCH,
            "standardizedScore": True,
        }

    def match_1(self, request: Request, body: bytes) -> Any:
        asked = queries.batch_1(_json(request, body))
        _sized(len(asked))
        found = (answers.candidates(self.service, query) for query in asked)
        return {"results": [{"candidates": [_candidate(one, newer=True) for one in some]} for some in found]}

    def extend_1(self, request: Request, body: bytes) -> Any:
        asked = queries.extension(_json(request, body))
        rows = [
            {
                "id": id,
                "properties": [
                    {"id": property, "values": [_value(value, property) for value in found]} for property, found in row.items()
                ],
            }
            for id, row in self._rows(asked).items()
        ]  # fmt: skip
        return {"meta": _meta(asked.properties), "rows": rows}

    # --- both

    def _rows(self, asked: queries.Extension) -> dict[str, dict[str, list[Value | Link]]]:
        """The values asked for, by entity and property; an id that is not known has none."""
        for property in asked.properties:
            if property not in PROPERTIES:
                raise MatchError(f"no property '{property}'; there are: {', '.join(PROPERTIES)}")
        limits = {property: _most(asked.settings.get(property, {}).get("limit")) for property in asked.properties}
        rows: dict[str, dict[str, list[Value | Link]]] = {}
        for id in asked.ids:
            entry = answers.entity(self.service, id)
            rows[id] = {one: answers.values(self.service, entry, one)[: limits[one]] if entry else [] for one in asked.properties}
        return rows

    def suggest(self, request: Request, body: bytes) -> Any:
        prefix = request.query_params.get("prefix", "")
        skip = _number(request, "cursor", 0)
        match request.path_params["what"]:
            case "entity":
                found = answers.suggested(self.service, prefix, skip=skip) if prefix.strip() else []
                return {"result": [_suggestion(entry) for entry in found]}
            case "type":
                return {"result": [_type(type) for type in answers.suggested_types(prefix)[skip:]]}
            case "property":
                return {"result": [_property(one) for one in answers.suggested_properties(prefix)[skip:]]}
            case what:
                raise _Refused(404, f"nothing to suggest for '{what}'; there are: entity, property, type")

    def propose(self, request: Request, body: bytes) -> Any:
        type = request.query_params.get("type") or None
        limit = _number(request, "limit", 0)
        answer: dict[str, Any] = {"properties": [_property(one) for one in answers.proposed(type, limit or None)]}
        if type:
            answer["type"] = type
        if limit:
            answer["limit"] = limit
        return answer

    def preview(self, request: Request) -> Response:
        try:
            return HTMLResponse(pages.page(self.service, self._entity(_parameter(request, "id")), link=f"{self.root(request)}/entity/"))
        except _Refused as refused:
            return HTMLResponse(f"<p>{escape(refused.message)}</p>", refused.status)

    def entity_page(self, request: Request) -> Response:
        try:
            return HTMLResponse(pages.page(self.service, self._entity(request.path_params["id"]), link=f"{self.root(request)}/entity/"))
        except _Refused as refused:
            return HTMLResponse(f"<p>{escape(refused.message)}</p>", refused.status)

    def front(self, request: Request) -> Response:
        root = self.root(request)
        endpoints = (("0.2", V02), ("1.0 draft", V10))
        lines = "".join(f"<li>Entity Reconciliation API {version}: <code>{escape(root + path)}</code></li>" for version, path in endpoints)
        return HTMLResponse(f"<!doctype html><meta charset='utf-8'><title>kg</title><h1>{NAME}</h1><ul>{lines}</ul>")

    def _entity(self, id: str) -> Entry:
        entry = answers.entity(self.service, id)
        if entry is None:
            raise _Refused(404, f"no entity '{id}' here")
        return entry


# --- reading requests


async def _body(request: Request) -> bytes:
    if request.method != "POST":
        return b""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST:
            raise _Refused(413, f"the request is larger than {LARGEST} bytes; send fewer queries at once")
    return bytes(data)


def _form(request: Request, body: bytes) -> dict[str, str]:
    kind = request.headers.get("content-type", "application/x-www-form-urlencoded").partition(";")[0].strip().lower()
    try:
        text = body.decode()
        if kind == "application/json":
            # 0.2 asks for a form; a batch sent as it is can mean only one thing.
            return {"queries": text}
        if kind == "application/x-www-form-urlencoded":
            return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True, errors="strict").items()}
    except UnicodeDecodeError:
        raise _Refused(400, "the request is not in UTF-8") from None
    raise _Refused(400, f"content type '{kind}' is not understood; send application/x-www-form-urlencoded")


def _json(request: Request, body: bytes) -> bytes:
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise _Refused(400, f"content type '{kind}' is not understood; send application/json")
    return body


def _sized(number: int) -> None:
    if number > queries.BATCH:
        raise _Refused(413, f"{number} queries at once are too many; the manifest's batchSize is {queries.BATCH}")


def _parameter(request: Request, name: str) -> str:
    value = request.query_params.get(name)
    if not value:
        raise _Refused(400, f"the parameter '{name}' is missing")
    return value


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name)
    if text is None or text == "":
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise _Refused(400, f"the parameter '{name}' must be a whole number, not '{text}'")
    return int(text)


def _most(limit: Any) -> int | None:
    try:
        most = int(limit or 0)
    except (TypeError, ValueError):
        raise MatchError(f"the setting 'limit' must be a whole number, not {limit!r}") from None
    return most if most > 0 else None


# --- writing answers


def _type(type: entities.Type) -> dict[str, Any]:
    found: dict[str, Any] = {"id": type.id, "name": type.name, "description": type.description}
    if type.broader:
        found["broader"] = [{"id": type.broader, "name": TYPES[type.broader].name}]
    return found


def _named_type(type: str) -> dict[str, str]:
    return {"id": type, "name": TYPES[type].name}


def _property(property: entities.Property) -> dict[str, Any]:
    return {"id": property.id, "name": property.name, "description": property.description}


def _suggestion(entry: Entry) -> dict[str, Any]:
    return {"id": entry.id, "name": entry.names[0], "description": entry.description, "notable": [_named_type(entry.type)]}


_FEATURES = {
    "name": "Name", "kind": "Kind of unit, body or company", "parent": "Place it lies in", "dates": "Date", "level": "Level",
    "post": "Post or issuer", "id": "Identifier",
}  # fmt: skip


def _candidate(candidate: Candidate, *, newer: bool = False) -> dict[str, Any]:
    """A candidate with its score from 0 to 100; each feature stands with its value (0 to 1) and with what it adds to the score."""
    entry = candidate.entry
    features = []
    for feature in candidate.features:
        name = _FEATURES.get(feature.id) or PROPERTIES[feature.id].name
        share = round(feature.contribution * 100, 2)
        said = [(feature.id, name, feature.value), (f"{feature.id}_contribution", f"{name}: share of the score", share)]
        features += [{"id": id, "name": name, "value": value} if newer else {"id": id, "value": value} for id, name, value in said]
    return {
        "id": entry.id,
        "name": entry.names[0],
        "description": entry.description,
        "type": [_named_type(entry.type)],
        "score": round(candidate.score * 100, 2),
        "features": features,
        "match": candidate.match,
    }


def _meta(asked: tuple[str, ...]) -> list[dict[str, Any]]:
    meta: list[dict[str, Any]] = []
    for id in asked:
        found: dict[str, Any] = {"id": id, "name": PROPERTIES[id].name}
        if PROPERTIES[id].kind == "entity":
            found["type"] = _named_type("Organisation" if id in ("parent", "organisation") else "Place")
        meta.append(found)
    return meta


def _value(value: Value | Link, property: str) -> dict[str, Any]:
    if isinstance(value, Link):
        return {"id": value.id, "name": value.name}
    if isinstance(value, int):
        return {"int": value}
    if PROPERTIES[property].kind == "day":
        return {"date": f"{value}T00:00:00"}
    return {"str": value}
