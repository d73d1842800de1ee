import { encodeKnown as encode } from '@microgpt/run';
import type { Tokenizer } from '@microgpt/tokenizer';
import { flagError } from '../settings/in-flags.ts';

/**
 * The tokens of a text.
 *
 * @param what the text, as an error calls it
 * @throws InputError if the tokenizer does not know a character; it names those, and what the tokenizer knows
 */
export function encodeKnown(tokenizer: Tokenizer, text: string, what: string): number[] {
  try {
    return encode(tokenizer, text, what);
  } catch (error) {
    throw flagError(error);
  }
}
