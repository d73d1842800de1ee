import type { Checkpoint } from '@microgpt/checkpoint';
import { tokenizerFromJSON, type Tokenizer } from '@microgpt/tokenizer';
import { checkCount, checkKind, hasMethod } from '../check-arguments.ts';

/**
 * The tokenizer in a checkpoint.
 *
 * @throws RangeError if there is none, or it is not one of `@microgpt/tokenizer`; `checkpoint.tokenizer` is what your own
 *   tokenizer's `toJSON` returned
 */
export function tokenizerFrom(checkpoint: Checkpoint): Tokenizer {
  const op = 'tokenizerFrom';
  checkCount(op, arguments.length, 1);
  checkKind(op, 'a checkpoint from openCheckpoint', checkpoint, hasMethod(checkpoint, 'load'));
  const { tokenizer } = checkpoint;
  if (tokenizer === null) {
    throw new RangeError(`${op}: the checkpoint has no tokenizer; pass one to saveCheckpoint({ model, tokenizer })`);
  }
  return tokenizerFromJSON(tokenizer);
}
