import { describe, expect, test } from 'vitest';
import { Bench, noise } from './kernels.ts';

// A row of a product, and a query of an attention, have the same bits whatever is computed beside them.

const bench = new Bench();
const bits = (x: Float32Array) => Array.from(new Int32Array(x.buffer, x.byteOffset, x.length));

describe('x · wᵀ', () => {
  function product(x: Float32Array, w: Float32Array, n: number, k: number, m: number): Float32Array {
    const y = new Float32Array(n * m);
    const scratch = new Float32Array(bench.kernels.matmulScratch() / 4);
    bench.call('matmul', x, w, y, n, k, m, 0, 1, 0, scratch);
    return y;
  }

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 17, 27, 64, 100, 255, 256, 257, 300, 515, 1024, 1025, 3000])(
    'of rows of %d numbers gives each row the bits that it has alone',
    (k) => {
      for (const m of [1, 2, 3, 4, 5, 7, 8, 9, 16, 27, 67]) {
        const w = noise(m * k, k + m);
        for (const n of [2, 3, 4, 5, 6, 7, 8, 9, 13, 70]) {
          const x = noise(n * k, n);
          const all = product(x, w, n, k, m);
          for (const row of new Set([0, 1, n - 2, n - 1])) {
            const alone = product(x.slice(row * k, (row + 1) * k), w, 1, k, m);
            expect(bits(all.slice(row * m, (row + 1) * m))).toEqual(bits(alone));
          }
        }
      }
    },
  );
});

describe('causalAttention', () => {
  function attend(
    [q, k, v]: readonly Float32Array[],
    documents: readonly { query: number; key: number; queries: number; past: number }[],
    heads: number,
    headSize: number,
  ): Float32Array {
    const y = new Float32Array(q.length);
    const weights = new Float32Array(
      documents.reduce((sum, { queries, past }) => sum + heads * (queries * past + (queries * (queries + 1)) / 2), 0),
    );
    const bytes = documents.map(({ queries, past }) => bench.kernels.attentionScratch(queries, past, headSize, 0));
    const packed = Int32Array.from(documents.flatMap((d) => [d.query, d.key, d.queries, d.past]));
    const scratch = new Float32Array(Math.max(...bytes) / 4);
    bench.call('causalAttention', q, k, v, y, weights, packed, documents.length, heads, headSize, scratch);
    return y;
  }

  test.each([1, 2, 3, 4, 5, 7, 8, 12, 16, 20, 33, 64])('with heads of %d channels', (headSize) => {
    for (const length of [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 31, 33, 64, 127, 128, 129, 131, 140, 257, 300]) {
      const heads = length < 100 ? 3 : 1;
      const C = heads * headSize;
      const tensors = [noise(length * C, 1, 3), noise(length * C, 2, 3), noise(length * C, 3, 3)];
      const [q, k, v] = tensors;
      const all = attend(tensors, [{ query: 0, key: 0, queries: length, past: 0 }], heads, headSize);
      for (const first of new Set([0, 1, 2, 3, 5, length - 5, length - 4, length - 3, length - 2, length - 1])) {
        for (const count of [1, 2, 3, 4, 5, 6, 9, 17]) {
          if (first < 0 || first + count > length) continue;
          const end = first + count;
          const some = attend(
            [q.slice(first * C, end * C), k.slice(0, end * C), v.slice(0, end * C)],
            [{ query: 0, key: 0, queries: count, past: first }],
            heads,
            headSize,
          );
          expect(bits(some), `${length} tokens, ${count} from ${first} on`).toEqual(
            bits(all.slice(first * C, end * C)),
          );
        }
      }
    }
  });
});
