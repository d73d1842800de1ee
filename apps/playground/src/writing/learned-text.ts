import { decodeText } from '@microgpt/gpt';
import { Random } from '@microgpt/random';
import { trainingTexts, type Settings } from '@microgpt/run';

/** How a run divides its text. */
export type Division = Pick<Settings, 'kind' | 'validation' | 'seed'>;

/** The part of a text that a run learned from. */
export interface LearnedText {
  /** Whether it contains a text: as a line, or anywhere in running text. */
  contains(text: string): boolean;
  /** How it begins, for a model that has no token for the beginning. */
  readonly start: string;
}

/** The part of a text that a run with these settings learned from, which is without the validation data. */
export async function learnedText(bytes: Uint8Array, { kind, validation, seed }: Division): Promise<LearnedText> {
  const pieces: string[] = [];
  for await (const piece of decodeText(bytes)) pieces.push(piece);
  const corpus = { source: 'the text', text: pieces.join('') };
  const training = trainingTexts({ corpus, kind, validation, rng: new Random(seed) });
  if (kind === 'text') return { contains: (part) => training[0].includes(part), start: training[0].slice(0, 1) };
  const known = new Set(training);
  return { contains: (line) => known.has(line), start: '' };
}
