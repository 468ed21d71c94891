"""What DeepEval reads of an export: `python read_deepeval.py deepeval.json` prints it as JSON."""

import json
import re
import sys

from deepeval.dataset import EvaluationDataset
from deepeval.metrics import PatternMatchMetric

dataset = EvaluationDataset()
dataset.add_test_cases_from_json_file(
    file_path=sys.argv[1],
    input_key_name="input",
    actual_output_key_name="actual_output",
    expected_output_key_name="expected_output",
    context_key_name="context",
    retrieval_context_key_name="retrieval_context",
)


def is_right(case) -> float:
    """Whether the answer contains what was expected, as DeepEval scores it."""
    metric = PatternMatchMetric(pattern=rf"[\s\S]*{re.escape(case.expected_output)}[\s\S]*")
    return metric.measure(case, _show_indicator=False)


names = ("input", "actual_output", "expected_output", "context", "retrieval_context")
json.dump(
    {
        "right": [is_right(case) for case in dataset.test_cases],
        "samples": [{name: getattr(case, name) for name in names} for case in dataset.test_cases],
    },
    sys.stdout,
)
