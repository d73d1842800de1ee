import { isKnown } from '@microgpt/run';
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
  const text = given.length > 0 ? given.join(' ') : await readText(undefined, undefined);
  const texts = isKnown(tokenizer, '\n') ? [text] : text.trimEnd().split('\n'); // as encode prints them
  const decoded = texts.map((ids) => tokenizer.decode(idsIn(ids, tokenizer.vocabSize))).join('\n');
  stdout.write(stdout.isTTY === true ? `${printableText(decoded)}\n` : decoded);
}

function idsIn(text: string, vocabSize: number): number[] {
  return text
    .split(/[\s,[\]]+/)
    .filter(Boolean)
    .map((word) => idOf(word, vocabSize));
}

function idOf(word: string, vocabSize: number): number {
  const id = /^\d+$/.test(word) ? Number(word) : NaN;
  if (id < vocabSize) return id;
  throw new UsageError(`expected ids from 0 to ${vocabSize - 1}, got "${word}"`);
}
