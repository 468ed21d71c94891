"""The answers of a run before a model as judge: whether they are right, and their citations hold.

Kept beside the run a line a case, so that a judge that is cut off is gone on with, and
shown only together with how far that judge agrees with people.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from service.answers import Answer, Support
from service.errors import BudgetSpent
from service.evals.answers import plain
from service.evals.cases import Question, SupportPair
from service.evals.catalogue import Metric
from service.evals.folder import JUDGED, ROWS, TEXTS, Row, RunFolder, read_lines, write_json
from service.evals.judging import Agreement, ModelJudge, agreed, agreement
from service.evals.replies import reply_of
from service.evals.results import Results
from service.evals.statistics import interval

FOLDER = "judged"
AGREEMENT = "agreement"
METRICS = (Metric("judged_correct", "answers"), Metric("judged_faithful", "answers"))
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Judged:
    """Figures of a judge by trial, and how far to believe them.

    `agreement` is with people's labels of the pairs, `matching` with what a right answer
    contains, over the answers that it judged; None where no question says.
    """

    judge: str
    agreement: Agreement
    matching: Agreement | None
    trials: Mapping[str, Mapping[str, Mapping[str, float | None]]]

    def to_json(self) -> dict[str, Any]:
        """As it is written beside the run."""
        return asdict(self) | {
            "believed": self.agreement.believed,
            "shown": {
                "agreement": self.agreement.shown(),
                "matching": self.matching.shown() if self.matching else None,
            },
        }


def judge_run(
    run: Results, judge: ModelJudge, pairs: Sequence[SupportPair], *, tokens: int, step: Step
) -> Judged:
    """Measure the judge on labelled pairs, then let it judge every answer of a run.

    `judged_correct` is the share of the answers that it calls right, of the questions
    that say what is wanted; `judged_faithful` the share of the sentences that it finds
    supported by the paragraphs that they cite.

    Args:
        run: A run with its rows.
        judge: Who judges.
        pairs: What people have said of claims.
        tokens: The most that may be used, those of earlier calls included.
        step: Shows progress.

    Raises:
        RunStopped: the endpoint fails or the tokens are used; what was judged is kept.
        InvalidRequest: the folder holds another judge's lines.
    """
    texts = {line["key"]: line["text"] for line in read_lines(run.path / TEXTS)}
    rows = [
        row
        for row in read_lines(run.path / ROWS)
        if run.trials.get(row["trial"], {}).get("measure") == "answers"
    ]
    work = [(AGREEMENT, pair.id, partial(_verdict, judge, pair)) for pair in pairs]
    work += [(row["trial"], row["id"], partial(_judgement, judge, row, texts)) for row in rows]
    with RunFolder(run.path / FOLDER) as folder:
        manifest = {"judge": judge.name, "run": run.manifest["suite_sha256"]}
        folder.begin(manifest, must_equal=("judge", "run"))
        spent = sum(sum(row["used"].values()) for row in folder.rows())
        for done, (trial, case, ask) in enumerate(work, start=1):
            if case not in folder.ids(trial):
                _ask(folder, judge, trial, case, ask, spent_before=spent, tokens=tokens)
            step(done, len(work))
        verdicts = [Support(**folder.row(AGREEMENT, pair.id)["result"]) for pair in pairs]
        names = dict.fromkeys(row["trial"] for row in rows)
        figures = {name: _figures(folder, name) for name in names}
        judged = Judged(
            judge.name, agreement(pairs, verdicts), _matching(run, folder, names), figures
        )
        write_json(run.path / JUDGED, judged.to_json())
        return judged


def _ask(
    folder: RunFolder,
    judge: ModelJudge,
    trial: str,
    case: str,
    ask: Callable[[], Mapping[str, Any]],
    *,
    spent_before: int,
    tokens: int,
) -> None:
    used = spent_before + sum(judge.chat.used.values())
    if used >= tokens:
        raise BudgetSpent(f"the judge has used {used} tokens of {tokens}: what it judged is kept")
    before = dict(judge.chat.used)
    result = ask()
    used_now = {name: count - before[name] for name, count in judge.chat.used.items()}
    folder.append({"trial": trial, "id": case, "result": result, "used": used_now})


def _verdict(judge: ModelJudge, pair: SupportPair) -> Mapping[str, Any]:
    return judge.check(pair.claim, pair.evidence).model_dump()


def _judgement(
    judge: ModelJudge, row: Row, texts: Mapping[str, str]
) -> Mapping[str, Sequence[float]]:
    """What an answer contributes to each figure."""
    question = Question.model_validate_json(json.dumps(row["case"]))
    reply = reply_of(row, question, Answer, texts.__getitem__)
    answer: Answer = reply.result
    if answer.status == "refused":
        wanted = bool(question.answer_any) and not question.refuse
        return {"judged_correct": [0, 1]} if wanted else {}
    cited = {each.number: each for each in answer.citations}
    held = 0
    for sentence in answer.sentences:
        places = [cited[number] for number in sentence.citations if number in cited]
        evidence = [
            reply.paragraph_text(each.article.id, each.revision, each.paragraph) or ""
            for each in places
        ]
        held += judge.check(sentence.text, "\n".join(evidence)).verdict == "supported"
    shares: dict[str, Sequence[float]] = {"judged_faithful": [held, len(answer.sentences)]}
    if question.answer_any and not question.refuse:
        joint = " and " if question.kind == "multi" else " or "
        right = judge.is_right(question.text, joint.join(question.answer_any), plain(answer))
        shares["judged_correct"] = [float(right), 1]
    return shares


def _matching(run: Results, folder: RunFolder, trials: Iterable[str]) -> Agreement | None:
    """How far the judge calls those answers right that contain what a right one does."""
    both = [
        (bool(run.scores[trial][case]["shown"]["correct"]), right[0] == 1)
        for trial in trials
        for case in sorted(folder.ids(trial))
        if (right := folder.row(trial, case)["result"].get("judged_correct")) is not None
    ]
    return agreed([ours for ours, _ in both], [theirs for _, theirs in both]) if both else None


def _figures(folder: RunFolder, trial: str) -> dict[str, dict[str, float | None]]:
    results = [folder.row(trial, case)["result"] for case in sorted(folder.ids(trial))]
    figures = {}
    for metric in METRICS:
        rows = [each[metric.name] for each in results if metric.name in each]
        whole = sum(row[1] for row in rows)
        value = sum(row[0] for row in rows) / whole if whole else None
        found = interval(metric, rows)
        low, high = (found.low, found.high) if found else (None, None)
        figures[metric.name] = {"value": value, "low": low, "high": high, "n": len(rows)}
    return figures
