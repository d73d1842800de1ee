import { InputError } from '@microgpt/terminal';
import type { Tokenizer } from '@microgpt/tokenizer';
import { readTokenizer } from '../checkpoints/read-tokenizer.ts';

/**
 * The tokenizer for a new run in a file, a folder or a checkpoint.
 *
 * @throws InputError if there is none; it says what else `--tokenizer` takes
 */
export async function newTokenizerIn(path: string): Promise<Tokenizer> {
  try {
    return await readTokenizer(path);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [problem] = error.message.split('; ');
    throw new InputError(`--tokenizer: ${problem}; pass characters, byte-pairs, or the file of a tokenizer`);
  }
}
