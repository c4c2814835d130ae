"""Files of many articles and pages of the web through a build: read once, moved lines stay themselves, the rest can be pruned."""

import json
import logging
import os
import shutil
import sys
import time
from pathlib import Path

import formats
import pytest

from kg import build, read, store
from kg.read import web

ARTICLES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(formats.REPORTS.glob("*.txt"))[:3]}


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file just written counts as one that may be changed again; here none is."""
    monkeypatch.setattr(build, "SETTLED", 0)


def line(name: str, text: str) -> dict[str, object]:
    return {"id": name, "text": text}


def test_lines_are_read_once_wherever_they_stand(tmp_path: Path) -> None:
    path, graph = tmp_path / "crawl.jsonl.gz", tmp_path / "graph"
    lines = [line(name, text) for name, text in ARTICLES.items()]
    path.write_bytes(formats.as_gz(formats.as_jsonl(*lines, "{bad")))
    first = build.build([str(path)], graph)
    assert (first.documents, first.read, [failure.id for failure in first.failed]) == (3, 3, ["crawl#4"])
    again = build.build([str(path)], graph)
    assert (again.documents, again.read, again.published) == (3, 0, False)
    path.write_bytes(formats.as_gz(formats.as_jsonl(*reversed(lines))))
    moved = build.build([str(path)], graph)
    assert (moved.documents, moved.read, moved.published, moved.failed) == (3, 0, False, ())
    path.write_bytes(formats.as_gz(formats.as_jsonl(*lines[1:])))
    assert build.build([str(path)], graph).documents == 3
    assert build.build([str(path)], graph, prune=True).documents == 2


def test_what_reading_warns_of_is_told_once_whoever_reads(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "crawl.jsonl"
    path.write_bytes(formats.as_jsonl(*({"text": f"Kết nạp {n} đảng viên.", "date": "hôm qua"} for n in range(60))))
    with caplog.at_level(logging.WARNING, logger="kg.read"):
        assert build.build([str(path)], tmp_path / "graph", workers=2).documents == 60
    assert len([one for one in caplog.messages if "'hôm qua'" in one]) == 1


def test_members_are_not_even_opened_while_their_file_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, graph = tmp_path / "a.warc", tmp_path / "graph"
    path.write_bytes(formats.as_warc(*((f"https://bao.vn/{name}", "text/html", formats.as_html(text)) for name, text in ARTICLES.items())))
    old = time.time() - 100
    os.utime(path, (old, old))
    assert build.build([str(path)], graph).read == 3
    monkeypatch.setattr(read, "document", lambda *_, **__: pytest.fail("it was read"))
    report = build.build([str(path)], graph)
    assert (report.unchanged, report.failed) == (3, ())


def test_pages_are_kept_in_the_graph_folder_and_built_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_PAGES", raising=False)
    graph, url = tmp_path / "graph", "http://127.0.0.1:9/tin/1.html"
    missing = build.build([url], graph)
    assert (missing.release, missing.documents, [failure.source for failure in missing.failed]) == (None, 0, [url])
    assert store.releases(graph) == ()
    path = web.place(url, graph / "pages")
    path.parent.mkdir(parents=True, exist_ok=True)
    web._keep(path, url, web.Copy(url, ".html", None, formats.WHEN, formats.as_html(next(iter(ARTICLES.values())))))
    assert json.loads(path.with_suffix(".json").read_bytes())["asked"] == url
    report = build.build([url], graph)
    assert (report.release, report.documents, report.failed) == (1, 1, ())
    # what is there stays, whatever fails
    bad = build.build([url.replace("1.html", "2.html")], graph)
    assert (bad.release, bad.published, bad.documents, len(bad.failed)) == (1, False, 1, 1)
    # the same build, offline, in another folder
    shutil.copytree(graph / "pages", tmp_path / "copied" / "pages")
    assert build.build([url], tmp_path / "copied").documents == 1
    monkeypatch.setenv("KG_PAGES", str(graph / "pages"))
    assert build.build([url], tmp_path / "set").documents == 1
    assert [store.content(folder) for folder in (tmp_path / "copied", tmp_path / "set")] == [store.content(graph)] * 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux names files by bytes")
def test_a_name_that_is_not_utf8_is_built_known_again_and_pruned(tmp_path: Path) -> None:
    graph, folder = tmp_path / "graph", tmp_path / "in"
    folder.mkdir()
    paths = [Path(os.fsdecode(os.fsencode(folder) + name)) for name in (b"/n\xe3m.txt", b"/n\xe4m.txt")]
    for path, text in zip(paths, ARTICLES.values(), strict=False):
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1e9, 1e9))
    assert build.build([str(folder)], graph).documents == 2
    again = build.build([str(folder)], graph)
    assert (again.documents, again.read, again.unchanged, again.failed) == (2, 0, 2, ())
    paths[0].unlink()
    assert build.build([str(folder)], graph, prune=True).removed == 1
