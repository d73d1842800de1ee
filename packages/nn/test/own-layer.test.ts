import { cpu, noGrad, scalar, type Engine, type Tensor } from '@microgpt/autograd';
import { checkGradients } from '@microgpt/autograd/testing';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { Embedding, Initializer, Linear, Module, type Layer } from '../src/index.ts';

/** What a user writes: a gated feed-forward layer, https://arxiv.org/abs/2002.05202 */
class SwiGLU extends Module implements Layer {
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

describe.each([scalar, cpu])('[$name] a layer that a user wrote', (engine) => {
  test('passes finite differences', () => {
    const { layer, x } = swiglu(engine);
    checkGradients(() => layer.forward(x), { x, ...Object.fromEntries(layer.namedParameters()) });
  });

  test('computes (silu(x·gateᵀ) ⊙ x·upᵀ)·downᵀ', () => {
    const { layer } = swiglu(engine);
    layer.gate.weight.assign([1, 0, 0, 1, 1, 1]);
    layer.up.weight.assign([1, 1, 1, 0, 0, 1]);
    layer.down.weight.assign([1, 1, 0, 0, 0, 1]);
    const silu = (z: number) => z / (1 + Math.exp(-z));
    // x = (2, −1): gate (2, −1, 1), up (1, 2, −1)
    const hidden = [silu(2), silu(-1) * 2, -silu(1)];
    const [first, second] = layer.forward(engine.tensor([2, -1])).toFlat();
    expect(first).toBeCloseTo(hidden[0] + hidden[1], 12);
    expect(second).toBeCloseTo(hidden[2], 12);
  });

  test('trains: it learns to multiply its two inputs', () => {
    const { layer } = swiglu(engine);
    const points = [
      [1, 1],
      [1, -1],
      [-1, 1],
      [-1, -1],
      [0.5, 1],
      [1, 0.5],
    ];
    const x = engine.tensor(points);
    const target = engine.tensor(points.map(([a, b]) => [a * b, 0]));
    const loss = () => layer.forward(x).sub(target).pow(2).mean();
    const before = loss().item();
    for (let step = 0; step < 200; step++) {
      layer.zeroGrad();
      loss().backward();
      noGrad(() => {
        for (const p of layer.parameters()) if (p.grad) p.assign(p.sub(p.grad.mul(0.3)));
      });
    }
    expect(loss().item()).toBeLessThan(before / 10);
  });

  test('saves and loads, and shows its parts', () => {
    const { layer, x } = swiglu(engine);
    const other = new SwiGLU(2, 3, new Initializer(engine, new Random(99)));
    other.loadStateDict(layer.stateDict());
    expect(other.forward(x).toArray()).toEqual(layer.forward(x).toArray());
    expect(String(layer)).toBe(
      'SwiGLU · 18\n├─ gate: Linear(2 → 3) · 6\n├─ up: Linear(2 → 3) · 6\n└─ down: Linear(3 → 2) · 6',
    );
  });

  test('may tie weights: the shared tensor gets the gradients of both of its uses', () => {
    class Tied extends Module {
      readonly wte: Embedding;
      constructor(init: Initializer) {
        super();
        this.wte = new Embedding(3, 2, init);
      }
      forward(ids: readonly number[]): Tensor {
        return this.wte.forward(ids).tanh().linear(this.wte.weight); // (N, 3)
      }
    }
    const model = new Tied(new Initializer(engine, new Random(4), { std: 1 }));
    checkGradients(() => model.forward([2, 0, 2]), model.namedParameters());
  });
});

/** 2 → 3 → 2, and two rows of input. */
function swiglu(engine: Engine): { layer: SwiGLU; x: Tensor } {
  const init = new Initializer(engine, new Random(8), { std: 0.7 });
  return { layer: new SwiGLU(2, 3, init), x: init.normal([2, 2]) };
}
