"""What one case contributes to each figure, so that figures can be resampled and compared.

A ratio is a sum over a count: `(1, 1)` for a right answer, `(2, 3)` for two good
citations of three. Summed over the cases of a run they give the run's figure. A
case that a figure says nothing of contributes nothing to it.
"""

from __future__ import annotations

from service.evals.metrics import AnswerOutcome, SupportOutcome
from service.evals.ranking import RetrievalOutcome

Shares = dict[str, tuple[float, ...]]


def retrieval_shares(outcome: RetrievalOutcome) -> Shares:
    """Each figure of a question is a mean over questions."""
    return {name: (figure, 1.0) for name, figure in outcome.figures.items() if figure is not None}


def answer_shares(outcome: AnswerOutcome) -> Shares:
    """By the definitions in `metrics.answer_figures`."""
    shares: Shares = {}
    if outcome.correct is not None:
        cited = outcome.correct and outcome.citations_hit > 0
        shares["correct"] = (float(outcome.correct), 1.0)
        shares["correct_and_cited"] = (float(cited), 1.0)
    if outcome.to_refuse:
        shares["refusal_recall"] = (float(outcome.refused), 1.0)
    else:
        shares["false_refusals"] = (float(outcome.refused), 1.0)
        shares["citation_precision"] = (float(outcome.citations_hit), float(outcome.citations))
        shares["citation_recall"] = (float(outcome.evidence_hit), float(outcome.evidence))
    if outcome.refused:
        shares["refusal_precision"] = (float(outcome.to_refuse), 1.0)
    else:
        shares["supported_sentences"] = (float(outcome.supported), float(outcome.sentences))
        shares["answer_words"] = (float(outcome.words), 1.0)
    return shares


def support_shares(outcome: SupportOutcome) -> Shares:
    """`balanced_accuracy` as a sum and a count of both classes; `auroc` as label and score.

    The calibration error is no sum over pairs, so no pair has a share in it.
    """
    positive = outcome.label == "supported"
    right = positive == (outcome.support.verdict == "supported")
    mine, other = (float(right), 1.0), (0.0, 0.0)
    return {
        "missed_support" if positive else "false_support": (float(not right), 1.0),
        "balanced_accuracy": (*mine, *other) if positive else (*other, *mine),
        "auroc": (float(positive), outcome.support.score),
    }
