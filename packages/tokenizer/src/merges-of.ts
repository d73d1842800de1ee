import type { BytePairVocabulary } from './byte-pair-json.ts';
import type { Merges } from './merge.ts';
import { PairIndex } from './pair-index.ts';

/** The merges of a vocabulary, from its list or from the ranks of its tokens. */
export function mergesOf({ tokens, merges }: BytePairVocabulary, ids: ReadonlyMap<string, number>): Merges {
  const pairs = new PairIndex();
  const ranks: number[] = [];
  const results: number[] = [];

  if (merges === undefined) {
    for (const [id, token] of tokens.entries()) {
      if (token !== undefined)
        eachSplit(token, ids, (left, right) => {
          add(left, right, id, id);
        });
    }
  } else {
    for (let i = 0; i < merges.length; i += 2) {
      const [left, right] = [merges[i], merges[i + 1]];
      add(left, right, i / 2, ids.get(`${tokens[left] ?? ''}${tokens[right] ?? ''}`) ?? -1);
    }
  }
  return { pairs, ranks, results };

  function add(left: number, right: number, rank: number, result: number): void {
    const pair = pairs.add(left, right);
    ranks[pair] = rank;
    results[pair] = result;
  }
}

/** Calls `found` with each pair of tokens that form a token. */
export function eachSplit(
  token: string,
  ids: ReadonlyMap<string, number>,
  found: (left: number, right: number) => void,
): void {
  for (let at = 1; at < token.length; at++) {
    const left = ids.get(token.slice(0, at));
    const right = left === undefined ? undefined : ids.get(token.slice(at));
    if (left !== undefined && right !== undefined) found(left, right);
  }
}
