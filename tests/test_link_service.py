"""`kg link match` and `kg link --service`: a real service over HTTP, asked politely, once, and never again."""

import csv
import io
import itertools
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from kg import build, entities, files, rdf, store
from kg.errors import ServiceError
from kg.link import decisions, matched, service
from kg.link.service import Ask, Found, Manifest
from kg.match import Entry

KG = str(Path(sys.executable).with_name("kg"))
MANIFEST = {
    "versions": ["0.1", "0.2"],
    "name": "Test",
    "identifierSpace": "http://www.wikidata.org/entity/",
    "schemaSpace": "x",
    "batchSize": 3,
}


class Service:
    """A server that knows some names; `answers` are sent before anything else: (status, headers, body)."""

    def __init__(self) -> None:
        self.manifest: Any = MANIFEST
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.batches: list[tuple[float, list[dict[str, Any]]]] = []
        self.agents: set[str] = set()
        self.known: dict[str, list[dict[str, Any]]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.agents.add(self.headers["User-Agent"])
                if self.path == "/moved":
                    self.send(301, {"Location": "/api"}, b"")
                elif self.path == "/api":
                    self.send(200, {}, json.dumps(site.manifest).encode())
                else:
                    self.send(404, {}, b"no such page")

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                if site.answers:
                    self.send(*site.answers.pop(0))
                    return
                batch = json.loads(form["queries"][0])
                site.batches.append((time.monotonic(), list(batch.values())))
                found = {key: {"result": site.known.get(query["query"], [])} for key, query in batch.items()}
                self.send(200, {"Content-Type": "application/json"}, json.dumps(found).encode())

            def send(self, status: int, headers: dict[str, str], data: bytes) -> None:
                self.send_response(status)
                for name, value in {"Content-Length": str(len(data)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/api"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    @property
    def asked(self) -> list[str]:
        return [query["query"] for _, batch in self.batches for query in batch]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def candidate(id: str, name: str, score: float = 100, match: bool = False, type: str = "Q5") -> dict[str, Any]:
    return {"id": id, "name": name, "score": score, "match": match, "type": [{"id": type, "name": "human"}]}


@pytest.fixture
def site() -> Iterator[Service]:
    found = Service()
    found.known = {"Hà Nội": [candidate("Q1858", "Hà Nội", match=True)], "Huế": [candidate("Q1", "Huế", 80), candidate("Q2", "Huế", 79)]}
    yield found
    found.close()


def names(url: str, folder: Path, *asked: str, **more: Any) -> list[list[str] | None]:
    more.setdefault("pause", 0)
    answers = service.answered(url, [Ask(name) for name in asked], folder, **more)
    return [None if one.found is None else [found.id for found in one.found] for one in answers]


def test_each_question_is_asked_once_in_batches_of_the_manifest(site: Service, tmp_path: Path) -> None:
    asked = ["Hà Nội", "Huế", "Hà Nội", "a", "b", "c", "d", "Huế"]
    assert names(site.url, tmp_path, *asked) == [["Q1858"], ["Q1", "Q2"], ["Q1858"], [], [], [], [], ["Q1", "Q2"]]
    assert [len(batch) for _, batch in site.batches] == [3, 3]
    assert sorted(site.asked) == sorted(set(asked))
    assert all("chitieu-kg/" in agent for agent in site.agents)
    assert names(site.url, tmp_path, *asked) == names(site.url, tmp_path, *asked, offline=True)
    assert len(site.batches) == 2


def test_without_the_network_what_was_never_asked_is_said_to_be_so(site: Service, tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="was never asked"):
        names(site.url, tmp_path, "Huế", offline=True)
    names(site.url, tmp_path, "Huế")
    site.close()
    assert names(site.url, tmp_path, "Huế", "Hà Nội", offline=True) == [["Q1", "Q2"], None]
    site.__init__()  # type: ignore[misc]  # so that the fixture can close it again


def test_a_run_that_failed_goes_on_where_it_was(site: Service, tmp_path: Path) -> None:
    asked = [f"name {number}" for number in range(9)]
    names(site.url, tmp_path, *asked[:3])
    site.answers = [(400, {}, b"bad luck")]
    with pytest.raises(ServiceError, match="answers 400: bad luck"):
        names(site.url, tmp_path, *asked)
    assert names(site.url, tmp_path, *asked) == [[]] * 9
    assert sorted(site.asked) == asked


def test_a_service_that_is_busy_is_asked_again_when_it_says(site: Service, tmp_path: Path) -> None:
    site.answers = [(429, {"Retry-After": "1"}, b""), (503, {}, b"")]
    start = time.monotonic()
    assert names(site.url, tmp_path, "Huế") == [["Q1", "Q2"]]
    assert time.monotonic() - start >= 1
    site.answers = [(503, {"Retry-After": "4000"}, b"")]
    with pytest.raises(ServiceError, match="asks to come back in 4000 seconds; what it answered is kept"):
        names(site.url, tmp_path, "x")


def test_there_is_a_pause_between_two_requests(site: Service, tmp_path: Path) -> None:
    names(site.url, tmp_path, *"abcdefg", pause=0.2)
    times = [at for at, _ in site.batches]
    assert len(times) == 3
    assert all(later - earlier >= 0.19 for earlier, later in itertools.pairwise(times))


def test_the_address_that_answered_is_asked(site: Service, tmp_path: Path) -> None:
    assert names(site.url.replace("/api", "/moved"), tmp_path, "Hà Nội") == [["Q1858"]]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<html>", "gives no answer of the Entity Reconciliation API"),
        (b"[]", "gives no answer"),
        (b"{}", "did not answer the query"),
        (b'{"q0": {}}', "gives no answer"),
        (b'{"q0": {"result": [{"name": "x"}]}}', "missing required field `id`"),
        (b'{"q0": {"result": [{"id": 5, "name": "x"}]}}', "gives no answer"),
    ],
)
def test_an_answer_that_is_none_is_not_kept(site: Service, tmp_path: Path, content: bytes, says: str) -> None:
    site.answers = [(200, {}, content)]
    with pytest.raises(ServiceError, match=says):
        names(site.url, tmp_path, "Huế")
    assert names(site.url, tmp_path, "Huế") == [["Q1", "Q2"]]


def test_what_is_no_service_is_said(site: Service, tmp_path: Path) -> None:
    for url, says in (
        ("ftp://x", "is no address of a service"),
        (site.url.replace("/api", "/nothing"), "answers 404: no such page"),
        ("http://127.0.0.1:9/", "cannot be reached"),
    ):
        with pytest.raises(ServiceError, match=says):
            names(url, tmp_path, "x")
    site.manifest = {"name": "New", "versions": ["1.0-draft"]}
    with pytest.raises(ServiceError, match=r"speaks version 1\.0-draft of the interface; 0\.2 is wanted"):
        names(site.url, tmp_path, "x")
    site.manifest = {"versions": ["0.2"]}
    with pytest.raises(ServiceError, match="gives no manifest"):
        names(site.url, tmp_path, "x")


@pytest.mark.parametrize(
    ("manifest", "id", "iri"),
    [
        (Manifest("x", "http://www.wikidata.org/entity/"), "Q5", "http://www.wikidata.org/entity/Q5"),
        (Manifest("x", "http://rdf.freebase.com/ns/type.object.id"), "http://a/b", "http://a/b"),
        (Manifest("x", "https://a.org/id/"), "ban-bí-thư@%3F a?b", "https://a.org/id/ban-bí-thư@%3F%20a%3Fb"),
        (service.Manifest("x", "urn:x", view=service.View("https://a.org/{{id}}/x")), "gb/1 2", "https://a.org/gb%2F1%202/x"),
    ],
)
def test_an_id_becomes_an_iri(manifest: Manifest, id: str, iri: str) -> None:
    assert manifest.iri(id) == iri


# --- judgements

ENTRY = Entry("official/nguyễn-văn-phong@P01-current", "Official", ("Nguyễn Văn Phong",))
ABOUT = Manifest("Wikidata", "http://www.wikidata.org/entity/")


def judged(*found: Found, type: str | None = "Q5") -> list[str]:
    answer = service.Answer(Ask("Nguyễn Văn Phong"), found, "2026-11-01")
    judgements = list(matched.judgements([(ENTRY, answer)], ABOUT, "https://w", type=type))
    assert all(one.relation == "closeMatch" and one.by == "service:https://w" and one.on == one.taken == "2026-11-01" for one in judgements)
    assert all(one.subject == ENTRY.id and one.evidence for one in judgements)
    return [one.verdict for one in judgements]


def test_positive_only_where_the_service_name_and_type_agree() -> None:
    same = Found("Q1", "Nguyễn Văn Phong", 100, True, ["Q5"])
    assert judged(same) == ["positive"]
    assert judged(same, type=None) == ["undecided"]
    assert judged(Found("Q1", "Nguyễn Văn Phong", 100, False, ["Q5"])) == ["undecided"]
    assert judged(Found("Q1", "Nguyễn Văn Phóng", 100, True, ["Q5"])) == ["undecided"]
    assert judged(Found("Q1", "Nguyễn Văn Phong", 100, True, ["Q43229"])) == ["undecided"]
    assert judged(same, Found("Q2", "Nguyễn Văn Phong", 100, True, ["Q5"])) == ["undecided", "undecided"]
    assert judged(same, Found("Q2", "Nguyễn Văn Phong", 100, False, ["Q5"])) == ["positive"]  # what is certain leaves nothing to ask
    assert judged() == []
    assert len(judged(*[same] * 9)) == matched.CANDIDATES


def test_judgements_as_a_table_of_one_line_each() -> None:
    answer = service.Answer(Ask("x"), (Found("Q1", "Nguyễn\tVăn\nPhong", 99.5, True, ["Q5"], "a\nman"),), "2026-11-01")
    lines = decisions.written(matched.judgements([(ENTRY, answer)], ABOUT, "https://w", type="Q5")).splitlines()
    head, row = (line.split("\t") for line in lines)
    found = dict(zip(head, row, strict=True))
    assert found["object"] == "http://www.wikidata.org/entity/Q1"
    assert found["score"] == "0.995"
    assert "described as: a man" in found["evidence"].split(" | ")


# --- the command


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("link") / "graph"
    build.build([str(files.REPORTS)], folder, workers=1)
    return folder


def test_a_dataset_that_is_known_gives_source_licence_and_types() -> None:
    answer = service.Answer(Ask("x"), (Found("Q1", "Nguyễn Văn Phong", 100, True, ["Q5"]),), "2026-11-01")
    (one,) = matched.judgements([(ENTRY, answer)], ABOUT, "https://w", type="Q5")
    assert (one.source, one.licence) == ("https://www.wikidata.org/", "https://creativecommons.org/publicdomain/zero/1.0/")
    (one,) = matched.judgements([(ENTRY, answer)], Manifest("x", "https://x.org/"), "https://w", type="Q5")
    assert (one.source, one.licence) == ("https://w", None)
    assert matched.type_of("Official", ABOUT) == "Q5"
    assert matched.type_of("Official", Manifest("x", defaultTypes=[service.Type("Official")])) == "Official"
    assert matched.type_of("Official", Manifest("x")) is None


def test_an_escaped_id_is_the_node_it_stands_for() -> None:
    entry = Entry("official/a@%3Fdoc", "Official", ("A",))
    answer = service.Answer(Ask("A"), (Found("Q1", "A"),), "2026-11-01")
    assert [one.subject for one in matched.judgements([(entry, answer)], ABOUT, "https://w")] == ["official/a@?doc"]


def run(*arguments: str | Path, code: int = 0, stdin: str = "", command: tuple[str, ...] = ("match",)) -> tuple[str, str]:
    done = subprocess.run([KG, "link", *command, *arguments], input=stdin, capture_output=True, text=True, check=False, timeout=120)
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, done.stderr
    return done.stdout, done.stderr


def test_a_table_comes_back_with_the_best_candidate_beside_each_name(site: Service, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text('name,no\nHà Nội,1\nHuế,2\n,3\n"Xa, lạ",4\n', encoding="utf-8")
    common = ("--column", "name", "--service", site.url, "--graph", tmp_path / "graph", "--pause", "0")
    out, words = run(table, *common, "--property", "P1=no")
    rows = list(csv.reader(io.StringIO(out)))
    assert rows == [
        ["name", "no", "name_id", "name_name", "name_score", "name_match", "name_candidates"],
        ["Hà Nội", "1", "Q1858", "Hà Nội", "100", "true", "1"],
        ["Huế", "2", "Q1", "Huế", "80", "false", "2"],
        ["", "3", "", "", "", "", ""],
        ["Xa, lạ", "4", "", "", "", "", "0"],
    ]
    assert words == "3 names: 1 matched, 1 with candidates, 1 without a candidate\n"
    assert site.batches[0][1][0]["properties"] == [{"pid": "P1", "v": "1"}]
    again = run("-", *common, "--property", "P1=no", "--offline", stdin=table.read_text(encoding="utf-8"))
    assert again == (out, words)
    _, words = run("-", *common, "--offline", stdin="name\nHuế\n", code=1)
    assert words == "1 name: 1 not asked\n"
    # What services answered does not keep a graph from being built there.
    build.build([str(files.REPORTS)], tmp_path / "graph", workers=1)


def own(*arguments: str | Path, code: int = 0) -> str:
    out, words = run(*arguments, code=code, command=())
    assert out == ""
    return words


def test_the_graphs_own_are_asked_about_and_the_answers_kept_and_built(site: Service, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    build.build([str(files.REPORTS)], graph, workers=1)
    common = ("--service", site.url, "--graph", graph, "--pause", "0", "--type", "Official")
    assert "matched" not in own(*common)
    people = list(dict.fromkeys(site.asked))
    assert (site.batches[0][1][0]["type"], decisions.read(graph)) == ("Q5", ())
    service.place(site.url, graph / "services").unlink()  # to be asked again
    sure, other = [name for name in people if len(name.split()) > 2][:2]
    site.known = {sure: [candidate("Q9", sure, match=True)], other: [candidate("Q7", other, 80), candidate("Q8", f"{other} Anh", 70)]}
    words = own(*common)
    assert "undecided: kg link review shows them" in words
    assert "kept; the next kg build writes them" in words
    kept = decisions.read(graph)
    assert {(one.object, one.verdict) for one in kept} == {
        (f"http://www.wikidata.org/entity/{item}", verdict)
        for item, verdict in (("Q9", "positive"), ("Q7", "undecided"), ("Q8", "undecided"))
    }
    # A second run asks nothing and adds nothing, with the network or without.
    asked, whole = len(site.asked), (graph / decisions.NAME).read_bytes()
    own(*common)
    own(*common, "--offline")
    assert (len(site.asked), (graph / decisions.NAME).read_bytes()) == (asked, whole)
    assert build.build([], graph).published
    assert not build.build([], graph).published
    assert {one for one in store.judgements(graph) if one.by == f"service:{site.url}"} == set(kept)
    listed, _ = run("--graph", graph, "--format", "jsonl", "--verdict", "undecided", command=("list",))
    assert "http://www.wikidata.org/entity/Q7" in listed
    run(tmp_path / "l.sssom.tsv", "--graph", graph, command=("sssom",))
    rows = [line for line in (tmp_path / "l.sssom.tsv").read_text(encoding="utf-8").splitlines() if "wikidata:Q9\t" in line]
    assert rows
    assert all("skos:closeMatch" in row and "semapv:CompositeMatching" in row and site.url in row for row in rows)
    assert "wikidata:Q7\t" not in (tmp_path / "l.sssom.tsv").read_text(encoding="utf-8")


def test_what_is_linked_there_already_is_not_asked_again(graph: Path) -> None:
    with store.open_release(graph) as opened:
        everything = {entry.id for entry in entities.unlinked(opened, "Place", None)}
        left = {entry.id for entry in entities.unlinked(opened, "Place", "http://www.wikidata.org/entity/")}
    assert "place/P22-current" in everything - left
    assert left < everything
    assert len(everything) < 200  # those that documents speak of


def test_a_service_that_is_ours_needs_no_types(graph: Path, tmp_path: Path) -> None:
    with subprocess.Popen([KG, "serve", "--graph", graph, "--port", "0"], stderr=subprocess.PIPE, text=True) as serving:
        try:
            assert serving.stderr is not None
            said = next(line for line in serving.stderr if "http://" in line)
            url = next(word for word in said.split() if word.startswith("http://")).rstrip("/.,").removesuffix("/reconcile") + "/reconcile"
            copy = tmp_path / "graph"
            build.build([str(files.REPORTS)], copy, workers=1)
            own("--service", url, "--graph", copy, "--pause", "0")
        finally:
            serving.terminate()
    kept = decisions.read(copy)
    positive = [one for one in kept if one.verdict == "positive"]
    assert len(positive) > 20
    assert all(rdf.iri(one.subject) == one.object for one in positive)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "missing argument 'TABLE'"),
        (("x.csv",), "missing option '--column'"),
        (("nowhere.csv", "--column", "a"), "cannot read nowhere.csv"),
        (("-", "--column", "b"), "has no column 'b'; there are: a"),
        (("-", "--column", "a", "--property", "x"), "write PID=COLUMN"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], says: str, graph: Path) -> None:
    out, words = run(*arguments, "--service", "http://127.0.0.1:9/", "--graph", graph, code=2, stdin="a\n1\n")
    assert out == ""
    assert says in words


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--type", "Person"), "the graph has no type 'Person'; there are: Place,"),
        (("--property", "P1=colour"), "the graph has no property 'colour'"),
        (("--property", "x"), "write PID=PROPERTY"),
        (("list",), "the options of kg link list stand after it"),
    ],
)
def test_what_cannot_be_asked_of_a_service_is_said(arguments: tuple[str, ...], says: str, graph: Path) -> None:
    assert says in own("--service", "http://127.0.0.1:9/", "--graph", graph, *arguments, code=2)


@pytest.mark.parametrize(
    ("text", "says"), [("a,a\n1,2\n", "names each column once"), ("", "names each column once"), ("a,b\n1\n", "line 2: 1 cells")]
)
def test_a_table_that_is_none_is_said(text: str, says: str, graph: Path) -> None:
    _, words = run("-", "--column", "a", "--service", "http://127.0.0.1:9/", "--graph", graph, code=2, stdin=text)
    assert says in words
