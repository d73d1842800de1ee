import type { GivenSettings } from '@microgpt/run';

/** How the parts of a text are called. */
export interface TextWords {
  /** What the model sees one after the other: `letters`. */
  readonly letters: string;
  /** What one step takes several of: `names`. */
  readonly documents: string;
}

/** Whose characters are letters to a reader; a text of the user's may be anything. */
const ofLetters = ['names', 'shakespeare'];

const documents: Readonly<Record<string, string>> = { names: 'names', tang: 'couplets', sums: 'sums' };

/** How the parts of a text are called. */
export function wordsOfText(data: string, { tokenizer, kind }: GivenSettings): TextWords {
  const letters = tokenizer === 'byte-pairs' ? 'pieces' : ofLetters.includes(data) ? 'letters' : 'characters';
  return { letters, documents: kind === 'text' ? 'passages' : (documents[data] ?? 'lines') };
}
