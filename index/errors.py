"""What can go wrong in the archive, classed by who must react.

    ArchiveError
    ├── InputError            the caller: change the input and try again
    │   ├── UnreadableFile    a file that no article can be read from
    │   ├── UnknownArticle    an id that the record has never seen
    │   ├── DeletedArticle    an id whose article was removed
    │   ├── UnknownAnswer     an answer that is not kept, or not any more
    │   └── NothingMatches    filters that leave no article to search
    ├── OperatorError         whoever runs nutgraf: mend the set-up
    │   ├── ArchiveLocked     another process owns the data directory
    │   ├── StorageFull       too little free disk for a write
    │   ├── StorageReadOnly   the data directory cannot be written
    │   └── ModelMismatch     the record was embedded by another model
    └── IndexUnavailable      nobody: an index failed; the record still serves

Messages name the value and say what to do next.
"""

from __future__ import annotations


class ArchiveError(Exception):
    """The root: anything that the archive raises on purpose."""


class InputError(ArchiveError):
    """The caller can mend this."""


class UnreadableFile(InputError):
    """Raised by a parser when a file holds no article, with the file's name and the reason."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class UnknownArticle(InputError):
    """Raised when an id or source was never ingested."""


class DeletedArticle(InputError):
    """Raised when an id was ingested once and has been removed since."""


class UnknownAnswer(InputError):
    """Raised when an answer is asked for that was never kept or is kept no longer."""


class NothingMatches(InputError):
    """Raised when filters leave no article to search."""


class OperatorError(ArchiveError):
    """Whoever runs nutgraf can mend this."""


class ArchiveLocked(OperatorError):
    """Raised at start when another process owns the data directory."""


class StorageFull(OperatorError):
    """Raised before a write when the disk is too full to finish it."""


class StorageReadOnly(OperatorError):
    """Raised when a write is asked of a data directory that cannot be written."""


class ModelMismatch(OperatorError):
    """Raised when the record's vectors were made by another model than the one configured."""


class IndexUnavailable(ArchiveError):
    """Raised by an index that cannot answer; callers fall back to the record."""
