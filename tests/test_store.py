"""Releases: published whole, gone back to, kept as long as somebody reads; and what a user is told when a folder cannot be used."""

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import store
from kg.errors import StoreError

MANIFEST = "CREATE TABLE document (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)"


def line(number: int) -> bytes:
    return f'<https://example.org/{number}> <https://example.org/says> "số {number}" .\n'.encode()


def published(graph: Path, *numbers: int, keep: int = store.KEEP) -> store.Release:
    """A release of one quad a number."""
    with store.building(graph, keep=keep), store.scratch(graph) as folder:
        opened = ox.Store(str(folder / "store"))
        opened.bulk_load(b"".join(map(line, numbers)), ox.RdfFormat.N_QUADS)
        opened.flush()
        del opened
        manifest = sqlite3.connect(folder / "manifest.sqlite")
        manifest.execute(MANIFEST)
        manifest.close()
        release, _ = store.publish(graph, folder, documents=0, quads=len(numbers), digest="", rewritten=0, keep=keep)
    return release


def exported(graph: Path, number: int | None = None) -> list[bytes]:
    with store.open_release(graph, number) as opened:
        return list(store.export_lines(opened))


def numbers(graph: Path) -> list[int]:
    return [release.number for release in store.releases(graph)]


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    return tmp_path / "graph"


def test_a_release_is_read_as_it_was_published(graph: Path) -> None:
    release = published(graph, 3, 1, 2)
    assert (release.number, release.current, release.quads) == (1, True, 3)
    assert exported(graph) == [line(1), line(2), line(3)]
    assert store.release(graph) == release


def test_three_releases_stay(graph: Path) -> None:
    for number in range(1, 6):
        published(graph, number)
    assert numbers(graph) == [3, 4, 5]
    assert exported(graph, 3) == [line(3)]
    assert exported(graph) == [line(5)]
    assert not list((graph / "scratch").iterdir())


def test_a_setting_says_how_many_stay(graph: Path) -> None:
    for number in range(1, 5):
        published(graph, number, keep=1)
    assert numbers(graph) == [4]


def test_going_back_and_on_from_there(graph: Path) -> None:
    for number in (1, 2, 3):
        published(graph, number)
    assert store.go_back(graph, 1).current
    assert exported(graph) == [line(1)]
    assert numbers(graph) == [1, 2, 3]
    assert store.go_back(graph, 3).number == 3
    store.go_back(graph, 1)
    # the current release stays, however old, and no number is given twice
    assert published(graph, 4).number == 4
    assert numbers(graph) == [2, 3, 4]


def test_the_release_of_a_reader_stays_while_it_reads(graph: Path) -> None:
    published(graph, 1)
    with store.open_release(graph) as opened:
        for number in range(2, 7):
            published(graph, number)
        assert numbers(graph) == [1, 4, 5, 6]
        assert list(store.export_lines(opened)) == [line(1)]
    published(graph, 7)
    assert numbers(graph) == [5, 6, 7]


def test_a_reader_in_another_process_counts_until_it_dies(graph: Path) -> None:
    published(graph, 1)
    code = f"""
from pathlib import Path
from kg import store
with store.open_release(Path({str(graph)!r})):
    print("reading", flush=True)
    input()
"""
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"reading\n"
        for number in range(2, 6):
            published(graph, number)
        assert numbers(graph) == [1, 3, 4, 5]
        reader.kill()
        reader.wait()
    published(graph, 6)
    assert numbers(graph) == [4, 5, 6]


def test_a_reader_needs_no_right_to_write(graph: Path) -> None:
    published(graph, 1)
    before = sorted(path.relative_to(graph) for path in graph.rglob("*"))
    stamps = {path: path.lstat().st_mtime_ns for path in graph.rglob("*")}
    assert exported(graph) == [line(1)]
    assert sorted(path.relative_to(graph) for path in graph.rglob("*")) == before
    assert {path: path.lstat().st_mtime_ns for path in graph.rglob("*")} == stamps


def test_one_builder_at_a_time(graph: Path) -> None:
    published(graph, 1)
    with store.building(graph):
        with pytest.raises(StoreError, match="in use"), store.building(graph):
            pass
        with pytest.raises(StoreError, match="in use"):
            store.go_back(graph, 1)
        assert exported(graph) == [line(1)]


def test_what_a_dead_builder_left_behind_is_swept(graph: Path) -> None:
    published(graph, 1)
    code = f"""
import os, signal
from pathlib import Path
from kg import store
graph = Path({str(graph)!r})
with store.building(graph), store.scratch(graph) as folder:
    (folder / "store").mkdir()
    (folder / "store" / "000001.sst").write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code], check=False)
    assert (graph / "scratch" / "next" / "store").is_dir()
    # and a release that was finished, and never became current
    shutil.copytree(graph / "releases" / "1", graph / "releases" / "2")
    (graph / "releases" / "2" / "published").unlink()
    assert numbers(graph) == [1]
    with pytest.raises(StoreError, match="no release 2"):
        exported(graph, 2)
    assert published(graph, 2).number == 2
    assert exported(graph) == [line(2)]
    assert not list((graph / "scratch").iterdir())


def test_killed_after_current_moved_and_before_it_was_marked(graph: Path) -> None:
    published(graph, 1)
    published(graph, 2)
    (graph / "releases" / "2" / "published").unlink()
    assert numbers(graph) == [1, 2]
    published(graph, 3)
    assert numbers(graph) == [1, 2, 3]


def test_a_graph_of_another_format_is_refused(graph: Path) -> None:
    published(graph, 1)
    (graph / "kg.json").write_text(json.dumps({"format": store.FORMAT + 1}))
    with pytest.raises(StoreError, match=rf"format {store.FORMAT + 1}, this kg has format {store.FORMAT}"):
        exported(graph)
    with pytest.raises(StoreError, match="format"), store.building(graph):
        pass
    (graph / "kg.json").write_text("{")
    with pytest.raises(StoreError, match=r"kg\.json cannot be read"):
        exported(graph)


def test_a_store_that_cannot_be_opened_says_so(graph: Path) -> None:
    published(graph, 1)
    for path in (graph / "releases" / "1" / "store").glob("MANIFEST-*"):
        path.write_bytes(b"not a manifest")
    with pytest.raises(StoreError, match=r"release 1 of .* cannot be opened"):
        exported(graph)


def test_where_there_is_no_graph(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no graph in .*; kg build makes one"):
        exported(tmp_path / "graph")
    with pytest.raises(StoreError, match="there is no graph in"):
        store.go_back(tmp_path / "graph", 1)
    assert store.releases(tmp_path / "graph") == ()
    assert not (tmp_path / "graph").exists()


def test_no_such_release(graph: Path) -> None:
    published(graph, 1)
    published(graph, 2)
    with pytest.raises(StoreError, match="has no release 7; there are: 1, 2"):
        exported(graph, 7)
    (graph / "current").unlink()
    with pytest.raises(StoreError, match="nothing was built yet"):
        exported(graph)


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("thư")
    with pytest.raises(StoreError, match="no graph folder and not empty"), store.building(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "graph").write_text("")
    with pytest.raises(StoreError, match="cannot build in"), store.building(tmp_path / "graph"):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="permission denied"), store.building(tmp_path / "graph"):
            pass
    finally:
        tmp_path.chmod(0o700)


def test_a_full_disk_leaves_what_was_there(graph: Path) -> None:
    published(graph, 1)
    code = f"""
from pathlib import Path
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import resource
from test_store import published
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
from kg.errors import StoreError
try:
    published(Path({str(graph)!r}), *range(20_000))
except StoreError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "there is no room left for" in done.stdout, done.stderr
    assert exported(graph) == [line(1)]
    assert not list((graph / "scratch").iterdir())
    assert published(graph, 2).number == 2


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "no room left"),
        (OSError("IO error: No space left on device: While appending to file"), "no room left"),
        (sqlite3.OperationalError("database or disk is full"), "no room left"),
        (PermissionError(errno.EACCES, "Permission denied", "/graph/lock"), "/graph/lock: permission denied"),
        (sqlite3.DatabaseError("database disk image is malformed"), "is damaged"),
    ],
)
def test_what_the_disk_does_is_told_as_it_is(graph: Path, error: Exception, says: str) -> None:
    with pytest.raises(StoreError, match=says), store.building(graph):
        raise error


def test_a_bug_keeps_its_name(graph: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError), store.building(graph):
        raise sqlite3.IntegrityError("UNIQUE constraint failed")


def test_export_sorts_in_runs_as_in_memory(graph: Path) -> None:
    published(graph, *range(3000))
    with store.open_release(graph) as opened:
        whole = list(store.export_lines(opened))
        assert list(store.export_lines(opened, run=10_000)) == whole
    assert whole == sorted(map(line, range(3000)))


def test_export_of_nothing(graph: Path) -> None:
    published(graph)
    assert exported(graph) == []
