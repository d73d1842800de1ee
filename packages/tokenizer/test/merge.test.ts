import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Heap } from '../src/heap.ts';
import { type Merges, mergeLong, mergeShort } from '../src/merge.ts';
import { PairIndex } from '../src/pair-index.ts';

/** Merges of the ids 0 … 3 in any order, even ones that no training learns: a token may merge before its parts do. */
const anyMerges = fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.nat(30)), { maxLength: 40 }).map((list): Merges => {
  const pairs = new PairIndex();
  const ranks: number[] = [];
  const results: number[] = [];
  for (const [left, right, rank] of list) {
    const pair = pairs.add(left, right);
    // Ids grow with the length of the token, and a rank forms tokens of one length.
    results[pair] = Math.max(left, right) + 1;
    ranks[pair] = rank * 16 + results[pair];
  }
  return { pairs, ranks, results };
});

test('a long word merges as the definition says, for any order of merges', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { maxLength: 60 }), anyMerges, (ids, merges) => {
      expect(mergeLong(ids, merges)).toEqual(mergeShort(ids, merges));
    }),
    { numRuns: 5000 },
  );
});

test('of equal ranks, the leftmost pair merges: aaa is (aa)a', () => {
  const pairs = new PairIndex();
  pairs.add(0, 0);
  const merges = { pairs, ranks: [0], results: [1] };
  expect(mergeShort([0, 0, 0], merges)).toEqual([1, 0]);
  expect(mergeLong([0, 0, 0], merges)).toEqual([1, 0]);
});

test('PairIndex numbers pairs in the order in which they are added, and finds them', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(100_000), fc.nat(50)), { maxLength: 3000 }), (list) => {
      const index = new PairIndex();
      const numbers = new Map<string, number>();
      for (const [left, right] of list) {
        const key = `${left} ${right}`;
        expect(index.get(left, right)).toBe(numbers.get(key) ?? -1);
        numbers.set(key, numbers.get(key) ?? numbers.size);
        expect(index.add(left, right)).toBe(numbers.get(key));
      }
    }),
    { numRuns: 30 },
  );
});

test('Heap returns its items in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (items) => {
      const heap = new Heap<number>((a, b) => a < b);
      for (const item of items) heap.push(item);
      expect(heap.first).toBe(items.length > 0 ? Math.min(...items) : undefined);
      expect(items.map(() => heap.pop())).toEqual([...items].sort((a, b) => a - b));
      expect(heap.pop()).toBeUndefined();
    }),
  );
});
