"""Rerankers by setting: a server that speaks the `/rerank` protocol, or a llama-index class.

Both give scores by place; `order` puts candidates after them, and `patience` bounds the
wait. What fails is a `RerankingFailed`, and the order as found stands.
"""
