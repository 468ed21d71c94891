"""The archive as parts of a llama-index program: a retriever, and a cited query engine."""

from __future__ import annotations

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from pydantic import ConfigDict, SkipValidation

from service.answers import Ask, Citation, FilterFields, FoundPassage, Mode, Search
from service.door import Door


class PassageRetriever(BaseRetriever):
    """Finds passages as `nutgraf search` does, and gives them as llama-index nodes."""

    def __init__(self, door: Door, *, top_k: int = 10, filters: FilterFields | None = None) -> None:
        """Make a retriever.

        Args:
            door: The archive, in this process or behind a service.
            top_k: How many passages to give.
            filters: Which articles may answer; all where none are given.
        """
        super().__init__()
        self._door = door
        self._top_k = top_k
        self._filters = filters or FilterFields()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        search = Search(question=query_bundle.query_str, top_k=self._top_k, filters=self._filters)
        return [_passage_node(each) for each in self._door.search(search).passages]


class CitedQueryEngine(CustomQueryEngine):
    """Answers as `nutgraf ask` does.

    The response's text carries the citation marks, its source nodes are the cited
    quotes by number, and its metadata is the whole answer, verdicts and refusal included.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    door: SkipValidation[Door]
    mode: Mode = "auto"

    def custom_query(self, query_str: str) -> Response:
        """Answer one question."""
        answer = self.door.ask(Ask(question=query_str, mode=self.mode))
        return Response(
            response=answer.text,
            source_nodes=[_quote_node(each) for each in answer.citations],
            metadata=answer.model_dump(mode="json"),
        )


def _passage_node(passage: FoundPassage) -> NodeWithScore:
    fields = passage.model_dump(mode="json", exclude={"text", "score"})
    return NodeWithScore(
        node=TextNode(id_=passage.address, text=passage.text, metadata=fields), score=passage.score
    )


def _quote_node(citation: Citation) -> NodeWithScore:
    fields = citation.model_dump(mode="json", exclude={"quote"})
    return NodeWithScore(node=TextNode(text=citation.quote, metadata=fields), score=None)
