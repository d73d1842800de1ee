import { cpu, scalar, type Engine, type Tensor } from '@microgpt/autograd';
import { checkGradients } from '@microgpt/autograd/testing';
import { Initializer, LayerNorm, Linear, Module, RMSNorm } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { Block, CausalSelfAttention, generate, GPT, type GPTParts, type LayerCache } from '../../src/index.ts';

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

const replacements: Record<string, Partial<GPTParts>> = {
  mlp: { mlp: ({ nEmbd }, init) => new SwiGLU(nEmbd, 6, init) },
  norm: { norm: ({ nEmbd }, init) => new LayerNorm(nEmbd, init) },
  attention: { attention: (sizes, init) => new CausalSelfAttention({ ...sizes, nHead: 1 }, init) },
  block: { block: (sizes, init, parts) => new ParallelBlock(sizes, init, parts) },
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

describe.each(Object.entries(replacements))('with another %s', (name, parts) => {
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

  test('weights are saved and loaded by their paths, and the sizes stay plain data', () => {
    const model = make(cpu, parts);
    const other = new GPT({ ...config, ...parts }, new Initializer(cpu, new Random(2)));
    other.loadStateDict(model.stateDict());
    expect(other.forward(documents).toArray()).toEqual(model.forward(documents).toArray());
    expect(JSON.parse(JSON.stringify(model.config))).toEqual(config);
    if (name === 'mlp') expect(model.namedParameters().has('layers.1.mlp.gate.weight')).toBe(true);
  });
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
  ['a norm', { norm: ({ nEmbd }, init) => new Halving(nEmbd, init) }, 'norm'],
  ['an attention', { attention: ({ nEmbd }, init) => new Halving(nEmbd, init) }, 'attn'],
  ['a block', { block: ({ nEmbd }, init) => new Halving(nEmbd, init) }, 'layers.0'],
])('%s that changes the shape is an error that names it', (_, parts, path) => {
  expect(() => make(cpu, parts).forward(documents)).toThrow(
    `GPT: ${path}, a Halving, turned shape (4, 4) into (4, 2); it must keep the shape`,
  );
});
