import { unknownIn } from '@microgpt/run';
import { CharTokenizer, type Tokenizer } from '@microgpt/tokenizer';

const MOST_NAMED = 5;
const MOST_LISTED = 80;

/**
 * The tokens of a text that a user typed.
 *
 * @throws RangeError that names the characters that the model does not know, and those that it does
 */
export function encodeKnown(tokenizer: Tokenizer, text: string): number[] {
  try {
    return tokenizer.encode(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `This model does not know ${listed(unknownIn(tokenizer, text))}, because the text it learned from has none. ${knownBy(tokenizer)}`;
    throw new RangeError(message, { cause: error });
  }
}

function listed(chars: readonly string[]): string {
  const others = chars.length - MOST_NAMED;
  const named = chars.slice(0, MOST_NAMED).map((char) => `“${char}”`);
  return named.join(', ') + (others > 0 ? ` and ${others} more` : '');
}

/** What a user can type, as a sentence. */
function knownBy(tokenizer: Tokenizer): string {
  if (!(tokenizer instanceof CharTokenizer)) return 'Type something else.';
  const { chars } = tokenizer;
  const visible = chars.filter((char) => char.trim() !== '');
  const rest = visible.length > MOST_LISTED ? ' …' : '';
  return `It knows ${visible.slice(0, MOST_LISTED).join('')}${rest}`;
}
