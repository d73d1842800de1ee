import type { GivenSettings } from '@microgpt/run';

/** How the parts of a text are called. */
export interface TextWords {
  /** What the model sees one after the other: `letters`. */
  readonly letters: string;
  /** What one step takes several of: `names`. */
  readonly documents: string;
}

const documents: Readonly<Record<string, string>> = { names: 'names', tang: 'couplets', sums: 'sums' };

/** How the parts of a text are called. */
export function wordsOfText(data: string, { tokenizer, kind }: GivenSettings): TextWords {
  const letters = tokenizer === 'byte-pairs' ? 'pieces' : ['tang', 'sums'].includes(data) ? 'characters' : 'letters';
  return { letters, documents: kind === 'text' ? 'passages' : (documents[data] ?? 'lines') };
}
