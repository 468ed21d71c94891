"""The door of a process that asks a running service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from index.errors import ArchiveError, DeletedArticle, UnknownArticle
from index.identity import why_refused
from index.loopback import leads_here
from index.sources import File, why_unread
from service.answers import Answer, Ask, Findings, Payload, Search
from service.errors import InvalidRequest, ServiceError, ServiceUnreachable, UploadTooLarge
from service.listing import (
    ALL_ARTICLES,
    ArticleList,
    ArticleText,
    IngestOutcome,
    Listing,
)

Body = TypeVar("Body", bound=Payload)
# A service may wait ten minutes for its model, and half as long for the model to be free.
TIMEOUT = httpx.Timeout(960.0, connect=3.0)
# What a file holds is embedded before the service answers: a large one takes an hour.
UPLOAD_TIMEOUT = httpx.Timeout(None, connect=3.0)


class _Upload(BaseModel):
    """What became of an upload; where all failed it stands beside the error."""

    outcomes: tuple[IngestOutcome, ...]


class HttpDoor:
    """A service at `url`, through its REST door."""

    def __init__(self, url: str, *, api_key: str | None = None) -> None:
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._url = url
        self._http = httpx.Client(
            base_url=url, headers=headers, timeout=TIMEOUT, trust_env=not leads_here(url)
        )

    def ask(self, ask: Ask) -> Answer:
        """See `Door.ask`."""
        return self._call(Answer, "POST", "/v1/ask", json=ask.model_dump(mode="json"))

    def search(self, search: Search) -> Findings:
        """See `Door.search`."""
        return self._call(Findings, "POST", "/v1/search", json=search.model_dump(mode="json"))

    def articles(self, listing: Listing = ALL_ARTICLES) -> ArticleList:
        """See `Door.articles`."""
        params = listing.model_dump(mode="json", exclude_defaults=True)
        return self._call(ArticleList, "GET", "/v1/articles", params=params)

    def article(self, article_id: str, revision: str | None = None) -> ArticleText:
        """See `Door.article`."""
        params = {"revision": revision} if revision else {}
        return self._call(ArticleText, "GET", _path_of(article_id), params=params)

    def ingest(self, files: Sequence[File]) -> Iterator[IngestOutcome]:
        """See `Door.ingest`. Each file is one upload.

        So the service does not know that an id stood in an earlier file: here it is told after
        the one article has taken the place of the other.
        """
        read_in: dict[str, str] = {}
        for file in files:
            for outcome in self._outcomes(file):
                first = read_in.setdefault(outcome.source, file.source)
                if first == file.source or outcome.status == "failed":
                    yield outcome
                else:
                    reason = f"{why_refused(outcome.source, first)}; the later is kept now"
                    yield IngestOutcome(source=file.source, status="failed", reason=reason)

    def remove(self, article_id: str) -> None:
        """See `Door.remove`."""
        self._send("DELETE", _path_of(article_id))

    def close(self) -> None:
        """See `Door.close`."""
        self._http.close()

    def _outcomes(self, file: File) -> Sequence[IngestOutcome]:
        try:
            return self._uploaded(file)
        except OSError as fault:
            reason = why_unread(fault)
        except UploadTooLarge as fault:
            reason = str(fault)
        return (IngestOutcome(source=file.source, status="failed", reason=reason),)

    def _uploaded(self, file: File) -> Sequence[IngestOutcome]:
        with file.path.open("rb") as data:
            response = self._reached(
                "POST",
                "/v1/articles",
                files={"files": (file.source, data)},
                timeout=UPLOAD_TIMEOUT,
            )
        try:
            return _Upload.model_validate_json(response.content).outcomes
        except ValidationError as fault:
            raise (_fault(response) if response.is_error else self._stranger()) from fault

    def _call(self, body: type[Body], method: str, path: str, **content: Any) -> Body:
        response = self._send(method, path, **content)
        try:
            return body.model_validate_json(response.content)
        except ValidationError as fault:
            raise self._stranger() from fault

    def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        response = self._reached(method, path, **content)
        if response.is_error:
            raise _fault(response)
        return response

    def _reached(self, method: str, path: str, **content: Any) -> httpx.Response:
        try:
            return self._http.request(method, path, **content)
        except httpx.TransportError as fault:
            raise ServiceUnreachable(
                f"no answer from the service at {self._url} ({type(fault).__name__}): "
                "is it running?"
            ) from fault

    def _stranger(self) -> ServiceUnreachable:
        return ServiceUnreachable(
            f"what answers at {self._url} is no nutgraf service of this version"
        )


def _path_of(article_id: str) -> str:
    """The route of an article; an id is one step of it, whatever it holds."""
    return f"/v1/articles/{quote(article_id, safe='')}"


def _fault(response: httpx.Response) -> ArchiveError | ServiceError:
    """The error that the same call raises where the archive is in this process."""
    message = _message(response)
    if response.status_code == httpx.codes.GONE:
        return DeletedArticle(message)
    if response.status_code == httpx.codes.NOT_FOUND:
        return UnknownArticle(message)
    if response.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE:
        return UploadTooLarge(message)
    if response.is_server_error or response.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return ServiceUnreachable(message)
    return InvalidRequest(message)


def _message(response: httpx.Response) -> str:
    """The service's own words, or the status where the body is not its error shape."""
    try:
        return str(response.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"the service answered {response.status_code} {response.reason_phrase}"
