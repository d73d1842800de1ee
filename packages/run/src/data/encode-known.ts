import { CharTokenizer, type Tokenizer } from '@microgpt/tokenizer';
import { RunError } from '../settings/run-error.ts';

const MOST_NAMED = 5;
const MOST_LISTED = 80;

/**
 * The tokens of a text.
 *
 * @param what the text, as an error calls it
 * @throws RunError if the tokenizer does not know a character; it names those, and what the tokenizer knows
 */
export function encodeKnown(tokenizer: Tokenizer, text: string, what: string): number[] {
  try {
    return tokenizer.encode(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RunError(
      `${what} has ${listed(unknownIn(tokenizer, text))}, which the model does not know${knownBy(tokenizer)}`,
    );
  }
}

/** The characters of a text that a tokenizer does not know, each once. */
export function unknownIn(tokenizer: Tokenizer, text: string): string[] {
  return [...new Set(text)].filter((char) => !isKnown(tokenizer, char));
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

function listed(chars: readonly string[]): string {
  const named = chars.slice(0, MOST_NAMED).map((char) => `${JSON.stringify(char)} (${codeOf(char)})`);
  const others = chars.length - MOST_NAMED;
  const rest = others > 0 ? ` and ${others} other character${others === 1 ? '' : 's'}` : '';
  return named.join(', ') + rest;
}

function codeOf(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** What a tokenizer of characters knows, as the end of a sentence. */
function knownBy(tokenizer: Tokenizer): string {
  if (!(tokenizer instanceof CharTokenizer)) return '';
  const { chars } = tokenizer;
  const shown = JSON.stringify(chars.slice(0, MOST_LISTED).join('')).slice(1, -1);
  return `; it knows ${shown}${chars.length > MOST_LISTED ? ` and ${chars.length - MOST_LISTED} more` : ''}`;
}
