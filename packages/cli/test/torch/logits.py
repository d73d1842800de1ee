"""Prints the logits of checkpoints for documents, as JSON: logits.py DOCUMENTS FILE…"""

import json
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / 'python'))

import torch

from checkpoint import Checkpoint
from run import model_from

documents, *files = sys.argv[1:]
results = []
for file in files:
    model = model_from(Checkpoint.read(file), None).eval()
    with torch.no_grad():
        results.append([row for ids in json.loads(documents) for row in model(torch.tensor([ids]))[0].tolist()])
print(json.dumps(results))
