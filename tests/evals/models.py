"""A chat model that answers with JSON, as judges and drafters of questions ask one."""

from __future__ import annotations

import json

from service.drafting.endpoint import Endpoint
from service.evals.chat import ChatModel
from support.model_server import ModelServer, Script, answer


def says(content: object, tokens: int = 10) -> Script:
    """A whole streamed answer whose text is this, as JSON."""
    return answer(f"Sure: {json.dumps(content)}", usage=(tokens, 5))


def chat(server: ModelServer) -> ChatModel:
    return ChatModel(Endpoint(base_url=server.url, api_key="k", model="m"))
