import type { Tokenizer } from '@microgpt/tokenizer';
import { RunError } from '../settings/run-error.ts';
import { tryEncode } from './try-encode.ts';

const MOST_NAMED = 5;
const MOST_LISTED = 80;

/**
 * The tokens of a text.
 *
 * @param what the text, as an error calls it
 * @throws RunError if the tokenizer does not know a character; it names those, and what the tokenizer knows
 */
export function encodeKnown(tokenizer: Tokenizer, text: string, what: string): number[] {
  const encoded = tryEncode(tokenizer, text);
  if ('ids' in encoded) return encoded.ids;
  const { unknown, known } = encoded;
  throw new RunError(`${what} has ${listed(unknown)}, which the model does not know${knownBy(known)}`);
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
function knownBy(chars: readonly string[] | undefined): string {
  if (chars === undefined) return '';
  const shown = JSON.stringify(chars.slice(0, MOST_LISTED).join('')).slice(1, -1);
  return `; it knows ${shown}${chars.length > MOST_LISTED ? ` and ${chars.length - MOST_LISTED} more` : ''}`;
}
