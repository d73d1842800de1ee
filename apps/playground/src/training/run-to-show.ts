import { batchOptionsFrom, modelFrom, tokenizerFrom } from '@microgpt/gpt/checkpoint';
import { Random } from '@microgpt/random';
import { baselinesOfDataset, corpusFrom, createDataset, type Baselines } from '@microgpt/run';
import type { Tokenizer } from '@microgpt/tokenizer';
import { engineNamed } from '../run/engine-named.ts';
import { modelBytes } from './model-bytes.ts';
import type { ReadRun, RunInFile } from './opened-file.ts';

/**
 * Reads runs that are shown while the command line trains them. What only training needs is left out: the optimizer, and
 * the tokens of the text, except to compare with simple guesses. Those stay the same from save to save, so the last ones
 * are kept.
 */
export class RunToShow {
  #last: { readonly key: string; readonly baselines: Baselines } | undefined;

  /** @throws RangeError if the model is damaged, or does not fit the text */
  readonly read = async (file: RunInFile): Promise<ReadRun> => {
    const { checkpoint, record, layers } = file;
    const { progress, settings } = record;
    const tokenizer = tokenizerFrom(checkpoint);
    const rng = new Random(settings.seed);
    const model = await modelFrom(checkpoint, { engine: await engineNamed(settings.engine), rng, ...layers.parts });
    await checkpoint.load({ random: { rng } });
    const batches = { toJSON: () => batchOptionsFrom(checkpoint) };
    const parts = { parts: layers.key };
    const bytes = await modelBytes({ model, dataset: { tokenizer }, rng, batches, progress, settings: parts });
    for (const tensor of model.namedTensors().values()) tensor.dispose();
    const baselines = await this.#baselinesOf(file, tokenizer);
    return { parameters: model.parameterCount(), config: model.config, baselines, bytes };
  };

  async #baselinesOf({ checkpoint, record, text }: RunInFile, tokenizer: Tokenizer): Promise<Baselines> {
    const { kind, validation, seed } = record.settings;
    const key = JSON.stringify([record.data.sha256, kind, validation, seed, checkpoint.tokenizer]);
    if (this.#last?.key !== key) {
      const corpus = await corpusFrom(text.source, text.bytes);
      const dataset = await createDataset({ corpus, kind, tokenizer, validation, rng: new Random(seed) });
      this.#last = { key, baselines: baselinesOfDataset(dataset) };
    }
    return this.#last.baselines;
  }
}
