"""A tiny cross-encoder, made here, as the checker; skipped where the extra is not installed."""

from __future__ import annotations

import pytest

from service.checking import RuleChecker
from service.checking.cross_encoder import CrossEncoderJudge
from service.checking.judged import JudgedChecker
from service.errors import SettingsError
from service.providers import open_checker
from service.settings import load_settings

EVIDENCE = "The two diplomats will meet every six months for consultations."
CLAIM = "The diplomats plan to consult twice yearly."


def tiny(folder, *, labels):
    """A BERT of one layer with random weights, saved as a cross-encoder."""
    pytest.importorskip("sentence_transformers", reason="install nutgraf[cross-encoder]")
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"the two diplomats meet".split()]
    (folder / "vocab.txt").write_text("\n".join(words))
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(words), hidden_size=8, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, id2label=dict(enumerate(labels)),
        label2id={label: place for place, label in enumerate(labels)},
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    return str(folder)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("labels", [["contradiction", "entailment", "neutral"], ["LABEL_0"]])
def test_a_cross_encoder_judges_what_no_rule_decides(tmp_path, labels):
    model = tiny(tmp_path, labels=labels)
    checker = JudgedChecker(judge=CrossEncoderJudge(model), rules=RuleChecker())
    support = checker.check(CLAIM, EVIDENCE)
    assert 0 < support.score < 1
    assert support.degraded is None
    assert model in checker.figures.name
    assert checker.check("They will meet in Moscow.", EVIDENCE).verdict == "unsupported"
    assert checker.check(EVIDENCE, EVIDENCE).score == 1.0


@pytest.mark.filterwarnings("ignore")
def test_labels_that_say_nothing_of_support_are_refused(tmp_path):
    model = tiny(tmp_path, labels=["sad", "happy"])
    with pytest.raises(SettingsError, match="none of which says entailment"):
        CrossEncoderJudge(model)


def test_without_a_model_the_settings_say_what_to_set():
    with pytest.raises(SettingsError, match="NUTGRAF_CHECKER_MODEL"):
        open_checker(load_settings({"NUTGRAF_CHECKER": "cross_encoder"}))


def test_without_the_package_the_settings_say_what_to_install():
    try:
        import sentence_transformers  # noqa: F401
    except ImportError:
        with pytest.raises(SettingsError, match="cross-encoder"):
            CrossEncoderJudge("any")
    else:
        pytest.skip("the extra is installed")
