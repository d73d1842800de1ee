// For TypeDoc, which would call this a module `index` beside `testing`.
/**
 * @packageDocumentation
 * @mergeModuleWith <project>
 */

export { BatchNorm } from './batch-norm.ts';
export { Dropout } from './dropout.ts';
export { Embedding } from './embedding.ts';
export { inference } from './inference.ts';
export { Initializer } from './initializer.ts';
export { kaiming, xavier } from './initial-std.ts';
export { LayerNorm } from './layer-norm.ts';
export { Linear } from './linear.ts';
export { MLP } from './mlp.ts';
export { isModule, Module, type Layer } from './module.ts';
export { RMSNorm } from './rms-norm.ts';
export { Sequential } from './sequential.ts';
export type { StateDict } from './state-dict.ts';
export { trace, watchForwards, type Activations, type OnForward } from './trace.ts';
