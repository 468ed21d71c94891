"""Opens the record's database, and gives its faults the archive's names."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path
from urllib.parse import quote

import orjson
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from index.errors import OperatorError, StorageFull, StorageReadOnly
from index.record.schema import SCHEMA, metadata
from index.terms import plain

PATIENCE_S = 30
"""How long a write waits for another process's."""
LOG_PATIENCE_S = 1


def open_sqlite(path: Path, *, read_only: bool = False) -> Engine:
    """Open or make the SQLite file at `path`: write-ahead log, synced at every commit.

    One that is `read_only` is opened as it stands: nobody may write it meanwhile. Whatever is
    done with the engine, now and later, raises the archive's errors where the database fails.

    Raises:
        StorageReadOnly, StorageFull, OperatorError: the file cannot be made or read, or a
            newer nutgraf made it.
    """
    engine = create_engine(
        _read_only_url(path) if read_only else f"sqlite:///{path}",
        connect_args={"timeout": PATIENCE_S},
        json_deserializer=orjson.loads,
    )
    event.listen(engine, "connect", _add_functions if read_only else _prepare)
    event.listen(engine, "handle_error", partial(_name, where=str(path)))
    with engine.begin() as connection:
        _check_schema(connection, where=str(path))
        metadata.create_all(connection)
    return engine


def _read_only_url(path: Path) -> URL:
    """SQLite reads a write-ahead log that a crash left, but beside a file without one it makes one.

    An `immutable` file has none, and is not watched for changes.
    """
    log = path.with_name(f"{path.name}-wal")
    has_log = log.exists() and log.stat().st_size > 0
    how = {"mode": "ro"} if has_log else {"immutable": "1"}
    return URL.create(
        "sqlite", database=f"file:{quote(str(path.absolute()))}", query={**how, "uri": "true"}
    )


def empty_log(connection: Connection) -> None:
    """Bring the write-ahead log into the database file and cut it to nothing.

    Where somebody reads what stands before it for longer than a second, it stays.
    """
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {1_000 * LOG_PATIENCE_S}")
    try:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {1_000 * PATIENCE_S}")


def _check_schema(connection: Connection, *, where: str) -> None:
    """Note in the file which tables it has, or refuse what is not known yet."""
    found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if found > SCHEMA:
        raise OperatorError(
            f"{where!r} was made by a newer nutgraf (its tables are version {found}, this one "
            f"knows {SCHEMA}): upgrade this nutgraf, or choose another --data-dir"
        )
    if found < SCHEMA:
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")


def _add_functions(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.create_function("plain", -1, _plain, deterministic=True)


def _prepare(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
    _add_functions(connection, entry)
    cursor = connection.cursor()
    # What is deleted is overwritten, whatever this SQLite was built to do.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _plain(*values: str | None) -> str:
    """The SQL function `plain(…)`: all values as one text that compares without diacritics."""
    return plain(" ".join(value for value in values if value))


def _name(context: ExceptionContext, *, where: str) -> None:
    """Turn a database's complaint about its storage into the archive's error for it."""
    fault = context.sqlalchemy_exception
    if isinstance(fault, DBAPIError):
        raise _named(fault, where) from fault


def _named(fault: DBAPIError, where: str) -> OperatorError:
    reason = str(fault.orig)
    if "disk I/O" in reason:
        return OperatorError(
            f"the disk that holds {where!r} failed or is at a limit ({reason}): nothing of this "
            "call was kept; see what the system's log says of it, and run the same command again"
        )
    if "disk is full" in reason:
        return StorageFull(
            f"the disk that holds {where!r} is full: nothing of this write was kept; "
            "free some space and do it again"
        )
    if "readonly" in reason or "read-only" in reason or "unable to open" in reason:
        return StorageReadOnly(
            f"{where!r} cannot be written ({reason}): mend its permissions and those of the files "
            "beside it, or set another data_dir"
        )
    if "not a database" in reason or "malformed" in reason:
        return OperatorError(
            f"{where!r} is damaged ({reason}): restore it from a backup, or set another "
            "data_dir and ingest again"
        )
    return OperatorError(f"the record at {where!r} failed: {reason}")
