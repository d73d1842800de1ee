"""Prints python.json: what CPython's random module draws, for the tests to compare with.

Needs mpmath, for logarithms, cosines and sines that are rounded correctly: those of the C library, which CPython calls,
are not always. "differences" lists the draws of gauss where that shows.
"""

import hashlib
import json
import math
import platform
import random
import struct
import sys

from mpmath import mp

mp.prec = 200

# For samples: none, all, and on both sides of where CPython remembers places instead of items.
sizes = [(0, 0), (5, 0), (1, 1), (30, 30), (21, 5), (22, 5), (10**5, 4)]
sizes += [(21 + 64, 6), (22 + 64, 6), (21 + 64, 21), (22 + 64, 21), (21 + 256, 22), (22 + 256, 22)]


def stream(seed):
    r = random.Random(eval(seed))
    result = {"seed": seed}
    result["random"] = [r.random() for _ in range(4)]
    result["gauss"] = [r.gauss(0.5, 0.08) for _ in range(5)]
    result["below"] = [r.randrange(n) for n in [1, 2, 3, 10, 100, 1000, 2**31, 2**32 - 1]]
    items = list(range(20))
    r.shuffle(items)
    result["shuffle"] = items
    result["choices"] = [r.choices(range(4), weights=[1, 0, 2.5, 0.5])[0] for _ in range(12)]
    intervals = [(0, 1), (-3, 0.1), (5, 2), (7, 7), (1e-3, 1e300)]
    result["uniform"] = [r.uniform(a, b) for a, b in intervals]
    ranges = [(1, 6), (-5, 5), (7, 7), (0, 2**32 - 2), (-(2**53) + 1, -(2**53) + 9)]
    result["randint"] = [r.randint(a, b) for a, b in ranges]
    result["choice"] = [r.choice("abcdefg"[:n]) for n in range(1, 8)]
    result["sample"] = [r.sample(range(n), k) for n, k in sizes]
    result["many"] = r.choices(range(4), weights=[1, 0, 2.5, 0.5], k=12)
    for _ in range(2000):
        r.random()
    result["later"] = r.random()
    return result


def sha256(form, numbers):
    """Of the numbers as little-endian bytes."""
    return hashlib.sha256(struct.pack(f"<{len(numbers)}{form}", *numbers)).hexdigest()


def shuffled(r, count):
    items = list(range(count))
    r.shuffle(items)
    return items


def rounded_gauss(r, count):
    """gauss(0, 1) with every step rounded correctly."""
    for _ in range(count // 2):
        angle = r.random() * (2 * math.pi)
        radius = math.sqrt(-2 * float(mp.log(1 - r.random())))
        yield radius * float(mp.cos(angle))
        yield radius * float(mp.sin(angle))


def differences(r, other, count):
    """Where r.gauss() differs: how many draws after the last such place, and by how many units in the last place."""
    bits = lambda x: struct.unpack("<q", struct.pack("<d", x))[0]
    result = []
    last = 0
    for i, x in enumerate(rounded_gauss(other, count)):
        ulps = bits(r.gauss(0, 1)) - bits(x)
        if ulps != 0:
            result += [i - last, ulps]
            last = i
    return result


def digests(count):
    seeded = lambda: random.Random(42)
    r = seeded()
    weights = [1 / n if n % 4 else 0 for n in range(1, 28)]
    return {
        "count": count,
        "random": sha256("d", [r.random() for _ in range(count)]),
        "below": sha256("I", [r.randrange(n) for n in range(1, count + 1)]),
        "shuffle": sha256("I", shuffled(r, count)),
        "choices": sha256("I", r.choices(range(len(weights)), weights, k=count)),
        "sample": sha256("I", r.sample(range(count), count // 100)),
        "gauss": sha256("d", [r.gauss(0, 1) for r in [seeded()] for _ in range(count)]),
        "differences": differences(seeded(), seeded(), count),
    }


# Up to a seed of 624 words every word of the state has a word of its own; beyond that they meet.
seeds = "0 1 42 -42 2**32-1 2**32 2**40+5 2**53-1 12345678901234567890123 2**19967+1 2**19968+1 -3**15000".split()
version = f"CPython {sys.version_info[0]}.{sys.version_info[1]} on {platform.machine()}, {' '.join(platform.libc_ver())}"
document = {
    "what": f"Drawn by {version}, with test/python.py",
    "streams": [stream(seed) for seed in seeds],
    "long": digests(10**6),
}
print(json.dumps(document, indent=1))
