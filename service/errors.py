"""What can go wrong between a question and its answer, classed by who must react.

    ServiceError
    ├── InvalidRequest      the caller: a question or a field that cannot be served
    │   └── UploadTooLarge  the caller: a file is larger than the service takes
    ├── SettingsError       whoever runs nutgraf: a setting is unknown or out of bounds
    ├── ServiceUnreachable  the caller: no nutgraf service answers at this address
    ├── RunStopped          whoever measures: an evaluation ended early; its rows are kept
    │   └── BudgetSpent     whoever pays: it used what it may use
    ├── ModelUnavailable    nobody: drafting failed; the answer falls back to quotes
    │   └── DraftRefused    nobody: the model is well, but gave no whole draft of this question
    └── RerankingFailed     nobody: a reranker failed; the order as found stands

Errors of the archive keep their own tree in `index.errors`. HTTP statuses are
given to both in one place, `service.api.errors`.
"""

from __future__ import annotations


class ServiceError(Exception):
    """The root: anything that the service raises on purpose."""


class InvalidRequest(ServiceError):
    """Raised when a question or a field of a request cannot be served as it is."""


class UploadTooLarge(InvalidRequest):
    """Raised by the client for a file that is larger than the service takes at once."""


class SettingsError(ServiceError):
    """Raised when settings are built: an unknown key, a value out of bounds, a missing file."""


class ServiceUnreachable(ServiceError):
    """Raised by the client when no nutgraf service answers at an address."""


class RunStopped(ServiceError):
    """Raised by an evaluation that ends before its last question; its rows are kept."""


class BudgetSpent(RunStopped):
    """Raised by an evaluation that has used the tokens, dollars or minutes that it may use."""


class ModelUnavailable(ServiceError):
    """Raised by a drafter that cannot finish: no server, a deadline, a broken answer."""


class DraftRefused(ModelUnavailable):
    """Raised by a drafter whose model answers, but refuses this request or does not finish it."""


class RerankingFailed(ServiceError):
    """Raised by a reranker that cannot finish: no server, a deadline, a ranking of other things."""
