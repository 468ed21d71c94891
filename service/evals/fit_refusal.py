"""Fits the refusal curves: `python -m service.evals.fit_refusal --set ARTICLES QUESTIONS …`.

Prints the numbers of `service.refusal`, one curve for evidence that the selector has read and
one for evidence that it has not, and what each threshold refuses of questions that the numbers
were not fitted on. The same files give the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from service.answers import Ask
from service.evals.archives import cached_archive
from service.evals.cases import Question, load_questions
from service.evals.labelled_sets import sets_option, silent
from service.evals.selection_examples import about, is_held_out
from service.refusal import Curve
from service.settings import Settings

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Names = tuple[str, ...]

FOLDS = 5
PENALTY = 3.0
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
READ = tuple(field.name for field in fields(Curve) if field.name != "bias")
UNREAD = tuple(name for name in READ if name != "read")


@dataclass(frozen=True)
class Questions:
    """The questions of one set: how strong their evidence is, and which have an answer.

    `strength` has a column for each of `READ`. `fold` is the same for questions about the same
    article. `unlearnt` are those that the selector was not fitted on.
    """

    name: str
    strength: Floats
    answerable: Flags
    fold: NDArray[np.int64]
    unlearnt: Flags

    def part(self, rows: Flags, measures: Names) -> Questions:
        """Some of the questions, with some of the measures of their strength."""
        columns = [READ.index(measure) for measure in measures]
        return Questions(
            name=self.name,
            strength=self.strength[rows][:, columns],
            answerable=self.answerable[rows],
            fold=self.fold[rows],
            unlearnt=self.unlearnt[rows],
        )


@click.command()
@sets_option
@click.option(
    "--learnt",
    multiple=True,
    help="A set that the selector was fitted on: after reading, the fifth that it was not counts.",
)
@click.option(
    "--share", "shares", type=(str, float), multiple=True, help="What a set weighs; 1 if not said."
)
def main(
    sets: Sequence[tuple[Path, Path]], learnt: Sequence[str], shares: Sequence[tuple[str, float]]
) -> None:
    """Fit both curves on all sets together, and print them."""
    measured = [
        _measured(articles, path, learnt=path.parent.name in learnt) for articles, path in sets
    ]
    weight = {each.name: 1.0 for each in measured} | dict(shares)
    every = [np.ones_like(each.unlearnt) for each in measured]
    _tell_curve(measured, every, UNREAD, weight)
    _tell_curve(measured, [each.unlearnt for each in measured], READ, weight)


def _tell_curve(
    measured: Sequence[Questions], rows: Sequence[Flags], names: Names, weight: dict[str, float]
) -> None:
    sets = [each.part(kept, names) for each, kept in zip(measured, rows, strict=True)]
    unseen = [np.zeros(len(each.answerable)) for each in sets]
    for fold in range(FOLDS):
        weights, bias = _fit(sets, weight, without=fold)
        for chances, each in zip(unseen, sets, strict=True):
            out = each.fold == fold
            chances[out] = _chance(each.strength[out], weights, bias)
    _tell(sets, unseen)
    weights, bias = _fit(sets, weight)
    click.echo(f"bias={bias:.2f}")
    for name, value in zip(names, weights, strict=True):
        click.echo(f"{name}={value:.2f}")


def _measured(articles: Path, path: Path, *, learnt: bool) -> Questions:
    """Find the evidence for each question, as an answer would."""
    questions = load_questions(path).cases
    name = path.parent.name
    with (
        cached_archive(Settings(), articles, bars=silent, warn=click.echo) as door,
        click.progressbar(questions, label=name) as bar,
    ):
        strength = [asdict(door.answerer.evidence(_asked(each)).strength) for each in bar]
    place = {article: n for n, article in enumerate(sorted({about(each) for each in questions}))}
    folds = np.random.default_rng(5).integers(FOLDS, size=len(place))
    return Questions(
        name=name,
        strength=np.array([[each[measure] or 0.0 for measure in READ] for each in strength]),
        answerable=np.array([not each.refuse for each in questions]),
        fold=np.array([folds[place[about(each)]] for each in questions]),
        unlearnt=np.array([not learnt or is_held_out(each) for each in questions]),
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
