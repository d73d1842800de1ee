import { BytePairTokenizer } from './byte-pair-tokenizer.ts';
import { CharTokenizer } from './char-tokenizer.ts';
import type { Tokenizer } from './tokenizer.ts';

/**
 * Creates the tokenizer that `toJSON` saved, of any type in this package.
 *
 * @throws TypeError if the data has another type, or does not have the form of its type
 */
export function tokenizerFromJSON(json: unknown): Tokenizer {
  const { type } = Object(json) as { type?: unknown };
  if (type === 'char') return CharTokenizer.fromJSON(json);
  if (type === 'byte-pair') return BytePairTokenizer.fromJSON(json);
  const got = type === undefined ? (json === null ? 'null' : typeof json) : `type ${JSON.stringify(type)}`;
  throw new TypeError(
    `tokenizerFromJSON: expected data of type "char" or "byte-pair", got ${got}; create your own tokenizer with its own fromJSON`,
  );
}
