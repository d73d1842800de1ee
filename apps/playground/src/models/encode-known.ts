import { tryEncode } from '@microgpt/run';
import type { Tokenizer } from '@microgpt/tokenizer';

const MOST_NAMED = 5;
const MOST_LISTED = 80;

/**
 * The tokens of a text that a user typed.
 *
 * @throws RangeError that names the characters that the model does not know, and those that it does
 */
export function encodeKnown(tokenizer: Tokenizer, text: string): number[] {
  const encoded = tryEncode(tokenizer, text);
  if ('ids' in encoded) return encoded.ids;
  const { unknown, known } = encoded;
  throw new RangeError(
    `This model does not know ${listed(unknown)}, because the text it learned from has none. ${knownBy(known)}`,
  );
}

function listed(chars: readonly string[]): string {
  const others = chars.length - MOST_NAMED;
  const named = chars.slice(0, MOST_NAMED).map((char) => `“${char}”`);
  return named.join(', ') + (others > 0 ? ` and ${others} more` : '');
}

/** What a user can type, as a sentence. */
function knownBy(chars: readonly string[] | undefined): string {
  if (chars === undefined) return 'Type something else.';
  const visible = chars.filter((char) => char.trim() !== '');
  const rest = visible.length > MOST_LISTED ? ' …' : '';
  return `It knows ${visible.slice(0, MOST_LISTED).join('')}${rest}`;
}
