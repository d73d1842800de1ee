import { noGrad, type Tensor } from '@microgpt/autograd';
import { GPT, type GPTConfig, type GPTParts } from '@microgpt/gpt';
import { Initializer, LayerNorm, MLP } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createWasm } from '../src/index.ts';
import { Bench, noise } from './kernels/bench.ts';

// A row of a product, a query of an attention and a token of a GPT have the same bits whatever else is computed with
// them: with a cache, without one, among other documents.

const bench = new Bench();
const bits = (x: Float32Array) => Array.from(new Int32Array(x.buffer, x.byteOffset, x.length));

/** Numbers, some of them 0 and −0, so that some sums have only zeros, whose sign is a bit, too. */
const sparse = (length: number, seed: number) => noise(length, seed).map((x) => (Math.abs(x) < 0.8 ? 0 * x : x));
const kinds = [noise, sparse] as const;

describe('x · wᵀ', () => {
  function product(x: Float32Array, w: Float32Array, n: number, k: number, m: number): Float32Array {
    const y = new Float32Array(n * m);
    const scratch = new Float32Array(bench.kernels.matmulScratch() / 4);
    bench.call('matmul', x, w, y, n, k, m, 0, 1, 0, scratch);
    return y;
  }

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 17, 27, 64, 100, 257, 512, 513, 1027, 4099])(
    'with rows of %d numbers gives each row the same bits as alone',
    (k) => {
      for (const numbers of kinds) {
        const inputs = [2, 3, 5, 6, 7, 8, 70].map((n) => ({ n, x: numbers(n * k, n) }));
        for (const m of [1, 2, 3, 4, 5, 7, 8, 9, 27, 67]) {
          const w = numbers(m * k, k + m);
          for (const { n, x } of inputs) {
            const all = product(x, w, n, k, m);
            for (const row of [0, n - 2, n - 1]) {
              const alone = product(x.slice(row * k, (row + 1) * k), w, 1, k, m);
              expect(bits(all.slice(row * m, (row + 1) * m)), `${n} rows, ${m} columns`).toEqual(bits(alone));
            }
          }
        }
      }
    },
  );
});

describe('causalAttention', () => {
  interface Document {
    readonly query: number;
    readonly key: number;
    readonly queries: number;
    readonly past: number;
  }

  interface Options {
    readonly window?: number;
    readonly biased?: boolean;
  }

  function attend(
    [q, k, v]: readonly Float32Array[],
    documents: readonly Document[],
    heads: number,
    headSize: number,
    { window = 2 ** 30, biased = false }: Options,
  ): Float32Array {
    const pairs = documents.map(({ queries, past }) => queries * (past + queries)); // or fewer
    const bytes = documents.map((d) => bench.kernels.attentionScratch(d.queries, d.past, headSize, window, 0));
    const [y, weights] = [new Float32Array(q.length), new Float32Array(heads * pairs.reduce((a, b) => a + b))];
    const places = Int32Array.from(documents.flatMap((d) => [d.query, d.key, d.queries, d.past]));
    const distances = biased ? 257 : 0;
    const bias = biased ? noise(heads * distances, 9, 3) : 0;
    const counts = [documents.length, heads, headSize, distances] as const;
    const scratch = new Float32Array(Math.max(...bytes) / 4);
    bench.call('causalAttention', q, k, v, bias, y, weights, places, ...counts, 0.4, window, scratch);
    return y;
  }

  const sizes = [1, 2, 3, 4, 5, 7, 8, 12, 16, 20, 33, 64];
  const cases: [number, Options][] = [
    ...sizes.map((headSize): [number, Options] => [headSize, {}]),
    ...[3, 4, 16, 33].flatMap((headSize): [number, Options][] => [
      [headSize, { biased: true }],
      [headSize, { window: 6 }],
      [headSize, { window: 130, biased: true }],
    ]),
  ];

  test.each(cases)('with heads of %d channels, %o', (headSize, options) => {
    for (const [i, length] of [1, 2, 3, 4, 5, 7, 8, 9, 16, 31, 64, 127, 128, 129, 131, 140, 257].entries()) {
      const heads = length < 100 ? 3 : 1;
      const C = heads * headSize;
      const tensors = [1, 2, 3].map((seed) => kinds[i % 2](length * C, seed, 3));
      const [q, k, v] = tensors;
      const all = attend(tensors, [{ query: 0, key: 0, queries: length, past: 0 }], heads, headSize, options);
      for (const first of new Set([0, 1, 2, 3, 5, length - 4, length - 3, length - 2, length - 1])) {
        for (const count of [1, 2, 3, 4, 5, 9]) {
          const end = first + count;
          if (first < 0 || end > length) continue;
          const some = attend(
            [q.slice(first * C, end * C), k.slice(0, end * C), v.slice(0, end * C)],
            [{ query: 0, key: 0, queries: count, past: first }],
            heads,
            headSize,
            options,
          );
          expect(bits(some), `${length} tokens, ${count} from ${first} on`).toEqual(
            bits(all.slice(first * C, end * C)),
          );
        }
      }
    }
  });
});

describe('a GPT', async () => {
  const engine = await createWasm();
  const flat = (logits: Tensor) => logits.toFlat() as Float32Array;

  function make(sizes: Partial<GPTConfig>, parts: Partial<GPTParts> = {}): GPT {
    const config = { vocabSize: 11, blockSize: 40, nLayer: 2, nHead: 2, nEmbd: 16, ...sizes };
    return new GPT({ ...config, ...parts }, new Initializer(engine, new Random(7), { std: 0.4 }));
  }

  /** The logits of each token, by document, when documents are written to one cache piece by piece. */
  function withCache(model: GPT, documents: readonly (readonly number[])[], pieces: readonly number[]): number[][] {
    const cache = model.createCache(documents.length);
    const got: number[][] = documents.map(() => []);
    const { vocabSize } = model.config;
    const longest = Math.max(...documents.map(({ length }) => length));
    for (let at = 0, i = 0, size = 0; at < longest; at += size, i++) {
      size = Math.min(pieces[i % pieces.length], longest - at);
      // A document that has ended repeats its last token, beyond what is compared.
      const parts = documents.map((ids) =>
        Array.from({ length: size }, (_, t) => ids[Math.min(at + t, ids.length - 1)]),
      );
      const logits = flat(model.forward(parts, cache));
      got.forEach((row, d) => row.push(...bits(logits.slice(d * size * vocabSize, (d + 1) * size * vocabSize))));
    }
    return got.map((row, d) => row.slice(0, documents[d].length * vocabSize));
  }

  const sizes = fc.constantFrom<[number, number]>(
    [4, 1],
    [6, 2],
    [10, 2],
    [12, 3],
    [15, 3],
    [16, 4],
    [20, 5],
    [21, 1],
    [24, 4],
    [32, 2],
    [36, 4],
    [48, 1],
    [64, 4],
  );
  const documents = fc.array(fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 28 }), {
    minLength: 1,
    maxLength: 4,
  });
  const pieces = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });

  test('has the same logits with and without a cache, for every width, prompt and number of documents', () => {
    fc.assert(
      fc.property(sizes, documents, pieces, ([nEmbd, nHead], ids, prompts) => {
        const model = make({ nEmbd, nHead });
        const expected = ids.map((document) => bits(flat(noGrad(() => model.forward([document])))));
        expect(withCache(model, ids, [...prompts, 1, 1, 1])).toEqual(expected);
        expect(bits(flat(noGrad(() => model.forward(ids))))).toEqual(expected.flat());
        expect(bits(flat(model.forward(ids)))).toEqual(expected.flat()); // also when it records gradients
      }),
      { numRuns: 60 },
    );
  });

  test('with other norms, biases and activations too', () => {
    const model = make(
      { nEmbd: 18, nHead: 3 },
      {
        norm: ({ nEmbd }, init) => new LayerNorm(nEmbd, init),
        mlp: ({ nEmbd }, init) => new MLP([nEmbd, 50, nEmbd], init, { activation: (x) => x.gelu() }),
      },
    );
    const ids = [Array.from({ length: 33 }, (_, i) => (i * i) % 11), [3, 1, 4, 1, 5]];
    const expected = ids.map((document) => bits(flat(noGrad(() => model.forward([document])))));
    expect(withCache(model, ids, [4, 1, 1, 7])).toEqual(expected);
  });

  test('with texts far longer than the kernels process at a time', () => {
    const model = make({ nEmbd: 8, nHead: 2, nLayer: 1, blockSize: 700 });
    const ids = [Array.from({ length: 700 }, (_, i) => (i * 7 + (i >> 3)) % 11)];
    const expected = bits(flat(noGrad(() => model.forward(ids))));
    expect(withCache(model, ids, [1])[0]).toEqual(expected);
    expect(withCache(model, ids, [130, 5, 1, 2])[0]).toEqual(expected);
  });
});
