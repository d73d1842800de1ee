import { BytePairTokenizer, CharTokenizer, type Tokenizer } from '@microgpt/tokenizer';
import { RunError } from '../settings/run-error.ts';
import type { Settings } from '../settings/settings.ts';
import { textsOf, trainingTexts, type DatasetOptions } from './dataset.ts';

/** Reads the tokenizer in a file. */
export type ReadTokenizer = (file: string) => Promise<Tokenizer>;

/**
 * The tokenizer of a new run: of the characters of the text, of byte pairs, or from a file.
 *
 * Byte pairs are learned from the training part alone, so that nothing of the part held out helps to predict it; they know
 * every byte. Characters come from both parts, because one that is not among them could not be read.
 *
 * @param data what the dataset will be made of, with a stream in the same state
 * @param read reads the file of a tokenizer; without it, a file is an error
 * @throws RunError if the vocabulary is too small for byte pairs, or the training part would be empty
 */
export async function createTokenizer(
  { tokenizer, vocab }: Pick<Settings, 'tokenizer' | 'vocab'>,
  data: Omit<DatasetOptions, 'tokenizer'>,
  read: ReadTokenizer = noFile,
): Promise<Tokenizer> {
  if (tokenizer === 'characters') return CharTokenizer.train(textsOf(data.corpus, data.kind));
  if (tokenizer !== 'byte-pairs') return read(tokenizer);
  if (vocab < 257) {
    throw new RunError(
      (s) =>
        `${s('vocab')} ${vocab}: byte pairs need at least 257 tokens, 256 bytes and one that ends a text; pass 512 or more`,
    );
  }
  return BytePairTokenizer.train(trainingTexts(data), { vocabSize: vocab });
}

function noFile(file: string): never {
  throw new RunError((s) => `${s('tokenizer')}: expected characters or byte-pairs, got ${JSON.stringify(file)}`);
}
