import { cpu, scalar, type Engine, type Tensor } from '@microgpt/autograd';
import { checkGradients } from '@microgpt/autograd/testing';
import { Dropout, inference, Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { GPT } from '../../src/index.ts';
import { attentionWithDropout } from '../../src/model/attention-dropout.ts';

const HEADS = 2;

/** Queries, keys and values of N tokens with 4 channels, and the weights of the sum of the result. */
function inputs(engine: Engine, N: number) {
  const init = new Initializer(engine, new Random(1), { std: 1 });
  const [q, k, v, weights] = Array.from({ length: 4 }, () => init.normal([N, 4]));
  return { q, k, v, weights: weights.detach() };
}

function close(actual: Tensor | undefined, expected: Tensor | undefined): void {
  const numbers = Array.from(expected?.toFlat() ?? [NaN]);
  Array.from(actual?.toFlat() ?? []).forEach((x, i) => {
    expect(x).toBeCloseTo(numbers[i], 13);
  });
  expect(actual?.shape).toEqual(expected?.shape);
}

describe.each([scalar, cpu])('[$name] attention with dropout', (engine) => {
  test.each([[[3, 3]], [[4]], [[2, 1, 3]]])(
    'equals causalAttention if nothing is dropped, for documents of %j tokens',
    (lengths) => {
      const N = lengths.reduce((a, b) => a + b);
      const [actual, expected] = [inputs(engine, N), inputs(engine, N)];
      const none = new Dropout(0, new Random(1));
      const y = attentionWithDropout(actual.q, actual.k, actual.v, { heads: HEADS, lengths }, none);
      const x = expected.q.causalAttention(expected.k, expected.v, { heads: HEADS, lengths });
      close(y, x);
      y.mul(actual.weights).sum().backward();
      x.mul(expected.weights).sum().backward();
      for (const name of ['q', 'k', 'v'] as const) close(actual[name].grad, expected[name].grad);
    },
  );

  test.each([[[3, 3]], [[2, 1, 3]]])(
    'drops the same weights in the value and the gradient, for %j tokens',
    (lengths) => {
      const { q, k, v } = inputs(engine, 6);
      const run = () => attentionWithDropout(q, k, v, { heads: HEADS, lengths }, new Dropout(0.5, new Random(7)));
      expect(() => checkGradients(run, { q, k, v })).not.toThrow();
    },
  );
});

test('every weight is dropped with probability p, or divided by 1 − p', () => {
  const lengths = [3, 3];
  const { q, k } = inputs(cpu, 6);
  const v = cpu.ones([6, 4]); // so the result is the sum of a row's weights, of which there is one in the first row
  const rng = new Random(1);
  const sums = [0, 1, 2].map((t) => ({ t, sum: 0, first: new Set<number>() }));
  const runs = 2000;
  for (let run = 0; run < runs; run++) {
    const y = attentionWithDropout(q, k, v, { heads: HEADS, lengths }, new Dropout(0.25, rng)).toFlat();
    for (const row of sums) row.sum += y[row.t * 4];
    sums[0].first.add(y[0]);
  }
  expect(sums[0].first).toEqual(new Set([0, 1 / 0.75]));
  // A row's sum has mean 1 and a variance of at most p/(1 − p) = 1/3; four standard deviations of the mean are 0.052.
  for (const { sum } of sums) expect(Math.abs(sum / runs - 1)).toBeLessThan(4 * Math.sqrt(1 / 3 / runs));
});

describe.each(['microgpt', 'gpt2'] as const)('dropout in the network of %s', (architecture) => {
  const config = { architecture, vocabSize: 5, blockSize: 4, nLayer: 2, nHead: 2, nEmbd: 4, dropout: 0.5 };
  const make = (dropout = 0.5) => new GPT({ ...config, dropout }, new Initializer(cpu, new Random(1), { std: 0.5 }));
  const logits = (model: GPT) => model.forward([[4, 0, 2], [1]]).toArray();

  test('drops in training, differently each time, and does nothing in evaluation', () => {
    const model = make();
    const without = logits(make(0));
    expect(logits(model)).not.toEqual(without);
    expect(logits(model)).not.toEqual(logits(model));
    expect(inference(() => logits(model))).toEqual(without);
    expect(logits(model.eval())).toEqual(without);
  });

  test('draws a number for each number of the embeddings, attention weights, and results of attention and MLP', () => {
    const model = make();
    let draws = 0;
    const rng = new Random(1);
    const counting = { random: () => (draws++, rng.random()) } as unknown as Random;
    for (const module of model.namedModules().values()) {
      if (module instanceof Dropout) Object.assign(module, { rng: counting });
    }
    model.forward([
      [4, 0, 2],
      [1, 1, 1],
    ]);
    const [embeddings, weights, added] = [6 * 4, 2 * 2 * 3 * 3, 2 * 6 * 4];
    expect(draws).toBe(embeddings + 2 * (weights + added));
  });

  test('passes finite differences if the same numbers are drawn again', () => {
    const model = make();
    const rng = model.dropout?.rng ?? new Random(0);
    const state = rng.save();
    const run = (documents: number[][]) => {
      rng.restore(state);
      return model.forward(documents);
    };
    for (const documents of [
      [
        [4, 0],
        [1, 3],
      ],
      [[4, 0, 2], [1]],
    ]) {
      expect(() => checkGradients(() => run(documents), model.namedParameters())).not.toThrow();
    }
  });

  test('also works with a cache, token by token', () => {
    const model = make();
    const [cache, other] = [model.createCache(2), model.createCache(2)];
    model.forward([[4], [1]], cache);
    expect(model.forward([[0], [2]], cache).shape).toEqual([2, 5]);
    model.eval().forward([[4], [1]], other);
    const whole = model
      .forward([
        [4, 0],
        [1, 2],
      ])
      .toArray() as number[][];
    const last = model.forward([[0], [2]], other).toArray() as number[][];
    last.flat().forEach((x, i) => {
      expect(x).toBeCloseTo([...whole[1], ...whole[3]][i], 12);
    });
  });
});
