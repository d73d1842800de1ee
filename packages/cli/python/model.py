"""
The GPT of microgpt in PyTorch: the same network, with the same names for its parameters.

It is a decoder-only transformer in two variants, which the config selects:

    microgpt  RMSNorm without a gain, a norm after the embeddings, no biases, ReLU
    gpt2      LayerNorm, a norm before the head, biases, GELU, a head that shares the weight of the token embedding

Shapes: B documents, T positions, C channels (nEmbd), H heads, D = C / H channels of a head, V tokens in the vocabulary.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

NORM_EPS = 1e-5


class RMSNorm(nn.Module):
    """x / sqrt(mean(x²) + eps), without a gain: https://arxiv.org/abs/1910.07467"""

    def forward(self, x):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + NORM_EPS)


class LayerNorm(nn.Module):
    """(x - mean) / sqrt(var + eps) · weight + bias, where the bias is optional: https://arxiv.org/abs/1607.06450"""

    def __init__(self, size, bias):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size)) if bias else None

    def forward(self, x):
        return F.layer_norm(x, self.weight.shape, self.weight, self.bias, NORM_EPS)


def new_norm(config):
    return LayerNorm(config['nEmbd'], config['bias']) if config['architecture'] == 'gpt2' else RMSNorm()


class CausalSelfAttention(nn.Module):
    """Each token attends to itself and to the tokens before it."""

    def __init__(self, config):
        super().__init__()
        size, bias = config['nEmbd'], config['bias']
        self.heads = config['nHead']
        self.dropout = config['dropout']
        self.wq = nn.Linear(size, size, bias)
        self.wk = nn.Linear(size, size, bias)
        self.wv = nn.Linear(size, size, bias)
        self.wo = nn.Linear(size, size, bias)

    def forward(self, x):
        B, T, C = x.shape
        split = lambda y: y.view(B, T, self.heads, C // self.heads).transpose(1, 2)  # (B, T, C) -> (B, H, T, D)
        q, k, v = split(self.wq(x)), split(self.wk(x)), split(self.wv(x))
        y = causal_attention(q, k, v, self.dropout if self.training else 0.0)  # (B, H, T, D)
        return self.wo(y.transpose(1, 2).reshape(B, T, C))  # (B, T, C)


def causal_attention(q, k, v, dropout):
    """softmax(q · kᵀ / sqrt(D)) · v over the tokens so far, for each head: (B, H, T, D) -> (B, H, T, D)"""
    if hasattr(F, 'scaled_dot_product_attention'):  # PyTorch 2: one kernel that never stores the scores
        return F.scaled_dot_product_attention(q, k, v, dropout_p=dropout, is_causal=True)
    T, D = q.shape[-2:]
    scores = q @ k.transpose(-2, -1) / math.sqrt(D)  # (B, H, T, T)
    future = torch.ones(T, T, dtype=torch.bool, device=q.device).triu(1)
    weights = F.softmax(scores.masked_fill(future, -math.inf), dim=-1)
    return F.dropout(weights, dropout) @ v


class FeedForward(nn.Module):
    """fc2(activation(fc1(x))) for each token, with a hidden width of 4·C."""

    def __init__(self, config):
        super().__init__()
        size, bias = config['nEmbd'], config['bias']
        self.fc1 = nn.Linear(size, 4 * size, bias)
        self.fc2 = nn.Linear(4 * size, size, bias)
        self.activation = ACTIVATIONS[config['activation']]

    def forward(self, x):
        return self.fc2(self.activation(self.fc1(x)))


ACTIVATIONS = {
    'relu': F.relu,
    'gelu': F.gelu,
    'gelu-tanh': lambda x: F.gelu(x, approximate='tanh'),
}


class Block(nn.Module):
    """Attention, then a feed-forward network, each with a norm before it and a residual connection around it."""

    def __init__(self, config):
        super().__init__()
        self.norm1 = new_norm(config)
        self.attn = CausalSelfAttention(config)
        self.norm2 = new_norm(config)
        self.mlp = FeedForward(config)
        self.dropout = nn.Dropout(config['dropout'])

    def forward(self, x):
        x = x + self.dropout(self.attn(self.norm1(x)))
        return x + self.dropout(self.mlp(self.norm2(x)))


class GPT(nn.Module):
    """The logits of the next token, for each token of each document."""

    def __init__(self, config):
        super().__init__()
        self.config = config
        size, is_gpt2 = config['nEmbd'], config['architecture'] == 'gpt2'
        self.wte = nn.Embedding(config['vocabSize'], size)  # tokens
        self.wpe = nn.Embedding(config['blockSize'], size)  # positions
        self.embeddingNorm = nn.Identity() if is_gpt2 else new_norm(config)
        self.dropout = nn.Dropout(config['dropout'])
        self.layers = nn.ModuleList(Block(config) for _ in range(config['nLayer']))
        self.finalNorm = new_norm(config) if is_gpt2 else nn.Identity()
        self.lmHead = nn.Linear(size, config['vocabSize'], bias=False)
        if config['tieHead']:
            self.lmHead.weight = self.wte.weight

    def forward(self, ids):
        """
        (B, T) -> (B, T, V)

        Shorter documents are padded at their end with any id: no token sees what comes after it.
        """
        T = ids.shape[1]
        x = self.wte(ids) + self.wpe(torch.arange(T, device=ids.device))  # (B, T, C)
        x = self.dropout(self.embeddingNorm(x))
        for layer in self.layers:
            x = layer(x)
        return self.lmHead(self.finalNorm(x))
