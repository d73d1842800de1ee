import { CpuBackend } from '@microgpt/autograd/backend';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noise } from './bench.ts';
import { bench, expectClose, seed, sum } from './checks.ts';

/** What changes the scores; `more` distances of the bias than the documents need. */
interface Options {
  readonly scale?: number;
  readonly window?: number;
  readonly more?: number;
}

function check(
  lengths: readonly number[],
  pasts: readonly number[],
  heads: number,
  headSize: number,
  s: number,
  { scale = 1 / Math.sqrt(headSize), window = 2 ** 30, more }: Options = {},
): void {
  const { causalAttention } = new CpuBackend();
  const channels = heads * headSize;
  let [query, key, weightCount, most] = [0, 0, 0, 0];
  const documents = lengths.map((queries, d) => {
    const document = { query, key, queries, past: pasts[d] };
    query += queries;
    key += queries + pasts[d];
    weightCount += heads * sum(queries, (t) => Math.min(window, pasts[d] + t + 1));
    most = Math.max(most, Math.min(window, queries + pasts[d]));
    return document;
  });
  const plan = { heads, headSize, scale, window, documents };
  const packed = Int32Array.from(documents.flatMap((d) => [d.query, d.key, d.queries, d.past]));
  const distances = more === undefined ? 0 : most + more;
  const bytes = (grad: number) =>
    Math.max(...lengths.map((length, d) => bench.kernels.attentionScratch(length, pasts[d], headSize, window, grad)));
  const last = [packed, documents.length, heads, headSize, distances, scale, window] as const;

  const [q, k, v] = [noise(query * channels, s, 2), noise(key * channels, s + 1, 2), noise(key * channels, s + 2, 2)];
  const bias = more === undefined ? undefined : noise(heads * distances, s + 9, 2);
  const [y, weights] = [noise(query * channels, s + 3), noise(weightCount, s + 4)];
  bench.call('causalAttention', q, k, v, bias ?? 0, y, weights, ...last, new Float32Array(bytes(0) / 4));
  const wide = (x: Float32Array) => Float64Array.from(x);
  const wideInputs = [wide(q), wide(k), wide(v), bias && wide(bias)] as const;
  const [expected, expectedWeights] = [new Float64Array(y.length), new Float64Array(weightCount)];
  causalAttention.forward(...wideInputs, expected, expectedWeights, plan);
  expectClose(weights, expectedWeights, 5e-6);
  expectClose(y, expected, 1e-5);

  const gy = noise(y.length, s + 5);
  const inputs = bias ? [q, k, v, bias] : [q, k, v];
  const gradients = inputs.map(({ length }, i) => noise(length, s + 6 + i));
  const expectedGradients = gradients.map(wide);
  // One of the sets of operands that want a gradient.
  const asked = gradients.map((_, i) => (((s % (2 ** inputs.length - 1)) + 1) >> i) & 1);
  const scratch = new Float32Array(bytes(1) / 4 + (asked[3] ? 2 * heads * distances + 8 : 0));
  const [gq, gk, gv, gBias = 0] = gradients.map((g, i) => (asked[i] ? g : 0));
  bench.call('causalAttentionGrad', q, k, v, weights, gy, gq, gk, gv, gBias, ...last, scratch);
  const [hq, hk, hv, hBias] = expectedGradients.map((g, i) => (asked[i] ? g : undefined));
  causalAttention.grad(...wideInputs, expectedWeights, wide(gy), hq, hk, hv, hBias, plan);
  gradients.forEach((g, i) => {
    expectClose(g, expectedGradients[i], 2e-5);
  });
}

const documents = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.constantFrom(0, 0, 0, 1, 5, 16)), {
  minLength: 1,
  maxLength: 4,
});
const headSize = fc.constantFrom(1, 2, 3, 4, 4, 4, 5, 8, 12, 16, 17, 32, 40);
const options = fc.record(
  { scale: fc.constantFrom(0.3, -0.4, 0), window: fc.integer({ min: 1, max: 40 }), more: fc.constantFrom(0, 1, 30) },
  { requiredKeys: [] },
);

test.each([
  ['', fc.constant({}), 300],
  [', with another scale, a window and a bias', options, 600],
])('equals the plain loops for documents of all lengths, with and without a past%s', (_, options, numRuns) => {
  fc.assert(
    fc.property(documents, fc.integer({ min: 1, max: 4 }), headSize, seed, options, (docs, heads, D, s, options) => {
      check(
        docs.map(([length]) => length),
        docs.map(([, past]) => past),
        heads,
        D,
        s,
        options,
      );
    }),
    { numRuns },
  );
});

test.each<Options>([{}, { more: 0 }, { window: 1 }, { window: 37 }, { window: 150, more: 3 }])(
  'equals the plain loops for long documents, with %o',
  (options) => {
    check([64, 33], [0, 40], 2, 32, 14, options);
    check([130], [0], 1, 64, 14, options);
    check([1, 1], [200, 77], 4, 4, 14, options);
    check([100], [3], 2, 4, 14, options);
    check([7, 90], [250, 301], 2, 5, 14, options);
  },
);

test('scores of 1000 and more do not overflow', () => {
  const [q, y, weights] = [Float32Array.from([100, 0, 0, 0]), new Float32Array(4), new Float32Array(2)];
  const k = Float32Array.from([1000, 0, 0, 0, -1000, 0, 0, 0]);
  const scratch = new Float32Array(bench.kernels.attentionScratch(1, 1, 4, 2, 0) / 4);
  const last = [Int32Array.from([0, 0, 1, 1]), 1, 1, 4, 0, 0.5, 2, scratch] as const;
  bench.call('causalAttention', q, k, k, 0, y, weights, ...last);
  expect(Array.from(weights)).toEqual([1, 0]);
  expect(Array.from(y)).toEqual([1000, 0, 0, 0]);
});
