import type { GPT } from '@microgpt/gpt';
import { Adam, AdamW, SGD, weightDecayGroups, type Schedule } from '@microgpt/optim';
import type { Settings } from '../settings/settings.ts';

/** The optimizer of a run, which a checkpoint saves and restores. */
export type RunOptimizer = Adam | AdamW | SGD;

/**
 * The optimizer of the settings. With `adamw`, matrices decay and gains and biases do not; with `sgd`, all parameters do.
 *
 * @param lr the learning rate by step, counted from 0
 */
export function createOptimizer(model: GPT, settings: Settings, lr: Schedule): RunOptimizer {
  const { optimizer, beta1, beta2, momentum, weightDecay } = settings;
  const parameters = model.namedParameters();
  if (optimizer === 'sgd') return new SGD(parameters, { lr, momentum, weightDecay });
  if (optimizer === 'adam') return new Adam(parameters, { lr, beta1, beta2 });
  return new AdamW(weightDecayGroups(parameters, weightDecay), { lr, beta1, beta2 });
}
