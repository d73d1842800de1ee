import { linesOf } from '@microgpt/gpt';
import { isKnown } from '@microgpt/run';
import type { Tokenizer } from '@microgpt/tokenizer';
import { encodeKnown } from '../checkpoints/encode-known.ts';

/**
 * The ids of a text: of each line if the tokenizer does not know the line feed, as that of a model of lines; else of the whole
 * text.
 *
 * @param what the text, as an error calls it
 * @throws InputError if the tokenizer does not know a character
 */
export function encodeText(tokenizer: Tokenizer, text: string, what: string): number[][] {
  const texts = isKnown(tokenizer, '\n') ? [text] : linesOf(text);
  return texts.map((one) => encodeKnown(tokenizer, one, what));
}
