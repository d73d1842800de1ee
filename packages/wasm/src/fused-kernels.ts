// The fused kernels of autograd's Backend: each looks up the addresses of its storages, and calls one function.

import type { Hyperparameters } from '@microgpt/autograd';
import {
  CpuBackend,
  type AttentionKernel,
  type AttentionPlan,
  type CrossEntropyKernel,
  type NormKernel,
  type RowKernel,
  type UpdateKernels,
} from '@microgpt/autograd/backend';
import type { Kernels } from './kernels.generated.ts';
import type { WasmStorage } from './memory/storage.ts';
import type { WasmMemory } from './memory/wasm-memory.ts';

type AddressOf = (storage: WasmStorage) => number;

/** The kernel of softmax or logSoftmax. */
export function rowKernel(
  at: AddressOf,
  forward: (x: number, y: number, rows: number, columns: number) => void,
  grad: (y: number, gy: number, gx: number, rows: number, columns: number) => void,
): RowKernel {
  return {
    forward(x: WasmStorage, y: WasmStorage, columns: number) {
      forward(at(x), at(y), x.length / columns, columns);
    },
    grad(y: WasmStorage, gy: WasmStorage, gx: WasmStorage, columns: number) {
      grad(at(y), at(gy), at(gx), y.length / columns, columns);
    },
  };
}

/** The kernel of rmsNorm or layerNorm. */
export function normKernel(
  at: AddressOf,
  forward: (x: number, y: number, scale: number, rows: number, columns: number, eps: number) => void,
  grad: (y: number, scale: number, gy: number, gx: number, rows: number, columns: number) => void,
): NormKernel {
  return {
    forward(x: WasmStorage, y: WasmStorage, scale: WasmStorage, columns: number, eps: number) {
      forward(at(x), at(y), at(scale), scale.length, columns, eps);
    },
    grad(y: WasmStorage, scale: WasmStorage, gy: WasmStorage, gx: WasmStorage, columns: number) {
      grad(at(y), at(scale), at(gy), at(gx), scale.length, columns);
    },
  };
}

/** The kernel of crossEntropy. */
export function crossEntropyKernel(memory: WasmMemory, kernels: Kernels): CrossEntropyKernel {
  const at: AddressOf = (storage) => memory.address(storage);
  return {
    forward(x: WasmStorage, targets: readonly number[], y: WasmStorage, probabilities: WasmStorage, columns: number) {
      const integers = memory.copyIn(targets);
      kernels.crossEntropy(at(x), integers, at(y), at(probabilities), targets.length, columns);
    },
    grad(probabilities: WasmStorage, targets: readonly number[], gy: WasmStorage, gx: WasmStorage, columns: number) {
      const integers = memory.copyIn(targets);
      kernels.crossEntropyGrad(at(probabilities), integers, at(gy), at(gx), targets.length, columns);
    },
  };
}

/** The kernel of causalAttention; the positions of the documents are passed as integers. */
export function attentionKernel(memory: WasmMemory, kernels: Kernels): AttentionKernel {
  const at: AddressOf = (storage) => memory.address(storage);
  const loops = new CpuBackend();

  const addressOrZero = (storage: WasmStorage | undefined) => (storage === undefined ? 0 : at(storage));
  const copyIn = ({ documents }: AttentionPlan) => {
    const integers: number[] = [];
    for (const { query, key, queries, past } of documents) integers.push(query, key, queries, past);
    return memory.copyIn(integers);
  };
  const scratchFor = ({ documents, headSize }: AttentionPlan, grad: 0 | 1) => {
    let bytes = 0;
    for (const { queries, past } of documents) {
      bytes = Math.max(bytes, kernels.attentionScratch(queries, past, headSize, grad) >>> 0);
    }
    return memory.workspace(bytes);
  };
  return {
    forward(
      q: WasmStorage,
      k: WasmStorage,
      v: WasmStorage,
      bias: WasmStorage | undefined,
      y: WasmStorage,
      weights: WasmStorage,
      plan: AttentionPlan,
    ) {
      if (!isPlain(plan, bias)) {
        loops.causalAttention.forward(...views(memory, q, k, v, bias, y, weights), plan);
        return;
      }
      const { heads, headSize, documents } = plan;
      const integers = copyIn(plan);
      kernels.causalAttention(
        at(q),
        at(k),
        at(v),
        at(y),
        at(weights),
        integers,
        documents.length,
        heads,
        headSize,
        scratchFor(plan, 0),
      );
    },
    grad(
      q: WasmStorage,
      k: WasmStorage,
      v: WasmStorage,
      bias: WasmStorage | undefined,
      weights: WasmStorage,
      gy: WasmStorage,
      gq: WasmStorage | undefined,
      gk: WasmStorage | undefined,
      gv: WasmStorage | undefined,
      gBias: WasmStorage | undefined,
      plan: AttentionPlan,
    ) {
      if (!isPlain(plan, bias)) {
        loops.causalAttention.grad(...views(memory, q, k, v, bias, weights, gy, gq, gk, gv, gBias), plan);
        return;
      }
      const { heads, headSize, documents } = plan;
      const integers = copyIn(plan);
      kernels.causalAttentionGrad(
        at(q),
        at(k),
        at(v),
        at(weights),
        at(gy),
        addressOrZero(gq),
        addressOrZero(gk),
        addressOrZero(gv),
        integers,
        documents.length,
        heads,
        headSize,
        scratchFor(plan, 1),
      );
    },
  };
}

/** The fused optimizer steps; they move parameters and running averages to persistent memory. */
export function updateKernels(memory: WasmMemory, kernels: Kernels): UpdateKernels {
  const adam = {
    step(p: WasmStorage, g: WasmStorage, [m, v]: readonly WasmStorage[], hyperparameters: Hyperparameters) {
      const { lr, beta1, beta2, eps, weightDecay, correction1, correction2 } = hyperparameters;
      memory.makePersistent(p);
      memory.makePersistent(m);
      memory.makePersistent(v);
      kernels.adam(
        p.address,
        memory.address(g),
        m.address,
        v.address,
        p.length,
        lr,
        beta1,
        beta2,
        eps,
        weightDecay,
        correction1,
        correction2,
      );
    },
  };
  const sgd = {
    step(p: WasmStorage, g: WasmStorage, buffers: readonly WasmStorage[], hyperparameters: Hyperparameters) {
      const { lr, momentum, nesterov, weightDecay } = hyperparameters;
      memory.makePersistent(p);
      for (const storage of buffers) memory.makePersistent(storage);
      const buffer = buffers.length > 0 ? buffers[0].address : 0;
      kernels.sgd(p.address, memory.address(g), buffer, p.length, lr, momentum, nesterov, weightDecay);
    },
  };
  return { adam, sgd };
}

type Optional = WasmStorage | undefined;

/** Whether the kernels compute this attention: they have no bias, no window and no other scale than the default. */
function isPlain({ window, scale, headSize }: AttentionPlan, bias: Optional): boolean {
  return bias === undefined && window === Infinity && scale === 1 / Math.sqrt(headSize);
}

/** Views of several storages. All are created after all storages are in memory, because copying one in may grow memory. */
function views<S extends readonly Optional[]>(memory: WasmMemory, ...storages: S) {
  for (const storage of storages) if (storage) memory.view(storage);
  return storages.map((storage) => storage && memory.view(storage)) as {
    [I in keyof S]: S[I] extends WasmStorage ? Float32Array : Float32Array | undefined;
  };
}
