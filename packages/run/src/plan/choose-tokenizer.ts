import type { Settings } from '../settings/settings.ts';

/** What is known about a text before it has tokens. */
interface TextFacts extends Pick<Settings, 'kind'> {
  /** The number of characters. */
  readonly characters: number;
  /** The number of different characters. */
  readonly differentCharacters: number;
}

/** The tokenizer to train; `vocab` is the size of a vocabulary of byte pairs. */
export type TokenizerChoice =
  { readonly tokenizer: 'characters' } | { readonly tokenizer: 'byte-pairs'; readonly vocab: number };

/** The fewest characters of a running text whose tokens are byte pairs. */
const LONG_TEXT = 2e6;

/** The most characters for a vocabulary of its own: the head of the model takes time for each of them. */
const MANY_DIFFERENT = 512;

/** The sizes of a vocabulary of byte pairs. */
const [LEAST, MOST] = [512, 4096];

/**
 * The tokenizer that suits the amount of text: characters for lines and for texts of up to 2 million characters, and byte
 * pairs for more.
 *
 * Byte pairs reach fewer bits per byte in the same time, even on tinyshakespeare's 1.1 million characters (docs/grid.md).
 * But a small text does not need them, and the loss of characters is the one that people compare.
 *
 * A text with more than 512 different characters, such as one in Chinese, has byte pairs too: characters that occur a few
 * times would be learned from nothing, and one that the training part lacks has no token. The vocabulary grows with the
 * text: a token for 2,500 characters, between 512 and 4,096.
 */
export function chooseTokenizer({ kind, characters, differentCharacters }: TextFacts): TokenizerChoice {
  const isLong = kind === 'text' && characters > LONG_TEXT;
  if (!isLong && differentCharacters <= MANY_DIFFERENT) return { tokenizer: 'characters' };
  const vocab = 2 ** Math.round(Math.log2(characters / 2500));
  return { tokenizer: 'byte-pairs', vocab: Math.min(MOST, Math.max(LEAST, vocab)) };
}
