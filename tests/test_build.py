"""Builds: only what changed is done again, and whatever the way, the graph is the one that a single build from nothing gives."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from kg import build, lexicon, rdf, store
from kg.errors import ReadError, StoreError
from kg.link import Judgement, decisions

DISTRICTS = ["Tây Hồ", "Ba Đình", "Cầu Giấy", "Hoàng Mai", "Long Biên", "Hà Đông", "Đống Đa", "Thanh Xuân"]


def article(number: int, *, planned: int = 6, dated: bool = False) -> str:
    """An invented report about two districts; every number names others, and some date the resolution that all speak of."""
    one, other = DISTRICTS[number % 8], DISTRICTS[(number * 3 + 1) % 8]
    when = " ngày 27/02/2012" if dated else ""
    return f"""(HNM) - Hà Nội, ngày {number % 27 + 1}/12/2020

Kết quả phát triển tổ chức đảng trong doanh nghiệp tại quận {one}

Thực hiện Nghị quyết số 09-NQ/TU{when} của Thành ủy Hà Nội về xây dựng tổ chức đảng trong các doanh nghiệp ngoài nhà nước,
năm 2020, Quận ủy {one} được giao chỉ tiêu thành lập {planned} tổ chức đảng, đã thành lập được {number % 5 + 1} tổ chức đảng.
Quận ủy {other} thành lập mới {number % 3 + 2}/{planned + 1} tổ chức đảng, kết nạp {number + 10} đảng viên.
Bí thư Quận ủy {one} Nguyễn Văn An cho biết sẽ tiếp tục thực hiện Nghị quyết 09-NQ/TU.
"""


class Corpus:
    """A folder of articles that changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def write(self, number: int, text: str) -> None:
        (self.folder / f"a{number:03}.txt").write_text(text, encoding="utf-8")

    def fill(self, count: int) -> None:
        for number in range(count):
            self.write(number, article(number, dated=number == 4))

    def remove(self, number: int) -> None:
        (self.folder / f"a{number:03}.txt").unlink()

    def build(self, graph: Path, *, workers: int = 1, prune: bool = True) -> build.Report:
        return build.build([str(self.folder)], graph, workers=workers, prune=prune)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path / "articles")


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    return tmp_path / "graph"


@pytest.fixture
def afresh(tmp_path: Path, corpus: Corpus) -> Callable[[], list[bytes]]:
    """What one build from nothing makes of the corpus as it is."""
    graphs = (tmp_path / f"afresh-{number}" for number in range(1_000))

    def exported_afresh() -> list[bytes]:
        graph = next(graphs)
        corpus.build(graph)
        return exported(graph)

    return exported_afresh


def exported(graph: Path, number: int | None = None) -> list[bytes]:
    with store.open_release(graph, number) as opened:
        lines = list(store.export_lines(opened))
        assert len(lines) == len(opened) == store.release(graph, number).quads
        return lines


def counts(report: build.Report) -> tuple[int, int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged, len(report.failed)


def test_the_articles_of_these_tests_say_something(corpus: Corpus, graph: Path) -> None:
    corpus.fill(8)
    report = corpus.build(graph)
    assert counts(report) == (8, 0, 0, 0, 0)
    lines = b"".join(exported(graph))
    assert lines.count(b"/ns#Claim>") > 8
    assert b"/id/directive/09-NQ/TU@" in lines


def test_what_is_unchanged_is_not_read_again(corpus: Corpus, graph: Path) -> None:
    corpus.fill(12)
    corpus.build(graph)
    before = exported(graph)
    report = corpus.build(graph)
    assert (counts(report), report.read, report.published, report.release) == ((0, 0, 0, 12, 0), 0, False, 1)
    corpus.write(3, article(3, planned=9))
    report = corpus.build(graph)
    assert (counts(report), report.read, report.published, report.release) == ((0, 1, 0, 11, 0), 1, True, 2)
    assert exported(graph) != before
    assert exported(graph, 1) == before


def test_an_edit_of_the_same_size_at_the_same_time_is_seen(corpus: Corpus, graph: Path, afresh: Callable[[], list[bytes]]) -> None:
    corpus.fill(6)
    corpus.build(graph)
    path = corpus.folder / "a003.txt"
    stat = path.stat()
    path.write_text(article(3, planned=8), encoding="utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert path.stat().st_size == stat.st_size
    assert corpus.build(graph).changed == 1
    assert exported(graph) == afresh()


def test_files_settled_long_ago_are_known_by_their_stamp(corpus: Corpus, graph: Path) -> None:
    corpus.fill(3)
    time.sleep(build.SETTLED / 1e9 + 0.1)
    corpus.build(graph)
    for path in corpus.folder.iterdir():
        path.chmod(0o000)  # a stamp again, and for all but root no way to read it
        path.chmod(0o644)
    assert corpus.build(graph).unchanged == 3
    path = corpus.folder / "a001.txt"
    stat = path.stat()
    path.write_text(article(1, planned=8), encoding="utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert corpus.build(graph).changed == 1


def test_step_by_step_equals_from_scratch(corpus: Corpus, graph: Path, afresh: Callable[[], list[bytes]]) -> None:
    """Change, remove and add again, few at a time (the store is changed) and many (it is loaded anew)."""
    choice = random.Random(7)
    there: set[int] = set()
    for step in range(12):
        few = step % 4 != 0
        for number in choice.sample(range(30), 3 if few else 20):
            if number in there and choice.random() < 0.5:
                corpus.remove(number)
                there.remove(number)
            else:
                corpus.write(number, article(number, planned=choice.randrange(5, 9), dated=choice.random() < 0.05))
                there.add(number)
        corpus.build(graph)
        assert exported(graph) == afresh(), step


def test_what_is_removed_and_added_again_is_as_before(corpus: Corpus, graph: Path) -> None:
    corpus.fill(20)
    corpus.build(graph)
    before = exported(graph)
    corpus.remove(4)  # the only one that dates the resolution: the others must let go of the date
    report = corpus.build(graph)
    assert counts(report) == (0, 0, 1, 19, 0)
    without = exported(graph)
    assert not [line for line in without if b"/a004/" in line or b"2012-02-27" in line]
    corpus.write(4, article(4, dated=True))
    assert corpus.build(graph).added == 1
    assert exported(graph) == before
    assert exported(graph, 2) == without


def test_what_nothing_speaks_of_any_more_disappears(corpus: Corpus, graph: Path) -> None:
    corpus.fill(1)
    corpus.build(graph)
    corpus.write(1, article(1).replace(DISTRICTS[1], "Nam Từ Liêm").replace(DISTRICTS[4], "Bắc Từ Liêm"))
    before = exported(graph)
    corpus.build(graph)
    assert "Nam Từ Liêm" in b"".join(exported(graph)).decode()
    corpus.remove(1)
    corpus.build(graph)
    assert exported(graph) == before


def test_the_order_of_files_and_the_number_of_workers_do_not_matter(corpus: Corpus, tmp_path: Path) -> None:
    corpus.fill(60)
    paths = [str(path) for path in sorted(corpus.folder.iterdir())]
    made = []
    for number, (sources, workers) in enumerate([([str(corpus.folder)], 1), (paths[::-1], 2), (paths[30:] + paths[:30], 1)]):
        graph = tmp_path / f"graph-{number}"
        assert counts(build.build(sources, graph, workers=workers)) == (60, 0, 0, 0, 0)
        made.append(exported(graph))
    assert made[0] == made[1] == made[2]


def test_documents_accumulate_and_are_pruned_only_when_asked(tmp_path: Path, graph: Path) -> None:
    one, other = Corpus(tmp_path / "one"), Corpus(tmp_path / "other")
    one.write(1, article(1))
    one.write(2, article(2))
    other.write(3, article(3))
    one.build(graph)
    assert other.build(graph, prune=True).documents == 3
    one.remove(1)
    assert one.build(graph, prune=False).documents == 3
    assert other.build(graph, prune=True).documents == 3
    report = one.build(graph, prune=True)
    assert (report.documents, report.removed) == (2, 1)


def test_a_document_that_fails_keeps_its_facts_and_is_tried_again(corpus: Corpus, graph: Path, afresh: Callable[[], list[bytes]]) -> None:
    corpus.fill(5)
    corpus.build(graph)
    before = exported(graph)
    (corpus.folder / "a002.txt").write_bytes(b"\xff\xfe not text \xff")
    (corpus.folder / "b.txt").write_bytes(b"")
    for _ in range(2):
        report = corpus.build(graph)
        assert [failure.id for failure in report.failed] == ["a002", "b"]
        assert (report.stale, report.published, counts(report)) == (1, False, (0, 0, 0, 4, 2))
        assert exported(graph) == before
        assert [(failure.id, failure.stale) for failure in store.failures(graph)] == [("a002", True), ("b", False)]
    corpus.write(2, article(2, planned=9))
    (corpus.folder / "b.txt").unlink()
    report = corpus.build(graph)
    assert (report.stale, counts(report)) == (0, (0, 1, 0, 4, 0))
    assert store.failures(graph) == ()
    assert exported(graph) == afresh()


def test_every_word_for_how_exact_a_number_is_can_be_built(corpus: Corpus, graph: Path) -> None:
    words = [word for some in lexicon.table("terms")["QUALIFIER"].values() for word in some]
    for number, word in enumerate(words):
        corpus.write(
            number,
            f"Báo Hà Nam\n\nDoanh nghiệp ở Hà Nam\n\nNăm 2020, toàn tỉnh có {word} 1.180 doanh nghiệp. Tỉnh kết nạp 120 đảng viên.\n",
        )
    report = corpus.build(graph)
    assert (report.added, report.failed) == (len(words), ())


def test_a_failure_that_is_undone_leaves_nothing_to_do(corpus: Corpus, graph: Path) -> None:
    corpus.fill(3)
    corpus.build(graph)
    (corpus.folder / "a002.txt").write_bytes(b"")
    assert corpus.build(graph).stale == 1
    corpus.write(2, article(2))
    report = corpus.build(graph)
    assert (report.stale, report.published, counts(report)) == (0, False, (0, 0, 0, 3, 0))


def test_two_files_of_one_name_cost_one_document(corpus: Corpus, graph: Path) -> None:
    corpus.fill(3)
    (corpus.folder / "a002.html").write_text("<html><body><p>Một trang khác.</p></body></html>", encoding="utf-8")
    report = corpus.build(graph)
    (failure,) = report.failed
    assert report.documents == 3
    assert failure.id == "a002#2"
    assert failure.message == (
        f"two documents would be called 'a002': {corpus.folder / 'a002.html'} and {corpus.folder / 'a002.txt'}; rename one"
    )
    # the next build says it again, and one of the two gone makes it good
    assert corpus.build(graph).failed == report.failed
    (corpus.folder / "a002.html").unlink()
    report = corpus.build(graph)
    assert (report.documents, report.failed) == (3, ())
    assert sorted(document.id for document, _ in store.documents(graph)) == ["a000", "a001", "a002"]


def test_two_documents_of_one_id(tmp_path: Path, graph: Path) -> None:
    one, other = Corpus(tmp_path / "one"), Corpus(tmp_path / "other")
    one.write(1, article(1))
    other.write(1, article(2))
    other.write(2, article(3))
    report = build.build([str(one.folder), str(other.folder)], tmp_path / "both")
    (failure,) = report.failed
    assert (report.documents, failure.source) == (2, str(other.folder / "a001.txt"))
    assert failure.message.endswith("other/a001.txt; rename one, or give a folder above both")
    one.build(graph)
    report = other.build(graph)
    assert (report.added, report.documents) == (1, 2)
    (failure,) = report.failed
    assert failure.id == "a001"
    assert "one/a001.txt" in failure.message
    assert "other/a001.txt" in failure.message
    # where the first is gone, the second is that document, moved
    one.remove(1)
    report = other.build(graph)
    assert (report.changed, report.documents, report.failed) == (1, 2, ())


def test_one_file_by_two_ways_is_one_document(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    below = Corpus(tmp_path / "articles" / "hanoi")
    below.fill(4)
    made = []
    for name, order in (("one", [0, 1]), ("other", [1, 0])):
        for which in order:
            build.build([str([tmp_path / "articles", below.folder][which])], tmp_path / name)
        made.append(exported(tmp_path / name))
        assert store.release(tmp_path / name).documents == 4
    assert made[0] == made[1]


def test_sources_that_hold_nothing_change_nothing(corpus: Corpus, graph: Path) -> None:
    with pytest.raises(ReadError, match="no articles in"):
        corpus.build(graph)
    assert not graph.exists()
    corpus.fill(2)
    corpus.build(graph)
    before = exported(graph)
    corpus.folder.rename(corpus.folder.with_name("away"))
    with pytest.raises(ReadError, match="no such file or folder"):
        corpus.build(graph, prune=True)
    assert exported(graph) == before


def test_going_back_and_building_from_there(corpus: Corpus, graph: Path, afresh: Callable[[], list[bytes]]) -> None:
    corpus.fill(10)
    corpus.build(graph)
    first = exported(graph)
    corpus.write(2, article(2, planned=9))
    corpus.remove(5)
    corpus.build(graph)
    second = exported(graph)
    store.go_back(graph, 1)
    assert exported(graph) == first
    report = corpus.build(graph)
    # what the release that was left knew need not be read again
    assert (report.release, report.read, counts(report)) == (3, 0, (0, 1, 1, 8, 0))
    assert exported(graph) == second == afresh()


def test_documents_of_a_release_come_with_their_facts(corpus: Corpus, graph: Path) -> None:
    corpus.fill(3)
    corpus.build(graph)
    corpus.write(1, article(1, planned=9))
    corpus.build(graph)
    for number, planned in ((1, 6), (2, 9)):
        found = list(store.documents(graph, number))
        assert [document.id for document, _ in found] == [facts.id for _, facts in found] == ["a000", "a001", "a002"]
        assert found[1][0].text == article(1, planned=planned)
        assert found[1][1].sha256 == found[1][0].sha256


def test_facts_that_no_release_holds_are_forgotten(corpus: Corpus, graph: Path) -> None:
    for planned in range(5, 12):
        corpus.write(1, article(1, planned=planned))
        corpus.build(graph)
    with store.building(graph):
        db = store.connect(graph)
        assert db.execute("SELECT count(*) FROM document").fetchone() == (store.KEEP,)
        db.close()


def test_progress_goes_from_nothing_to_all(corpus: Corpus, graph: Path) -> None:
    corpus.fill(20)
    seen: dict[str, list[tuple[int, int]]] = {}
    build.build([str(corpus.folder)], graph, progress=lambda stage, done, total: seen.setdefault(stage, []).append((done, total)))
    assert list(seen) == ["read", "write"]
    for steps in seen.values():
        assert steps[0][0] == 0
        assert steps[-1][0] == steps[-1][1]
        assert steps == sorted(steps)
    assert seen["read"][-1] == (20, 20)


# ---- two at once, and killed


PROGRAM = """
import sys
from pathlib import Path
from kg import build
from kg.errors import StoreError
print("started", flush=True)
try:
    build.build([sys.argv[1]], Path(sys.argv[2]), workers=int(sys.argv[3]), prune=True)
except StoreError as error:
    print(error)
    sys.exit(2)
"""


def started(corpus: Corpus, graph: Path, workers: int) -> "subprocess.Popen[str]":
    """A build in a process of its own, in a session of its own, from the moment at which it has its modules."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(corpus.folder), str(graph), str(workers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what workers say when they find their build gone
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    return process


def killed(process: "subprocess.Popen[str]") -> bool:
    """Kill a build; whether it was still at work."""
    was_running = process.poll() is None
    process.kill()
    process.communicate()
    return was_running


def test_workers_end_with_their_build(corpus: Corpus, graph: Path) -> None:
    corpus.fill(200)
    process = started(corpus, graph, 2)
    while process.poll() is None and not (graph / "documents" / "documents.sqlite").exists():
        time.sleep(0.0002)
    time.sleep(0.5)
    assert killed(process)
    for _ in range(1000):
        try:
            os.killpg(process.pid, 0)
        except (ProcessLookupError, PermissionError):
            return
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    pytest.fail("a worker outlived its build")


def test_two_builders_at_once(corpus: Corpus, graph: Path, afresh: Callable[[], list[bytes]]) -> None:
    corpus.fill(40)
    processes = [started(corpus, graph, 1) for _ in range(3)]
    outcomes = [(process.communicate()[0], process.returncode) for process in processes]
    assert [code for _, code in outcomes].count(0) >= 1
    for said, code in outcomes:
        assert code == 0 or "another kg is building it" in said
    assert exported(graph) == afresh()


def moments(graph: Path) -> dict[str, Callable[[], bool]]:
    """What shows from outside how far the second build of a graph has come."""
    following = graph / "scratch" / "next"
    journal = graph / "documents" / "documents.sqlite-journal"
    return {
        "it reads": lambda: journal.exists() and journal.stat().st_size > 0,
        "the scratch folder is there": following.exists,
        "the manifest is begun": (following / "manifest.sqlite").exists,
        "the store is begun": (following / "store").exists,
        "the store has data": lambda: any((following / "store").glob("*.sst")),
        "the content is written": (following / "release.json").exists,
        "the release is in its place": (graph / "releases" / "2").exists,
        "current has moved": lambda: (graph / "current").readlink().name == "2",
        "it is marked": (graph / "releases" / "2" / "published").exists,
    }


DELAYS = [0.0, 0.01, 0.02, 0.04, 0.07, 0.11, 0.18, 0.3]


def second_builds(corpus: Corpus, tmp_path: Path, few: bool) -> Iterator[tuple[Path, list[bytes], list[bytes]]]:
    """Graphs with one release, after which the corpus changed; and their quads before and after the build that is due."""
    corpus.fill(48)
    template = tmp_path / "template"
    corpus.build(template)
    before = exported(template)
    for number in (3, 7) if few else range(0, 48, 2):
        corpus.write(number, article(number, planned=9))
    corpus.remove(4)
    corpus.build(tmp_path / "due")
    after = exported(tmp_path / "due")
    assert before != after
    for number in range(1000):
        graph = tmp_path / f"graph-{number}"
        subprocess.run(["cp", "-R", str(template), str(graph)], check=True)
        yield graph, before, after


@pytest.mark.parametrize(("few", "workers"), [(True, 1), (False, 2)])
def test_a_build_killed_at_any_instant_leaves_a_whole_graph(corpus: Corpus, tmp_path: Path, few: bool, workers: int) -> None:
    graphs = second_builds(corpus, tmp_path, few)
    interrupted = 0
    instants: list[str | float] = [*moments(tmp_path), *DELAYS[::2]]
    for when in instants[:: 1 if few else 2]:
        graph, before, after = next(graphs)
        process = started(corpus, graph, workers)
        if isinstance(when, float):
            time.sleep(when * workers)
        else:
            come = moments(graph)[when]
            while process.poll() is None and not come():
                time.sleep(0.0002)
        interrupted += killed(process)
        assert exported(graph) in (before, after), when
        assert store.release(graph, 1).number == 1
        corpus.build(graph)
        assert exported(graph) == after, when
        assert not list((graph / "scratch").iterdir())
    assert interrupted >= 5


def test_a_first_build_killed_leaves_nothing_or_all(corpus: Corpus, tmp_path: Path, afresh: Callable[[], list[bytes]]) -> None:
    corpus.fill(24)
    expected = afresh()
    for number, delay in enumerate(DELAYS):
        graph = tmp_path / f"graph-{number}"
        process = started(corpus, graph, 1 + number % 2)
        time.sleep(delay)
        killed(process)
        if store.releases(graph):
            assert exported(graph) == expected
        else:
            with pytest.raises(StoreError, match="kg build"):
                exported(graph)
        corpus.build(graph)
        assert exported(graph) == expected


def test_what_a_killed_build_read_is_not_read_again(corpus: Corpus, graph: Path) -> None:
    corpus.fill(100)
    process = started(corpus, graph, 1)
    while process.poll() is None and not (graph / "scratch" / "next").exists():
        time.sleep(0.0002)
    assert killed(process)
    report = corpus.build(graph)
    assert (report.documents, report.read) == (100, 0)


# What is the same


def notice(title: str, district: str, day: str, *, name: str = "Nguyễn Văn An") -> str:
    return f"""Báo Hà Nội mới

Hà Nội, ngày {day}

Quận {district} kết nạp đảng viên

Đồng chí {name}, {title} Quận ủy {district} cho biết năm nay quận kết nạp 12 đảng viên.
"""


PEOPLE = {
    1: notice("Bí thư", "Tây Hồ", "3/2/2019"),
    2: notice("Bí thư", "Tây Hồ", "5/6/2020"),
    3: notice("Phó Bí thư", "Tây Hồ", "5/6/2015"),
    4: notice("Bí thư", "Ba Đình", "5/6/2020"),
    5: notice("Bí thư", "Tây Hồ", "7/8/2020", name="Nguyễn Văn Ân"),
    6: notice("Bí thư", "Tây Hồ", "7/8/2011", name="Trần Văn Bình"),
}


def people(graph: Path) -> dict[str, str]:
    """{document: the official it speaks of}."""
    with store.open_release(graph) as opened:
        found = opened.query(
            "PREFIX ct: <https://w3id.org/chitieu/ns#>SELECT ?d ?o { ?m a ct:OfficialMention ; ct:refersTo ?o ; ct:document ?d }"
        )
        return {row["d"].value.rpartition("/")[2]: row["o"].value for row in found}


def judged(graph: Path) -> dict[tuple[str, str], str]:
    return {(one.subject, one.object): f"{one.verdict} {one.by}" for one in store.judgements(graph)}


def official(name: str, post: str, district: str, year: int) -> str:
    return f"official/{name}@{district}/{post}/party_committee/{district}/{year}"


AN_2015 = official("nguyễn-văn-an", "phó-bí-thư", "D003", 2015)
AN_2020, ELSEWHERE = official("nguyễn-văn-an", "bí-thư", "D003", 2020), official("nguyễn-văn-an", "bí-thư", "D001", 2020)


def decide(graph: Path, one: str, other: str, verdict: str, *, by: str = "lan") -> None:
    pair = sorted((one, other))
    decisions.add(graph, [Judgement(pair[0], "same", pair[1], verdict, f"person:{by}", (), None, "2026-01-01")])  # type: ignore[arg-type]


def test_people_are_joined_by_post_body_and_time(corpus: Corpus, graph: Path) -> None:
    for number, text in PEOPLE.items():
        corpus.write(number, text)
    corpus.build(graph)
    found = people(graph)
    assert found["a001"] == found["a002"] == found["a003"]
    assert found["a003"].endswith(AN_2015)
    assert len({found[f"a00{number}"] for number in (1, 4, 5, 6)}) == 4
    lines = b"".join(exported(graph)).decode()
    assert lines.count("/ns#Judgement> <https://w3id.org/chitieu/id/graph/judgements>") == len(store.judgements(graph))
    # What the documents say is as they said it.
    for name in ("Nguyễn Văn An", "Nguyễn Văn Ân", "Trần Văn Bình"):
        assert f'ns#name> "{name}"' in lines


def two_come_or_go(corpus: Corpus, choice: random.Random, there: set[int]) -> set[int]:
    """Add each of two articles on people, or remove it where it is there; which they were."""
    chosen = choice.sample(sorted(PEOPLE), 2)
    for number in chosen:
        if number in there:
            corpus.remove(number)
        else:
            corpus.write(number, PEOPLE[number])
    return set(chosen)


def test_people_step_by_step_equal_people_from_scratch(corpus: Corpus, graph: Path, afresh: Callable[[], list[bytes]]) -> None:
    choice = random.Random(3)
    there: set[int] = set()
    corpus.write(99, article(99))
    for step in range(8):
        there ^= two_come_or_go(corpus, choice, there)
        corpus.build(graph)
        assert exported(graph) == afresh(), step


def test_a_decision_makes_a_release_and_survives_every_other(corpus: Corpus, graph: Path, tmp_path: Path) -> None:
    for number in range(10, 40):
        corpus.write(number, article(number))  # so that the store is changed and not loaded anew
    for number, text in PEOPLE.items():
        corpus.write(number, text)
    corpus.build(graph)
    before, joined = exported(graph), people(graph)
    assert joined["a002"] != joined["a004"]
    decide(graph, AN_2020, ELSEWHERE, "positive")
    decide(graph, AN_2015, AN_2020, "negative")
    report = corpus.build(graph)
    assert (report.published, report.read, counts(report)) == (True, 0, (0, 0, 0, 36, 0))
    assert not corpus.build(graph).published
    found = people(graph)
    assert found["a002"] == found["a004"]
    assert found["a003"] != found["a002"]
    assert judged(graph)[min(AN_2020, ELSEWHERE), max(AN_2020, ELSEWHERE)] == "positive person:lan"
    # The same from nothing, and after what it is about was gone for a while.
    other = tmp_path / "other"
    other.mkdir()
    (other / decisions.NAME).write_bytes((graph / decisions.NAME).read_bytes())
    corpus.build(other)
    assert exported(other) == exported(graph)
    decided = exported(graph)
    corpus.remove(4)
    corpus.build(graph)
    assert "a004" not in people(graph)
    corpus.write(4, PEOPLE[4])
    corpus.build(graph)
    assert exported(graph) == decided
    # Taken back, everything is as it was; no sources are needed for it.
    (graph / decisions.NAME).unlink()
    assert build.build([], graph).published
    assert exported(graph) == before


def test_a_decision_may_join_two_names(corpus: Corpus, graph: Path) -> None:
    for number, text in PEOPLE.items():
        corpus.write(number, text)
    corpus.build(graph)
    decide(graph, AN_2020, official("trần-văn-bình", "bí-thư", "D003", 2011), "positive")
    corpus.build(graph)
    found = people(graph)
    assert found["a006"] == found["a002"] == found["a001"]


def test_contradictions_are_told(corpus: Corpus, graph: Path) -> None:
    for number, text in PEOPLE.items():
        corpus.write(number, text)
    corpus.build(graph)
    decide(graph, AN_2020, ELSEWHERE, "positive")
    decide(graph, AN_2020, ELSEWHERE, "negative", by="minh")
    report = corpus.build(graph)
    assert len(report.contradictions) == 1
    assert people(graph)["a002"] != people(graph)["a004"]
    assert {"positive person:lan", "negative person:minh"} <= {f"{one.verdict} {one.by}" for one in store.judgements(graph)}


def test_the_sentence_of_a_post_is_the_one_that_names_it(corpus: Corpus, graph: Path) -> None:
    corpus.write(1, PEOPLE[1].replace("Đồng chí Nguyễn", "Ông Nguyễn Văn An nói về công tác đảng. Đồng chí Nguyễn"))
    corpus.build(graph)
    sentences = [
        line for line in b"".join(exported(graph)).decode().splitlines() if "post/1> <https://w3id.org/chitieu/ns#sentence>" in line
    ]
    assert len(sentences) == 1
    assert "Bí thư Quận ủy Tây Hồ cho biết" in sentences[0]


# ---- links that people and services give


BINH = official("trần-văn-bình", "bí-thư", "D003", 2011)


def said(node: str, item: str, verdict: str, by: str, source: str | None = None) -> Judgement:
    there = f"https://elsewhere.example/{item}"
    return Judgement(node, "closeMatch", there, verdict, by, ("names: A / A",), None, "2026-01-01", source, None, "2026-01")  # type: ignore[arg-type]


def linked(graph: Path) -> set[tuple[str, str, str]]:
    """(node, relation, what) of the links to elsewhere.example."""
    found = set()
    for line in exported(graph):
        subject, predicate, what, *_ = line.decode().split(" ")
        if "/skos/core#" in predicate and "elsewhere.example" in what:
            found.add((unquote(subject[1:-1]).removeprefix(rdf.BASE), predicate[:-1].rpartition("#")[2], what[:-1].rpartition("/")[2]))
    return found


def test_what_services_and_people_link_survives_every_build(corpus: Corpus, graph: Path, tmp_path: Path) -> None:
    for number in range(10, 40):
        corpus.write(number, article(number))  # so that the store is changed and not loaded anew
    for number, text in PEOPLE.items():
        corpus.write(number, text)
    corpus.build(graph)
    plain = exported(graph)
    service, other = "service:https://a.example/api", "service:https://b.example/api"
    decisions.add(
        graph,
        [
            said(AN_2020, "an", "undecided", service),
            said(AN_2020, "an", "positive", "person:lan"),
            said(BINH, "else", "positive", service, "https://a.example/"),
            said(BINH, "else", "positive", other, "https://b.example/"),
            said("place/D003", "tay-ho", "positive", service, "https://a.example/"),
            said("place/D001", "ba-dinh", "positive", service),
            said("place/D001", "ba-dinh", "negative", "person:lan"),
            said("official/nobody@D003", "nobody", "positive", service),
        ],
    )
    report = corpus.build(graph)
    assert (report.published, report.read) == (True, 0)
    assert not corpus.build(graph).published
    # The link is of the node to which the candidate belongs now.
    assert linked(graph) == {
        (AN_2015, "closeMatch", "an"), (BINH, "closeMatch", "else"), (BINH, "exactMatch", "else"),
        ("place/D003", "closeMatch", "tay-ho"),
    }  # fmt: skip

    def same_from_nothing(name: str) -> bool:
        fresh = tmp_path / name
        fresh.mkdir()
        (fresh / decisions.NAME).write_bytes((graph / decisions.NAME).read_bytes())
        corpus.build(fresh)
        return exported(fresh) == exported(graph)

    assert same_from_nothing("first")
    # Kept apart by a person, the candidate is a node of its own, and its link goes with it.
    decide(graph, AN_2015, AN_2020, "negative")
    corpus.build(graph)
    (node,) = [node for node, _, what in linked(graph) if what == "an"]
    assert node != AN_2015
    assert same_from_nothing("second")
    # What nobody speaks of any more has no link, and has it again when somebody does.
    corpus.remove(6)
    corpus.build(graph)
    assert not any(what == "else" for _, _, what in linked(graph))
    assert same_from_nothing("third")
    corpus.write(6, PEOPLE[6])
    # A thing that two nodes have is exactly none of them.
    decisions.add(graph, [said("place/D002", "else", "positive", service, "https://a.example/")])
    corpus.build(graph)
    assert {relation for _, relation, what in linked(graph) if what == "else"} == {"closeMatch"}
    assert same_from_nothing("fourth")
    (graph / decisions.NAME).unlink()
    assert build.build([], graph).published
    assert exported(graph) == plain


def test_links_step_by_step_equal_links_from_scratch(corpus: Corpus, graph: Path, tmp_path: Path) -> None:
    choice = random.Random(11)
    for number in range(10, 40):
        corpus.write(number, article(number))
    there: set[int] = set()
    nodes = [AN_2015, AN_2020, ELSEWHERE, BINH, "place/D003", "place/D001", "body/party_committee/D003"]
    by = ["person:lan", "person:minh", "service:https://a.example/api", "service:https://b.example/api"]
    for step in range(10):
        there ^= two_come_or_go(corpus, choice, there)
        graph.mkdir(exist_ok=True)
        for _ in range(3):
            who = choice.choice(by)
            verdict = choice.choice(["positive", "positive", "negative", "undecided"])
            source = None if who.startswith("person") else who.removeprefix("service:")
            decisions.add(graph, [said(choice.choice(nodes), choice.choice("xyz"), verdict, who, source)])
        if step % 3 == 2:
            decide(graph, *choice.sample([AN_2015, AN_2020, ELSEWHERE], 2), choice.choice(["positive", "negative"]))
        corpus.build(graph)
        fresh = tmp_path / f"fresh-{step}"
        fresh.mkdir()
        (fresh / decisions.NAME).write_bytes((graph / decisions.NAME).read_bytes())
        corpus.build(fresh)
        assert exported(fresh) == exported(graph), step
        assert store.judgements(fresh) == store.judgements(graph), step
