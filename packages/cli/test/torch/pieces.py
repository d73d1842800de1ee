"""Prints the pieces of a file of tokens as JSON: pieces.py FILE BLOCK"""

import json
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / 'python'))

from data import read_data

_, file, block = sys.argv
data = read_data(Path(file), int(block))
print(json.dumps([data[i].tolist() for i in range(len(data))]))
