from __future__ import annotations

from service.evals.scoring import Run
from service.evals.summary import summary

DASH = "\N{EN DASH}"


def run(**fields: object) -> Run:
    figures = {"correct": 0.51234, "refusal_recall": None, "answer_words": 23.46}
    parts: dict[str, object] = {
        "suite": "small",
        "n": 12,
        "metrics": figures,
        "by_kind": {
            "comparison": {"n": 8, **figures},
            "null": {"n": 4, **dict.fromkeys(figures)},
        },
        "latency_ms": {"p50": 12.4, "p95": 99.6},
        "notes": {"oversized_passages": 3, "degraded": 0},
        "receipt": {},
        "rows": (),
    }
    return Run(**(parts | fields))  # type: ignore[arg-type]


def test_figures_stand_in_columns() -> None:
    assert summary(run()).splitlines() == [
        "small              all  comparison    null",
        "n                   12           8       4",
        f"correct          0.512       0.512       {DASH}",
        f"refusal_recall       {DASH}           {DASH}       {DASH}",
        f"answer_words      23.5        23.5       {DASH}",
        "",
        "latency: p50 12.4 ms, p95 99.6 ms",
        "oversized passages: 3",
    ]


def test_one_kind_is_not_shown_twice() -> None:
    text = summary(run(by_kind={"span": {"n": 12, "correct": 0.5}}))
    assert "span" not in text


def test_many_kinds_go_on_below_within_the_width() -> None:
    kinds = {f"kind {i}": {"n": i, "correct": i / 10} for i in range(9)}
    text = summary(run(by_kind=kinds), width=60)
    assert max(len(line) for line in text.splitlines()) <= 60
    assert all(kind in text for kind in kinds)
