from __future__ import annotations

from service.answers import FilterFields
from service.client import HttpDoor
from service.llama_index import CitedQueryEngine, PassageRetriever


def test_a_llama_index_program_retrieves_from_a_running_service(service):
    door = HttpDoor(service.url)
    retriever = PassageRetriever(door, top_k=3, filters=FilterFields(outlets=("southfront",)))
    nodes = retriever.retrieve("What did Rouhani say of the embargo?")
    assert len(nodes) == 3
    assert {node.metadata["outlet"] for node in nodes} == {"SouthFront"}
    assert any("cruel and unjust embargo" in node.get_content() for node in nodes)
    door.close()


def test_its_query_engine_gives_cited_and_checked_answers(service):
    door = HttpDoor(service.url)
    response = CitedQueryEngine(door=door).query("What is the embargo that Tehran faces?")
    assert response.metadata["status"] == "answered"
    assert "[1]" in response.response
    assert response.source_nodes[0].get_content() in response.response.replace(" [1]", "")
    assert response.metadata["sentences"][0]["support"]["verdict"] == "supported"
    door.close()
