import { Random } from '@microgpt/random';
import { createDataset, type Dataset, type RunRecord } from '@microgpt/run';
import { InputError } from '@microgpt/terminal';
import type { Tokenizer } from '@microgpt/tokenizer';
import { readCorpus } from '../data/corpus.ts';
import { inFlags } from '../settings/in-flags.ts';

/** The data of a run, found again, or why not: the end of a sentence. */
export type FoundData =
  | { readonly dataset: Dataset; readonly problem?: undefined }
  | { readonly dataset?: undefined; readonly problem: string };

/** Finds the text of a run again, where it was, and divides it into the same parts. It must not have changed. */
export async function findData(record: RunRecord | undefined, tokenizer: Tokenizer): Promise<FoundData> {
  if (record === undefined) return { problem: 'the checkpoint does not say what it was trained on' };
  const { settings, data } = record;
  try {
    const corpus = await readCorpus(data.source);
    if (corpus.sha256 !== data.sha256) return { problem: `${data.source} has changed since the training` };
    const { kind, validation, seed } = settings;
    const options = { corpus, kind, tokenizer, validation, rng: new Random(seed) };
    return { dataset: await inFlags(() => createDataset(options)) };
  } catch (error) {
    if (error instanceof InputError) return { problem: error.message.replace(/;[^;]*$/, '') };
    throw error;
  }
}
