"""The JavaScript of the page: fetched from the npm registry when `kg` is installed, checked against its hash, and kept as one file.

The build of the wheel runs this file before anything else is installed: it imports the standard library only.
"""

import base64
import hashlib
import io
import os
import re
import tarfile
import tomllib
import urllib.request
from pathlib import Path

_HERE = Path(__file__).parent
_PINNED = _HERE / "libraries.toml"
# Where npm looks, and the variable by which it and other clients are sent to a mirror.
_REGISTRY = "https://registry.npmjs.org"
_SETTING = "npm_config_registry"
_SECONDS = 30
# What a browser's tools would ask for over the network.
_MAP = re.compile(rb"^//[#@] ?sourceMappingURL=.*$", re.MULTILINE)


class LibraryError(Exception):
    """A package that the registry does not give, or gives other than it was when it was pinned."""


def bundled() -> Path:
    """The file with all libraries, where it is there or not; its name changes with what is pinned."""
    return _HERE / "bundle" / f"{hashlib.sha256(_PINNED.read_bytes()).hexdigest()[:16]}.js"


def fetch() -> Path:
    """That file, fetched unless it is there; raises `LibraryError`, and `OSError` where it cannot be written."""
    path = bundled()
    if not path.exists():
        pinned = tomllib.loads(_PINNED.read_text(encoding="utf-8"))["library"]
        parts = [_part(**library) for library in pinned]
        path.parent.mkdir(exist_ok=True)
        for old in path.parent.glob("*.js"):
            old.unlink()
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_bytes(b"".join(parts))
        beside.replace(path)
    return path


def _part(*, name: str, version: str, integrity: str, file: str, licence: str) -> bytes:
    """One library as the page has it: its licence as a comment, and its code."""
    registry = os.environ.get(_SETTING, "").rstrip("/") or _REGISTRY
    url = f"{registry}/{name}/-/{name.rpartition('/')[2]}-{version}.tgz"
    try:
        with urllib.request.urlopen(url, timeout=_SECONDS) as answer:
            packed = answer.read()
    except (OSError, ValueError) as error:
        raise LibraryError(f"cannot fetch {url}: {error}; ${_SETTING} says where a mirror is") from error
    found = "sha512-" + base64.b64encode(hashlib.sha512(packed).digest()).decode()
    if found != integrity:
        raise LibraryError(f"{url} is not what was pinned: its hash is {found}, not {integrity}")
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as package:
        words, code = (_member(package, f"package/{member}") for member in (licence, file))
    return f"/*! {name} {version}\n\n".encode() + words.strip().replace(b"*/", b"* /") + b"\n*/\n" + _MAP.sub(b"", code).strip() + b"\n"


def _member(package: tarfile.TarFile, name: str) -> bytes:
    member = package.extractfile(name)
    assert member is not None  # its hash is pinned, and this file was in it
    return member.read()
