import type { Binary, Unary } from '@microgpt/autograd';
import {
  CpuBackend,
  forEachBlock,
  type AttentionKernel,
  type Backend,
  type CrossEntropyKernel,
  type DeviceArray,
  type HostAccess,
  type MatmulPlan,
  type NormKernel,
  type RowKernel,
  type StridedPair,
  type UpdateKernels,
} from '@microgpt/autograd/backend';
import { attentionKernel, crossEntropyKernel, normKernel, rowKernel, updateKernels } from './fused-kernels.ts';
import type { Kernels } from './kernels.generated.ts';
import { WasmStorage } from './memory/storage.ts';
import type { WasmMemory } from './memory/wasm-memory.ts';
import { move } from './move.ts';
import { isSwapped, pairBlock, swapped } from './pair-block.ts';
import { pairKernels, type PairKernels } from './pair-kernels.ts';
import { addInParts, type Workspace } from './sums.ts';
import { unaryKernels, type UnaryKernels } from './unary-kernels.ts';

/**
 * The SIMD kernels in WebAssembly, in float32.
 *
 * Operations without a kernel run in the plain loops of `CpuBackend`, on the same memory.
 */
export class WasmBackend implements Backend, HostAccess {
  readonly name = 'wasm';
  readonly dtype = 'float32';
  readonly softmax: RowKernel;
  readonly logSoftmax: RowKernel;
  readonly rmsNorm: NormKernel;
  readonly layerNorm: NormKernel;
  readonly crossEntropy: CrossEntropyKernel;
  readonly causalAttention: AttentionKernel;
  readonly updates: UpdateKernels;
  readonly host: HostAccess = this;
  readonly #memory: WasmMemory;
  readonly #kernels: Kernels;
  readonly #unary: ReadonlyMap<Unary, UnaryKernels>;
  readonly #pairs: ReadonlyMap<Binary, PairKernels>;
  readonly #matmulScratch: WasmStorage;
  readonly #workspace: Workspace;
  readonly #loops = new CpuBackend();

  constructor(memory: WasmMemory, kernels: Kernels) {
    this.#memory = memory;
    this.#kernels = kernels;
    this.#unary = unaryKernels(kernels);
    this.#pairs = pairKernels(kernels);
    this.#matmulScratch = memory.persistent(kernels.matmulScratch() / 4);
    this.#workspace = (bytes) => memory.workspace(bytes);
    const at = (storage: WasmStorage) => memory.address(storage);
    this.softmax = rowKernel(at, kernels.softmax, kernels.softmaxGrad);
    this.logSoftmax = rowKernel(at, kernels.logSoftmax, kernels.logSoftmaxGrad);
    this.rmsNorm = normKernel(at, kernels.rmsNorm, kernels.rmsNormGrad);
    this.layerNorm = normKernel(at, kernels.layerNorm, kernels.layerNormGrad);
    this.crossEntropy = crossEntropyKernel(memory, kernels);
    this.causalAttention = attentionKernel(memory, kernels);
    this.updates = updateKernels(memory, kernels);
  }

  /** The size of the memory in bytes; it never shrinks. */
  get bytes(): number {
    return this.#memory.bytes;
  }

  result(length: number): WasmStorage {
    return this.#memory.result(length);
  }

  scratch(length: number, result: WasmStorage): WasmStorage {
    return this.#memory.scratch(length, result);
  }

  accumulator(length: number): WasmStorage {
    return this.#memory.accumulator(length);
  }

  constant(numbers: ArrayLike<number>): WasmStorage {
    return this.#memory.constant(new Float32Array(numbers));
  }

  copy(x: WasmStorage): WasmStorage {
    return this.#memory.constant(this.#memory.view(x).slice());
  }

  persistent(length: number): WasmStorage {
    return this.#memory.persistent(length);
  }

  alias(storage: WasmStorage): WasmStorage {
    return this.#memory.alias(storage);
  }

  release(storage: WasmStorage): void {
    this.#memory.release(storage);
  }

  write(storage: WasmStorage, numbers: ArrayLike<number>): void {
    this.#memory.makePersistent(storage);
    this.#memory.floats.set(numbers, storage.address >>> 2);
  }

  clear(storage: WasmStorage): void {
    this.#kernels.fill(this.#at(storage), storage.length, 0);
  }

  read(x: WasmStorage): Promise<Float32Array> {
    return Promise.resolve(this.readSync(x));
  }

  readSync(x: WasmStorage): Float32Array {
    return this.#memory.view(x).slice();
  }

  sumSquares(storage: WasmStorage): number {
    this.#memory.makeRoom();
    return this.#kernels.sumSquares(this.#at(storage), storage.length);
  }

  isBelow(storage: WasmStorage, limit: number): boolean {
    this.#memory.makeRoom();
    return this.#kernels.allBelow(this.#at(storage), storage.length, limit) === 1;
  }

  first(storage: WasmStorage): number {
    return this.#memory.first(storage);
  }

  beginBackward(loss: WasmStorage, results: readonly WasmStorage[]): void {
    this.#memory.beginBackward(loss, results);
  }

  endBackward(loss: WasmStorage, visited: readonly WasmStorage[] | undefined): void {
    this.#memory.endBackward(loss, visited);
  }

  beginNoGrad(): (returned: readonly DeviceArray[]) => void {
    const end = this.#memory.beginNoGrad();
    return (returned) => {
      end(returned.filter((storage) => storage instanceof WasmStorage));
    };
  }

  map(op: Unary, x: WasmStorage, y: WasmStorage): void {
    const kernel = this.#unary.get(op);
    if (kernel === undefined) this.#loops.map(op, ...this.#views(x, y));
    else kernel.forward(this.#at(x), this.#at(y), x.length);
  }

  mapGrad(op: Unary, x: WasmStorage, y: WasmStorage, gy: WasmStorage, gx: WasmStorage): void {
    const kernel = this.#unary.get(op);
    if (kernel === undefined) this.#loops.mapGrad(op, ...this.#views(x, y, gy, gx));
    else kernel.grad(this.#at(x), this.#at(y), this.#at(gy), this.#at(gx), x.length);
  }

  zip(op: Binary, a: WasmStorage, b: WasmStorage, y: WasmStorage, pair: StridedPair): void {
    if (isSwapped(op, a, b, y)) {
      this.zip(op, b, a, y, swapped(pair));
      return;
    }
    const startY = this.#memory.addressToChange(y); // y may be the same storage as a
    const block = pairBlock(this.#pairs.get(op), a.length, b.length, y.length, pair);
    if (block === undefined) {
      this.#loops.zip(op, ...this.#views(a, b, y), pair);
      return;
    }
    const { axes, rows, columns } = block;
    const [forward] = block.kernel;
    const startA = this.#at(a);
    const startB = this.#at(b);
    forEachBlock(pair, axes, (ia, ib) => {
      forward(startA + 4 * ia, startB + 4 * ib, startY + 4 * ia, rows, columns);
    });
  }

  zipGrad(
    op: Binary,
    a: WasmStorage,
    b: WasmStorage,
    y: WasmStorage,
    gy: WasmStorage,
    ga: WasmStorage | undefined,
    gb: WasmStorage | undefined,
    pair: StridedPair,
  ): void {
    if (isSwapped(op, a, b, y)) {
      this.zipGrad(op, b, a, y, gy, gb, ga, swapped(pair));
      return;
    }
    const block = pairBlock(this.#pairs.get(op), a.length, b.length, y.length, pair);
    const [, gradA, gradB] = block?.kernel ?? [];
    if (ga !== undefined && gradA === undefined) {
      this.#addSums(ga, (sums) => {
        this.#loops.zipGrad(op, ...this.#views(a, b, y, gy), sums, undefined, pair);
      });
    }
    if (gb !== undefined && gradB === undefined) {
      this.#addSums(gb, (sums) => {
        this.#loops.zipGrad(op, ...this.#views(a, b, y, gy), undefined, sums, pair);
      });
    }
    if (block === undefined) return;
    const { axes, rows, columns, count } = block;
    const startA = this.#at(a);
    const startB = this.#at(b);
    const startGy = this.#at(gy);
    if (ga !== undefined && gradA !== undefined) {
      const startG = this.#at(ga);
      forEachBlock(pair, axes, (ia, ib) => {
        gradA(startA + 4 * ia, startB + 4 * ib, startGy + 4 * ia, startG + 4 * ia, rows, columns);
      });
    }
    if (gb !== undefined && gradB !== undefined) {
      // Several blocks may share the same numbers of b: then the gradients of all blocks are stored, and summed afterwards.
      const outer = pair.shape.length - axes;
      const shape = [...pair.shape.slice(0, outer), count];
      const strides = [...pair.layouts[1].strides.slice(0, outer), 1];
      addInParts(this.#kernels, this.#at(gb), shape, strides, this.#workspace, (sums) => {
        forEachBlock(pair, axes, (ia, ib) => {
          gradB(startA + 4 * ia, startB + 4 * ib, startGy + 4 * ia, sums, rows, columns);
          sums += 4 * count;
        });
      });
    }
  }

  move(x: WasmStorage, y: WasmStorage, pair: StridedPair, accumulate: boolean): void {
    if (move(this.#kernels, this.#at(x), this.#at(y), pair, accumulate, this.#workspace)) return;
    this.#loops.move(...this.#views(x, y), pair, accumulate);
  }

  gather(x: WasmStorage, indices: readonly number[], width: number, y: WasmStorage): void {
    const integers = this.#memory.copyIn(indices);
    this.#kernels.gather(this.#at(x), integers, indices.length, width, this.#at(y));
  }

  scatter(x: WasmStorage, indices: readonly number[], width: number, y: WasmStorage): void {
    this.#memory.makeRoom();
    this.#memory.makePersistent(y);
    const integers = this.#memory.copyIn(indices);
    this.#kernels.scatter(this.#at(x), integers, indices.length, width, y.address);
  }

  gatherGrad(gy: WasmStorage, indices: readonly number[], width: number, gx: WasmStorage): void {
    const blocks = gx.length / width;
    const integers = this.#memory.copyIn(indices);
    const order = this.#memory.workspace(4 * (blocks + indices.length));
    this.#kernels.gatherGrad(this.#at(gy), integers, indices.length, width, this.#at(gx), blocks, order);
  }

  maxRows(x: WasmStorage, y: WasmStorage, indices: WasmStorage, columns: number): void {
    this.#kernels.maxRows(this.#at(x), this.#at(y), this.#at(indices), y.length, columns);
  }

  maxRowsGrad(indices: WasmStorage, gy: WasmStorage, gx: WasmStorage, columns: number): void {
    this.#kernels.maxRowsGrad(this.#at(indices), this.#at(gy), this.#at(gx), gy.length, columns);
  }

  argmax(x: WasmStorage, columns: number): Int32Array {
    const rows = x.length / columns;
    this.#memory.makeRoom();
    const indices = this.#memory.indices(rows);
    this.#kernels.argmax(this.#at(x), indices, rows, columns);
    const start = indices >>> 2;
    return this.#memory.integers.slice(start, start + rows);
  }

  matmul(a: WasmStorage, b: WasmStorage, y: WasmStorage, plan: MatmulPlan): void {
    const { batch, n, k, m, transposeA = false, transposeB = false, accumulate = false } = plan;
    const ta = transposeA ? 1 : 0;
    const tb = transposeB ? 1 : 0;
    const add = accumulate ? 1 : 0;
    let pa = this.#at(a);
    let pb = this.#at(b);
    let py = this.#at(y);
    for (let matrix = 0; matrix < batch; matrix++) {
      this.#kernels.matmul(pa, pb, py, n, k, m, ta, tb, add, this.#matmulScratch.address);
      pa += n * k * 4;
      pb += k * m * 4;
      py += n * m * 4;
    }
  }

  /** g += the sums that plain loops compute in double precision. */
  #addSums(g: WasmStorage, loop: (sums: Float64Array) => void): void {
    const sums = new Float64Array(g.length);
    loop(sums);
    const view = this.#memory.view(g);
    sums.forEach((sum, i) => (view[i] += sum));
  }

  #at(storage: WasmStorage): number {
    return this.#memory.address(storage);
  }

  /** Views of several storages. All are created after all storages are in memory, because copying one in may grow memory. */
  #views<Storages extends readonly WasmStorage[]>(...storages: Storages): { [Index in keyof Storages]: Float32Array } {
    for (const storage of storages) this.#memory.view(storage);
    return storages.map((storage) => this.#memory.view(storage)) as { [Index in keyof Storages]: Float32Array };
  }
}
