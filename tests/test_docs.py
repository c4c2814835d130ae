"""What the documentation says can be run is run: each `console` and `python` block, and each command of the README."""

import doctest
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import files

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
# What stands for anything in what is shown, also for nothing and for many lines.
LEFT_OUT = "…"

# Words that stand for something of the reader's.
PLACEHOLDERS = {
    "FOLDER": "articles",
    "ARTICLE": "articles/quang-ninh-2020-ba-don-vi-lo-hen.txt",
    "GOLD_DIR": "gold",
    "[SOURCE]": "articles",
    "[--html report.html]": "--html report.html",
    "'SELECT …'": "'SELECT ?s WHERE { ?s ?p ?o } LIMIT 1'",
    "--back 3": "--back 1",
    "--since 3": "--since 1",
    "'09-NQ/TU Hà Nội'": "22-NQ/TU",
    "data/": f"{files.DATA}/",
}
# Commands that are not run from here, and where they are.
ELSEWHERE = {
    "kg serve": "tests/test_serve.py",
    "kg link match": "tests/test_link_service.py",
    "kg link --service": "tests/test_link_service.py",
    "kg COMMAND": "tests/test_cli.py",
    "kg export FILE [": "tests/test_export.py",
}
# Exit codes that are what the command has to say of these articles.
SAYS = {"kg check": (0, 1), "kg diff": (0, 1), "kg verify": (0, 1)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a reader would sit: articles, and their gold, in a folder."""
    shutil.copytree(files.REPORTS, tmp_path / "gold")
    (tmp_path / "articles").mkdir()
    for article in files.REPORTS.glob("*.txt"):
        shutil.copy(article, tmp_path / "articles")
    return tmp_path


def run(command: str, folder: Path) -> tuple[str, int]:
    """What a reader's shell shows of a command, and its exit code."""
    kept = {"HOME": str(folder), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "COLUMNS": "100"}
    kept["PATH"] = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    one = subprocess.STDOUT
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=kept, stdout=subprocess.PIPE, stderr=one, timeout=120, check=False)
    return done.stdout.decode(), done.returncode


def fits(shown: str, came: str) -> bool:
    """Whether what came out is what is shown, but for spaces at the ends of lines and what is left out."""
    pattern = ".*?".join(re.escape(_plain(part)) for part in _plain(shown).split(LEFT_OUT))
    return re.fullmatch(pattern, _plain(came), re.S) is not None


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def session(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a `console` block and what is shown of it."""
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def run_page(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run the blocks of a page one after another, as a reader would; how many commands and examples there were."""
    monkeypatch.chdir(folder)
    names: dict[str, object] = {}
    count = 0
    for match in BLOCK.finditer(page.read_text(encoding="utf-8")):
        kind, block = match.groups()
        line = page.read_text(encoding="utf-8").count("\n", 0, match.start()) + 2
        if kind == "console":
            for command, shown in session(block):
                came, code = run(command, folder)
                came += f"[{code}]\n" if code else ""
                assert fits(shown, came), f"{page.name}, line {line}: $ {command}\n-- shown\n{shown}\n-- came\n{came}"
                count += 1
        elif kind == "python":
            assert ">>>" in block, f"{page.name}, line {line}: Python in the documentation shows what comes out, with >>>"
            flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
            test = doctest.DocTestParser().get_doctest(block, names, page.name, str(page), line)
            runner = doctest.DocTestRunner(optionflags=flags, verbose=False)
            said: list[str] = []
            runner.run(test, out=said.append, clear_globs=False)
            names = test.globs
            assert not runner.failures, "".join(said)
            count += len(test.examples)
    return count


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_shows_is_what_comes_out(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if page.stem == "README":  # the tutorial builds its own graph
        run("kg build articles", folder)
    count = run_page(page, folder, monkeypatch)
    assert count >= (20 if page.stem == "tutorial" else 0)


def test_what_is_shown_and_did_not_come_out_is_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = folder / "page.md"
    for block in ("```console\n$ echo one\ntwo\n```\n", "```console\n$ exit 3\n```\n", "```python\n>>> 1 + 1\n3\n```\n"):
        page.write_text(block, encoding="utf-8")
        with pytest.raises(AssertionError):
            run_page(page, folder, monkeypatch)
    page.write_text("```console\n$ echo one two three; exit 3\none … three\n[3]\n```\n", encoding="utf-8")
    assert run_page(page, folder, monkeypatch) == 1


def commands(page: Path) -> list[str]:
    """The commands that stand on a page as such, without what is said beside them."""
    lines = (line.strip() for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("    kg "))
    return [re.split(r"\s+#\s", line)[0] for line in lines]


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.stem)
def test_every_command_of_a_page_runs(page: Path, folder: Path) -> None:
    if page.stem != "README":
        run("kg build articles", folder)
    for command in commands(page):
        if any(command.startswith(start) for start in ELSEWHERE):
            continue
        for word, meant in PLACEHOLDERS.items():
            command = command.replace(word, meant)
        came, code = run(command, folder)
        start = " ".join(shlex.split(command)[:2])
        assert code in SAYS.get(start, (0,)), f"{command}\n{came}"
        assert "Traceback" not in came, came


@pytest.mark.parametrize(("start", "where"), ELSEWHERE.items())
def test_what_is_run_elsewhere_is_on_a_page(start: str, where: str) -> None:
    assert any(start in page.read_text(encoding="utf-8") for page in PAGES)
    assert (ROOT / where).is_file()
