"""What a graph folder holds: documents, facts by kind and indicator, coverage, releases, disk, and what could not be read."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from kg import query, store
from kg.query import Value
from kg.store import Failure
from kg.vocabulary import CT, ORG

FORMATS = ("text", "json")

# Kinds of thing in the order in which they are told: id, class, and words in both languages.
KINDS = (
    ("claims", CT.Claim, "phát biểu", "claims"),
    ("targets", CT.Target, "chỉ tiêu", "targets"),
    ("committees", CT.PartyCommittee, "cấp ủy, tổ chức đảng", "Party bodies"),
    ("units", ORG.OrganizationalUnit, "ban, ban chỉ đạo", "boards and steering committees"),
    ("organisations", ORG.Organization, "tổ chức khác", "other organisations"),
    ("officials", CT.Official, "cán bộ", "officials"),
    ("enterprises", CT.Enterprise, "doanh nghiệp", "enterprises"),
    ("directives", CT.Directive, "văn bản chỉ đạo", "directives"),
)

# Indicators that are named one by one in the text.
_TOP = 10


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator with its claims and the figures that they print."""

    id: str
    label: str
    claims: int
    figures: int


@dataclass(frozen=True, slots=True)
class Release:
    """A release; `date` is when its files were finished, in UTC."""

    number: int
    current: bool
    date: str
    documents: int
    quads: int


@dataclass(frozen=True, slots=True)
class Info:
    """The counts of the current release, the releases there are, and the failures of the last builds.

    `explained` counts printed figures in claims of the ontology's indicators, `other` those of `other:` ones; `unexplained` are the numbers
    that no fact holds and no kind explains.
    """

    graph: str
    documents: int
    dated: int
    first: str | None
    last: str | None
    publishers: int
    kinds: dict[str, int]
    indicators: tuple[Indicator, ...]
    explained: int
    other: int
    unexplained: int
    releases: tuple[Release, ...]
    disk: int
    failures: tuple[Failure, ...]
    language: str = "en"

    @property
    def coverage(self) -> float | None:
        """The share of numbers that a fact of the ontology's indicators holds; None where there is no number."""
        numbers = self.explained + self.other + self.unexplained
        return self.explained / numbers if numbers else None


def info(graph: Path, *, language: str = "en") -> Info:
    """What a graph folder holds; `language` is that of the labels of indicators."""
    with store.open_release(graph) as opened:
        documents = _records(opened, "info/documents", language)[0]
        kinds = {row["kind"]: _number(row["things"]) for row in _records(opened, "info/kinds", language)}
        indicators = tuple(
            Indicator(str(row["indicator"]), str(row["indicator_label"]), _number(row["claims"]), _number(row["figures"]))
            for row in _records(opened, "info/indicators", language)
        )
    other = sum(indicator.figures for indicator in indicators if indicator.id.startswith("other:"))
    return Info(
        graph=str(graph),
        documents=_number(documents["documents"]),
        dated=_number(documents["dated"]),
        first=_text(documents["first"]),
        last=_text(documents["last"]),
        publishers=_number(documents["publishers"]),
        kinds={name: kinds.get(kind, 0) for name, kind, _, _ in KINDS},
        indicators=indicators,
        explained=sum(indicator.figures for indicator in indicators) - other,
        other=other,
        unexplained=_number(documents["unexplained"]),
        releases=tuple(
            Release(found.number, found.current, _finished(found.folder), found.documents, found.quads) for found in store.releases(graph)
        ),
        disk=_disk(graph),
        failures=store.failures(graph),
        language=language,
    )


def _records(opened: Store, name: str, language: str) -> list[dict[str, Value]]:
    return list(query.rows(opened, name, language=language).records())


def _number(value: Value) -> int:
    return int(value or 0)


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def _finished(folder: Path) -> str:
    return datetime.fromtimestamp((folder / "release.json").stat().st_mtime, UTC).isoformat(timespec="seconds")


def _disk(folder: Path) -> int:
    """Bytes that a folder takes on the disk; releases share files, which count once."""
    seen: dict[tuple[int, int], int] = {}
    for where, _, names in os.walk(folder):
        for name in names:
            try:
                stat = Path(where, name).lstat()
            except OSError:  # a builder has just removed it
                continue
            seen[stat.st_dev, stat.st_ino] = stat.st_blocks * 512
    return sum(seen.values())


def rendered(found: Info, format: str = "text") -> str:
    """As text for reading, or as one JSON object."""
    match format:
        case "text":
            return "".join(f"{line}\n" for line in _lines(found))
        case "json":
            return json.dumps(_object(found), ensure_ascii=False, indent=1) + "\n"
    raise ValueError(format)


def _object(found: Info) -> dict[str, Any]:
    whole = asdict(found)
    del whole["language"]
    coverage = found.coverage
    return whole | {"coverage": None if coverage is None else round(coverage, 4)}


def _lines(found: Info) -> Iterator[str]:
    vietnamese = found.language == "vi"

    def say(vi: str, en: str) -> str:
        return vi if vietnamese else en

    span = f", {found.first} {say('đến', 'to')} {found.last}" if found.first else ""
    yield (
        f"{found.graph}: {found.documents:,} {say('bài', 'documents')} ({found.dated:,} {say('có ngày', 'dated')}{span}; "
        f"{found.publishers:,} {say('nơi xuất bản', 'publishers')})"
    )
    yield ""
    for name, _, vi, en in KINDS:
        if found.kinds[name]:
            yield f"{found.kinds[name]:9,}  {say(vi, en)}"
    if found.indicators:
        yield ""
        yield say("Phát biểu theo chỉ số", "Claims by indicator")
        listed = [indicator for indicator in found.indicators if not indicator.id.startswith("other:")]
        for indicator in listed[:_TOP]:
            yield f"{indicator.claims:9,}  {indicator.label}  [{indicator.id}]"
        if more := listed[_TOP:]:
            yield f"{sum(indicator.claims for indicator in more):9,}  {say('của', 'of')} {len(more)} {say('chỉ số khác', 'more')}"
        if others := [indicator for indicator in found.indicators if indicator.id.startswith("other:")]:
            claims = sum(indicator.claims for indicator in others)
            yield f"{claims:9,}  {say('ngoài danh mục', 'outside the list')} ({len(others)} other:)"
    yield ""
    yield from _coverage(found, vietnamese)
    yield ""
    yield f"{say('Bản phát hành', 'Releases')} ({_size(found.disk)} {say('trên đĩa', 'on disk')})"
    for release in found.releases:
        mark = say(" ← hiện dùng", " ← current") if release.current else ""
        counts = f"{release.documents:,} {say('bài', 'documents')}, {release.quads:,} {say('bộ bốn', 'quads')}"
        yield f"{release.number:9}  {release.date}  {counts}{mark}"
    if found.failures:
        yield ""
        yield f"{say('Không đọc được', 'Could not be read')}: {len(found.failures):,}"
        for failure in found.failures:
            stale = say(" (giữ nội dung lần đọc trước)", " (what it said before is kept)") if failure.stale else ""
            yield f"  {failure.id}: {failure.message}{stale}"


def _coverage(found: Info, vietnamese: bool) -> Iterator[str]:
    coverage = found.coverage
    if coverage is None:
        yield "Không có con số nào" if vietnamese else "No numbers"
    elif vietnamese:
        yield f"Độ phủ {100 * coverage:.1f} %: {found.explained:,} con số nằm trong phát biểu theo chỉ số"
        yield f"{found.other:9,}  trong phát biểu ngoài danh mục (other:)"
        yield f"{found.unexplained:9,}  chưa hiểu"
    else:
        yield f"Coverage {100 * coverage:.1f} %: {found.explained:,} printed figures stand in claims of a listed indicator"
        yield f"{found.other:9,}  in claims outside the list (other:)"
        yield f"{found.unexplained:9,}  explained by nothing"


def _size(count: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000 or unit == "GB":
            break
        count /= 1000
    return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
