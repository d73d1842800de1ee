import { UsageError } from '@microgpt/terminal';
import { readTokenizer } from '../checkpoints/read-tokenizer.ts';
import type { CommandStreams } from '../output.ts';
import { printableText } from '../checkpoints/printable-text.ts';
import { readText } from './read-text.ts';

/** Prints the text of ids: `microgpt tokenize decode`. On a terminal, control characters are escaped. */
export async function decode(
  this: CommandStreams,
  _: object,
  tokenizerPath: string,
  ...given: string[]
): Promise<void> {
  const { stdout } = this.process;
  const tokenizer = await readTokenizer(tokenizerPath);
  const words = (given.length > 0 ? given.join(' ') : await readText(undefined, undefined))
    .split(/[\s,[\]]+/)
    .filter(Boolean);
  const ids = words.map((word) => idOf(word, tokenizer.vocabSize));
  const text = tokenizer.decode(ids);
  stdout.write(stdout.isTTY === true ? `${printableText(text)}\n` : text);
}

function idOf(word: string, vocabSize: number): number {
  const id = /^\d+$/.test(word) ? Number(word) : NaN;
  if (id < vocabSize) return id;
  throw new UsageError(`expected ids from 0 to ${vocabSize - 1}, got "${word}"`);
}
