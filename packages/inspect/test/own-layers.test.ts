import { noGrad, scalar, type Tensor } from '@microgpt/autograd';
import { GPT, type GPTConfig, type GPTParts } from '@microgpt/gpt';
import { Initializer, Linear, Module } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { expect, test } from 'vitest';
import { contributions, inspect, logitLens, StepGraph } from '../src/index.ts';

const config: GPTConfig = { vocabSize: 7, blockSize: 6, nLayer: 2, nHead: 4, nEmbd: 8 };
const ids = [0, 3, 5, 1, 6];
const prediction = { position: 3, token: 2 };

function modelWith(parts: Partial<GPTParts>): GPT {
  return new GPT({ ...config, ...parts }, new Initializer(scalar, new Random(1), { std: 0.5 }));
}

/** Attention in which two heads share keys and values. */
class GroupedAttention extends Module {
  readonly wq: Linear;
  readonly wk: Linear;
  readonly wv: Linear;
  readonly wo: Linear;

  constructor({ nEmbd }: GPTConfig, init: Initializer) {
    super();
    this.wq = new Linear(nEmbd, nEmbd, init);
    this.wk = new Linear(nEmbd, nEmbd / 2, init);
    this.wv = new Linear(nEmbd, nEmbd / 2, init);
    this.wo = new Linear(nEmbd, nEmbd, init);
  }

  forward(x: Tensor, lengths: readonly number[]): Tensor {
    const [q, k, v] = [this.wq.forward(x), twice(this.wk.forward(x)), twice(this.wv.forward(x))];
    const options = { heads: 4, lengths };
    this.record('weights', () => noGrad(() => q.attentionWeights(k, options)));
    return this.wo.forward(q.causalAttention(k, v, options));
  }
}

/** Each of two heads for two query heads. */
function twice(x: Tensor): Tensor {
  const [N, C] = x.shape;
  return x
    .reshape([N, 2, 1, C / 2])
    .broadcastTo([N, 2, 2, C / 2])
    .reshape([N, 2 * C]);
}

class Gated extends Module {
  readonly gate: Linear;
  readonly up: Linear;
  readonly down: Linear;

  constructor({ nEmbd }: GPTConfig, init: Initializer) {
    super();
    this.gate = new Linear(nEmbd, 12, init);
    this.up = new Linear(nEmbd, 12, init);
    this.down = new Linear(12, nEmbd, init);
  }

  forward(x: Tensor): Tensor {
    const units = this.gate.forward(x).silu().mul(this.up.forward(x));
    this.record('units', () => units);
    return this.down.forward(units);
  }
}

/** A layer that records nothing. */
class Scale extends Module {
  forward(x: Tensor): Tensor {
    return x.mul(0.5);
  }
}

class Halved extends Module {
  forward(x: Tensor): Tensor {
    return x.tanh();
  }
}

test('grouped queries are divided by head, a gated network by unit', () => {
  const attention: GPTParts['attention'] = (shape, init) => new GroupedAttention(shape, init);
  const mlp: GPTParts['mlp'] = (shape, init) => new Gated(shape, init);
  const model = modelWith({ attention, mlp });
  const { parts } = contributions(model, ids, prediction);
  for (const { path, value, heads, units } of parts) {
    if (path.endsWith('.attn')) expect(sum((heads ?? []).map(({ total }) => total))).toBeCloseTo(value, 9);
    if (path.endsWith('.mlp')) expect(sum(units ?? [])).toBeCloseTo(value, 9);
  }
  expect(parts.filter(({ heads }) => heads?.length === 4)).toHaveLength(2);
  expect(parts.filter(({ units }) => units?.length === 12)).toHaveLength(2);
});

test('a layer that records nothing is one part', () => {
  const model = modelWith({ mlp: () => new Scale() });
  expect(inspect(model, ids).units).toEqual([]);
  const { parts, logit } = contributions(model, ids, prediction);
  expect(sum(parts.map(({ value }) => value))).toBeCloseTo(logit, 9);
  expect(parts.find(({ path }) => path === 'layers.0.mlp')).toMatchObject({ heads: undefined, units: undefined });
  expect(logitLens(model, inspect(model, ids))).toHaveLength(5);
});

test('a block of your own is one part of the stream', () => {
  const model = modelWith({ block: () => new Scale() });
  expect(inspect(model, ids).stream.map(({ path }) => path)).toEqual(['wte', 'layers.0', 'layers.1']);
  const { parts, logit } = contributions(model, ids, prediction);
  expect(sum(parts.map(({ value }) => value))).toBeCloseTo(logit, 9);
});

test('a head or a norm with which a logit is no sum is named', () => {
  const norm: GPTParts['norm'] = () => new Halved();
  expect(() => contributions(modelWith({ norm }), ids, prediction)).toThrow(
    'contributions: embeddingNorm (Halved) is neither RMSNorm nor LayerNorm',
  );
  class Squashed extends Linear {
    override forward(x: Tensor): Tensor {
      return super.forward(x).tanh();
    }
  }
  const head: GPTParts['head'] = ({ nEmbd, vocabSize }, init) => new Squashed(nEmbd, vocabSize, init);
  expect(() => contributions(modelWith({ head }), ids, prediction)).toThrow('the head of this model is not linear');
});

test('what was computed by a layer of your own belongs to it in the graph', () => {
  const model = modelWith({ mlp: () => new Scale() });
  const graph = new StepGraph(model, () => model.forward([ids.slice(1)]).crossEntropy(ids.slice(0, -1)));
  expect(graph.tensors.filter(({ owner }) => owner === 'layers.1.mlp').map(({ op }) => op)).toEqual(['mul']);
});

test('a wrong position, token or text is named', () => {
  const model = modelWith({});
  expect(() => contributions(model, ids, { position: 5, token: 0 })).toThrow(
    'contributions: position must be an integer from 0 to 4, got 5',
  );
  expect(() => contributions(model, ids, { position: 0, token: 7 })).toThrow(
    'contributions: token must be an integer from 0 to 6, got 7',
  );
  expect(() => inspect(model, 'emma' as never)).toThrow('inspect');
  expect(() => inspect(model, [])).toThrow('GPT.forward');
});

function sum(xs: Iterable<number>): number {
  return [...xs].reduce((a, b) => a + b, 0);
}
