"""
The batches of a run, drawn exactly as microgpt draws them.

`train.bin` and `val.bin` hold token ids in nanoGPT's form: uint16, or uint32 for larger vocabularies, without a header.
A running text is its tokens. Documents, the lines of a file, follow each other in the order of the run, with the id BOS
before the first, between any two, and after the last. No document contains BOS.

A piece of data is a tensor of n + 1 ids: n inputs, each of which has the next id as its target.
"""

import json
import random

import torch


class Tokens:
    """The ids in a file, which stay there until they are needed."""

    def __init__(self, path, dtype):
        # PyTorch 1 has no unsigned types, so the ids are read as signed and masked.
        self.bits, signed = {'uint16': (16, torch.int16), 'uint32': (32, torch.int32)}[dtype]
        count = path.stat().st_size * 8 // self.bits if path.exists() else 0
        self.signed = torch.from_file(str(path), size=count, dtype=signed) if count else torch.empty(0, dtype=signed)

    def __len__(self):
        return len(self.signed)

    def piece(self, start, end):
        return self.signed[start:end].long() & (1 << self.bits) - 1

    def places(self, id):
        """The places of an id."""
        signed = id - (1 << self.bits) if id >> self.bits - 1 else id
        return (self.signed == signed).nonzero().flatten()


class Text:
    """A running text."""

    def __init__(self, tokens, block):
        self.tokens, self.block = tokens, block

    def __len__(self):
        """The number of pieces in order: each token except the first is a target once."""
        return -(-(len(self.tokens) - 1) // self.block) if len(self.tokens) else 0

    def __getitem__(self, i):
        return self.window(i * self.block)

    def window(self, start):
        return self.tokens.piece(start, start + self.block + 1)

    def batch(self, size, batches, rng):
        """Windows that begin anywhere; the place in the data is the state of the random stream."""
        return [self.window(rng.randrange(len(self.tokens) - self.block)) for _ in range(size)]


class Documents:
    """Documents: BOS, tokens, BOS; of a long one, as much as fits into a block."""

    def __init__(self, tokens, block, bos):
        self.tokens, self.block = tokens, block
        self.places = tokens.places(bos)

    def __len__(self):
        return max(0, len(self.places) - 1)

    def __getitem__(self, i):
        start, end = self.places[i : i + 2].tolist()
        return self.tokens.piece(start, min(end, start + self.block) + 1)

    def batch(self, size, batches, rng):
        """The next documents in order, from the first again after the last; the place is the number of documents so far."""
        start = batches['start']
        batches['start'] = start + size
        return [self[(start + i) % len(self)] for i in range(size)]


def read_data(path, block):
    """The pieces in `train.bin` or `val.bin`; none if the file is missing."""
    about = json.loads((path.parent / 'data.json').read_text())
    tokens = Tokens(path, about['dtype'])
    return Documents(tokens, block, about['bos']) if about['kind'] == 'lines' else Text(tokens, block)


def validation_pieces(data, settings, size):
    """All pieces in order, or as many as `evalBatches` says, the same each time."""
    count = settings['evalBatches'] * size
    if isinstance(data, Text) and 0 < count and len(data.tokens) > data.block:
        return data.batch(count, None, random.Random(settings['seed']))
    return [data[i] for i in range(min(count or len(data), len(data)))]


def place_of_stream(streams):
    """The index of the state that draws the batches, in the random streams of a checkpoint; None without such a stream."""
    names = streams['program']
    return names.get('batches', next(iter(names.values()), None))


def stream_from(streams):
    """The random stream of the batches. It is Python's: a state of microgpt has the same 624 words."""
    place = place_of_stream(streams)
    if place is None:
        return None
    state, rng = streams['states'][place], random.Random()
    rng.setstate((3, (*state['words'], state['index']), state['spareGauss']))
    return rng


def state_of(rng):
    """The state of a random stream in the form of microgpt."""
    _, (*words, index), spare = rng.getstate()
    return {'words': words, 'index': index, 'spareGauss': spare}


def padded(pieces, device):
    """
    Pieces as one batch: inputs and targets, both (B, T), and the targets of padding -1.
    """
    T = max(len(piece) for piece in pieces) - 1
    inputs = torch.zeros(len(pieces), T, dtype=torch.long)
    targets = torch.full((len(pieces), T), -1)
    for row, piece in enumerate(pieces):
        inputs[row, : len(piece) - 1] = piece[:-1]
        targets[row, : len(piece) - 1] = piece[1:]
    return inputs.to(device), targets.to(device)
