import { CharTokenizer, type Tokenizer } from '@microgpt/tokenizer';

/** The tokens of a text, or why it has none. */
export type Encoded = { readonly ids: number[] } | UnknownCharacters;

/** The characters of a text that a tokenizer does not know, and those that it does. */
export interface UnknownCharacters {
  /** In the order of the text, each once. */
  readonly unknown: readonly string[];
  /** What the tokenizer knows; undefined if its tokens are not characters. */
  readonly known: readonly string[] | undefined;
}

/** The tokens of a text, or the facts for a message if the tokenizer does not know all of its characters. */
export function tryEncode(tokenizer: Tokenizer, text: string): Encoded {
  try {
    return { ids: tokenizer.encode(text) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const unknown = [...new Set(text)].filter((char) => !isKnown(tokenizer, char));
    return { unknown, known: tokenizer instanceof CharTokenizer ? tokenizer.chars : undefined };
  }
}

/** Whether a tokenizer knows a character. */
export function isKnown(tokenizer: Tokenizer, char: string): boolean {
  try {
    tokenizer.encode(char);
    return true;
  } catch {
    return false;
  }
}
