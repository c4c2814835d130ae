"""Pages fetched from the web, politely, and kept with their hash: a build is repeated from the copies, without the network."""

import contextlib
import email.utils
import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from kg.errors import ReadError
from kg.read import kinds, page

if TYPE_CHECKING:
    import httpx

# Seconds between two requests to one host, if its robots.txt asks for no more; and the most that is waited for anything it asks.
PAUSE = 1.0
PATIENCE = 60.0
# Seconds for one step of a request, and for all of it.
STEP = 20.0
WHOLE = 120.0
TRIES = 4
REDIRECTS = 8
# Seconds for which a robots.txt is believed.
ROBOTS_AGE = 24 * 3600
_ROBOTS_MOST = 512 * 1024
_TOKEN = "chitieu-kg"


@dataclass(frozen=True, slots=True)
class Copy:
    """A page as it was fetched: the address that answered, the suffix of its kind, and the moment (which is not that of publication)."""

    url: str
    kind: str
    charset: str | None
    fetched: str
    data: bytes


def is_address(source: str) -> bool:
    return re.match(r"https?://", source, re.IGNORECASE) is not None


def checked(source: str) -> str:
    """An address as it is asked for: without fragment, its host in lower case. Raises `ReadError`."""
    try:
        parts = urlsplit(_quoted(source.strip()))
        host = parts.hostname
        _ = parts.port
    except ValueError:
        host = None
    if not host or re.search(r"[\s\x00-\x1f<>\"{}|\\^`]", parts.geturl()):
        raise ReadError(f"{source!r} is no address of a page; give one like https://baohatinh.vn/…")
    if parts.username or parts.password:
        raise ReadError(f"{parts.scheme}://{host}/…: an address with a password is not read, since it is kept with the document")
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, ""))


def _quoted(address: str) -> str:
    """An address with its letters and blanks percent-encoded, as a browser sends it; its host stays."""
    host, _, rest = re.sub(r"\A(https?://[^/?#]*)", lambda match: match[1] + "\0", address, flags=re.IGNORECASE).partition("\0")
    return host + quote(rest, safe="/?#%:@!$&'()*+,;=~[]-._")


def id_of(url: str) -> str:
    """What a page is called: host and path without suffix, as people write them."""
    parts = urlsplit(url)
    path = re.sub(r"\.(?:s?html?|aspx?|php|htm|pdf|docx|txt)\Z", "", unquote(parts.path).strip("/"), flags=re.IGNORECASE)
    name = f"{parts.netloc}/{path}".strip("/") + (f"?{unquote(parts.query)}" if parts.query else "")
    return "".join(character if character.isprintable() else "\ufffd" for character in name)


def place(url: str, folder: Path) -> Path:
    """Where the copy of a page is kept."""
    host = re.sub(r"[^\w.-]", "_", urlsplit(url).netloc)
    return folder / host / hashlib.sha256(url.encode()).hexdigest()[:32]


def copy(url: str, path: Path, *, limit: int, refresh: bool = False) -> Copy:
    """The copy of a page, fetched if there is none (or if asked to). Raises `ReadError`."""
    if not refresh and (found := _kept(url, path)):
        return found
    try:
        import httpx
        import protego  # noqa: F401 (so that both are there before anything is asked for)
    except ImportError:
        raise page.missing("pages from the web") from None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with httpx.Client(
            headers={"User-Agent": agent(), "Accept": "text/html, application/xhtml+xml, application/pdf, text/plain;q=0.5, */*;q=0.1",
                     "Accept-Encoding": "gzip, deflate"},
            timeout=STEP, follow_redirects=False,
        ) as client:  # fmt: skip
            return _fetched(client, url, path, limit)
    except OSError as error:
        raise ReadError(f"cannot keep {url} in {path.parent}: {(error.strerror or str(error)).lower()}") from None


def agent() -> str:
    """How the tool names itself to servers."""
    from importlib import metadata

    try:
        version = metadata.version("chitieu-kg")
    except metadata.PackageNotFoundError:
        version = "0"
    return f"{_TOKEN}/{version} (reads newspaper articles into a knowledge graph; +https://w3id.org/chitieu/)"


# ---- copies


def _kept(url: str, path: Path) -> Copy | None:
    beside = path.with_suffix(".json")
    if not (path.exists() and beside.exists()):
        return None
    try:
        data = path.read_bytes()
        about = json.loads(beside.read_bytes())
        found = Copy(str(about["url"]), str(about["kind"]), about["charset"], str(about["fetched"]), data)
        sha256 = about["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        raise ReadError(f"the copy of {url} in {path} cannot be read; remove it, and it is fetched again") from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ReadError(f"the copy of {url} in {path} was changed since it was fetched; remove it, and it is fetched again")
    return found


def _keep(path: Path, asked: str, found: Copy) -> None:
    about = {
        "asked": asked, "url": found.url, "fetched": found.fetched, "kind": found.kind, "charset": found.charset,
        "sha256": hashlib.sha256(found.data).hexdigest(),
    }  # fmt: skip
    # The description comes first: bytes without one are no copy, and one whose bytes are older does not fit them.
    for target, data in ((path.with_suffix(".json"), json.dumps(about, ensure_ascii=False, indent=1).encode()), (path, found.data)):
        _write(target, data)


def _write(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


# ---- requests


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    data: bytes


def _fetched(client: "httpx.Client", asked: str, path: Path, limit: int) -> Copy:
    url = asked
    until = time.monotonic() + WHOLE
    for _ in range(REDIRECTS):
        pause = _allowed(client, url, path.parent.parent, until)
        answer = _patiently(client, url, path.parent.parent, pause, limit, until)
        if answer.status in (301, 302, 303, 307, 308) and answer.headers.get("location"):
            url = checked(urljoin(url, answer.headers["location"]))
            if not is_address(url):
                raise ReadError(f"{asked} leads to {url}, which is no page on the web")
            continue
        if answer.status != 200:
            raise ReadError(f"{asked} cannot be fetched: the server answers {answer.status}{_meaning(answer.status)}")
        content_type = answer.headers.get("content-type")
        kind, charset = kinds.of_content_type(content_type)
        kind = kind or kinds.sniffed(answer.data)
        if kind not in kinds.SINGLE:
            raise ReadError(f"{asked} is {content_type or 'of no stated kind'} and no page, PDF, Word file or text")
        fetched = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        found = Copy(url, kind, charset, fetched, answer.data)
        _keep(path, asked, found)
        return found
    raise ReadError(f"{asked} is redirected more than {REDIRECTS} times")


def _meaning(status: int) -> str:
    return {401: " (a password is wanted)", 403: " (it does not let us)", 404: " (there is no such page)", 410: " (it is gone)",
            429: " (too many requests; try later)", 503: " (it is too busy; try later)"}.get(status, "")  # fmt: skip


def _patiently(client: "httpx.Client", url: str, folder: Path, pause: float, limit: int, until: float) -> _Answer:
    """An answer that is no "later": a server that is busy is asked again when it says, or after longer and longer waits."""
    for attempt in range(1, TRIES + 1):
        answer = _asked(client, url, folder, pause, limit, until)
        if answer.status not in (429, 503) or attempt == TRIES:
            return answer
        wait = retry_after(answer.headers.get("retry-after"))
        wait = pause * 2**attempt if wait is None else wait
        if wait > min(PATIENCE, until - time.monotonic()):
            raise ReadError(f"{url} is not to be had now: the server asks to come back in {wait:.0f} seconds")
        time.sleep(wait)
    raise AssertionError


def retry_after(value: str | None) -> float | None:
    """The seconds that a server asks to wait, by its header; None where it does not say."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(email.utils.parsedate_to_datetime(value).timestamp() - time.time(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return None


def _asked(client: "httpx.Client", url: str, folder: Path, pause: float, limit: int, until: float) -> _Answer:
    """One request, when the host's turn has come; whoever else asks the same host for the same folder waits, in any process."""
    import httpx
    from filelock import FileLock, Timeout

    host = folder / re.sub(r"[^\w.-]", "_", urlsplit(url).netloc)
    host.mkdir(parents=True, exist_ok=True)
    turn = host / ".turn"
    try:
        with FileLock(host / ".lock", timeout=max(until - time.monotonic(), 0.1)):
            since = time.time() - turn.stat().st_mtime if turn.exists() else pause
            time.sleep(min(max(pause - since, 0.0), pause))
            try:
                with client.stream("GET", url) as response:
                    return _Answer(response.status_code, response.headers, _body(response, url, limit, until))
            finally:
                turn.touch()
    except Timeout:
        raise ReadError(f"{url} was not fetched within {WHOLE:.0f} seconds, for others wait for that server; try later") from None
    except httpx.TimeoutException:
        raise ReadError(f"{url} does not answer within {STEP:.0f} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise ReadError(f"{url} cannot be fetched: {str(error) or type(error).__name__}") from None


def _body(response: "httpx.Response", url: str, limit: int, until: float) -> bytes:
    too_large = f"{url} is too large for an article: more than {limit / 1048576:.1f} MB"
    length = response.headers.get("content-length", "")
    if response.status_code != 200:
        return b""
    if length.isdecimal() and int(length) > limit:
        raise ReadError(too_large)
    found = bytearray()
    # as they come: pieces of a size asked for are waited for, however long a drop takes
    for chunk in response.iter_bytes():
        found += chunk
        if len(found) > limit:
            raise ReadError(too_large)
        if time.monotonic() > until:
            raise ReadError(f"{url} was not sent within {WHOLE:.0f} seconds")
    return bytes(found)


# ---- robots.txt


def _allowed(client: "httpx.Client", url: str, folder: Path, until: float) -> float:
    """The pause that a host asks for; raises `ReadError` where its robots.txt does not let us."""
    rules = _robots(client, url, folder, until)
    if not rules.can_fetch(url, _TOKEN):
        raise ReadError(f"{url} is not for programs to read: the site's robots.txt says so")
    delay = rules.crawl_delay(_TOKEN)
    if delay is not None and delay > PATIENCE:
        raise ReadError(f"{url}: the site's robots.txt asks for {delay:.0f} seconds between requests; save the page by hand")
    return max(PAUSE, float(delay or 0))


def _robots(client: "httpx.Client", url: str, folder: Path, until: float) -> Any:
    from protego import Protego

    parts = urlsplit(url)
    kept = folder / re.sub(r"[^\w.-]", "_", parts.netloc) / f"robots-{parts.scheme}.txt"
    if kept.exists() and time.time() - kept.stat().st_mtime < ROBOTS_AGE:
        return Protego.parse(kept.read_text(encoding="utf-8", errors="replace"))
    address = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
    answer = _Answer(0, {}, b"")
    asked = address
    for _ in range(5):
        answer = _asked(client, asked, folder, PAUSE, _ROBOTS_MOST, until)
        if answer.status not in (301, 302, 303, 307, 308) or not answer.headers.get("location"):
            break
        asked = urljoin(asked, answer.headers["location"])
    if answer.status == 429 or answer.status >= 500:
        # RFC 9309: who cannot say what is allowed allows nothing.
        raise ReadError(f"{url} is not fetched: {address} answers {answer.status}, so what may be read is not known; try later")
    text = answer.data.decode("utf-8", "replace") if answer.status == 200 else ""
    kept.parent.mkdir(parents=True, exist_ok=True)
    _write(kept, text.encode())
    return Protego.parse(text)
