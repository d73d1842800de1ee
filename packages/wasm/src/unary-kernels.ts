import { unary, type Unary } from '@microgpt/autograd';
import type { Kernels } from './kernels.generated.ts';

/** y = f(x) and gx += gy · f′(x), for n numbers; all other arguments are addresses. */
export interface UnaryKernels {
  readonly forward: (x: number, y: number, n: number) => void;
  readonly grad: (x: number, y: number, gy: number, gx: number, n: number) => void;
}

/** The kernels for rows of the elementwise table. */
export function unaryKernels(k: Kernels): ReadonlyMap<Unary, UnaryKernels> {
  return new Map<Unary, UnaryKernels>([
    [unary.neg, { forward: k.neg, grad: k.negGrad }],
    [unary.exp, { forward: k.exp, grad: k.expGrad }],
    [unary.log, { forward: k.log, grad: k.logGrad }],
    [unary.sqrt, { forward: k.sqrt, grad: k.sqrtGrad }],
    [unary.abs, { forward: k.abs, grad: k.absGrad }],
    [unary.tanh, { forward: k.tanh, grad: k.tanhGrad }],
    [unary.sigmoid, { forward: k.sigmoid, grad: k.sigmoidGrad }],
    [unary.relu, { forward: k.relu, grad: k.reluGrad }],
    [unary.silu, { forward: k.silu, grad: k.siluGrad }],
    [unary.gelu, { forward: k.gelu, grad: k.geluGrad }],
    [unary.geluTanh, { forward: k.geluTanh, grad: k.geluTanhGrad }],
  ]);
}
