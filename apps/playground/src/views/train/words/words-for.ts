import type { RunState } from '../../../run/run-state.ts';
import { wordsOfText } from '../settings/words-of-text.ts';

/** What the parts of a text are called on the page. */
export interface Words {
  /** What the model reads and writes one after another. */
  readonly unit: string;
  readonly units: string;
  /** What the text is made of: many documents, or one. */
  readonly texts: string;
}

/** The words for a run's text: the letters of names, the tokens of a running text. */
export function wordsFor({ settings, data }: Pick<RunState, 'settings' | 'data'>): Words {
  const { letters, documents } = wordsOfText(data.source, settings);
  const units = settings.tokenizer === 'characters' ? letters : 'tokens';
  return { unit: units.slice(0, -1), units, texts: settings.kind === 'text' ? 'text' : documents };
}
