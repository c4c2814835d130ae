"""The articles that are measured with: those of a folder, each many times over, each time with other years, so what they state differs."""

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path


def corpus(articles: Path, count: int) -> Iterator[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(articles.rglob("*.txt"))]
    for number, text in enumerate(islice(cycle(texts), count)):
        shift = number // len(texts) % 40
        for year in range(2030, 2004, -1):
            text = text.replace(str(year), f"{year - shift}\0")
        yield text.replace("\0", "") + f"\n({number})\n"


def written(articles: Path, count: int, folder: Path) -> None:
    """The corpus as files of a new folder, in the order of their names."""
    folder.mkdir()
    for number, text in enumerate(corpus(articles, count)):
        (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")
