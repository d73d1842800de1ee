import type { Tokenizer } from '@microgpt/tokenizer';

/**
 * The token after which a model writes running text from its beginning: a line feed, or how the text that it learned from begins if the
 * tokenizer does not know that.
 *
 * @param start the first character of the text that the model learned from; empty if it is not known
 * @returns undefined if neither tells
 */
export function textBeginning(tokenizer: Tokenizer, start: string): number | undefined {
  return lastOf(tokenizer, '\n') ?? lastOf(tokenizer, start);
}

/** The last token of a text; undefined if there is none, or the tokenizer does not know a character. */
function lastOf(tokenizer: Tokenizer, text: string): number | undefined {
  try {
    return tokenizer.encode(text).at(-1);
  } catch {
    return undefined;
  }
}
