// Tensor functions beyond the methods of `Tensor`; a bundle contains only those that a program imports.
/** @module functional */

export { arange, eye, fullLike, linspace, normal, uniform } from './functional/creation.ts';
export {
  clamp,
  elu,
  erf,
  expm1,
  floor,
  greaterEqual,
  leakyRelu,
  lessEqual,
  log1p,
  sign,
  softplus,
} from './functional/elementwise.ts';
export { gather, oneHot, scatterAdd, sort, topK, type Selection } from './functional/indexing.ts';
export {
  binaryCrossEntropy,
  crossEntropy,
  mse,
  type CrossEntropyOptions,
  type Reduction,
} from './functional/losses.ts';
export { cumsum, logSumExp, norm, std, variance } from './functional/reductions.ts';
export { flatten, split, squeeze, unsqueeze } from './functional/shapes.ts';
export { checkData, checkNumbers, toData, type TensorData } from './functional/tensor-data.ts';
