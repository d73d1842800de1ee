import { describe, expect, test } from 'vitest';
import { candidates, type Candidate, type SamplingOptions } from '../../src/index.ts';

const logits = [1, 3, 2, 0].map((p) => Math.log(p + 1)); // probabilities 0.2 0.4 0.3 0.1

/** The ids with what removed them. */
function removed(options: SamplingOptions, of: readonly number[] = logits): [number, Candidate['removedBy']][] {
  return candidates(of, options).map(({ id, removedBy }) => [id, removedBy]);
}

describe('candidates', () => {
  test('come with the likeliest first, with both probabilities', () => {
    const close = (p: number) => expect.closeTo(p, 14) as number;
    // At temperature 1/2 the squares: 4, 16, 9 and 1 over 30; of the first three, 29.
    expect(candidates(logits, { temperature: 0.5, topK: 3 })).toEqual([
      { id: 1, before: close(0.4), after: close(16 / 29), removedBy: undefined },
      { id: 2, before: close(0.3), after: close(9 / 29), removedBy: undefined },
      { id: 0, before: close(0.2), after: close(4 / 29), removedBy: undefined },
      { id: 3, before: close(0.1), after: 0, removedBy: 'topK' },
    ]);
  });

  test('without options keep their probability', () => {
    for (const { before, after, removedBy } of candidates(logits)) {
      expect(after).toBe(before);
      expect(removedBy).toBeUndefined();
    }
  });

  test.each<[string, SamplingOptions, [number, Candidate['removedBy']][]]>([
    [
      'temperature 0',
      { temperature: 0 },
      [
        [1, undefined],
        [2, 'temperature'],
        [0, 'temperature'],
        [3, 'temperature'],
      ],
    ],
    [
      'top-k before top-p',
      { topK: 3, topP: 0.5 },
      [
        [1, undefined],
        [2, undefined],
        [0, 'topP'],
        [3, 'topK'],
      ],
    ],
    [
      'top-p before min-p',
      { topP: 0.85, minP: 0.7 },
      [
        [1, undefined],
        [2, undefined],
        [0, 'minP'],
        [3, 'topP'],
      ],
    ],
    [
      'top-k alone, where top-p leaves the rest',
      { topK: 1, topP: 1 },
      [
        [1, undefined],
        [2, 'topK'],
        [0, 'topK'],
        [3, 'topK'],
      ],
    ],
  ])('name what removed them: %s', (_, options, expected) => {
    expect(removed(options)).toEqual(expected);
  });

  test('that the model bans were removed by no option', () => {
    expect(removed({ topK: 1 }, [0, -Infinity])).toEqual([
      [0, undefined],
      [1, undefined],
    ]);
  });

  test('that are equally likely come in the order of their ids', () => {
    expect(candidates([5, 5, 5]).map(({ id }) => id)).toEqual([0, 1, 2]);
  });

  test('refuse what probabilities refuses', () => {
    expect(() => candidates([])).toThrow('there are no logits; pass one for each token');
    expect(() => candidates(logits, { topK: 0 })).toThrow('topK must be a positive integer, got 0');
    expect(() => candidates(logits, { top_k: 2 } as never)).toThrow('candidates: unknown option "top_k"');
  });
});
