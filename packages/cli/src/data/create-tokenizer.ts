import { InputError } from '@microgpt/terminal';
import { BytePairTokenizer, CharTokenizer, type Tokenizer } from '@microgpt/tokenizer';
import { readTokenizer } from '../checkpoints/read-tokenizer.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * The tokenizer of a new run: of the characters of the texts, of byte pairs learned from them, or from a file as in {@link readTokenizer}.
 *
 * @param texts the lines, or the running text alone
 * @throws InputError if the file holds no tokenizer, or the vocabulary is too small for byte pairs
 */
export async function createTokenizer(
  { tokenizer, vocab }: Pick<Settings, 'tokenizer' | 'vocab'>,
  texts: readonly string[],
): Promise<Tokenizer> {
  if (tokenizer === 'characters') return CharTokenizer.train(texts);
  if (tokenizer !== 'byte-pairs') return tokenizerIn(tokenizer);
  if (vocab < 257) {
    throw new InputError(
      `--vocab ${vocab}: byte pairs need at least 257 tokens, 256 bytes and one that ends a text; pass 512 or more`,
    );
  }
  return BytePairTokenizer.train(texts, { vocabSize: vocab });
}

/** The tokenizer in a file, a folder or a checkpoint. */
async function tokenizerIn(path: string): Promise<Tokenizer> {
  try {
    return await readTokenizer(path);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [problem] = error.message.split('; ');
    throw new InputError(`--tokenizer: ${problem}; pass characters, byte-pairs, or the file of a tokenizer`);
  }
}
