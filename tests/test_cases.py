"""Small articles, each for the one behaviour that its folder is named for: `cases/<name>/text.txt` gives `facts.json`.

UPDATE=1 writes what is found now; the difference is reviewed before it is committed.
"""

import json
import os
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest

from kg import extract, read, records
from kg.records import Document

FOLDERS = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())


def document(folder: Path) -> Document:
    (found,) = read.documents([str(folder / "text.txt")])
    assert isinstance(found, Document), found
    # The name of the case, and not where this checkout lies.
    return Document(folder.name, "text.txt", found.sha256, found.text, found.title, found.published, found.publisher, found.url)


def facts(folder: Path) -> str:
    found = json.loads(records.to_json(extract.facts(document(folder))))
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_case(folder: Path) -> None:
    found, expected = facts(folder), folder / "facts.json"
    if os.environ.get("UPDATE"):
        expected.write_text(found, encoding="utf-8")
    assert json.loads(found) == json.loads(expected.read_text(encoding="utf-8"))
    assert found == expected.read_text(encoding="utf-8"), "the same facts, laid out otherwise: UPDATE=1 writes them anew"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_facts_of_a_case_are_of_the_public_format(folder: Path) -> None:
    jsonschema.validate(json.loads((folder / "facts.json").read_text(encoding="utf-8")), records.json_schema())


def test_a_case_has_a_text_and_its_facts_and_nothing_else() -> None:
    assert {folder.name: sorted(path.name for path in folder.iterdir()) for folder in FOLDERS} == {
        folder.name: ["facts.json", "text.txt"] for folder in FOLDERS
    }
