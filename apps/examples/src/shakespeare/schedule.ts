import { cosineDecay, join, warmup, type Schedule } from '@microgpt/optim';

/**
 * nanoGPT's learning rate: warmup over a twentieth of the steps, then half a cosine down to a tenth.
 *
 * Its rate in step i of the warmup is lr · (i + 1) / (warmupSteps + 1). That is a warmup of warmupSteps + 1 steps, whose
 * last step, with the full rate, is already the first of the decay.
 *
 * @see https://github.com/karpathy/nanoGPT/blob/master/train.py `get_lr`
 */
export function schedule(lr: number, steps: number): Schedule {
  const warmupSteps = Math.min(Math.ceil(steps / 20), steps - 1);
  if (warmupSteps === 0) return cosineDecay(lr, steps, lr / 10);
  return join([warmup(lr, warmupSteps + 1), cosineDecay(lr, steps - warmupSteps, lr / 10)], [warmupSteps]);
}
