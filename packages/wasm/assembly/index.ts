// Every function exported here is a kernel of the module; src/kernels.generated.ts is built from this file.
//
// Pointers are byte addresses of float32 numbers in row-major order, aligned to 16; counts are in numbers, not bytes.
// Results overwrite y; gradients add to gx, and so does everything called accumulate.

export * from './arithmetic';
export { attentionScratch, causalAttention, causalAttentionGrad } from './attention';
export { crossEntropy, crossEntropyGrad } from './cross-entropy';
export * from './elementwise';
export { gather, gatherGrad, scatter } from './gather';
export { matmul, matmulScratch } from './matmul';
export { layerNorm, layerNormGrad, rmsNorm, rmsNormGrad } from './norm';
export * from './argmax';
export { logSoftmax, logSoftmaxGrad, softmax, softmaxGrad } from './softmax';
export {
  dropIf,
  dropIfGrad,
  dropout,
  dropoutGrad,
  equal,
  greater,
  greaterGrad,
  keepIf,
  keepIfGrad,
  less,
  lessGrad,
  maximum,
  minimum,
} from './choose';
export { powColumn, powGradColumn } from './power';
export { adam, allBelow, sgd, sumSquares } from './updates';
