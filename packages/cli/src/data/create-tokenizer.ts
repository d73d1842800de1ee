import { InputError } from '@microgpt/terminal';
import { BytePairTokenizer, CharTokenizer, type Tokenizer } from '@microgpt/tokenizer';
import { readTokenizer } from '../checkpoints/read-tokenizer.ts';
import type { Settings } from '@microgpt/run';
import { textsOf, trainingTexts, type DatasetOptions } from './dataset.ts';

/**
 * The tokenizer of a new run: of the characters of the text, of byte pairs, or from a file as in {@link readTokenizer}.
 *
 * Byte pairs are learned from the training part alone, so that nothing of the part kept apart helps to predict it; they know
 * every byte. Characters come from both parts, because one that is not among them could not be read.
 *
 * @param data what the dataset will be made of, with a stream in the same state
 * @throws InputError if the file holds no tokenizer, the vocabulary is too small for byte pairs, or the training part would be empty
 */
export async function createTokenizer(
  { tokenizer, vocab }: Pick<Settings, 'tokenizer' | 'vocab'>,
  data: Omit<DatasetOptions, 'tokenizer'>,
): Promise<Tokenizer> {
  if (tokenizer === 'characters') return CharTokenizer.train(textsOf(data.corpus, data.kind));
  if (tokenizer !== 'byte-pairs') return tokenizerIn(tokenizer);
  if (vocab < 257) {
    throw new InputError(
      `--vocab ${vocab}: byte pairs need at least 257 tokens, 256 bytes and one that ends a text; pass 512 or more`,
    );
  }
  return BytePairTokenizer.train(trainingTexts(data), { vocabSize: vocab });
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
