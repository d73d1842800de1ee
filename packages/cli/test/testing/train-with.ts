import type { GivenSettings } from '@microgpt/run';
import type { Reporter, RunEnd } from '../../src/report/reporter.ts';
import { train, type TrainTools } from '../../src/train/train.ts';
import type { TrainCommand } from '../../src/train/train-options.ts';
import { usualChoices } from './usual-settings.ts';

/** Tools without measurements. The seconds since the program began are those since this call. */
export function toolsFor(reporter: Reporter): TrainTools {
  const started = performance.now();
  return {
    choices: usualChoices,
    reporter,
    baselinesOf: ({ tokenizer }) => ({ uniform: Math.log(tokenizer.vocabSize), unigram: NaN, bigram: NaN }),
    measurePeak: () => Promise.resolve(1e9),
    now: () => (performance.now() - started) / 1000,
  };
}

/** `microgpt train` with these settings. */
export function trainWith(
  reporter: Reporter,
  given: GivenSettings,
  command: Partial<Omit<TrainCommand, 'given'>> = {},
  tools: Partial<TrainTools> = {},
): Promise<RunEnd> {
  return train(
    { text: undefined, restart: false, json: false, ...command, given },
    { ...toolsFor(reporter), ...tools },
  );
}
