import type { Baselines, Settings } from '@microgpt/run';

/** A loss with its meaning in words. */
export interface ReferenceLine {
  readonly loss: number;
  readonly label: string;
}

/** What one token is called: a character, or a token of several. */
export function tokenNoun({ tokenizer }: Pick<Settings, 'tokenizer'>): 'character' | 'token' {
  return tokenizer === 'characters' ? 'character' : 'token';
}

/** The baselines in words, the highest loss first. */
export function referenceLines(
  { uniform, unigram, bigram }: Baselines,
  settings: Pick<Settings, 'tokenizer'>,
): readonly ReferenceLine[] {
  const nouns = tokenNoun(settings) === 'character' ? 'letters' : 'tokens';
  const lines = [
    { loss: uniform, label: 'guessing' },
    { loss: unigram, label: `${nouns} alone` },
    { loss: bigram, label: `pairs of ${nouns}` },
  ];
  return lines.sort((a, b) => b.loss - a.loss);
}
