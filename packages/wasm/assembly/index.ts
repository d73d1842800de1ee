// Every function exported here is a kernel of the module; src/kernels.generated.ts is built from this file.
//
// Pointers are byte addresses of float32 numbers in row-major order, aligned to 16; counts are in numbers, not bytes.
// Results overwrite y; gradients add to g, gx, ga or gb, and everything called accumulate adds to y.

export * from './argmax';
export * from './arithmetic';
export { attentionScratch, causalAttention, causalAttentionGrad } from './attention';
export * from './select';
export { copy, fill, transpose } from './copy';
export { crossEntropy, crossEntropyGrad } from './cross-entropy';
export * from './elementwise';
export { gather, gatherGrad, scatter } from './gather';
export { matmul, matmulScratch } from './matmul';
export { layerNorm, layerNormGrad, rmsNorm, rmsNormGrad } from './norm';
export { powColumn, powColumnGradA } from './power';
export { logSoftmax, logSoftmaxGrad, softmax, softmaxGrad } from './softmax';
export { sumColumnsAccumulate, sumRowsAccumulate } from './sums';
export { adam, allBelow, sgd, sumSquares } from './updates';
