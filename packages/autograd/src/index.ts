// For TypeDoc, which would call this a module `index` beside `backend` and `testing`.
/**
 * @packageDocumentation
 * @mergeModuleWith <project>
 */

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
export { cpu, scalar } from './engines.ts';
export { isRecording, noGrad } from './graph/no-grad.ts';
export { topologicalOrder, type GraphNode } from './graph/topological-order.ts';
export { ValueTensor } from './scalar/value-tensor.ts';
export type { FloatArray, NestedNumbers, Numbers } from './shape/numbers.ts';
export { ShapeError, type Shape } from './shape/shape.ts';
export { Engine } from './tensor/engine.ts';
export type { TensorData } from './functional/tensor-data.ts';
export type { AttentionLayout } from './tensor/attention.ts';
export { isTensor, Tensor, type AttentionOptions, type CustomOp } from './tensor/tensor.ts';
export type { Hyperparameters } from './tensor/updates.ts';
export { Arithmetic } from './value/arithmetic.ts';
export { binary, unary, type Binary, type Unary } from './value/elementwise.ts';
export { Value } from './value/value.ts';
