"""How fast 100,000 mentions of places are linked to the full gazetteer with its communes, beside rapidfuzz's process.extractOne.

    taskset -c 0 python benchmarks/link.py [--mentions 100000] [--peer 200] [--seed 1]

The mentions are made from the reference data: a unit by chance (half of them provinces and districts), with or without its kind and the
places above it, on a day on which it was in force, and with noise: abbreviations, no marks at all, the tone mark on the other vowel,
capitals, one letter wrong. The peer looks for the whole mention in the raw list of all units, each written out with the places above it
("Phường 12, Quận 10, Thành phố Hồ Chí Minh"); it is run on the first of the mentions, as many as --peer says, and its time is scaled to all
of them. The peer knows no dates: it is right where it gives the unit, whatever its years.
"""

import argparse
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz, process

from kg import gazetteer, match
from kg.fold import without_marks
from kg.gazetteer import Unit
from kg.match import Query

SHORT = {"Thành phố ": "TP. ", "Thị xã ": "TX. ", "Quận ": "Q. ", "Huyện ": "H. ", "Phường ": "P. ", "Thị trấn ": "TT. "}
OTHER_VOWEL = {"òa": "oà", "óa": "oá", "ỏa": "oả", "ọa": "oạ", "ủy": "uỷ", "úy": "uý", "ùy": "uỳ", "ụy": "uỵ"}


@dataclass(frozen=True, slots=True)
class Mention:
    text: str
    within: tuple[str, ...]
    on: str | None
    unit: str
    noise: str


def above(unit: Unit, on: str | None) -> tuple[str, ...]:
    """The labels of the units above one, the lowest first."""
    labels = []
    if unit.level == "commune" and unit.parent and gazetteer.unit(unit.parent).level == "district":
        labels.append(gazetteer.unit(unit.parent).label)
    if unit.level != "province":
        labels.append(gazetteer.province_of(unit, on).label)
    return tuple(labels)


def mentions(number: int, seed: int) -> Iterator[Mention]:
    chance = random.Random(seed)
    upper, communes = gazetteer.units(), gazetteer.communes()
    for _ in range(number):
        unit = chance.choice(upper if chance.random() < 0.5 else communes)
        on = day(chance, unit)
        within = above(unit, on) if chance.random() < 0.8 else above(unit, on)[-1:] if chance.random() < 0.5 else ()
        text = unit.label if chance.random() < 0.85 else unit.name
        noise = chance.choices(("none", "short", "unmarked", "vowel", "capitals", "slip"), (40, 20, 15, 10, 5, 10))[0]
        text, within = noisy(chance, text, within, noise)
        yield Mention(text, within, on if chance.random() < 0.8 else None, unit.unit_id, noise)


def day(chance: random.Random, unit: Unit) -> str:
    first = date.fromisoformat(unit.valid_from or "2004-01-01")
    last = date.fromisoformat(unit.valid_to or "2026-06-30")
    return (first + timedelta(days=chance.randrange(max(1, (last - first).days)))).isoformat()


def noisy(chance: random.Random, text: str, within: tuple[str, ...], noise: str) -> tuple[str, tuple[str, ...]]:
    match noise:
        case "short":
            return short(text), tuple(map(short, within))
        case "unmarked":
            return without_marks(text), tuple(map(without_marks, within))
        case "vowel":
            for one, other in OTHER_VOWEL.items():
                text = text.replace(one, other)
        case "capitals":
            return text.upper(), within
        case "slip":
            at = chance.randrange(len(text) // 2, len(text))
            if not text[at].isalpha():
                return text, within
            return chance.choice((text[:at] + text[at + 1 :], text[: at + 1] + text[at:], text[:at] + "x" + text[at + 1 :])), within
    return text, within


def short(label: str) -> str:
    for kind, form in SHORT.items():
        if label.startswith(kind):
            return form + label[len(kind) :]
    return label


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def told(name: str, counts: Counter[str]) -> str:
    total = sum(counts.values())
    shares = (f"{what} {counts[what] / total:7.2%}" for what in ("right", "wrong", "undecided"))
    return f"{name:28} {'   '.join(shares)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=100_000)
    parser.add_argument("--peer", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    start = time.perf_counter()
    places = match.places()
    made = time.perf_counter() - start
    asked = list(mentions(options.mentions, options.seed))
    print(f"{len(places.by_id):,} units, index made in {made:.2f} s, {peak():.0f} MB; {len(asked):,} mentions, for example:")
    for mention in asked[:6]:
        print(f"    {', '.join((mention.text, *mention.within))}  ({mention.on or 'no date'})")

    said: list[str | None] = []
    marks = []
    start = time.perf_counter()
    for number, mention in enumerate(asked):
        if number in (options.mentions // 10, options.mentions - 1):
            marks.append(peak())
        entry = match.decided(places, Query(mention.text, "Place", mention.within, mention.on))
        said.append(entry.unit if entry else None)
    ours = time.perf_counter() - start

    print(f"\nkg.match            {ours:8.1f} s for {len(asked):,}   {len(asked) / ours:10,.0f} mentions/s   "
          f"memory {marks[0]:.0f} MB after a tenth, {marks[-1]:.0f} MB at the end")  # fmt: skip
    everything: Counter[str] = Counter()
    by_noise: dict[str, Counter[str]] = {}
    for mention, unit in zip(asked, said, strict=True):
        what = "undecided" if unit is None else "right" if unit == mention.unit else "wrong"
        everything[what] += 1
        by_noise.setdefault(mention.noise, Counter())[what] += 1
    print(told("kg.match, all", everything))
    for noise, counts in sorted(by_noise.items()):
        print(told(f"    noise: {noise}", counts))

    units = [*gazetteer.units(), *gazetteer.communes()]
    written = [", ".join((unit.label, *above(unit, None))) for unit in units]
    text_of = {unit.unit_id: text for unit, text in zip(units, written, strict=True)}
    sample = asked[: options.peer]
    our_sample = Counter(
        "undecided" if unit is None else "right" if unit == mention.unit else "wrong" for mention, unit in zip(sample, said, strict=False)
    )
    print(f"\nthe same first {len(sample)} mentions:")
    print(told("kg.match", our_sample))
    scorers: dict[str, Callable[..., float]] = {"fuzz.WRatio": fuzz.WRatio, "fuzz.ratio": fuzz.ratio}
    for name, scorer in scorers.items():
        counts: Counter[str] = Counter()
        start = time.perf_counter()
        for mention in sample:
            best = process.extractOne(", ".join((mention.text, *mention.within)), written, scorer=scorer)
            counts["right" if best and best[0] == text_of[mention.unit] else "wrong"] += 1
        theirs = (time.perf_counter() - start) * len(asked) / len(sample)
        print(told(f"rapidfuzz {name}", counts) + f"   {theirs:,.0f} s for {len(asked):,} (scaled)   ratio {theirs / ours:,.0f}")


if __name__ == "__main__":
    main()
