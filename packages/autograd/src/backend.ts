// To write your own engine, implement `Backend`; `new ArrayEngine(backend)` is the engine.
/** @module backend */

export { ArrayEngine } from './array/array-engine.ts';
export { ArrayTensor, type DeviceEngine } from './array/array-tensor.ts';
export type * from './array/backend.ts';
export { CpuBackend } from './cpu/cpu-backend.ts';
export type { Layout } from './shape/layout.ts';
export { forEachBlock, type StridedPair } from './shape/strided-pair.ts';
export type { AttentionDocument, AttentionPlan } from './tensor/attention.ts';
