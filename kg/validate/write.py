"""Problems as text for people, as JSON, and as SARIF 2.1.0 for the tools that show findings beside the text that was changed."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib import metadata
from typing import Any, TextIO
from urllib.parse import quote as escaped

from kg.validate.problem import Problem

FORMATS = ("text", "json", "sarif")

_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def write(problems: Sequence[Problem], stream: TextIO, *, format: str = "text", language: str = "en") -> None:
    if format == "json":
        stream.write(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=1) + "\n")
    elif format == "sarif":
        stream.write(json.dumps(sarif(problems, language=language), ensure_ascii=False, indent=1) + "\n")
    else:
        for line in _text(problems, language):
            stream.write(line + "\n")


def _text(problems: Iterable[Problem], language: str) -> Iterable[str]:
    document: str | None = ""
    for problem in problems:
        if problem.document != document:
            document = problem.document
            yield document or "no document"
        yield f"  {problem.severity}: {problem.message(language)} ({problem.what}, {problem.node})"
        if problem.quote:
            yield f"    “{' '.join(problem.quote.split())}”"
        if problem.printed is not None:
            yield f"    printed: {problem.printed}" + (
                f"; would add up: {problem.would_add_up}" if problem.would_add_up is not None else ""
            )


def sarif(problems: Sequence[Problem], *, language: str = "en") -> dict[str, Any]:
    """A SARIF log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/): a rule for each shape and check that found something, a result for
    each problem.

    Offsets count code points of the text as it was read. The fingerprint does not change when claims are numbered otherwise.
    """
    rules: dict[str, Problem] = {}
    for problem in problems:
        rules.setdefault(problem.what, problem)
    numbers = {what: number for number, what in enumerate(sorted(rules))}
    return {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "kg check",
                        "version": metadata.version("chitieu-kg"),
                        "rules": [
                            {
                                "id": what,
                                "shortDescription": {"text": rules[what].message(language)},
                                "defaultConfiguration": {"level": _LEVELS[rules[what].severity]},
                            }
                            for what in numbers
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, numbers[problem.what], language) for problem in problems],
            }
        ],
    }


def _result(problem: Problem, number: int, language: str) -> dict[str, Any]:
    words = problem.message(language)
    if problem.printed is not None:
        words += f": {problem.printed}"
    if problem.would_add_up is not None:
        words += f"; would add up: {problem.would_add_up}" if language == "en" else f"; khớp nếu là: {problem.would_add_up}"
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": problem.node}]}
    if problem.source:
        location["physicalLocation"] = physical = {"artifactLocation": {"uri": _uri(problem.source)}}
        if problem.span:
            start, end = problem.span
            region: dict[str, Any] = {"charOffset": start, "charLength": end - start}
            if problem.quote and len(problem.quote) == end - start:
                region["snippet"] = {"text": problem.quote}
            physical["region"] = region
    said = [problem.source or problem.document or problem.node, problem.what, problem.quote or problem.node, problem.printed or ""]
    return {
        "ruleId": problem.what,
        "ruleIndex": number,
        "level": _LEVELS[problem.severity],
        "message": {"text": words},
        "locations": [location],
        "partialFingerprints": {"problem/v1": hashlib.sha256("\0".join(said).encode()).hexdigest()},
    }


def _uri(source: str) -> str:
    """A path or address as SARIF wants it: a URI reference."""
    return escaped(source, safe="/:?#[]@!$&'()*+,;=%~" if "://" in source else "/")
