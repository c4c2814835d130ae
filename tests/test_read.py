"""Real files on disk, whatever they hold: a document or one clear sentence, never a traceback."""

import hashlib
import io
import logging
import os
import socket
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import read
from kg.errors import ReadError
from kg.read import plain
from kg.records import Document

ARTICLE = "Kết nạp 34 đảng viên\n\nToàn huyện kết nạp được 34 đảng viên, đạt 22,6% kế hoạch năm của Đảng ủy.\n"


def write(path: Path, data: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def only(source: Path | str, *, limit: int = read.MAX_BYTES) -> Document:
    [found] = read.documents([str(source)], limit=limit)
    assert isinstance(found, Document), found
    return found


def refused(source: Path | str, *, limit: int = read.MAX_BYTES) -> str:
    [found] = read.documents([str(source)], limit=limit)
    assert isinstance(found, read.Failure), found
    assert found.source in found.message or found.source == "-"
    return found.message


def ids(*sources: Path | str) -> list[str]:
    return [candidate.id for candidate in read.candidates(str(source) for source in sources)]


# ---- text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param("Đảng".encode(), "Đảng", id="plain"),
        pytest.param("Đảng ủy".encode("utf-16"), "Đảng ủy", id="UTF-16"),
        pytest.param(("Dang uy xa. " * 40).encode("utf-16-le"), "Dang uy xa. " * 40, id="UTF-16 without its mark"),
        pytest.param("n\u0103m 2020 đư\u01a1\u0323c cu\u0309a, ca\u0301c".encode("cp1258"), "năm 2020 được của, các", id="Windows-1258"),
        pytest.param(b"\xef\xbb\xbf" + "Đảng".encode(), "Đảng", id="byte order mark"),
        pytest.param("Đảng\r\nủy\r\n".encode(), "Đảng\nủy\n", id="CRLF"),
        pytest.param("Đảng\rủy".encode(), "Đảng\nủy", id="CR"),
        pytest.param(unicodedata.normalize("NFD", "Đảng ủy").encode(), "Đảng ủy", id="NFD"),
        pytest.param("đạt\u00a085%\u200b".encode(), "đạt\u00a085%\u200b", id="no-break space stays"),
        pytest.param("  hoà  uỷ \n\n\n".encode(), "  hoà  uỷ \n\n\n", id="nothing else changes"),
    ],
)
def test_the_text_of_record(tmp_path: Path, data: bytes, text: str) -> None:
    document = only(write(tmp_path / "a.txt", data))
    assert document.text == text
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert (document.title, document.published, document.zones) == (None, None, ())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", ["empty"], id="empty"),
        pytest.param(b"\xef\xbb\xbf \n\r\n\t", ["empty"], id="blank"),
        pytest.param(b"ab\0cd", ["binary", "NUL at byte 2"], id="NUL"),
        pytest.param(b"\xe1\x00\x01\x02" * 50, ["binary"], id="binary that is not UTF-8 either"),
        pytest.param(b"%PDF-1.7\n...", ["PDF"], id="PDF"),
        pytest.param(b"PK\x03\x04....", ["Word"], id="DOCX"),
        pytest.param(b"\x1f\x8b\x08\0", ["gzip"], id="gzip"),
        pytest.param(b'{"id": 1, "text": "a"}\n', ["JSON", ".jsonl"], id="JSON Lines"),
        pytest.param(b'[\n  {"text": "a"}]', ["JSON", ".jsonl"], id="a JSON list"),
        pytest.param(b"WARC/1.0\r\n", ["WARC", ".warc"], id="WARC"),
        pytest.param(b"\0" * 5000, ["binary", "NUL at byte 0"], id="zeros"),
        pytest.param("Tổng số".encode()[:2] + b"\xff", ["byte 1", "0xE1"], id="a broken letter"),
        pytest.param(("Năm 2020, " * 20).encode()[:-1] + "ă".encode()[:1], ["not UTF-8", "cut off"], id="cut off"),
        pytest.param(b"v\xb5 c\xf1a \xae\xad\xeec c\xb8c n\xa8m", ["TCVN3"], id="TCVN3"),
        pytest.param("déjà vu".encode("latin-1"), ["byte 1", "0xE9", "save it as UTF-8"], id="Latin-1"),
        pytest.param(b"\xef\xbb\xbfabc\xff", ["byte 6"], id="counts the byte order mark"),
    ],
)
def test_what_is_no_text_says_so(tmp_path: Path, data: bytes, words: list[str]) -> None:
    message = refused(write(tmp_path / "a.txt", data))
    for word in words:
        assert word in message
    assert "\n" not in message


def test_an_article_of_50_mb_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "dump.txt"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    monkeypatch.setattr(hashlib, "sha256", lambda *_: pytest.fail("it was read"))
    assert "50.0 MB" in refused(path)


def test_the_limit_is_a_setting(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", ARTICLE)
    assert "too large" in refused(path, limit=20)
    assert only(path, limit=len(ARTICLE.encode())).text == ARTICLE


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_and_a_folder_without_permission(tmp_path: Path) -> None:
    write(tmp_path / "good.txt", ARTICLE)
    write(tmp_path / "bad.txt", ARTICLE).chmod(0)
    shut = write(tmp_path / "shut" / "a.txt", ARTICLE).parent
    shut.chmod(0)
    try:
        found = list(read.documents([str(tmp_path)]))
    finally:
        shut.chmod(0o700)
    assert [one.id for one in found] == ["bad", "good", "shut"]
    assert ["permission denied" in getattr(one, "message", "") for one in found] == [True, False, True]


def test_a_folder_that_cannot_be_listed_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "good.txt", ARTICLE)
    shut = write(tmp_path / "shut" / "a.txt", ARTICLE).parent
    scandir = os.scandir

    def guarded(path: str | Path) -> object:
        if Path(path) == shut:
            raise PermissionError(13, "Permission denied", str(shut))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    good, failure = read.documents([str(tmp_path)])
    assert good.id == "good"
    assert isinstance(failure, read.Failure)
    assert "permission denied" in failure.message


def test_one_bad_document_never_stops_the_others(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", ARTICLE)
    write(tmp_path / "b.txt", b"\xff\xff\xff")
    write(tmp_path / "c.txt", ARTICLE)
    (tmp_path / "d.txt").symlink_to(tmp_path / "nowhere")
    found = list(read.documents([str(tmp_path)]))
    assert [type(one) for one in found] == [Document, read.Failure, Document, read.Failure]
    assert "not there" in getattr(found[3], "message", "")


# ---- what is read


def test_a_folder_is_read_for_articles_only_in_sorted_order(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in (
        "b.txt",
        "a.txt",
        "2020/x.TXT",
        "notes.md",
        "a.json",
        ".hidden.txt",
        ".git/z.txt",
        "2020/y.txt.bak",
        "2020/b.JSON",
        "README",
    ):
        write(tmp_path / name, ARTICLE)
    with caplog.at_level(logging.WARNING, logger="kg.read"):
        assert ids(tmp_path) == ["2020/x", "a", "b"]
    told = "5 files of other kinds are left out: 2 .json, 1 .bak, 1 .md, 1 without ending"
    assert caplog.messages == [f"{tmp_path.as_posix()}: {told}"]
    assert [one.source for one in read.candidates([str(tmp_path)])][1] == (tmp_path / "a.txt").as_posix()


def test_a_file_by_name_is_its_stem(tmp_path: Path) -> None:
    path = write(tmp_path / "2020" / "one.two.txt", ARTICLE)
    assert ids(path) == ["one.two"]


def test_ids_of_a_glob_begin_behind_its_last_plain_folder(tmp_path: Path) -> None:
    for name in ("2020/a.txt", "2020/b.json", "2021/a.txt", "2021/deep/c.txt"):
        write(tmp_path / name, ARTICLE)
    assert ids(tmp_path / "2020" / "*") == ["a"]
    assert ids(tmp_path / "202*" / "*.txt") == ["2020/a", "2021/a"]
    assert ids(tmp_path / "**" / "*.txt") == ["2020/a", "2021/a", "2021/deep/c"]
    assert ids(tmp_path / "202*") == ["2020/a", "2021/a", "2021/deep/c"]


def test_a_name_with_the_marks_of_a_glob_is_a_file_first(tmp_path: Path) -> None:
    assert ids(write(tmp_path / "a[1].txt", ARTICLE)) == ["a[1]"]


def test_order_of_the_sources_does_not_matter_and_one_file_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "2020" / "a.txt", ARTICLE)
    write(tmp_path / "b.txt", ARTICLE)
    assert ids(tmp_path, path) == ids(path, tmp_path) == ids(tmp_path, tmp_path) == ["2020/a", "b"]


def test_of_two_documents_of_one_id_the_second_fails_and_names_both(tmp_path: Path) -> None:
    one, two = write(tmp_path / "x" / "a.txt", ARTICLE), write(tmp_path / "y" / "a.txt", ARTICLE)
    first, second = read.documents([str(two), str(one)])
    assert isinstance(first, Document)
    assert first.source == str(one)
    assert isinstance(second, read.Failure)
    assert second.message == f"two documents would be called 'a': {one} and {two}; rename one, or give a folder above both"
    assert ids(tmp_path) == ["x/a", "y/a"]


def test_names_are_ids_in_nfc(tmp_path: Path) -> None:
    assert ids(write(tmp_path / unicodedata.normalize("NFD", "đảng.txt"), ARTICLE)) == ["đảng"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux names files by bytes")
def test_a_name_that_is_not_utf8_is_shown_with_its_bytes(tmp_path: Path) -> None:
    for name in (b"n\xe3m", b"n\xe4m", b"hai\ndong"):
        write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name + b".txt")), ARTICLE)
    documents = [one for one in read.documents([str(tmp_path)]) if isinstance(one, Document)]
    assert [one.id for one in documents] == ["hai%0Adong", "n%E3m", "n%E4m"]
    assert [Path(one.source).name for one in documents] == ["hai%0Adong.txt", "n%E3m.txt", "n%E4m.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.warc", "a.txt.gz"])
def test_a_named_pipe_in_a_folder_does_not_hang(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    write(tmp_path / "good.txt", ARTICLE)
    failure, good = read.documents([str(tmp_path)])
    assert isinstance(failure, read.Failure)
    assert "is a named pipe and no regular file" in failure.message
    assert good.id == "good"


def test_a_socket_and_a_device_are_no_files(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(tmp_path / "s.txt"))
        assert "is a socket" in refused(tmp_path / "s.txt")
    (tmp_path / "d.txt").symlink_to("/dev/zero")
    assert "is a device" in refused(tmp_path / "d.txt")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ARTICLE.encode())))
    document = only("-")
    assert (document.id, document.source, document.text) == ("stdin", "-", ARTICLE)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert refused("-").startswith("standard input is empty")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a" * 30)))
    assert "standard input is too large" in refused("-", limit=20)


def test_a_pipe_has_no_suffix_and_is_read(tmp_path: Path) -> None:
    assert only(write(tmp_path / "article", ARTICLE)).id == "article"


def test_another_kind_of_file_by_name(tmp_path: Path) -> None:
    message = refused(write(tmp_path / "a.pages", ARTICLE))
    assert ".pages" in message
    assert ".txt" in message


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("nowhere", ["no such file or folder", "nowhere"]),
        ("nowhere/*.txt", ["nothing", "nowhere/*.txt"]),
        ("", ["names no file"]),
        ("a\0b", ["names no file"]),
        ("x" * 5000, ["cannot look at"]),
        ("folder", ["no articles in folder (it holds 1 .json)", ".txt"]),
        ("folder/*", ["nothing", ".txt"]),
    ],
)
def test_a_source_that_holds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, words: list[str]) -> None:
    write(tmp_path / "folder" / "a.json", "{}")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ReadError) as error:
        read.candidates([source])
    for word in words:
        assert word in str(error.value)


def test_nothing_is_read_before_all_is_listed(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", ARTICLE)
    with pytest.raises(ReadError):
        next(read.documents([str(tmp_path), "nowhere"]))


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_end_in_a_traceback(data: bytes) -> None:
    try:
        text = plain.text(data, "a.txt")
    except ReadError:
        return
    assert text == unicodedata.normalize("NFC", text)
    assert "\r" not in text
    assert "\0" not in text
