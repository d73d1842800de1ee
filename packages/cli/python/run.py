"""
A run of microgpt: its model, optimizer, learning rate, random stream and history, restored from a checkpoint.
"""

import math

import torch

from data import place_of_stream, state_of, stream_from
from model import GPT

# What the running averages are called in a checkpoint, and what in PyTorch.
AVERAGES = {'m': 'exp_avg', 'v': 'exp_avg_sq', 'momentum': 'momentum_buffer'}
EPS = 1e-8  # of Adam


class Run:
    """
    Everything that a step changes. `keep` writes it into the checkpoint.

    The JSON of the checkpoint is the state wherever it can be: `settings`, `progress`, `batches`.
    """

    def __init__(self, checkpoint, dtype, device):
        json = checkpoint.json
        self.checkpoint = checkpoint
        self.settings = json['extra']['settings']
        self.progress = json['extra']['progress']
        self.batches = json['batches']  # with the place in the documents
        self.history = History(checkpoint)
        self.model = model_from(checkpoint, dtype).to(device)
        self.parameters = dict(self.model.named_parameters())
        self.optimizer = optimizer_from(checkpoint, self.parameters, self.settings)
        self.stream = stream_from(json['random'])  # draws the places in a text

    def update(self):
        """
        A step of the optimizer by the gradients, none if one of them is not finite.

        Returns the learning rate, and the norm of all gradients before they are clipped.
        """
        gradients = [p.grad for p in self.parameters.values() if p.grad is not None]
        norm = torch.stack([g.norm() for g in gradients]).norm().item()
        rate = rate_at(self.settings, self.progress['step'])
        if not math.isfinite(norm):
            return rate, norm
        if 0 < self.settings['clip'] < norm:
            for g in gradients:
                g.mul_(self.settings['clip'] / norm)
        for group in self.optimizer.param_groups:
            group['lr'] = rate
        self.optimizer.step()
        self.progress['step'] += 1
        steps = self.checkpoint.json['optimizer']['steps']
        for path, p in self.parameters.items():
            if p.grad is not None:
                steps[path] += 1
        return rate, norm

    def keep(self):
        """Writes the state into the checkpoint."""
        json, tensors = self.checkpoint.json, self.checkpoint.tensors
        self.progress['done'] = self.progress['step'] == self.settings['steps']
        if self.stream:
            json['random']['states'][place_of_stream(json['random'])] = state_of(self.stream)
        self.history.keep()
        json['optimizer']['step'] = self.progress['step']
        for path, p in self.parameters.items():
            tensors[f'model.{path}'] = p
            state = self.optimizer.state.get(p, {})
            for ours, theirs in AVERAGES.items():
                if state.get(theirs) is not None:
                    name = f'optimizer.parameters.{path}.{ours}'
                    json['optimizer']['parameters'][path][ours] = {'$tensor': name}
                    tensors[name] = state[theirs]


def model_from(checkpoint, dtype):
    """The model with the weights of the checkpoint. Frozen parameters get no gradient."""
    weights = {name[len('model.') :]: t for name, t in checkpoint.tensors.items() if name.startswith('model.')}
    config = checkpoint.json['model']['config']
    if config['tieHead']:
        weights['lmHead.weight'] = weights['wte.weight']
    model = GPT(config).to(dtype or weights['wte.weight'].dtype)
    model.load_state_dict(weights)
    for path, parameter in model.named_parameters():
        parameter.requires_grad_(path not in checkpoint.json['frozen'])
    return model


def optimizer_from(checkpoint, parameters, settings):
    """The optimizer with its running averages."""
    trained = [p for p in parameters.values() if p.requires_grad]
    decay, betas = settings['weightDecay'], (settings['beta1'], settings['beta2'])
    if settings['optimizer'] == 'sgd':
        optimizer = torch.optim.SGD(trained, lr=0.0, momentum=settings['momentum'], weight_decay=decay)
    elif settings['optimizer'] == 'adam':
        optimizer = torch.optim.Adam(trained, lr=0.0, betas=betas, eps=EPS)
    else:  # matrices and embeddings decay, gains and biases do not
        matrices = {'params': [p for p in trained if p.dim() >= 2], 'weight_decay': decay}
        vectors = {'params': [p for p in trained if p.dim() < 2], 'weight_decay': 0.0}
        optimizer = torch.optim.AdamW([matrices, vectors], lr=0.0, betas=betas, eps=EPS)

    # A checkpoint of weights alone has no optimizer yet.
    fresh = {'step': 0, 'parameters': {path: {} for path in parameters}, 'steps': dict.fromkeys(parameters, 0)}
    saved = checkpoint.json.setdefault('optimizer', fresh)
    for path, names in saved['parameters'].items():
        p = parameters[path]
        averages = {AVERAGES[name]: checkpoint.array(tensor).to(p) for name, tensor in names.items()}
        if averages:
            optimizer.state[p] = {'step': torch.tensor(float(saved['steps'][path])), **averages}
    return optimizer


def rate_at(settings, done):
    """The learning rate of the step after `done` steps: a warmup, then constant, or falling to `minLr`."""
    lr, least, warmup, step = settings['lr'], settings['minLr'], settings['warmup'], 1 / settings['steps']
    fraction = done / settings['steps']
    if fraction < warmup:
        return lr * min(1, (fraction + step) / (warmup + step))
    rest = (fraction - warmup) / (1 - warmup) if warmup < 1 else 0  # from 0 to 1
    if settings['schedule'] == 'constant':
        return lr
    if settings['schedule'] == 'linear':
        return least + (lr - least) * (1 - rest)
    return least + (lr - least) * 0.5 * (1 + math.cos(math.pi * rest))


class History:
    """
    The losses so far, in at most 1,000 points. Each is the mean of as many steps: a power of two, which doubles when there
    would be more points.
    """

    MOST = 1000

    def __init__(self, checkpoint):
        self.checkpoint = checkpoint
        self.json = checkpoint.json['extra']['history']
        self.columns = {
            name: checkpoint.array(self.json[name]).tolist()
            for name in ['steps', 'losses', 'evaluatedSteps', 'validationLosses']
        }

    def add(self, step, loss):
        """Adds the loss of the step after the last one."""
        steps, losses = self.columns['steps'], self.columns['losses']
        size = self.steps_per_point(step)
        if size > self.steps_per_point(step - 1):
            steps[:] = steps[1::2]
            losses[:] = [(first + second) / 2 for first, second in zip(losses[::2], losses[1::2])]
        before = (step - 1) % size  # the steps in the last point
        if before == 0:
            steps.append(step)
            losses.append(loss)
        else:
            steps[-1] = step
            losses[-1] += (loss - losses[-1]) / (before + 1)

    def steps_per_point(self, steps):
        size = 1
        while steps > self.MOST * size:
            size *= 2
        return size

    def evaluated(self, step, loss):
        """Adds a validation loss. Returns whether it is the lowest so far."""
        self.columns['evaluatedSteps'].append(step)
        self.columns['validationLosses'].append(loss)
        best = self.json['best']
        if best is not None and loss >= best['loss']:
            return False
        self.json['best'] = {'step': step, 'loss': loss}
        return True

    def keep(self):
        """Writes the history into the checkpoint."""
        for name, numbers in self.columns.items():
            self.checkpoint.tensors[self.json[name]['$array']] = torch.tensor(numbers, dtype=torch.float64)
