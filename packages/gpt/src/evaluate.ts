import { noGrad } from '@microgpt/autograd';
import type { Batch } from './batches.ts';
import { endToEnd } from './gpt.ts';
import { pauseIfDue } from './pause.ts';
import type { LanguageModel } from './train.ts';

/**
 * The mean loss over all tokens of some batches, in nats, without learning from them.
 *
 * The model is put into evaluation, and afterwards back to what it was.
 *
 * @param batches a finite number of them
 * @throws RangeError if there is none, or the loss is not finite
 */
export async function evaluate(model: LanguageModel, batches: Iterable<Batch>): Promise<number> {
  const modes = Array.from(model.namedModules().values(), (module) => ({ module, training: module.training }));
  let sum = 0;
  let tokens = 0;
  model.eval();
  try {
    for (const { inputs, targets } of batches) {
      const next = endToEnd(targets);
      sum += noGrad(() => model.forward(inputs).crossEntropy(next).item()) * next.length;
      tokens += next.length;
      const pause = pauseIfDue();
      if (pause) await pause;
    }
  } finally {
    for (const { module, training } of modes) module.training = training;
  }
  if (tokens === 0) throw new RangeError('evaluate: there is no batch; pass at least one');
  const loss = sum / tokens;
  if (!Number.isFinite(loss)) throw new RangeError(`evaluate: the loss is ${loss}; are all weights finite?`);
  return loss;
}
