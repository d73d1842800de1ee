import { Heap } from './heap.ts';
import type { PairIndex } from './pair-index.ts';

/** Which pairs of ids merge, in which order, and into what. */
export interface Merges {
  readonly pairs: PairIndex;
  /** By the number of the pair: the pair with the lowest rank merges first. */
  readonly ranks: readonly number[];
  /** By the number of the pair: the id of the merged token. */
  readonly results: readonly number[];
}

/** Words up to this length are merged by the simple loop, which is faster for them. */
const SHORT = 48;

/**
 * The ids of a word: merges the pair with the lowest rank, the leftmost of several, until no pair of neighbors merges.
 *
 * @param ids the ids of the word's bytes
 */
export function mergeWord(ids: readonly number[], merges: Merges): number[] {
  return ids.length <= SHORT ? mergeShort(ids, merges) : mergeLong(ids, merges);
}

/** The definition: O(n²) for n bytes. */
export function mergeShort(ids: readonly number[], { pairs, ranks, results }: Merges): number[] {
  const word = [...ids];
  for (;;) {
    let best = -1;
    let at = 0;
    for (let i = 0; i + 1 < word.length; i++) {
      const pair = pairs.get(word[i], word[i + 1]);
      if (pair >= 0 && (best < 0 || ranks[pair] < ranks[best])) {
        best = pair;
        at = i;
      }
    }
    if (best < 0) return word;
    word.splice(at, 2, results[best]);
  }
}

/** The same in O(n log n): a linked list of tokens and a heap of the pairs that may merge. */
export function mergeLong(ids: readonly number[], { pairs, ranks, results }: Merges): number[] {
  const word = Int32Array.from(ids); // a token is at the index of its first byte; −1 inside
  const next = Int32Array.from(ids, (_, i) => i + 1);
  const previous = Int32Array.from(ids, (_, i) => i - 1);
  const PLACES = 2 ** 31; // an entry is rank · PLACES + index, so the leftmost of equal ranks is first
  const heap = new Heap<number>((a, b) => a < b);
  for (let i = 0; i + 1 < ids.length; i++) offer(i);

  for (let entry = heap.pop(); entry !== undefined; entry = heap.pop()) {
    const rank = Math.floor(entry / PLACES);
    const left = entry - rank * PLACES;
    const pair = pairAt(left);
    if (pair < 0 || ranks[pair] !== rank) continue; // one of the two has merged since
    const right = next[left];
    word[left] = results[pair];
    word[right] = -1;
    next[left] = next[right];
    if (next[left] < word.length) previous[next[left]] = left;
    offer(previous[left]);
    offer(left);
  }
  return Array.from(word.filter((id) => id >= 0));

  function offer(left: number): void {
    const pair = left < 0 ? -1 : pairAt(left);
    if (pair >= 0) heap.push(ranks[pair] * PLACES + left);
  }

  function pairAt(left: number): number {
    const right = next[left];
    return word[left] < 0 || right >= word.length ? -1 : pairs.get(word[left], word[right]);
  }
}
