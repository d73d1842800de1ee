export { Adam, AdamW, adamUpdate, type AdamOptions, type AdamUpdate, type AdamWOptions } from './adam.ts';
export { clipGradNorm } from './clip-grad-norm.ts';
export { Optimizer, type Defaults, type OptimizerOptions } from './optimizer.ts';
export type { BufferData, ByParameter, OptimizerState } from './optimizer-state.ts';
export type { ParameterGroup } from './parameter-groups.ts';
export type { ParameterList } from './parameter-list.ts';
export { constant, cosineDecay, join, linearDecay, warmup, type Schedule } from './schedule.ts';
export { SGD, type SGDOptions } from './sgd.ts';
export { weightDecayGroups } from './weight-decay-groups.ts';
