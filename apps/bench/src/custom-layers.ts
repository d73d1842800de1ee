// Layers as a user of the packages writes them: from the public methods of `Tensor` alone, without looking at how the
// built-in ones are made fast. Each computes what the built-in one computes; layers.ts sets them side by side.

import { Tensor } from '@microgpt/autograd';
import type { Documents, GPTConfig } from '@microgpt/gpt';
import { Module, type Initializer } from '@microgpt/nn';

/** x / √(mean(x²) + 10⁻⁵) */
export function rmsNorm(x: Tensor): Tensor {
  return x.mul(x.mul(x).mean(-1, { keepDim: true }).add(1e-5).pow(-0.5));
}

/** (x − mean(x)) / √(variance(x) + 10⁻⁵) */
export function layerNorm(x: Tensor): Tensor {
  const centred = x.sub(x.mean(-1, { keepDim: true }));
  const variance = centred.mul(centred).mean(-1, { keepDim: true });
  return centred.div(variance.add(1e-5).sqrt());
}

/** exp(xᵢ) / Σⱼ exp(xⱼ), the maximum subtracted first so that exp cannot overflow. */
export function softmax(x: Tensor): Tensor {
  const e = x.sub(x.max(-1, { keepDim: true }).detach()).exp();
  return e.div(e.sum(-1, { keepDim: true }));
}

/** log softmax(x) */
function logSoftmax(x: Tensor): Tensor {
  const shifted = x.sub(x.max(-1, { keepDim: true }).detach());
  return shifted.sub(shifted.exp().sum(-1, { keepDim: true }).log());
}

/** The mean of −log softmax(row)[target] over all rows. */
export function crossEntropy(logits: Tensor, targets: readonly number[]): Tensor {
  return logSoftmax(logits).pick(targets).mean().neg();
}

/** ½x · (1 + tanh(√(2/π) · (x + 0.044715x³))) */
export function gelu(x: Tensor): Tensor {
  const inner = x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
  return x.mul(0.5).mul(inner.tanh().add(1));
}

/** x · sigmoid(x) */
export function silu(x: Tensor): Tensor {
  return x.mul(x.sigmoid());
}

/** max(x, 0) */
export function relu(x: Tensor): Tensor {
  return x.maximum(0);
}

/** Attention of each document to itself: softmax(q·kᵀ / √D) · v, in which no token sees those behind it. */
export function causalAttention(q: Tensor, k: Tensor, v: Tensor, heads: number, lengths: readonly number[]): Tensor {
  const channels = q.shape[1];
  const headSize = channels / heads;
  const documents: Tensor[] = [];
  let start = 0;
  for (const length of lengths) {
    const end = start + length;
    const [qs, ks, vs] = [q, k, v].map((x) =>
      x.slice(start, end).reshape([length, heads, headSize]).transpose([1, 0, 2]),
    ); // (H, T, D)
    const scores = qs.matmul(ks.transpose()).mul(1 / Math.sqrt(headSize)); // (H, T, T)
    const mixed = softmax(scores.add(q.engine.tensor(mask(length)))).matmul(vs); // (H, T, D)
    documents.push(mixed.transpose([1, 0, 2]).reshape([length, channels])); // (T, C)
    start = end;
  }
  return Tensor.concat(documents); // (N, C)
}

/** 0 where a token may look, −∞ behind it. */
function mask(length: number): number[][] {
  return Array.from({ length }, (_, t) => Array.from({ length }, (_, s) => (s <= t ? 0 : -Infinity)));
}

/** x · weightᵀ */
export function linear(x: Tensor, weight: Tensor): Tensor {
  return x.matmul(weight.transpose());
}

/** The GPT of @microgpt/gpt, of which nothing but attention is built in. */
export class CustomGPT extends Module {
  readonly wte: Embedding;
  readonly wpe: Embedding;
  readonly lmHead: Linear;
  readonly layers: readonly Block[];

  constructor(config: GPTConfig, init: Initializer) {
    super();
    this.wte = new Embedding(config.vocabSize, config.nEmbd, init);
    this.wpe = new Embedding(config.blockSize, config.nEmbd, init);
    this.lmHead = new Linear(config.nEmbd, config.vocabSize, init);
    this.layers = Array.from({ length: config.nLayer }, () => new Block(config, init));
  }

  /** Documents laid end to end → logits (N, V) */
  forward(documents: Documents): Tensor {
    const lengths = documents.map((document) => document.length);
    const positions = documents.flatMap((document) => [...document.keys()]);
    let x = rmsNorm(this.wte.forward(documents.flat()).add(this.wpe.forward(positions))); // (N, C)
    for (const block of this.layers) x = block.forward(x, lengths);
    return this.lmHead.forward(x); // (N, V)
  }
}

class Block extends Module {
  readonly attn: Attention;
  readonly mlp: FeedForward;

  constructor(config: GPTConfig, init: Initializer) {
    super();
    this.attn = new Attention(config, init);
    this.mlp = new FeedForward(config, init);
  }

  forward(x: Tensor, lengths: readonly number[]): Tensor {
    x = x.add(this.attn.forward(rmsNorm(x), lengths));
    return x.add(this.mlp.forward(rmsNorm(x)));
  }
}

class Attention extends Module {
  readonly heads: number;
  readonly wq: Linear;
  readonly wk: Linear;
  readonly wv: Linear;
  readonly wo: Linear;

  constructor({ nEmbd, nHead }: GPTConfig, init: Initializer) {
    super();
    this.heads = nHead;
    this.wq = new Linear(nEmbd, nEmbd, init);
    this.wk = new Linear(nEmbd, nEmbd, init);
    this.wv = new Linear(nEmbd, nEmbd, init);
    this.wo = new Linear(nEmbd, nEmbd, init);
  }

  forward(x: Tensor, lengths: readonly number[]): Tensor {
    const [q, k, v] = [this.wq, this.wk, this.wv].map((layer) => layer.forward(x));
    return this.wo.forward(q.causalAttention(k, v, { heads: this.heads, lengths }));
  }
}

class FeedForward extends Module {
  readonly fc1: Linear;
  readonly fc2: Linear;

  constructor({ nEmbd }: GPTConfig, init: Initializer) {
    super();
    this.fc1 = new Linear(nEmbd, 4 * nEmbd, init);
    this.fc2 = new Linear(4 * nEmbd, nEmbd, init);
  }

  forward(x: Tensor): Tensor {
    return this.fc2.forward(relu(this.fc1.forward(x)));
  }
}

class Linear extends Module {
  readonly weight: Tensor;

  constructor(inSize: number, outSize: number, init: Initializer) {
    super();
    this.weight = init.normal([outSize, inSize]);
  }

  forward(x: Tensor): Tensor {
    return linear(x, this.weight);
  }
}

class Embedding extends Module {
  readonly weight: Tensor;

  constructor(count: number, size: number, init: Initializer) {
    super();
    this.weight = init.normal([count, size]);
  }

  forward(ids: readonly number[]): Tensor {
    return this.weight.take(ids);
  }
}
