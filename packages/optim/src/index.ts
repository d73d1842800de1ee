export { Adam, AdamW, adamUpdate, type AdamOptions, type AdamWOptions } from './adam.ts';
export { clipGradNorm } from './clip-grad-norm.ts';
export {
  Optimizer,
  type Buffers,
  type OptimizerOptions,
  type OptimizerState,
  type ParameterGroup,
} from './optimizer.ts';
export { constant, cosineDecay, join, linearDecay, warmup, type Schedule } from './schedule.ts';
export { SGD, type SGDOptions } from './sgd.ts';
