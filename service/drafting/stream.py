"""The event stream of a chat completion: bytes to validated chunks."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable

from pydantic import BaseModel

_DATA = b"data:"
_END = b"[DONE]"


class Delta(BaseModel):
    """What a chunk adds to the message."""

    content: str | None = None


class Choice(BaseModel):
    """One alternative of the completion; only the first is asked for."""

    delta: Delta | None = None
    finish_reason: str | None = None


class Count(BaseModel):
    """Tokens, as the server counted them."""

    prompt_tokens: int
    completion_tokens: int


class Chunk(BaseModel):
    """One event. Fields that are not read are ignored, since servers add their own."""

    choices: tuple[Choice, ...] | None = None
    usage: Count | None = None
    error: object = None

    @property
    def content(self) -> str:
        """The text that this chunk adds, possibly none."""
        delta = self.choices[0].delta if self.choices else None
        return (delta.content if delta else None) or ""

    @property
    def finish_reason(self) -> str | None:
        """Why the text ends here; None while it goes on."""
        return (self.choices[0].finish_reason or None) if self.choices else None


async def chunks(source: AsyncIterable[bytes], *, max_bytes: int) -> AsyncGenerator[Chunk, None]:
    """Read chunks until the stream says that it is done, or ends.

    Comments and other fields of the event stream are skipped. `max_bytes`
    bounds all that is read, so that neither a line nor a flood fills the memory.

    Raises:
        ValueError: an event that is not a chunk, text that is not UTF-8, too many bytes.
    """
    buffer, read = bytearray(), 0
    async for part in source:
        read += len(part)
        if read > max_bytes:
            raise ValueError(f"more than {max_bytes} bytes")
        buffer += part
        if b"\n" not in part:
            continue
        *lines, rest = buffer.split(b"\n")
        buffer = rest
        for line in lines:
            if not line.startswith(_DATA):
                continue
            data = line.removeprefix(_DATA).strip()
            if data == _END:
                return
            yield Chunk.model_validate_json(data)
