"""Fits the refusal curve: `python -m service.evals.fit_refusal --set ARTICLES QUESTIONS …`.

Prints the numbers of `service.refusal.RefusalRule`, and what each threshold refuses of
questions that the numbers were not fitted on. The same files give the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from service.answers import Ask
from service.evals.archives import cached_archive
from service.evals.cases import Question, load_questions
from service.evals.labelled_sets import sets_option, silent
from service.evidence import Strength
from service.settings import Settings

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FOLDS = 5
PENALTY = 3.0
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
NAMES = tuple(field.name for field in fields(Strength))


@dataclass(frozen=True)
class Questions:
    """The questions of one set: how strong their evidence is, and which have an answer.

    `fold` is the same for questions about the same article.
    """

    name: str
    strength: Floats
    answerable: Flags
    fold: NDArray[np.int64]


@click.command()
@sets_option
@click.option(
    "--share", "shares", type=(str, float), multiple=True, help="What a set weighs; 1 if not said."
)
def main(sets: Sequence[tuple[Path, Path]], shares: Sequence[tuple[str, float]]) -> None:
    """Fit the curve on all sets together, and print it."""
    measured = [_measured(articles, questions) for articles, questions in sets]
    weight = {each.name: 1.0 for each in measured} | dict(shares)
    unseen = [np.zeros(len(each.answerable)) for each in measured]
    for fold in range(FOLDS):
        weights, bias = _fit(measured, weight, without=fold)
        for chances, each in zip(unseen, measured, strict=True):
            out = each.fold == fold
            chances[out] = _chance(each.strength[out], weights, bias)
    _tell(measured, unseen)
    weights, bias = _fit(measured, weight)
    click.echo(f"bias: float = {bias:.2f}")
    for name, value in zip(NAMES, weights, strict=True):
        click.echo(f"{name}: float = {value:.2f}")


def _measured(articles: Path, path: Path) -> Questions:
    """Find the evidence for each question, as an answer would."""
    questions = load_questions(path).cases
    name = path.parent.name
    with (
        cached_archive(Settings(selector="none"), articles, bars=silent, warn=click.echo) as door,
        click.progressbar(questions, label=name) as bar,
    ):
        strength = [astuple(door.answerer.evidence(_asked(each)).strength) for each in bar]
    about = [each.evidence[0].article if each.evidence else each.id for each in questions]
    place = {article: n for n, article in enumerate(sorted(set(about)))}
    folds = np.random.default_rng(5).integers(FOLDS, size=len(place))
    return Questions(
        name=name,
        strength=np.array(strength),
        answerable=np.array([not each.refuse for each in questions]),
        fold=np.array([folds[place[article]] for article in about]),
    )


def _asked(question: Question) -> Ask:
    return Ask(question=question.text, conversation=question.conversation)


def _fit(
    sets: Sequence[Questions], share: dict[str, float], *, without: int | None = None
) -> tuple[Floats, float]:
    """Weights and bias; both labels of a set count alike, and each set its share."""
    kept = [each.fold != without for each in sets]
    rows = np.concatenate([each.strength[keep] for each, keep in zip(sets, kept, strict=True)])
    labels = np.concatenate([each.answerable[keep] for each, keep in zip(sets, kept, strict=True)])
    weights = np.concatenate(
        [
            share[each.name] * _balanced(each.answerable[keep])
            for each, keep in zip(sets, kept, strict=True)
        ]
    )
    scale = rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=PENALTY, max_iter=3000)
    model.fit(rows / scale, labels, sample_weight=weights / weights.mean())
    return model.coef_[0] / scale, float(model.intercept_[0])


def _balanced(answerable: Flags) -> Floats:
    """What each question weighs: those with an answer a half together, and those without."""
    with_answer, without = max(1, answerable.sum()), max(1, (~answerable).sum())
    weights: Floats = np.where(answerable, 0.5 / with_answer, 0.5 / without)
    return weights


def _chance(strength: Floats, weights: Floats, bias: float) -> Floats:
    chance: Floats = 1.0 / (1.0 + np.exp(-(strength @ weights + bias)))
    return chance


def _tell(sets: Sequence[Questions], unseen: Sequence[Floats]) -> None:
    """Of each set what is refused of the questions without an answer, and of those with one."""
    click.echo("threshold  " + "  ".join(f"{each.name:>13}" for each in sets))
    for threshold in THRESHOLDS:
        shares = (
            f"{_share(chances[~each.answerable] < threshold)} / "
            f"{_share(chances[each.answerable] < threshold)}"
            for each, chances in zip(sets, unseen, strict=True)
        )
        click.echo(f"{threshold:>9}  " + "  ".join(f"{share:>13}" for share in shares))


def _share(flags: Flags) -> str:
    return f"{flags.mean():.3f}" if len(flags) else "–"


if __name__ == "__main__":
    main()
