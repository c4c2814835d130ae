"""How fast articles become facts: beside underthesea's `ner` on the same texts, stage by stage, and with longer word lists.

    taskset -c 0 python benchmarks/extract.py [--documents 2000] [--sample 200] [--rounds 5] [FOLDER OF ARTICLES]

Three corpora: the dense one of `benchmarks/store.py`, articles about targets and nothing else; the mixed one, its articles lengthened by
sentences without figures to the proportions of printed pages (`corpus.lengthened`); and, where `../shared` is there, its five printed
pages. The stages and all that is compared are measured on the dense one. MB are a million bytes of the articles' text as UTF-8. Seconds
are of the processor, so that what else runs on the machine counts for little; those on the clock stand beside them where a user would
wait. Two things that are compared are measured in turns, `--rounds` times; medians are printed, and "(no change)" shows how far they can
be trusted.

underthesea is optional: `pip install underthesea`, or the extra `bench`. Without it the rest is measured all the same.
"""

import argparse
import gc
import importlib
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any

from corpus import articles, corpus, lengthened, written

from kg import extract, files, lex, lexicon, read, recognise, records, relate, resolve, segment
from kg.fold import fold
from kg.read import Failure
from kg.records import Document

PEER_SAMPLE = 20
WARM = 40
ENTRIES = 1000
SEEDS = Path(__file__).parent.parent / ".." / "shared" / "seeds"


def seconds(run: Callable[[], object]) -> float:
    """Processor time of a call, begun without garbage of what ran before."""
    gc.collect()
    start = time.process_time()
    run()
    return time.process_time() - start


def documents(sources: Sequence[str]) -> Iterator[Document]:
    for found in read.documents(sources):
        if isinstance(found, Failure):
            raise SystemExit(str(found))
        yield found


def lines(sources: Sequence[str]) -> list[bytes]:
    """From files to lines of JSON: what is measured as extraction."""
    return [records.to_json(extract.facts(document)) for document in documents(sources)]


def speed(size: int, count: int, taken: float) -> str:
    return f"{size / taken / 1e6:8.4f} MB/s {count / taken:8.1f} articles/s"


# --- 1. the whole of it, and the command


def whole(source: Path, count: int, size: int, out: Path) -> None:
    start = time.perf_counter()
    found: list[bytes] = []
    taken = seconds(lambda: found.extend(lines([str(source)])))
    clock = time.perf_counter() - start
    print(f"extraction        {speed(size, count, taken)}   {taken:7.2f} s, {clock:.2f} s on the clock")

    def command(given: Path) -> tuple[float, float]:
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        with out.open("wb") as file:
            subprocess.run([sys.executable, "-m", "kg", "extract", str(given)], stdout=file, check=True)
        clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock

    alone, _ = command(min(source.iterdir()))
    ours, clock = command(source)
    assert out.read_bytes().splitlines() == found
    print(
        f"kg extract        {speed(size, count, ours)}   {ours:7.2f} s, {clock:.2f} s on the clock   ratio to extraction {taken / ours:.2f}"
        f"   (on one article {alone:.2f} s)"
    )


def pages(name: str, found: Sequence[Document], rounds: int) -> None:
    """Throughput on documents that are read already; those of `name` are few or many, each round reads 2 MB of them or more."""
    size = sum(len(document.text.encode()) for document in found)
    times = max(1, round(2e6 / size))

    def run() -> None:
        for _ in range(times):
            for document in found:
                records.to_json(extract.facts(document))

    run()
    taken = median(seconds(run) for _ in range(rounds)) / times
    print(f"{name:17} {speed(size, len(found), taken)}   {taken:7.2f} s   {len(found)} articles, {size / 1e6:.2f} MB")


# --- 2. beside underthesea


def beside(source: Path, rounds: int) -> None:
    try:
        peer: Any = importlib.import_module("underthesea")
    except ImportError:
        print("underthesea       not installed, so not compared: pip install underthesea")
        return
    given = [str(path) for path in sorted(source.iterdir())[:PEER_SAMPLE]]
    texts = [document.text for document in documents(given)]
    size = sum(len(text.encode()) for text in texts)
    # `ner` reads a sentence; a whole article at once takes it three times as long. Its own splitter cuts them, off the clock.
    sentences = [sentence for text in texts for sentence in peer.sent_tokenize(text)]

    def tagged() -> int:
        return sum(len(peer.ner(sentence)) for sentence in sentences)

    tagged()
    lines(given)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(seconds(lambda: lines(given)))
        theirs.append(seconds(tagged))
    ratio = median(other / own for own, other in zip(ours, theirs, strict=True))
    print(f"kg                {speed(size, len(texts), median(ours))}   on {len(texts)} articles, {len(sentences)} sentences")
    print(f"underthesea {version('underthesea'):5} {speed(size, len(texts), median(theirs))}   ratio kg / underthesea {ratio:.1f}")


# --- 3. stages


def stages(source: Path) -> None:
    taken = dict.fromkeys(("read", "segment", "lex, recognise", "relate", "resolve", "to JSON"), 0.0)
    last = 0.0

    def lap(stage: str) -> None:
        nonlocal last
        now = time.process_time()
        taken[stage] += now - last
        last = now

    gc.collect()
    last = time.process_time()
    for number, document in enumerate(documents([str(source)])):
        lap("read")
        zoned = segment.zoned(document)
        sentences = segment.sentences(zoned)
        lap("segment")
        folded = fold(zoned.text)
        readings = tuple(recognise.read(sentence, lex.tokens(sentence, folded)) for sentence in sentences)
        lap("lex, recognise")
        claims = relate.claims(readings)
        lap("relate")
        facts = resolve.resolved(zoned, readings, claims)
        lap("resolve")
        records.to_json(facts)
        lap("to JSON")
        if number < WARM:
            assert facts == extract.facts(document), "no longer the steps of kg.extract.facts"
            last = time.process_time()
    total = sum(taken.values())
    for stage, spent in taken.items():
        print(f"    {stage:16} {spent:7.2f} s {spent / total:7.1%}")


# --- 3 and 4. other rules, other word lists


def forget() -> None:
    """Empty every cache of kg but the files as loaded and the reference data: what is built from a word list is built anew."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "kg":
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear") and value is not lexicon.table and not value.__module__.startswith("kg.gazetteer"):
                    value.cache_clear()


@contextmanager
def changed(*lists: tuple[list[Any], list[Any]]) -> Iterator[None]:
    """Loaded lists with other contents, for a while."""
    before = [list(loaded) for loaded, _ in lists]
    for loaded, other in lists:
        loaded[:] = other
    try:
        yield
    finally:
        for (loaded, _), own in zip(lists, before, strict=True):
            loaded[:] = own


def compared(sample: Sequence[Document], rounds: int, *lists: tuple[list[Any], list[Any]]) -> float:
    """How many times as long extraction takes with the lists changed."""

    def measured() -> float:
        forget()
        for document in sample[:WARM]:
            extract.facts(document)
        return seconds(lambda: [records.to_json(extract.facts(document)) for document in sample])

    def other() -> float:
        with changed(*lists):
            return measured()

    found = []
    for turn in range(rounds):
        if turn % 2:
            after, before = other(), measured()
        else:
            before, after = measured(), other()
        found.append(after / before)
    forget()
    return median(found)


def groups(sample: Sequence[Document], rounds: int) -> None:
    rules = lexicon.table("targets")["rule"]
    reads = dict.fromkeys(rule["reads"] for rule in rules)
    for group in reads:
        rest = [rule for rule in rules if rule["reads"] != group]
        share = 1 - compared(sample, rounds, (rules, rest))
        print(f"    {group:16} {len(rules) - len(rest):3} rules {share:7.1%}")
    print(f"    {'all':16} {len(rules):3} rules {1 - compared(sample, rounds, (rules, [])):7.1%}")
    print(f"    {'(no change)':23} {1 - compared(sample, rounds, (rules, list(rules))):9.1%}")


def invented(known: Sequence[str]) -> list[str]:
    """New phrases of words that no text has, every second behind the first word of a known phrase, so that texts do lead to it."""
    syllables = [f"{first}{vowel}" for first, vowel in product("fjwz", "aeiou")]
    made = [f"{one}{two} {one}{three}" for one, two, three in product(syllables[:10], repeat=3)][:ENTRIES]
    return [f"{known[at // 2 % len(known)].split()[0]} {phrase}" if at % 2 else phrase for at, phrase in enumerate(made)]


def longer(sample: Sequence[Document], rounds: int) -> None:
    lists: dict[str, list[Any]] = {
        "heads of companies": lexicon.table("enterprises")["heads"],
        "phrases of an indicator": lexicon.table("terms")["NOUN"]["party_organisation"],
        "heads of committees": lexicon.table("bodies")["body"][0]["heads"],
        "titles of a post": lexicon.table("roles")["role"][0]["heads"],
    }
    added = {name: (loaded, [*loaded, *invented(loaded)]) for name, loaded in lists.items()}
    same = [extract.facts(document) for document in sample]
    with changed(*added.values()):
        forget()
        assert [extract.facts(document) for document in sample] == same
    for name, change in added.items():
        print(f"    {name:24} {len(change[0]):3} and {ENTRIES} more   ratio {1 / compared(sample, rounds, change):.3f}")
    print(f"    {'all four':24} {'':3}     {len(added) * ENTRIES:4} more   ratio {1 / compared(sample, rounds, *added.values()):.3f}")
    print(f"    {'(no change)':24} {'':17}   ratio {1 / compared(sample, rounds):.3f}")


# --- 5. one long text


SAID = {
    "one sentence": "Huyện ủy Cẩm Xuyên thành lập 2 chi bộ năm 2020. ",
    "lines that differ": "Huyện ủy Cẩm Xuyên kết nạp {n} đảng viên năm 2020.\n",
    "bodies that differ": "Đảng ủy xã Tân Hòa {n} kết nạp {n} đảng viên năm 2020.\n",
}
LONG = 2000


def spoken(sentence: str, count: int) -> float:
    text = "".join(sentence.format(n=n + 2) for n in range(count))
    return seconds(lambda: extract.facts(Document("x", "x", "", text)))


def long_texts() -> None:
    for name, sentence in SAID.items():
        short, long = spoken(sentence, LONG), spoken(sentence, 10 * LONG)
        print(f"    {name:24} {10 * LONG} sentences {long:7.2f} s   ratio {long / short / 10:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=Path, default=files.REPORTS)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--sample", type=int, default=200, help="articles for rules and word lists")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="kg-benchmark-") as name:
        source = Path(name) / "articles"
        written(corpus(articles(options.articles), options.documents), source)
        sizes = [len(document.text.encode()) for document in documents([str(source)])]
        sample = list(documents([str(path) for path in sorted(source.iterdir())[: options.sample]]))
        found = [extract.facts(document) for document in sample]
        print(
            f"{len(sizes)} articles, {sum(sizes) / 1e6:.2f} MB; the first {len(sample)} of them make "
            f"{sum(len(facts.targets) for facts in found)} statements"
        )
        whole(source, len(sizes), sum(sizes), Path(name) / "facts.jsonl")
        like_pages = Path(name) / "mixed"
        written(corpus(lengthened(articles(options.articles)), options.sample), like_pages)
        pages("dense, a sample", sample, options.rounds)
        pages("mixed", list(documents([str(like_pages)])), options.rounds)
        if SEEDS.is_dir():
            pages("printed pages", list(documents([str(SEEDS)])), options.rounds)
        else:
            print(f"printed pages     not measured: there is no {SEEDS}")
        beside(source, options.rounds)
        print("stages, in seconds and as a share of extraction")
        stages(source)
        print(f"rules by what they read: the share of extraction that is saved without them, on {len(sample)} articles")
        groups(sample, options.rounds)
        print(f"throughput with longer word lists / as they are, on {len(sample)} articles (wanted: 1.00)")
        longer(sample, options.rounds)
        print(f"time of a sentence in a text of {10 * LONG} / in one of {LONG} (wanted: 1.00)")
        long_texts()


if __name__ == "__main__":
    main()
