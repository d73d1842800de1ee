import { cpu, scalar, type Engine, type Tensor } from '@microgpt/autograd';
import { checkGradients } from '@microgpt/autograd/testing';
import { Initializer, LayerNorm, Linear, Module, RMSNorm } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import {
  Block,
  CausalSelfAttention,
  generate,
  GPT,
  type GPTParts,
  type LayerCache,
  type Part,
} from '../../src/index.ts';
import { gpt2, TiedHead } from './gpt2-by-parts.ts';

const config = { vocabSize: 5, blockSize: 4, nLayer: 2, nHead: 2, nEmbd: 4 };
const documents = [[4, 0, 2], [1]];

class SwiGLU extends Module {
  readonly gate: Linear;
  readonly up: Linear;
  readonly down: Linear;
  constructor(size: number, hidden: number, init: Initializer) {
    super();
    this.gate = new Linear(size, hidden, init);
    this.up = new Linear(size, hidden, init);
    this.down = new Linear(hidden, size, init);
  }
  forward(x: Tensor): Tensor {
    return this.down.forward(this.gate.forward(x).silu().mul(this.up.forward(x)));
  }
}

/** Attention beside the feed-forward part, both on the same input. */
class ParallelBlock extends Module {
  readonly inner: Block;
  constructor(...parts: ConstructorParameters<typeof Block>) {
    super();
    this.inner = new Block(...parts);
  }
  forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
    const { norm1, attn, mlp } = this.inner;
    const y = norm1.forward(x);
    return x.add(attn.forward(y, lengths, cache)).add(mlp.forward(y));
  }
}

const layerNorm: Part<LayerNorm> = ({ nEmbd }, init) => new LayerNorm(nEmbd, init);

const replacements: Record<string, Partial<GPTParts>> = {
  mlp: { mlp: ({ nEmbd }, init) => new SwiGLU(nEmbd, 6, init) },
  norm: { norm: layerNorm },
  attention: { attention: (sizes, init) => new CausalSelfAttention({ ...sizes, nHead: 1 }, init) },
  block: { block: (sizes, init, parts) => new ParallelBlock(sizes, init, parts) },
  'final norm': { finalNorm: layerNorm },
  head: { head: (_, __, wte) => new TiedHead(wte) },
  'embedding norm, none': { embeddingNorm: false },
  'network, GPT-2': gpt2(true),
  everything: {
    mlp: ({ nEmbd }, init) => new SwiGLU(nEmbd, 6, init),
    norm: ({ nEmbd }, init) => new RMSNorm(nEmbd, init),
    attention: (sizes, init) => new CausalSelfAttention({ ...sizes, nHead: 1 }, init),
    block: (sizes, init, parts) => new ParallelBlock(sizes, init, parts),
  },
};

function make(engine: Engine, parts: Partial<GPTParts>): GPT {
  return new GPT({ ...config, ...parts }, new Initializer(engine, new Random(1), { std: 0.4 }));
}

describe.each(Object.entries(replacements))('with another %s', (_, parts) => {
  test.each([scalar, cpu])('the whole model passes finite differences on $name', (engine) => {
    const model = make(engine, parts);
    const used = [...model.namedParameters()].filter(([path]) => !path.includes('norm2') || !parts.block);
    expect(() => checkGradients(() => model.forward(documents), used)).not.toThrow();
  });

  test('a cache gives the same tokens', async () => {
    const model = make(cpu, parts);
    const tokens = async (useCache: boolean) => {
      const ids: number[] = [];
      const rng = new Random(3);
      for await (const { id } of generate(model, { rng, prompt: [4], maxTokens: 6, useCache })) ids.push(id);
      return ids;
    };
    expect(await tokens(true)).toEqual(await tokens(false));
  });

  test('weights are saved and loaded by their paths, and the configuration is plain data without the parts', () => {
    const model = make(cpu, parts);
    const other = new GPT({ ...config, ...parts }, new Initializer(cpu, new Random(2)));
    other.loadStateDict(model.stateDict());
    expect(other.forward(documents).toArray()).toEqual(model.forward(documents).toArray());
    expect(JSON.parse(JSON.stringify(model))).toEqual({
      type: 'GPT',
      config: {
        ...config,
        architecture: 'microgpt',
        bias: false,
        activation: 'relu',
        dropout: 0,
        tieHead: false,
      },
      parts: expect.arrayContaining(Object.keys(parts)) as string[],
    });
    expect(model.toJSON().parts).toHaveLength(Object.keys(parts).length);
  });
});

test("a part's parameters are named after the place of the part", () => {
  const { mlp } = replacements;
  expect([...make(cpu, mlp).namedParameters().keys()]).toContain('layers.1.mlp.gate.weight');
});

class Halving extends Module {
  readonly map: Linear;
  constructor(size: number, init: Initializer) {
    super();
    this.map = new Linear(size, size / 2, init);
  }
  forward(x: Tensor): Tensor {
    return this.map.forward(x);
  }
}

test.each<[string, Partial<GPTParts>, string]>([
  ['an mlp', { mlp: ({ nEmbd }, init) => new Halving(nEmbd, init) }, 'mlp'],
  ['a norm', { norm: ({ nEmbd }, init) => new Halving(nEmbd, init) }, 'embeddingNorm'],
  ['an attention', { attention: ({ nEmbd }, init) => new Halving(nEmbd, init) }, 'attn'],
  ['a block', { block: ({ nEmbd }, init) => new Halving(nEmbd, init) }, 'block'],
  ['a final norm', { finalNorm: ({ nEmbd }, init) => new Halving(nEmbd, init) }, 'finalNorm'],
])('%s that changes the shape is an error that names it', (_, parts, path) => {
  expect(() => make(cpu, parts).forward(documents)).toThrow(
    `GPT: ${path} (Halving) must map (4, 4) to (4, 4), got (4, 2)`,
  );
});

test('a head that does not return logits is an error that names it', () => {
  const parts: Partial<GPTParts> = { head: ({ nEmbd }, init) => new Halving(nEmbd, init) };
  expect(() => make(cpu, parts).forward(documents)).toThrow(
    'GPT: lmHead (Halving) must map (4, 4) to (4, 5), got (4, 2)',
  );
});

test('the norm after the embeddings is like the other norms, another one, or none', () => {
  expect(make(cpu, {}).embeddingNorm).toBeInstanceOf(RMSNorm);
  expect(make(cpu, { norm: layerNorm }).embeddingNorm).toBeInstanceOf(LayerNorm);
  expect(make(cpu, { embeddingNorm: layerNorm }).embeddingNorm).toBeInstanceOf(LayerNorm);
  expect(make(cpu, { embeddingNorm: false }).embeddingNorm).toBeUndefined();
});

describe('initial values are drawn in this order', () => {
  const layer = (i: number, ...weights: string[]) => weights.map((weight) => `layers.${i}.${weight}.weight`);
  const block = (i: number) => layer(i, 'attn.wq', 'attn.wk', 'attn.wv', 'attn.wo', 'mlp.fc1', 'mlp.fc2');
  const swiglu = (i: number) => layer(i, 'attn.wq', 'attn.wk', 'attn.wv', 'attn.wo', 'mlp.gate', 'mlp.up', 'mlp.down');
  const embeddings = ['wte.weight', 'wpe.weight'];
  const head = 'lmHead.weight';

  test.each<[string, Partial<GPTParts>, readonly string[]]>([
    ['by default', {}, [...embeddings, head, ...block(0), ...block(1)]],
    ['with another norm', replacements.norm, [...embeddings, head, ...block(0), ...block(1)]],
    ['with another mlp', replacements.mlp, [...embeddings, head, ...swiglu(0), ...swiglu(1)]],
    ['with a final norm', replacements['final norm'], [...embeddings, head, ...block(0), ...block(1)]],
    ['with a tied head', replacements.head, [...embeddings, ...block(0), ...block(1)]],
    ['in GPT-2', gpt2(true), [...embeddings, ...block(0), ...block(1)]],
    ['in GPT-2 without biases', gpt2(false), [...embeddings, ...block(0), ...block(1)]],
  ])('%s', (_, parts, order) => {
    const model = make(cpu, parts);
    const init = new Initializer(cpu, new Random(1), { std: 0.4 }); // the same stream again
    const drawn = order.map((path) => {
      const parameter = model.namedParameters().get(path) ?? cpu.zeros([1]);
      expect(parameter.toArray(), path).toEqual(init.normal(parameter.shape).toArray());
      return path;
    });
    const others = [...model.namedParameters()].filter(([path]) => !drawn.includes(path));
    for (const [path, parameter] of others) {
      expect(new Set(parameter.toFlat()), path).toEqual(new Set([path.endsWith('bias') ? 0 : 1])); // biases and gains
    }
  });
});

test.each([true, false])("GPT-2's network (biases: %s) computes what its definition does", (bias) => {
  const model = make(cpu, gpt2(bias));
  const rng = new Random(2);
  for (const p of model.parameters()) p.assign(p.toFlat().map((x) => x + rng.gauss(0, 0.1))); // gains and biases too
  const parameters = model.namedParameters();
  const weight = (path: string) => parameters.get(path) ?? cpu.zeros([1]);
  const linear = (x: Tensor, path: string) => x.linear(weight(`${path}.weight`), parameters.get(`${path}.bias`));
  const norm = (x: Tensor, path: string) => {
    const y = x.layerNorm(1e-5).mul(weight(`${path}.weight`));
    return bias ? y.add(weight(`${path}.bias`)) : y;
  };
  const lengths = [3, 1];

  let x = weight('wte.weight')
    .take([4, 0, 2, 1])
    .add(weight('wpe.weight').take([0, 1, 2, 0]));
  for (const layer of ['layers.0', 'layers.1']) {
    const y = norm(x, `${layer}.norm1`);
    const [q, k, v] = ['wq', 'wk', 'wv'].map((name) => linear(y, `${layer}.attn.${name}`));
    x = x.add(linear(q.causalAttention(k, v, { heads: 2, lengths }), `${layer}.attn.wo`));
    x = x.add(linear(linear(norm(x, `${layer}.norm2`), `${layer}.mlp.fc1`).geluTanh(), `${layer}.mlp.fc2`));
  }
  const logits = norm(x, 'finalNorm').linear(weight('wte.weight'));

  expect(model.forward(documents).toArray()).toEqual(logits.toArray());
  expect(parameters.has('layers.1.attn.wo.bias')).toBe(bias);
  expect(parameters.has('lmHead.weight')).toBe(false);
});
