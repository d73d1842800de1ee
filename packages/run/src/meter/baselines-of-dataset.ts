import type { Dataset } from '../data/dataset.ts';
import { baselinesOf, type Baselines } from './baselines.ts';

/** The losses of simple guesses on the validation data, or on the training data if nothing is held out. */
export function baselinesOfDataset(dataset: Dataset): Baselines {
  return baselinesOf({
    training: dataset.trainingIds(),
    validation: dataset.validationIds(),
    vocabSize: dataset.tokenizer.vocabSize,
    bos: dataset.kind === 'lines' ? dataset.tokenizer.bos : undefined,
  });
}
