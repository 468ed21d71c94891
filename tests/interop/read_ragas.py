"""What Ragas reads of an export: `python read_ragas.py ragas.jsonl` prints it as JSON."""

import json
import sys

from ragas import EvaluationDataset
from ragas.metrics.collections import StringPresence

dataset = EvaluationDataset.from_jsonl(sys.argv[1])
metric = StringPresence()
json.dump(
    {
        "features": dataset.features(),
        "right": [
            metric.score(reference=each.reference, response=each.response).value for each in dataset
        ],
        "samples": [each.model_dump(exclude_none=True) for each in dataset],
    },
    sys.stdout,
)
