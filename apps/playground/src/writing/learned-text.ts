import { decodeText, linesOf, splitData } from '@microgpt/gpt';
import { Random } from '@microgpt/random';
import type { RunSettings } from './writer.ts';

/** The part of a text that a run learned from. */
export interface LearnedText {
  /** Whether it contains a text: as a line, or anywhere in running text. */
  contains(text: string): boolean;
  /** How it begins, for a model that has no token for the beginning. */
  readonly start: string;
}

/** The part of a text that a run with these settings learned from, which is without the validation data. */
export async function learnedText(bytes: Uint8Array, { kind, validation, seed }: RunSettings): Promise<LearnedText> {
  const pieces: string[] = [];
  for await (const piece of decodeText(bytes)) pieces.push(piece);
  const text = pieces.join('');
  if (kind === 'text') {
    const training = validation === 0 ? text : splitData(text, validation).training;
    return { contains: (part) => training.includes(part), start: training.slice(0, 1) };
  }
  const lines = new Random(seed).shuffle(linesOf(text));
  const known = new Set(validation === 0 ? lines : splitData(lines, validation).training);
  return { contains: (line) => known.has(line), start: '' };
}
