import type { RunState } from '../../../session/run-state.ts';

/** What the parts of a text are called on the page. */
export interface Words {
  /** What the model reads and writes one after another. */
  readonly unit: string;
  readonly units: string;
  /** What the text is made of: many documents, or one. */
  readonly texts: string;
}

/** More different characters than alphabets have: a script whose signs stand for syllables or words. */
const ALPHABET = 256;

/**
 * The words for a run's text: letters of names, tokens of a text.
 *
 * Characters are called letters, which everyone knows; those of a large script are called characters.
 */
export function wordsFor({ settings, data, vocabSize }: Pick<RunState, 'settings' | 'data' | 'vocabSize'>): Words {
  const unit = settings.tokenizer !== 'characters' ? 'token' : vocabSize > ALPHABET ? 'character' : 'letter';
  const texts = settings.kind === 'text' ? 'text' : data.source === 'names' ? 'names' : 'lines';
  return { unit, units: `${unit}s`, texts };
}
