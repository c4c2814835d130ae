"""What is too much for memory, sorted on disk: a database that lives as long as one export."""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from kg.errors import ExportError
from kg.query import Row

# Kibibytes of pages, and rows between two commits: what memory an export of any size takes.
_CACHE = 65_536
BATCH = 50_000


@contextmanager
def database() -> Iterator[sqlite3.Connection]:
    """An empty database in a folder of its own under `$TMPDIR`; where the disk is full, `ExportError`."""
    with tempfile.TemporaryDirectory(prefix="kg-export-") as folder:
        db = sqlite3.connect(Path(folder) / "spool.db", isolation_level=None)
        try:
            db.executescript(
                f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-{_CACHE}; BEGIN"
            )
            yield db
        except sqlite3.OperationalError as error:
            if "full" not in str(error) and "disk" not in str(error):
                raise
            raise ExportError(f"no room to sort in {folder}: {error}; $TMPDIR says where") from error
        finally:
            db.close()


def sorted_rows(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows in the order of their first values, which are text; of several with one first value the least."""
    encode, decode = msgspec.msgpack.encode, msgspec.msgpack.Decoder(tuple).decode
    with database() as db:
        db.execute("CREATE TABLE row (key TEXT, data BLOB)")
        db.executemany("INSERT INTO row VALUES (?, ?)", ((row[0], encode(row)) for row in rows))
        for (data,) in db.execute("SELECT min(data) FROM row GROUP BY key ORDER BY key"):
            yield decode(data)
