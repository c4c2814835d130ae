"""Where ontology, queries, reference data and word lists live: inside the package when installed, beside it in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parent / name


ONTOLOGY = _folder("ontology")
QUERIES = _folder("queries")
DATA = _folder("data")
REPORTS = DATA / "reports"
REFERENCE = DATA / "reference"
VIETNAMESE = PACKAGE / "vi"
