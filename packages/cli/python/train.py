"""
Goes on with a run of microgpt in PyTorch: the same network, optimizer, learning rate and batches.

    python train.py --steps 2000                              # one process
    torchrun --nproc_per_node 2 train.py --steps 2000         # two processes on this machine

It reads `checkpoint.safetensors` in this folder and replaces it as it goes on. The file is always a checkpoint that
microgpt reads, as in `microgpt sample checkpoint.safetensors`.
"""

import argparse
import json
import math
import os
import signal
import sys
import time
import traceback
from contextlib import nullcontext
from pathlib import Path

import torch
import torch.distributed as dist
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

from checkpoint import Checkpoint
from data import padded, read_data, validation_pieces
from run import Run

FOLDER = Path(__file__).resolve().parent
FILE = FOLDER / 'checkpoint.safetensors'
BEST = FOLDER / 'checkpoint.best.safetensors'  # the checkpoint with the lowest validation loss


def main():
    options = read_options()
    processes = Processes(options.device)
    checkpoint = processes.shared(Checkpoint.read(FILE) if processes.is_first else None)
    change_settings(checkpoint.json, options)
    run = Run(checkpoint, DTYPES[options.dtype], processes.device)
    settings, progress = run.settings, run.progress
    size = run.batches['batchSize']
    training = read_data(FOLDER / 'train.bin', run.batches['blockSize'])
    validation = validation_pieces(read_data(FOLDER / 'val.bin', run.batches['blockSize']), settings, size)
    loss_of = Loss(processes, run.model, size, options.dtype == 'bfloat16')
    torch.manual_seed(settings['seed'] + processes.rank + processes.count * progress['step'])  # draws the dropout

    stop = StopSignal()
    report = Report(options.log, progress['step'], settings['steps']) if processes.is_first else None
    saved_at = time.monotonic()

    elapsed = progress.get('elapsed', 0) - time.monotonic()
    unsaved = set()  # the files that could not be written

    def save(path):
        if processes.is_first:
            progress['elapsed'] = elapsed + time.monotonic()
            if not all(p.isfinite().all() for p in run.parameters.values()):
                raise diverged('a weight is not finite', progress)
            run.keep()
            try:
                checkpoint.save(path)
            except OSError as error:
                unsaved.add(path)
                print(f'{path.name} cannot be saved: {error.strerror}; training goes on, and tries again', file=sys.stderr)
            else:
                unsaved.discard(path)

    while progress['step'] < settings['steps'] and not stop.is_agreed:
        started = time.monotonic()
        batches = [training.batch(size, run.batches, run.stream) for _ in range(settings['accumulate'])]
        run.optimizer.zero_grad(set_to_none=True)
        loss, stop.is_agreed = loss_of.step(batches, stop.is_asked)
        rate, norm = run.update() if math.isfinite(loss) else (0.0, math.nan)
        if not math.isfinite(norm):
            raise diverged(f'the loss is {loss}, and the norm of the gradients {norm}', progress)
        tokens = sum(len(piece) - 1 for batch in batches for piece in batch)
        progress['tokens'] += tokens
        progress['seconds'] += time.monotonic() - started
        run.history.add(progress['step'], loss)
        if report:
            report.step({'step': progress['step'], 'loss': loss, 'lr': rate, 'gradNorm': norm, 'tokens': tokens})

        is_last = progress['step'] == settings['steps']
        if is_last or stop.is_agreed or time.monotonic() - saved_at > settings['saveEvery']:
            save(FILE)
            saved_at = time.monotonic()
        if validation and (is_last or progress['step'] % settings['evalEvery'] == 0):
            started = time.monotonic()
            found = loss_of.mean(validation)
            is_best = run.history.evaluated(progress['step'], found)
            if report:
                values = {'step': progress['step'], 'validationLoss': found}
                report.evaluated(values, time.monotonic() - started)
            if is_best:
                save(BEST)
            if is_last:
                save(FILE)
    if report:
        report.end(progress['step'], is_saved=FILE not in unsaved)
    processes.end()
    if FILE in unsaved:
        return 1
    return 130 if progress['step'] < settings['steps'] else 0


DTYPES = {'saved': None, 'float64': torch.float64, 'float32': torch.float32, 'bfloat16': torch.float32}


def read_options():
    parser = argparse.ArgumentParser(description='Goes on with a run of microgpt in PyTorch.')
    parser.add_argument('--steps', type=int, help='the number of the last step; default that of the run')
    parser.add_argument('--lr', type=float, help='the highest learning rate; default that of the run')
    parser.add_argument('--batch', type=int, help='documents or windows in a batch; default those of the run')
    parser.add_argument('--accumulate', type=int, help='batches in a step; default those of the run')
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu', help='cpu or cuda')
    parser.add_argument(
        '--dtype',
        choices=DTYPES,
        default='saved',
        help='the numbers to compute with; default those of the checkpoint. bfloat16: in products, the weights are float32',
    )
    parser.add_argument('--log', metavar='FILE', help='write every step to this file, a JSON object a line')
    return parser.parse_args()


def change_settings(checkpoint, options):
    """Puts the options that were given in the place of settings, so that microgpt goes on with them."""
    settings, done = checkpoint['extra']['settings'], checkpoint['extra']['progress']['step']
    for name in ['steps', 'lr', 'batch', 'accumulate']:
        if getattr(options, name) is not None:
            settings[name] = getattr(options, name)
    checkpoint['batches']['batchSize'] = settings['batch']
    settings['minLr'] = min(settings['minLr'], settings['lr'])
    if options.steps is not None:
        settings['time'] = None
    if settings['steps'] is None:
        raise SystemExit(f'the run ended by the clock, after {done} steps; for 1000 more, pass --steps {done + 1000}')
    if settings['steps'] <= done:
        raise SystemExit(f'the run has done all of its {done} steps; for 1000 more, pass --steps {done + 1000}')


def diverged(problem, progress):
    """The error that ends the run, and leaves the last good checkpoint."""
    after = f'after {progress["step"]:,} steps'
    return SystemExit(f'{after}, {problem}; {FILE.name} is as it was before: go on from there with a lower --lr')


class Processes:
    """
    The processes that train together, each with its part of every batch. `torchrun` sets the variables that it reads.
    """

    def __init__(self, device):
        self.rank = int(os.environ.get('RANK', 0))
        self.count = int(os.environ.get('WORLD_SIZE', 1))
        self.is_first = self.rank == 0  # the one that reports and saves
        if device == 'cuda':
            device = f'cuda:{os.environ.get("LOCAL_RANK", 0)}'
            torch.cuda.set_device(device)
        self.device = torch.device(device)
        if self.count > 1:
            dist.init_process_group('nccl' if self.device.type == 'cuda' else 'gloo')

    def sum(self, *numbers):
        """The sum of each number over all processes."""
        if self.count == 1:
            return numbers
        sums = torch.tensor(numbers, dtype=torch.float64, device=self.device)
        dist.all_reduce(sums)
        return sums.tolist()

    def shared(self, checkpoint):
        """The checkpoint of the first process, for all: the other machines need no copy of the file, nor the latest one."""
        if self.count == 1:
            return checkpoint
        tensors = checkpoint.tensors if checkpoint else {}
        box = [(checkpoint.json, [(name, t.shape, t.dtype) for name, t in tensors.items()]) if checkpoint else None]
        dist.broadcast_object_list(box)
        contents, entries = box[0]
        received = {}
        for name, shape, dtype in entries:
            tensor = tensors.get(name, torch.empty(shape, dtype=dtype)).to(self.device)
            if tensor.numel():
                dist.broadcast(tensor, 0)
            received[name] = tensor.cpu()
        return Checkpoint(contents, received)

    def end(self):
        """Waits for the others, which may still need this process."""
        if self.count > 1:
            dist.barrier()


class Loss:
    """
    The loss of the model, computed by all processes.

    The loss of a batch is the mean over its tokens, and that of a step the mean over its batches. So each document, or
    window, has a weight for its tokens, and their weighted sum is the loss however they are divided among the processes.
    """

    def __init__(self, processes, model, size, is_bfloat16):
        self.processes, self.model, self.size = processes, model, size
        self.autocast = lambda: torch.autocast(processes.device.type, torch.bfloat16, enabled=is_bfloat16)
        self.parallel = model
        if processes.count > 1:
            devices = [processes.device] if processes.device.type == 'cuda' else None
            self.parallel = DistributedDataParallel(model, devices)

    def step(self, batches, is_asked):
        """Computes the gradients of a step; returns its loss, and whether any process was asked to stop."""
        weighted = []
        for batch in batches:
            weight = 1 / (sum(len(piece) - 1 for piece in batch) * len(batches))
            weighted += [(piece, weight) for piece in batch]
        parts = list(self.parts(weighted)) or [[(weighted[0][0], 0.0)]]  # without a document, a gradient of 0
        self.model.train()
        total = 0.0
        for i, part in enumerate(parts):
            # DistributedDataParallel sends the gradients after the last part, and divides them by the number of processes.
            is_last = i == len(parts) - 1
            with nullcontext() if is_last or self.processes.count == 1 else self.parallel.no_sync():
                loss = self.weighted_sum(self.parallel, part)
                (loss * self.processes.count).backward()
            total += loss.item()
        total, asked = self.processes.sum(total, float(is_asked))
        return total, asked > 0

    def mean(self, pieces):
        """The mean loss over all tokens of the pieces, without training."""
        self.model.eval()
        total = 0.0
        with torch.no_grad():
            for part in self.parts([(piece, 1.0) for piece in pieces]):
                total += self.weighted_sum(self.model, part).item()
        (total,) = self.processes.sum(total)
        return total / sum(len(piece) - 1 for piece in pieces)

    def parts(self, weighted):
        """The share of this process, in parts of one batch at most, so that they fit into memory."""
        share = weighted[self.processes.rank :: self.processes.count]
        return (share[i : i + self.size] for i in range(0, len(share), self.size))

    def weighted_sum(self, model, part):
        inputs, targets = padded([piece for piece, _ in part], self.processes.device)  # (B, T)
        weights = inputs.new_tensor([weight for _, weight in part], dtype=self.model.wte.weight.dtype)  # (B)
        with self.autocast():
            logits = model(inputs)  # (B, T, V)
            losses = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-1, reduction='none')  # (B·T)
        return (losses.view_as(targets).sum(1) * weights).sum()


class StopSignal:
    """Ctrl-C and SIGTERM: the run saves after the step, and ends. A second one ends it at once."""

    def __init__(self):
        self.is_asked = False  # this process
        self.is_agreed = False  # all processes
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.ask)

    def ask(self, number, frame):
        self.is_asked = True
        signal.signal(number, signal.SIG_DFL)


class Report:
    """Prints the loss now and then, and writes every step to a file if asked to."""

    SECONDS = 2  # between two lines

    def __init__(self, log, step, steps):
        self.log = open(log, 'a') if log else None
        self.steps = steps
        self.begin(step)

    def begin(self, step):
        self.first, self.since, self.losses, self.tokens = step, time.monotonic(), [], 0

    def step(self, values):
        self.write(values)
        step = values['step']
        self.losses.append(values['loss'])
        self.tokens += values['tokens']
        seconds = time.monotonic() - self.since
        if seconds < self.SECONDS and step < self.steps:
            return
        loss, speed = sum(self.losses) / len(self.losses), self.tokens / seconds
        left = duration((self.steps - step) * seconds / (step - self.first))
        print(f'step {step:,} of {self.steps:,}   loss {loss:.4f}   {speed:,.0f} tokens/s   {left} left', flush=True)
        self.begin(step)

    def evaluated(self, values, seconds):
        self.write(values)
        self.since += seconds  # which trained nothing
        print(f'step {values["step"]:,} of {self.steps:,}   validation loss {values["validationLoss"]:.4f}', flush=True)

    def end(self, step, is_saved):
        if step < self.steps:
            print(f'stopped after step {step:,}; the same command goes on', flush=True)
        if not is_saved:
            print(f'step {step:,} is not saved; {FILE.name} is as it was before', flush=True)
            return
        print(f'saved to {FILE.name}; microgpt sample {FILE.name}', flush=True)

    def write(self, values):
        if self.log:
            print(json.dumps(values), file=self.log, flush=True)


def duration(seconds):
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f'{hours}:{minutes:02}:{seconds:02}' if hours else f'{minutes}:{seconds:02}'


def leave_at_once(code):
    """
    Ends the process without destroying the process group.

    PyTorch 1.13 may wait forever there: the main thread holds Python's lock while it joins a thread of gloo that wants it.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main_of_several():
    """`main` in one of several processes; every way out is `leave_at_once`. The log is flushed after each line."""
    code = 1
    try:
        code = main()
    except SystemExit as error:
        if isinstance(error.code, str):
            print(error.code, file=sys.stderr)
        else:
            code = error.code or 0  # of argparse
    except BaseException:
        traceback.print_exc()
    leave_at_once(code)


if __name__ == '__main__':
    if int(os.environ.get('WORLD_SIZE', 1)) > 1:
        main_of_several()
    raise SystemExit(main())
