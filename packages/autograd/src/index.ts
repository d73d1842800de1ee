// For TypeDoc, which would call this a module `index` beside `testing`.
/**
 * @packageDocumentation
 * @mergeModuleWith <project>
 */

export { ArrayEngine } from './array-engine.ts';
export { ArrayTensor } from './array-tensor.ts';
export type { AttentionDocument, AttentionOptions, AttentionPlan } from './attention.ts';
export {
  checkArguments,
  checkCount,
  checkKind,
  checkOptions,
  checkPositive,
  checkSync,
  hasMethod,
  show,
} from './arguments.ts';
export { Arithmetic } from './arithmetic.ts';
export type * from './backend.ts';
export { CpuBackend } from './cpu.ts';
export type { CustomOp } from './custom-op.ts';
export { binary, unary, type Binary, type Unary } from './elementwise.ts';
export { Engine } from './engine.ts';
export { cpu, scalar } from './engines.ts';
export { isRecording, noGrad, topologicalOrder, type GraphNode } from './graph.ts';
export { ShapeError, type Layout, type Shape } from './shape.ts';
export type { Numbers } from './numbers.ts';
export { isTensor, Tensor, type FloatArray, type NestedNumbers } from './tensor.ts';
export { checkData, toData, type TensorData } from './tensor-data.ts';
export { ValueTensor } from './value-tensor.ts';
export { Value } from './value.ts';
export { forEachBlock, type PairWalk } from './walk.ts';
