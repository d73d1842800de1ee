"""Prints python.json: what CPython's random module draws, for the test to compare with."""

import json
import random
import sys

streams = []
for seed in [0, 1, 42, -42, 2**32 - 1, 2**32, 2**40 + 5, 2**53 - 1, 12345678901234567890123]:
    r = random.Random(seed)
    stream = {"seed": str(seed)}
    stream["random"] = [r.random() for _ in range(4)]
    stream["gauss"] = [r.gauss(0.5, 0.08) for _ in range(5)]
    stream["below"] = [r.randrange(n) for n in [1, 2, 3, 10, 100, 1000, 2**31, 2**32 - 1]]
    items = list(range(20))
    r.shuffle(items)
    stream["shuffle"] = items
    stream["choices"] = [r.choices(range(4), weights=[1, 0, 2.5, 0.5])[0] for _ in range(12)]
    for _ in range(2000):
        r.random()
    stream["later"] = r.random()
    streams.append(stream)

version = f"{sys.version_info[0]}.{sys.version_info[1]}"
print(json.dumps({"what": f"Drawn by CPython {version} with test/python.py", "streams": streams}, indent=1))
