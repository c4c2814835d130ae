"""Pages of the web, from a real server on this machine: polite, patient, limited, kept, and read again without it."""

import contextlib
import hashlib
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import formats
import pytest

from kg import read
from kg.errors import ReadError
from kg.read import web
from kg.records import Document

ARTICLE = (formats.REPORTS / "quang-ninh-2020-ba-don-vi-lo-hen.txt").read_text(encoding="utf-8")
PAGE = formats.as_html(ARTICLE, head='<meta property="article:published_time" content="2020-12-30T08:00:00+07:00">')

Answer = tuple[int, dict[str, str], bytes]


class Site:
    """A server whose answers are set by path: an answer, several for one request after another, or none (404)."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | list[Answer] | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[tuple[str, float, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, time.monotonic(), self.headers["User-Agent"]))
                answer = site.answers.get(self.path, (404, {}, b""))
                if callable(answer):
                    answer(self)
                    return
                if isinstance(answer, list):
                    answer = answer.pop(0) if len(answer) > 1 else answer[0]
                status, headers, data = answer
                self.send_response(status)
                for name, value in {"Content-Length": str(len(data)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(web, "PAUSE", 0.01)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    found = Site()
    found.answers["/tin/1.html"] = (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE)
    yield found
    found.close()


def only(url: str, pages: Path, *, limit: int = read.MAX_BYTES) -> Document | read.Failure:
    [found] = read.documents([url], pages=pages, limit=limit)
    return found


def refused(url: str, pages: Path, *, limit: int = read.MAX_BYTES) -> str:
    found = only(url, pages, limit=limit)
    assert isinstance(found, read.Failure), found
    assert "\n" not in found.message
    return found.message


def test_a_page_is_read_kept_and_read_again_without_its_server(site: Site, tmp_path: Path) -> None:
    url = site.at("/tin/1.html")
    document = only(url + "#binh-luan", tmp_path)
    assert isinstance(document, Document)
    assert document.id == url.removeprefix("http://").removesuffix(".html")
    assert (document.source, document.url, document.published) == (url, url, "2020-12-30")
    assert document.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert site.paths() == ["/robots.txt", "/tin/1.html"]
    assert all(agent.startswith("chitieu-kg/") for _, _, agent in site.asked)
    site.close()
    [candidate] = read.candidates([url], pages=tmp_path)
    assert candidate.path is not None
    assert candidate.path.read_bytes() == PAGE
    about = json.loads(candidate.path.with_suffix(".json").read_bytes())
    assert (about["sha256"], about["fetched"]) == (document.sha256, read.fetched(candidate))
    # As a build does in another process, from nothing but these.
    assert read.document(read.Candidate(candidate.id, candidate.source, Path(str(candidate.path)))) == document


def test_a_copy_that_was_changed_is_no_copy(site: Site, tmp_path: Path) -> None:
    only(site.at("/tin/1.html"), tmp_path)
    [candidate] = read.candidates([site.at("/tin/1.html")], pages=tmp_path)
    assert candidate.path is not None
    candidate.path.write_bytes(PAGE + b" ")
    assert "was changed since it was fetched" in refused(site.at("/tin/1.html"), tmp_path)


def test_nothing_is_fetched_before_it_is_read(site: Site, tmp_path: Path) -> None:
    list(read.candidates([site.at("/tin/1.html")], pages=tmp_path))
    assert site.asked == []


def test_robots_are_honoured(site: Site, tmp_path: Path) -> None:
    robots = b"User-agent: *\nDisallow: /tin/\nAllow: /tin/*.html$\n\nUser-agent: chitieu-kg\nDisallow: /rieng/\nCrawl-delay: 0.3\n"
    site.answers["/robots.txt"] = (200, {}, robots)
    site.answers["/rieng/1.html"] = site.answers["/tin/1.html"]
    assert "robots.txt" in refused(site.at("/rieng/1.html"), tmp_path)
    assert isinstance(only(site.at("/tin/1.html"), tmp_path), Document)
    assert site.paths() == ["/robots.txt", "/tin/1.html"]
    # asked for with the pause that it asks for
    assert site.asked[1][1] - site.asked[0][1] >= 0.25


@pytest.mark.parametrize(("status", "read_on"), [(404, True), (403, True), (500, False), (429, False)])
def test_a_robots_file_that_is_not_there(site: Site, tmp_path: Path, status: int, read_on: bool) -> None:
    site.answers["/robots.txt"] = (status, {}, b"")
    found = only(site.at("/tin/1.html"), tmp_path)
    assert isinstance(found, Document) == read_on
    assert site.paths() == ["/robots.txt", "/tin/1.html"][: 1 + read_on]


def test_one_host_is_asked_with_pauses_by_whoever_asks(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "PAUSE", 0.15)
    for number in range(3):
        site.answers[f"/tin/{number}.html"] = (200, {"Content-Type": "text/html"}, PAGE)
    readers = [threading.Thread(target=only, args=(site.at(f"/tin/{number}.html"), tmp_path)) for number in range(3)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    times = [moment for _, moment, _ in site.asked]
    assert len(times) >= 4
    assert min(after - before for before, after in itertools.pairwise(times)) >= 0.12


def test_redirects_are_followed_and_asked_for_at_robots(site: Site, tmp_path: Path) -> None:
    site.answers["/cu"] = (301, {"Location": "/tin/1.html"}, b"")
    document = only(site.at("/cu"), tmp_path)
    assert isinstance(document, Document)
    assert (document.id.endswith("/cu"), document.url) == (True, site.at("/tin/1.html"))
    site.answers["/vong"] = (302, {"Location": "/vong"}, b"")
    assert "redirected more than" in refused(site.at("/vong"), tmp_path)
    site.answers["/ra"] = (302, {"Location": "file:///etc/passwd"}, b"")
    assert "no" in refused(site.at("/ra"), tmp_path)


def test_a_server_that_is_busy_is_asked_again_when_it_says(site: Site, tmp_path: Path) -> None:
    good = (200, {"Content-Type": "text/html"}, PAGE)
    site.answers["/tin/1.html"] = [(503, {"Retry-After": "0"}, b""), (429, {}, b""), good]
    assert isinstance(only(site.at("/tin/1.html"), tmp_path), Document)
    assert site.paths().count("/tin/1.html") == 3
    site.answers["/2"] = [(503, {"Retry-After": "3600"}, b"")]
    assert "3600 seconds" in refused(site.at("/2"), tmp_path)
    site.answers["/3"] = [(503, {}, b"")]
    assert "answers 503" in refused(site.at("/3"), tmp_path)
    assert site.paths().count("/3") == web.TRIES


def test_size_and_time_are_limited(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "too large" in refused(site.at("/tin/1.html"), tmp_path, limit=20)
    site.answers["/gz"] = (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, formats.as_gz(b" " * 1_000_000))
    assert "too large" in refused(site.at("/gz"), tmp_path, limit=10_000)
    monkeypatch.setattr(web, "STEP", 0.2)
    site.answers["/langsam"] = lambda handler: time.sleep(1)
    assert "does not answer within" in refused(site.at("/langsam"), tmp_path)

    def drips(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        try:
            for _ in range(40):
                handler.wfile.write(b"<p>x</p>" * 10_000)
                time.sleep(0.05)
        except OSError:
            pass

    monkeypatch.setattr(web, "WHOLE", 0.4)
    site.answers["/giot"] = drips
    assert "was not sent within" in refused(site.at("/giot"), tmp_path)

    def trickles(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(40):
                handler.wfile.write(b"<p>x</p>")
                time.sleep(0.05)

    site.answers["/nho-giot"] = trickles
    assert "was not sent within" in refused(site.at("/nho-giot"), tmp_path)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((404, {}, b""), "answers 404 (there is no such page)"),
        ((200, {"Content-Type": "image/png"}, b"\x89PNG"), "image/png"),
        ((200, {"Content-Type": "text/html"}, b""), "empty"),
        ((200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, b"no gzip"), "cannot be fetched"),
    ],
)
def test_answers_that_are_no_article(site: Site, tmp_path: Path, answer: Answer, words: str) -> None:
    site.answers["/x"] = answer
    assert words in refused(site.at("/x"), tmp_path)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("application/pdf", formats.as_pdf(ARTICLE)),
        ("application/octet-stream", formats.as_docx(ARTICLE)),
        ("text/plain; charset=utf-8", ARTICLE.encode()),
        ("text/plain; charset=utf-8", PAGE),
        ("multipart/related", formats.as_mhtml(PAGE, "https://bao.vn/1")),
    ],
    ids=["pdf", "docx", "text", "page sent as text", "saved"],
)  # fmt: skip
def test_other_kinds_of_pages(site: Site, tmp_path: Path, kind: str, data: bytes) -> None:
    site.answers["/x"] = (200, {"Content-Type": kind}, data)
    document = only(site.at("/x"), tmp_path)
    assert isinstance(document, Document), document
    assert formats.paragraphs(ARTICLE)[4] in document.text
    assert "<p>" not in document.text


def test_a_server_that_is_not_there(tmp_path: Path, site: Site) -> None:
    site.close()
    assert "cannot be fetched" in refused(site.at("/tin/1.html"), tmp_path)


@pytest.mark.parametrize("source", ["http://", "https://a b.vn/", "http://[::1", "https://a.vn:99999/", "https://an:mat-khau@a.vn/"])
def test_what_is_no_address(source: str, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="address"):
        read.candidates([source], pages=tmp_path)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://baohatinh.vn/tin/ket-nap-123.html", "baohatinh.vn/tin/ket-nap-123"),
        ("https://a.vn/Default.aspx?id=7", "a.vn/Default?id=7"),
        ("https://a.vn/%C4%91%E1%BA%A3ng/", "a.vn/đảng"),
        ("https://a.vn/", "a.vn"),
        ("https://a.vn/tin-tức/bài một.html", "a.vn/tin-tức/bài một"),
    ],
)
def test_ids_of_pages(url: str, name: str) -> None:
    assert web.id_of(web.checked(url)) == name
