import type { Settings } from '../settings/settings.ts';
import {
  BytePairTokenizer,
  CharTokenizer,
  fromHuggingFace,
  tokenizerFromJSON,
  type Tokenizer,
} from '@microgpt/tokenizer';
import { InputError, readInputFile } from '@microgpt/terminal';

/**
 * The tokenizer of a new run: of the characters of the texts, of byte pairs learned from them, or from a file.
 *
 * @param texts the lines, or the running text alone
 * @throws InputError if the file holds no tokenizer, or the vocabulary is too small for byte pairs
 */
export async function createTokenizer(
  { tokenizer, vocab }: Pick<Settings, 'tokenizer' | 'vocab'>,
  texts: readonly string[],
): Promise<Tokenizer> {
  if (tokenizer === 'characters') return CharTokenizer.train(texts);
  if (tokenizer !== 'byte-pairs') return readTokenizer(tokenizer);
  if (vocab < 257) {
    throw new InputError(
      `--vocab ${vocab}: byte pairs need at least 257 tokens, 256 bytes and one that ends a text; pass 512 or more`,
    );
  }
  return BytePairTokenizer.train(texts, { vocabSize: vocab });
}

/** The tokenizer in a file: what `toJSON` of ours returned, or a `tokenizer.json` of Hugging Face. */
async function readTokenizer(file: string): Promise<Tokenizer> {
  const remedy = 'pass characters, byte-pairs, or the file of a tokenizer';
  const bytes = await readInputFile(file, remedy, '--tokenizer: ');
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const isOurs = Object.hasOwn(Object(json) as object, 'type');
    return isOurs ? tokenizerFromJSON(json) : fromHuggingFace(json);
  } catch (error) {
    throw new InputError(`--tokenizer: ${file} holds no tokenizer (${(error as Error).message}); ${remedy}`);
  }
}
