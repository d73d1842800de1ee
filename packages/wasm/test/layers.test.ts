import { scalar, type Engine, type Tensor } from '@microgpt/autograd';
import { Block, CausalSelfAttention, FeedForward, GPT } from '@microgpt/gpt';
import {
  Dropout,
  Embedding,
  Initializer,
  LayerNorm,
  Linear,
  MLP,
  Module,
  RMSNorm,
  Sequential,
  trace,
} from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { expect, test } from 'vitest';
import { createWasm } from '../src/index.ts';

const engine = await createWasm();
const config = { vocabSize: 7, blockSize: 6, nLayer: 2, nHead: 2, nEmbd: 8 };
const lengths = [3, 2];

/** A layer that knows of no engine. */
class SwiGLU extends Module {
  readonly gate: Linear;
  readonly up: Linear;
  readonly down: Linear;

  constructor(init: Initializer) {
    super();
    this.gate = new Linear(8, 12, init);
    this.up = new Linear(8, 12, init);
    this.down = new Linear(12, 8, init);
  }

  forward(x: Tensor): Tensor {
    return this.down.forward(this.gate.forward(x).silu().mul(this.up.forward(x)));
  }
}

/** For each layer: how it is made, and how it is run on rows (5, 8). */
const layers: Readonly<Record<string, (init: Initializer) => { module: Module; run: (x: Tensor) => Tensor }>> = {
  Linear: (init) => simple(new Linear(8, 5, init, { bias: true })),
  RMSNorm: (init) => simple(new RMSNorm(8, init)),
  LayerNorm: (init) => simple(new LayerNorm(8, init)),
  Dropout: () => simple(new Dropout(0.3, new Random(4))),
  Sequential: (init) => simple(new Sequential(new Linear(8, 4, init), (x) => x.tanh(), new Linear(4, 2, init))),
  MLP: (init) => simple(new MLP([8, 16, 3], init, { activation: (x) => x.gelu() })),
  SwiGLU: (init) => simple(new SwiGLU(init)),
  FeedForward: (init) => simple(new FeedForward(config, init)),
  CausalSelfAttention: (init) => {
    const module = new CausalSelfAttention(config, init);
    return { module, run: (x) => module.forward(x, lengths) };
  },
  Block: (init) => {
    const module = new Block(config, init);
    return { module, run: (x) => module.forward(x, lengths) };
  },
  Embedding: (init) => {
    const module = new Embedding(5, 8, init);
    return { module, run: (x) => module.forward([4, 0, 0, 2, 1]).mul(x) };
  },
  GPT: (init) => {
    const module = new GPT(config, init);
    return {
      module,
      run: () =>
        module.forward([
          [1, 2, 3],
          [6, 0],
        ]),
    };
  },
};

function simple(module: Module & { forward(x: Tensor): Tensor }) {
  return { module, run: (x: Tensor) => module.forward(x) };
}

function outcome(on: Engine, name: string): number[][] {
  const init = new Initializer(on, new Random(3), { std: 0.4 });
  const x = init.normal([5, 8]);
  const { module, run } = layers[name](init);
  const y = run(x);
  const value = Array.from(y.toFlat());
  y.mul(y).sum().backward();
  const tensors = [x, ...module.parameters()];
  return [value, ...tensors.map(({ grad }) => Array.from(grad?.toFlat() ?? []))];
}

test.each(Object.keys(layers))('[wasm] %s equals scalar within 1e-4, forward and gradient', (name) => {
  const expected = outcome(scalar, name);
  outcome(engine, name).forEach((numbers, i) => {
    expect(numbers).toHaveLength(expected[i].length);
    numbers.forEach((x, j) => {
      expect(Math.abs(x - expected[i][j])).toBeLessThan(1e-4 * Math.max(1, Math.abs(expected[i][j])));
    });
  });
});

test('a trace of GPT, with a cache too, can be read after its body, gradients after backward', () => {
  const model = new GPT(config, new Initializer(engine, new Random(1)));
  const whole = trace(model, () => model.forward([[4, 0, 2]]).crossEntropy([0, 2, 1]));
  whole.result.backward();
  for (const [path, activation] of whole.activations) {
    if (!path.includes('weights')) expect(activation.grad?.shape, path).toEqual(activation.shape);
  }
  const cache = model.createCache();
  const cached = trace(model, () => model.forward([[4, 0, 2]], cache)).activations;
  for (const path of ['layers.0.mlp', 'layers.0.attn.weights.0', 'lmHead']) {
    const expected =
      trace(model, () => model.forward([[4, 0, 2]]))
        .activations.get(path)
        ?.toFlat() ?? [];
    expect(Array.from(cached.get(path)?.toFlat() ?? []), path).toEqual(Array.from(expected));
  }
});
