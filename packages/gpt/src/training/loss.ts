import type { Tensor } from '@microgpt/autograd';
import { checkKind } from '../check-arguments.ts';
import type { Batch } from '../data/batches.ts';
import { concatenate } from '../data/documents.ts';
import type { LanguageModel } from '../model/language-model.ts';

/**
 * The mean loss over the tokens of a batch.
 *
 * @throws RangeError unless every input has a target
 */
export function lossOf(op: string, model: LanguageModel, batch: Batch): Tensor {
  const { inputs, targets } = { ...batch };
  checkKind(op, 'a batch { inputs, targets }', batch, [inputs, targets].every(Array.isArray));
  for (let d = 0; d < Math.max(inputs.length, targets.length); d++) {
    const inputLength = inputs.at(d)?.length ?? 0;
    const targetLength = targets.at(d)?.length ?? 0;
    if (inputLength !== targetLength) {
      const lengths = `${inputLength} and ${targetLength}`;
      throw new RangeError(`${op}: inputs and targets of document ${d} differ in length: ${lengths}`);
    }
  }
  return model.forward(inputs).crossEntropy(concatenate(targets));
}
