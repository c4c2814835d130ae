"""The articles that are measured with: those of a folder, each many times over, each time with other years, so what they state differs."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

from kg import extract, segment
from kg.records import Document
from kg.relate import FIGURES

# Of printed pages, those in `../shared/seeds`, this share of the text stands in sentences with figures; of `data/reports` 0.6.
FIGURED = 0.18


def articles(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.txt"))]


def lengthened(texts: Sequence[str]) -> list[str]:
    """Articles in the proportions of printed pages: behind each paragraph so many sentences without figures, taken in turn from all of them
    (they may hold dates, names, numbers of directives), that only `FIGURED` of the text has figures."""
    read = [extract.readings(segment.zoned(Document("", "", "", text))) for text in texts]
    bodies = [[r for r in readings if r.sentence.zone in ("lead", "body")] for readings in read]
    figured = [{r.sentence for r in body if any(t.kind in FIGURES for t in r.tokens)} for body in bodies]
    plain = cycle(
        [r.sentence.text for body, with_figures in zip(bodies, figured, strict=True) for r in body if r.sentence not in with_figures]
    )
    made = []
    for text, body, with_figures in zip(texts, bodies, figured, strict=True):
        lines, at, owed = [], 0, 0.0
        for line in text.split("\n"):
            lines.append(line)
            inside = [r.sentence for r in body if at <= r.sentence.start < at + len(line)]
            owed += sum(len(sentence.text) for sentence in inside if sentence in with_figures) / FIGURED - len(line)
            while inside and owed > 0:
                lines.append(" ".join(islice(plain, 5)))
                owed -= len(lines[-1])
            at += len(line) + 1
        made.append("\n".join(lines))
    return made


def corpus(texts: Sequence[str], count: int) -> Iterator[str]:
    for number, text in enumerate(islice(cycle(texts), count)):
        shift = number // len(texts) % 40
        for year in range(2030, 2004, -1):
            text = text.replace(str(year), f"{year - shift}\0")
        yield text.replace("\0", "") + f"\n({number})\n"


def written(texts: Iterable[str], folder: Path) -> None:
    """Texts as files of a new folder, in the order of their names."""
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")
