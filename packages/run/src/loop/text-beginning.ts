import type { Tokenizer } from '@microgpt/tokenizer';

/**
 * The token after which a model starts a running text: a line feed or, if the tokenizer does not know that, the last token of `start`.
 *
 * @param start the first character of the text that the model learned from; empty if it is not known
 * @returns undefined if there is neither
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
