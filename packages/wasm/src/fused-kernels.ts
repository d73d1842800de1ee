// The fused kernels of autograd's Backend: each looks up the addresses of its storages, and calls one function.

import type { Hyperparameters } from '@microgpt/autograd';
import type {
  AttentionKernel,
  AttentionPlan,
  CrossEntropyKernel,
  NormKernel,
  RowKernel,
  UpdateKernels,
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

/** Kernels take the window as an integer, to which they may add a number of keys. */
const MAX_KEYS = 2 ** 30;

/** The kernel of causalAttention; the positions of the documents are passed as integers. */
export function attentionKernel(memory: WasmMemory, kernels: Kernels): AttentionKernel {
  const at: AddressOf = (storage) => memory.address(storage);
  const addressOrZero = (storage: WasmStorage | undefined) => (storage ? at(storage) : 0);

  const prepare = (plan: AttentionPlan, grad: 0 | 1, gBias?: WasmStorage) => {
    const window = Math.min(plan.window, MAX_KEYS);
    const integers: number[] = [];
    let bytes = 0;
    for (const { query, key, queries, past } of plan.documents) {
      // Leaves out keys that no query sees, in fours, because sums in the kernels begin at multiples of 4.
      const unseen = Math.max(0, (past & ~3) + 1 - window) & ~3;
      integers.push(query, key + unseen, queries, past - unseen);
      bytes = Math.max(bytes, kernels.attentionScratch(queries, past - unseen, plan.headSize, window, grad) >>> 0);
    }
    if (gBias) bytes += 8 * gBias.length + 32;
    return { window, documents: memory.copyIn(integers), scratch: memory.workspace(bytes) };
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
      const { heads, headSize, scale } = plan;
      const { window, documents, scratch } = prepare(plan, 0);
      kernels.causalAttention(
        at(q),
        at(k),
        at(v),
        addressOrZero(bias),
        at(y),
        at(weights),
        documents,
        plan.documents.length,
        heads,
        headSize,
        bias ? bias.length / heads : 0,
        scale,
        window,
        scratch,
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
      const { heads, headSize, scale } = plan;
      const { window, documents, scratch } = prepare(plan, 1, gBias);
      kernels.causalAttentionGrad(
        at(q),
        at(k),
        at(v),
        at(weights),
        at(gy),
        addressOrZero(gq),
        addressOrZero(gk),
        addressOrZero(gv),
        addressOrZero(gBias),
        documents,
        plan.documents.length,
        heads,
        headSize,
        bias ? bias.length / heads : 0,
        scale,
        window,
        scratch,
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
