import { CpuBackend } from '@microgpt/autograd/backend';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noise } from './bench.ts';
import { bench, expectClose, seed, sum } from './checks.ts';

function check(lengths: readonly number[], pasts: readonly number[], heads: number, headSize: number, s: number): void {
  const { causalAttention } = new CpuBackend();
  const channels = heads * headSize;
  let [query, key, weightCount] = [0, 0, 0];
  const documents = lengths.map((queries, d) => {
    const document = { query, key, queries, past: pasts[d] };
    query += queries;
    key += queries + pasts[d];
    weightCount += heads * sum(queries, (t) => pasts[d] + t + 1);
    return document;
  });
  const plan = { heads, headSize, scale: 1 / Math.sqrt(headSize), window: Infinity, documents };
  const packed = Int32Array.from(documents.flatMap((d) => [d.query, d.key, d.queries, d.past]));
  const scratch = (grad: number) => {
    const bytes = lengths.map((length, d) => bench.kernels.attentionScratch(length, pasts[d], headSize, grad));
    return new Float32Array(Math.max(...bytes) / 4);
  };
  const [q, k, v] = [noise(query * channels, s, 2), noise(key * channels, s + 1, 2), noise(key * channels, s + 2, 2)];
  const [y, weights] = [noise(query * channels, s + 3), noise(weightCount, s + 4)];
  const counts = [documents.length, heads, headSize] as const;
  bench.call('causalAttention', q, k, v, y, weights, packed, ...counts, scratch(0));
  const wide = (x: Float32Array) => Float64Array.from(x);
  const [expected, expectedWeights] = [new Float64Array(y.length), new Float64Array(weightCount)];
  causalAttention.forward(wide(q), wide(k), wide(v), undefined, expected, expectedWeights, plan);
  expectClose(weights, expectedWeights, 5e-6);
  expectClose(y, expected, 1e-5);

  const gy = noise(y.length, s + 5);
  const gradients = [noise(q.length, s + 6), noise(k.length, s + 7), noise(v.length, s + 8)];
  // One of the seven sets of operands that want a gradient.
  const asked = gradients.map((_, i) => (((s % 7) + 1) >> i) & 1);
  const expectedGradients = gradients.map(wide);
  bench.call(
    ...(['causalAttentionGrad', q, k, v, weights, gy] as const),
    ...gradients.map((g, i) => (asked[i] ? g : 0)),
    ...([packed, ...counts, scratch(1)] as const),
  );
  const [gq, gk, gv] = expectedGradients.map((g, i) => (asked[i] ? g : undefined));
  causalAttention.grad(wide(q), wide(k), wide(v), undefined, expectedWeights, wide(gy), gq, gk, gv, undefined, plan);
  gradients.forEach((g, i) => {
    expectClose(g, expectedGradients[i], 2e-5);
  });
}

const documents = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.constantFrom(0, 0, 0, 1, 5, 16)), {
  minLength: 1,
  maxLength: 4,
});
const headSize = fc.constantFrom(1, 2, 3, 4, 4, 4, 5, 8, 12, 16, 17, 32, 40);

test('equals the plain loops for documents of all lengths, with and without a past', () => {
  fc.assert(
    fc.property(documents, fc.integer({ min: 1, max: 4 }), headSize, seed, (docs, heads, D, s) => {
      check(
        docs.map(([length]) => length),
        docs.map(([, past]) => past),
        heads,
        D,
        s,
      );
    }),
    { numRuns: 300 },
  );
});

test('equals the plain loops for long documents', () => {
  check([64, 33], [0, 40], 2, 32, 6);
  check([130], [0], 1, 64, 6);
  check([1, 1], [200, 77], 4, 4, 6);
  check([100], [3], 2, 4, 6);
});

test('scores of 1000 and more do not overflow', () => {
  const [q, y, weights] = [Float32Array.from([100, 0, 0, 0]), new Float32Array(4), new Float32Array(2)];
  const k = Float32Array.from([1000, 0, 0, 0, -1000, 0, 0, 0]);
  const scratch = new Float32Array(bench.kernels.attentionScratch(1, 1, 4, 0) / 4);
  bench.call('causalAttention', q, k, k, y, weights, Int32Array.from([0, 0, 1, 1]), 1, 1, 4, scratch);
  expect(Array.from(weights)).toEqual([1, 0]);
  expect(Array.from(y)).toEqual([1000, 0, 0, 0]);
});
