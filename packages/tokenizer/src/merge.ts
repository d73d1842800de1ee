import { Heap } from './heap.ts';
import type { PairIndex } from './pair-index.ts';

/** The pairs of ids that merge, their order, and their results. */
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
 * The ids of a word: merges the pair with the lowest rank, the leftmost if there are several, until no pair merges.
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

/**
 * The same in O(n log n), with a linked list of tokens, and the places where a pair may merge by rank.
 *
 * A heap of places would work, too, but a heap of ranks is small and stays in the processor's cache. A merge cannot add
 * a place of its own rank, because the new token is longer than the two of that pair.
 */
export function mergeLong(ids: readonly number[], { pairs, ranks, results }: Merges): number[] {
  const word = Int32Array.from(ids); // a token is at the index of its first byte; −1 inside
  const next = word.map((_, i) => i + 1);
  const previous = word.map((_, i) => i - 1);
  const places = new Map<number, number[]>();
  const order = new Heap<number>((a, b) => a < b); // the ranks in `places`
  for (let i = 0; i + 1 < ids.length; i++) offer(i);

  for (let rank = order.pop(); rank !== undefined; rank = order.pop()) {
    const lefts = ascending(places.get(rank) ?? []);
    places.delete(rank);
    for (let i = 0; i < lefts.length; i++) {
      const left = lefts[i];
      const pair = pairAt(left);
      if (pair < 0 || ranks[pair] !== rank) continue; // one of the two has merged since
      const right = next[left];
      word[left] = results[pair];
      word[right] = -1;
      next[left] = next[right];
      if (next[left] < word.length) previous[next[left]] = left;
      offer(previous[left]);
      offer(left);
      if ((order.first ?? rank) >= rank) continue;
      places.set(rank, lefts.slice(i + 1)); // the new token merges at once, which never happens in a trained vocabulary
      order.push(rank);
      break;
    }
  }
  return Array.from(word.filter((id) => id >= 0));

  function offer(left: number): void {
    const pair = left < 0 ? -1 : pairAt(left);
    if (pair < 0) return;
    const rank = ranks[pair];
    const lefts = places.get(rank);
    if (lefts !== undefined) {
      lefts.push(left);
      return;
    }
    places.set(rank, [left]);
    order.push(rank);
  }

  function pairAt(left: number): number {
    const right = next[left];
    return word[left] < 0 || right >= word.length ? -1 : pairs.get(word[left], word[right]);
  }
}

function ascending(numbers: number[]): number[] {
  const isSorted = numbers.every((n, i) => i === 0 || numbers[i - 1] <= n);
  return isSorted ? numbers : Array.from(Float64Array.from(numbers).sort());
}
