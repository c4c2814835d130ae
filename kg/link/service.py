"""A client of any service of the Entity Reconciliation API 0.2: polite, kept on disk, resumable, repeated without the network.

Every answer is kept under the service and the query, with the day on which it was taken; what is kept is not asked again. So a run that was
killed goes on where it was, and a second run asks nothing.
"""

import hashlib
import json
import re
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import msgspec

from kg.errors import ServiceError
from kg.read.web import retry_after

if TYPE_CHECKING:
    import httpx

# Seconds between two requests, for one step of a request, and the most that is waited where a service asks to.
PAUSE = 1.0
STEP = 60.0
PATIENCE = 120.0
TRIES = 4
# How many queries go together where the manifest does not say, and at most.
BATCH, MOST = 10, 100
LARGEST = 32 * 1024 * 1024

_KEPT = """
CREATE TABLE IF NOT EXISTS manifest (url TEXT PRIMARY KEY, asked TEXT NOT NULL, content BLOB NOT NULL, taken TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answer (query TEXT PRIMARY KEY, content BLOB NOT NULL, taken TEXT NOT NULL) WITHOUT ROWID;
"""


class View(msgspec.Struct, frozen=True):
    url: str | None = None


class Type(msgspec.Struct, frozen=True):
    id: str
    name: str | None = None


_NOT_IN_ID = re.compile(r"[\x00-\x20<>\"{}|\\^`\[\]?#]|%(?![0-9A-Fa-f]{2})")


class Manifest(msgspec.Struct, frozen=True):
    """What a service says of itself; one without `versions` speaks 0.1, whose queries are those of 0.2."""

    name: str
    identifierSpace: str | None = None
    versions: list[str] | None = None
    batchSize: int | None = None
    defaultTypes: list[Type] | None = None
    view: View | None = None

    def iri(self, id: str) -> str:
        """The IRI of an entity: its view's, or that of the space of identifiers; an id that is an IRI is one."""
        if re.match(r"https?://", id):
            return id
        if self.identifierSpace and re.match(r"https?://.*[/#=]$", self.identifierSpace):
            # What is escaped already, and letters that an IRI may hold, stay: it is to be the very IRI that others write.
            return self.identifierSpace + _NOT_IN_ID.sub(lambda match: quote(match[0], safe=""), id)
        if self.view and self.view.url and "{{id}}" in self.view.url:
            return self.view.url.replace("{{id}}", quote(id, safe=""))
        return (self.identifierSpace or "") + quote(id, safe="")


class Found(msgspec.Struct, frozen=True):
    """A candidate of a service: `score` is on the service's own scale, `match` its own decision."""

    id: str
    name: str
    score: float | None = None
    match: bool = False
    type: list[str | Type] = []
    description: str | None = None

    @property
    def types(self) -> tuple[str, ...]:
        return tuple(one if isinstance(one, str) else one.id for one in self.type)


class _Result(msgspec.Struct, frozen=True):
    result: list[Found]


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: a name, a type and values of properties as the service names them."""

    name: str
    type: str | None = None
    properties: tuple[tuple[str, str], ...] = ()
    limit: int | None = None

    @property
    def json(self) -> str:
        """The query as 0.2 has it; the same question gives the same text."""
        query: dict[str, Any] = {"query": self.name}
        if self.type:
            query |= {"type": self.type, "type_strict": "should"}
        if self.limit:
            query["limit"] = self.limit
        if self.properties:
            query["properties"] = [{"pid": pid, "v": value} for pid, value in sorted(self.properties)]
        return json.dumps(query, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered, and on which day; `found` is None where it was not asked, for the network was not to be used."""

    ask: Ask
    found: tuple[Found, ...] | None
    taken: str | None


Progress = Callable[[str, int, int], None]


def manifest(url: str, folder: Path, *, offline: bool = False, pause: float = PAUSE) -> Manifest:
    """What a service says of itself, from the copy in `folder` where there is one.

    Raises ServiceError where it cannot be had, is no manifest, or is that of a version we do not speak.
    """
    with closing(_opened(url, folder)) as kept:
        return _manifest(url, kept, offline, pause)[0]


def answered(
    url: str, asked: Iterable[Ask], folder: Path, *, offline: bool = False, pause: float = PAUSE, progress: Progress | None = None
) -> Iterator[Answer]:
    """What a service answers to each question, in their order; questions that are the same are asked once.

    `folder` keeps the answers. Raises ServiceError where the service fails for good; what it answered until then is kept.
    """
    everything = list(asked)
    with closing(_opened(url, folder)) as kept:
        about, address = _manifest(url, kept, offline, pause)
        missing = [text for text in dict.fromkeys(ask.json for ask in everything) if _kept(kept, text) is None]
        if missing and not offline:
            _ask_all(address, about, missing, kept, pause, progress)
        for ask in everything:
            row = _kept(kept, ask.json)
            if row is None:
                yield Answer(ask, None, None)
            else:
                yield Answer(ask, tuple(msgspec.json.decode(row[0], type=_Result).result), row[1])


# ---- what is kept


def place(url: str, folder: Path) -> Path:
    """The file that keeps what a service answered."""
    host = re.sub(r"[^\w.-]", "_", urlsplit(url).netloc)
    return folder / f"{host}-{hashlib.sha256(url.encode()).hexdigest()[:12]}.sqlite"


def _opened(url: str, folder: Path) -> sqlite3.Connection:
    if not re.match(r"https?://[^\s/]+", url):
        raise ServiceError(f"'{url}' is no address of a service; give one like https://wikidata.reconci.link/en/api")
    path = place(url, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = sqlite3.connect(path, isolation_level=None, timeout=60)
        kept.executescript(_KEPT)
    except (OSError, sqlite3.Error) as error:
        raise ServiceError(f"answers cannot be kept in {path}: {error}") from None
    return kept


def _kept(kept: sqlite3.Connection, query: str) -> tuple[bytes, str] | None:
    row: tuple[bytes, str] | None = kept.execute("SELECT content, taken FROM answer WHERE query = ?", (query,)).fetchone()
    return row


def _today() -> str:
    return time.strftime("%Y-%m-%d", time.gmtime())


# ---- requests


def agent() -> str:
    """How the tool names itself to services."""
    from importlib import metadata

    return f"chitieu-kg/{metadata.version('chitieu-kg')} (matches names with a knowledge graph; +https://w3id.org/chitieu/)"


def _client() -> "httpx.Client":
    try:
        import httpx
    except ModuleNotFoundError:
        raise ServiceError("asking a service needs httpx; install it with: pip install 'chitieu-kg[serve]'") from None
    return httpx.Client(headers={"User-Agent": agent(), "Accept": "application/json"}, timeout=STEP, follow_redirects=True)


def _manifest(url: str, kept: sqlite3.Connection, offline: bool, pause: float = PAUSE) -> tuple[Manifest, str]:
    """The manifest, and the address that gave it, which is the one to be asked."""
    row = kept.execute("SELECT content, asked FROM manifest WHERE url = ?", (url,)).fetchone()
    if row is None:
        if offline:
            raise ServiceError(f"{url} was never asked, so nothing is kept of it; leave out --offline once")
        with _client() as client:
            content, address = _sent(client, url, None, pause)
        found = _decoded(url, content, Manifest, "manifest")
        _spoken(url, found)
        kept.execute("INSERT OR REPLACE INTO manifest VALUES (?, ?, ?, ?)", (url, address, content, _today()))
        return found, address
    return _decoded(url, row[0], Manifest, "manifest"), row[1]


def _spoken(url: str, about: Manifest) -> None:
    if about.versions is not None and not {"0.1", "0.2"} & set(about.versions):
        raise ServiceError(f"{url} speaks version {', '.join(about.versions)} of the interface; 0.2 is wanted")


def _ask_all(
    address: str, about: Manifest, missing: list[str], kept: sqlite3.Connection, pause: float, progress: Progress | None
) -> None:  # fmt: skip
    size = max(1, min(about.batchSize or BATCH, MOST))
    with _client() as client:
        last = 0.0
        for start in range(0, len(missing), size):
            if progress:
                progress("ask", start, len(missing))
            portion = missing[start : start + size]
            keys = {f"q{number}": query for number, query in enumerate(portion)}
            body = "{" + ",".join(f'"{key}":{query}' for key, query in keys.items()) + "}"
            time.sleep(max(0.0, last + pause - time.monotonic()) if last else 0.0)
            content, _ = _sent(client, address, {"queries": body}, pause)
            last = time.monotonic()
            results = _decoded(address, content, dict[str, msgspec.Raw], "answer")
            with kept:
                kept.execute("BEGIN")
                for key, query in keys.items():
                    if key not in results:
                        raise ServiceError(f"{address} did not answer the query {query}")
                    _decoded(address, bytes(results[key]), _Result, "answer")
                    kept.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", (query, bytes(results[key]), _today()))
        if progress:
            progress("ask", len(missing), len(missing))


def _sent(client: "httpx.Client", url: str, form: dict[str, str] | None, pause: float) -> tuple[bytes, str]:
    """The body of an answer, and the address it came from; a service that is busy or does not answer is asked again, a few times."""
    import httpx

    for attempt in range(1, TRIES + 1):
        wait: float | None = None
        try:
            with client.stream("POST" if form else "GET", url, data=form) as response:
                content = _body(response, url)
            if response.status_code == 200:
                return content, str(response.url)
            if response.status_code not in (429, 500, 502, 503, 504):
                said = content[:200].decode("utf-8", "replace").strip()
                raise ServiceError(f"{url} answers {response.status_code}: {said or 'nothing more'}")
            trouble = f"answers {response.status_code}"
            wait = retry_after(response.headers.get("retry-after"))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            trouble = f"cannot be reached: {str(error) or type(error).__name__}"
        wait = pause * 2**attempt if wait is None else wait
        if attempt == TRIES or wait > PATIENCE:
            asks = f"; it asks to come back in {wait:.0f} seconds" if wait > PATIENCE else ""
            raise ServiceError(f"{url} {trouble}{asks}; what it answered is kept, and another run goes on from there")
        time.sleep(wait)
    raise AssertionError


def _body(response: "httpx.Response", url: str) -> bytes:
    found = bytearray()
    for chunk in response.iter_bytes(1 << 16):
        found += chunk
        if len(found) > LARGEST:
            raise ServiceError(f"{url} answers with more than {LARGEST} bytes")
    return bytes(found)


def _decoded(url: str, content: bytes, type: Any, what: str) -> Any:
    try:
        return msgspec.json.decode(content, type=type)
    except msgspec.DecodeError as error:
        raise ServiceError(f"{url} gives no {what} of the Entity Reconciliation API 0.2: {error}") from None
