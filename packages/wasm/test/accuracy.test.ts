import { cpu, type Engine, type Tensor } from '@microgpt/autograd';
import { describe, expect, test } from 'vitest';
import { wasm } from '../src/index.ts';

// Sums of so many equal numbers that adding them one by one in float32 would lose the third digit, because every addition
// rounds in the same direction. Six digits must remain.

const engine = await wasm();
const tenth = Math.fround(0.1);

type Make = (engine: Engine, shape: readonly number[]) => Tensor;
const constant: Make = (engine, shape) => engine.full(shape, tenth);
const parameter: Make = (engine, shape) => engine.parameter(new Float32Array(size(shape)).fill(tenth), shape);

function size(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

function expectSixDigits(numbers: (engine: Engine) => ArrayLike<number>, tolerance = 1e-6): void {
  const [actual, expected] = [numbers(engine), numbers(cpu)];
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(...Array.from(expected, Math.abs));
  expect(largest).toBeGreaterThan(0);
  for (let i = 0; i < expected.length; i++) {
    if (Math.abs(actual[i] - expected[i]) <= tolerance * largest) continue;
    expect.fail(`number ${i}: ${actual[i]} instead of ${expected[i]}`);
  }
}

/** The gradient of a parameter of this shape, of what `use` makes of it. */
function gradient(
  shape: readonly number[],
  use: (x: Tensor, engine: Engine) => Tensor,
): (engine: Engine) => ArrayLike<number> {
  return (engine) => {
    const x = parameter(engine, shape);
    use(x, engine).sum().backward();
    return x.grad?.toFlat() ?? [];
  };
}

describe('sums of tensors', () => {
  test.each([
    { shape: [1e7], axes: undefined },
    { shape: [1e6, 4], axes: 0 },
    { shape: [1e5, 21], axes: 0 },
    { shape: [4, 1e6], axes: 1 },
    { shape: [2, 1e5, 5], axes: 1 },
    { shape: [1e5, 3, 4], axes: [0, 2] },
    { shape: [40, 2, 50, 3, 60], axes: [0, 2, 4] },
    { shape: [40, 2, 50, 3, 60, 2], axes: [0, 2, 4] },
    { shape: [2, 1e5, 1, 3], axes: [1, 2, 3] },
  ])('$shape over $axes', ({ shape, axes }) => {
    expectSixDigits((engine) => constant(engine, shape).sum(axes).toFlat());
    expectSixDigits((engine) => constant(engine, shape).mean(axes).toFlat());
  });

  test('the gradient of what is repeated', () => {
    expectSixDigits(gradient([3], (x, engine) => x.broadcastTo([1e5, 3]).mul(constant(engine, [1e5, 3]))));
    expectSixDigits(gradient([2, 1, 3], (x, engine) => x.broadcastTo([2, 1e5, 3]).mul(constant(engine, [2, 1e5, 3]))));
  });
});

describe('gradients of operands that are repeated', () => {
  const kinds = [
    ['a number', [], [2e5]],
    ['a row', [4], [5e4, 4]],
    ['a long row', [21], [2e4, 21]],
    ['a column', [3, 1], [3, 5e4]],
    ['a row of rows', [3, 1, 5], [3, 2e4, 5]],
    ['a column of many', [1, 3, 1], [1e4, 3, 7]],
    ['a row of many', [3, 1, 5], [1e3, 3, 40, 5]],
    ['rows of many', [3, 5], [2e4, 3, 5]],
  ] as const;
  const operations: Record<string, (x: Tensor, other: Tensor) => Tensor> = {
    add: (x, other) => other.add(x),
    sub: (x, other) => other.sub(x),
    mul: (x, other) => other.mul(x),
    div: (x, other) => other.div(x),
    pow: (x, other) => other.pow(x),
    maximum: (x, other) => other.maximum(x.add(1)),
    minimum: (x, other) => other.minimum(x),
    'sub from it': (x, other) => x.sub(other),
    'div of it': (x, other) => x.div(other),
    'pow of it': (x, other) => x.pow(other),
    'where of it': (x, other) => x.where(other, 1),
  };

  describe.each(kinds)('%s', (_, shape, beside) => {
    test.each(Object.keys(operations))('%s', (name) => {
      expectSixDigits(
        gradient(shape, (x, engine) => operations[name](x, constant(engine, beside)).mul(constant(engine, beside))),
      );
    });
  });
});

describe('rows', () => {
  const rows = ['softmax', 'logSoftmax', 'rmsNorm', 'layerNorm'] as const;
  /** Different numbers, or the gradients would be 0; all of one sign, or the sums would not be large. */
  const numbers = (length: number) => Float32Array.from({ length }, (_, i) => (i % 8) / 16 + 1 / 32);

  test.each(rows)('%s', (name) => {
    const length = 1e6;
    expectSixDigits((engine) => engine.tensor(numbers(length), [1, length])[name]().slice(1, 8, 1).toFlat());
    expectSixDigits((engine) => {
      const x = engine.parameter(numbers(length), [1, length]);
      const upper = engine.tensor(
        numbers(length).map((v) => (v > 0.3 ? 1 : 0.1)),
        [1, length],
      );
      x[name]().mul(upper).sum().backward();
      return x.grad?.slice(1, 8, 1).toFlat() ?? [];
    });
  });

  test('cross-entropy', () => {
    expectSixDigits((engine) => [engine.tensor(numbers(3e6), [1e6, 3]).crossEntropy(new Int32Array(1e6)).item()]);
    expectSixDigits((engine) => [engine.tensor(numbers(1e6), [1, 1e6]).crossEntropy([3]).item()]);
  });
});

describe('other sums', () => {
  test('rows that are taken many times', () => {
    const indices = Int32Array.from({ length: 1e6 }, (_, i) => (i % 100 === 0 ? 1 : 2));
    expectSixDigits(gradient([3, 5], (x, engine) => x.take(indices).mul(constant(engine, [1e6, 5]))));
  });

  test('matrix products', () => {
    expectSixDigits((engine) =>
      constant(engine, [1, 1e7])
        .matmul(constant(engine, [1e7, 1]))
        .toFlat(),
    );
    expectSixDigits(
      gradient([5, 3], (w, engine) =>
        constant(engine, [1e6, 3])
          .linear(w)
          .mul(constant(engine, [1e6, 5])),
      ),
    );
    expectSixDigits(
      gradient([3, 5], (w, engine) =>
        constant(engine, [1e6, 3])
          .matmul(w)
          .mul(constant(engine, [1e6, 5])),
      ),
    );
  });

  test('attention to many keys', () => {
    const past = 1e5;
    const q = (engine: Engine) => constant(engine, [1, 8]);
    const options = { heads: 2, lengths: [1], keyLengths: [past + 1] };
    expectSixDigits((engine) => {
      const [k, v] = [constant(engine, [past + 1, 8]), constant(engine, [past + 1, 8])];
      return q(engine).causalAttention(k, v, options).toFlat();
    }, 2e-6);
  });

  test('the gradient of a bias of attention', () => {
    const count = 5e4;
    const lengths = Array.from({ length: count }, () => 2);
    const values = (engine: Engine) =>
      engine.tensor(
        new Float32Array(2 * count).map((_, i) => i % 2),
        [2 * count, 1],
      );
    expectSixDigits(
      gradient([1, 2], (bias, engine) => {
        const q = constant(engine, [2 * count, 1]);
        return q.causalAttention(q, values(engine), { heads: 1, lengths, bias });
      }),
    );
    expectSixDigits(
      gradient([1, 3], (bias, engine) => {
        const q = constant(engine, [2 * count, 1]);
        return q.causalAttention(q, values(engine), { heads: 1, window: 3, bias }).mul(values(engine));
      }),
    );
  });

  test('the norm of a gradient', () => {
    expectSixDigits((engine) => {
      const x = parameter(engine, [1e7]);
      x.mul(tenth).sum().backward();
      return [x.sumSquaresOfGrad()];
    });
  });
});
