import { Arena } from './arena.ts';
import { Blocks } from './blocks.ts';
import type { Range } from './free-ranges.ts';
import { LinearMemory } from './linear-memory.ts';
import { Epoch, WasmStorage } from './storage.ts';

const MAXIMUM = 2 ** 32;
const LIMIT = 32 << 20;

/**
 * The memory of the kernels, managed automatically.
 *
 * ```text
 *   address 0  64 KiB
 *   │ unused   │ persistent │ arena: chunk 0 │ persistent │ free │ arena: chunk 1 │ free │ … up to maximumBytes
 *                             step: results, scratch, gradients → top
 *                                                        noGrad body: results → top
 * ```
 *
 * - **Persistent** memory holds parameters, their gradients, and all tensors that are overwritten in place. Before it
 *   grows, the memory of garbage-collected storages is reused.
 * - The **arena** holds results: allocated by advancing an offset, freed all at once. `backward` ends a step, and the
 *   first result of the next step reuses its memory; the end of a `noGrad` body frees the results of the body.
 * - **Constants** stay on JavaScript's heap, and are copied into the arena when a kernel needs them.
 *
 * Every use of a storage calls {@link address}, which checks whether the storage still owns its memory: reading
 * freed memory is an error, and never gives the numbers of another tensor. Results that `backward` has not visited may be
 * needed later: before its memory is reused, each is copied to JavaScript's heap, where it is garbage-collected, and it
 * is copied back when a kernel needs it.
 */
export class WasmMemory {
  readonly #linear: LinearMemory;
  readonly #arena: Arena;
  readonly #blocks: Blocks;

  #epoch = new Epoch(0, 0);
  /** The results of the current epochs, inner after outer; only the first `#resultCount` entries count. */
  readonly #results: (WasmStorage | undefined)[] = [];
  #resultCount = 0;
  #limit: number; // the bytes of an epoch before its results are copied out; grows if such results are needed again
  #copiedIn = 0; // the bytes of results that were needed again since an epoch was last too full
  #backwards = 0; // the number of calls of `backward` that are running

  readonly #persistent = new Epoch(0, 0);
  readonly #onHost = new Epoch(0, 0);
  readonly #disposed = new Epoch(0, 0);
  #workspace: Range = { start: 0, end: 0 };
  #indices: Range = { start: 0, end: 0 };

  /** @param maximum in bytes; default 4 GiB, all that a WebAssembly memory can have */
  constructor(maximum = MAXIMUM) {
    this.#linear = new LinearMemory(maximum);
    this.#arena = new Arena(this.#linear, (bytes) => this.#blocks.lastResort(bytes));
    this.#blocks = new Blocks(this.#linear, () => {
      this.#arena.shrink();
    });
    this.#limit = Math.min(LIMIT, maximum / 4);
    this.#onHost.live = false;
    this.#disposed.live = false;
  }

  /** The memory that the kernels import. */
  get memory(): WebAssembly.Memory {
    return this.#linear.memory;
  }

  /** All of memory, valid until the next allocation. */
  get floats(): Float32Array {
    return this.#linear.floats;
  }

  /** All of memory as integers, valid until the next allocation. */
  get integers(): Int32Array {
    return this.#linear.integers;
  }

  /** The size of the WebAssembly memory in bytes. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** The address of a storage's numbers, in bytes; they are copied back if they had been copied out. */
  address(storage: WasmStorage): number {
    return storage.epoch.live ? storage.address : this.#copyBack(storage);
  }

  /** Like {@link address}, for numbers about to change, which invalidates a copy on JavaScript's heap. */
  addressToChange(storage: WasmStorage): number {
    if (storage.hostCopy !== undefined) this.makePersistent(storage);
    return this.address(storage);
  }

  /** The numbers of a storage, not a copy: valid until the next allocation. */
  view(storage: WasmStorage): Float32Array {
    const { hostCopy } = storage;
    if (hostCopy !== undefined && !storage.epoch.live)
      return typeof hostCopy === 'number' ? Float32Array.of(hostCopy) : hostCopy;
    const start = this.address(storage) >>> 2;
    return this.floats.subarray(start, start + storage.length);
  }

  /** The first number of a storage, without making a view. */
  first(storage: WasmStorage): number {
    const { hostCopy } = storage;
    if (hostCopy !== undefined && !storage.epoch.live) return typeof hostCopy === 'number' ? hostCopy : hostCopy[0];
    return this.floats[this.address(storage) >>> 2];
  }

  /** Memory for the result of an operation. */
  result(length: number): WasmStorage {
    if (this.#epoch.ended && this.#backwards === 0) this.#restart(false);
    else this.makeRoom();
    const storage = new WasmStorage(length, this.#arena.take(length), this.#epoch);
    this.#addPending(storage);
    return storage;
  }

  /** Begins an operation: if the arena is too full, copies its results out and frees it. */
  makeRoom(): void {
    if (this.#arena.used - this.#epoch.start > this.#limit && this.#backwards === 0) this.#restart(true);
  }

  /** A second result with the same numbers. */
  alias(storage: WasmStorage): WasmStorage {
    const { length, address, epoch, hostCopy } = storage;
    const alias = new WasmStorage(length, address, epoch, hostCopy);
    if (epoch === this.#epoch && hostCopy === undefined) this.#addPending(alias);
    return alias;
  }

  /** Scratch memory, used only by an operation and its gradient. */
  scratch(length: number, result: WasmStorage): WasmStorage {
    return (result.scratch = new WasmStorage(length, this.#arena.take(length), this.#epoch));
  }

  /** Memory in which the gradient of a result accumulates. */
  accumulator(length: number): WasmStorage {
    return new WasmStorage(length, this.#arena.take(length), this.#epoch);
  }

  /** The address of memory for the current kernel only. */
  workspace(bytes: number): number {
    this.#workspace = this.#blocks.atLeast(this.#workspace, bytes);
    return this.#workspace.start;
  }

  /** The address of memory for integers, for the current kernel only. */
  indices(length: number): number {
    this.#indices = this.#blocks.atLeast(this.#indices, 4 * length);
    return this.#indices.start;
  }

  /** Copies integers to memory for the current kernel; returns their address. */
  copyIn(integers: readonly number[]): number {
    const address = this.indices(integers.length);
    const start = address >>> 2;
    for (let i = 0; i < integers.length; i++) this.integers[start + i] = integers[i];
    return address;
  }

  /** Numbers that do not change. */
  constant(numbers: Float32Array): WasmStorage {
    return new WasmStorage(numbers.length, 0, this.#onHost, numbers);
  }

  /** Uninitialized memory that is freed when its storage is unreachable. */
  persistent(length: number): WasmStorage {
    const block = this.#blocks.take(length * 4);
    const storage = new WasmStorage(length, block.start, this.#persistent);
    this.#blocks.own(storage, block);
    return storage;
  }

  /** Moves a storage to persistent memory, because it will be overwritten in place. */
  makePersistent(storage: WasmStorage): void {
    if (storage.epoch === this.#persistent) return;
    const block = this.#blocks.take(storage.length * 4);
    const numbers = this.view(storage); // may grow memory, so use `floats` only after it
    this.floats.set(numbers, block.start >>> 2);
    this.#removePending(storage);
    storage.address = block.start;
    storage.epoch = this.#persistent;
    storage.hostCopy = undefined;
    this.#blocks.own(storage, block);
  }

  /** Frees persistent memory before the garbage collector would. Do not use the storage afterwards. */
  release(storage: WasmStorage): void {
    if (storage.epoch === this.#persistent && this.#blocks.release(storage)) storage.epoch = this.#disposed;
  }

  /** Begins `backward` from the loss through these results; until it ends, nothing is freed. */
  beginBackward(loss: WasmStorage, results: readonly WasmStorage[]): void {
    if (this.#backwards++ > 0 || this.#arena.used - this.#epoch.start <= this.#limit) return;
    // Several calls on one graph leave many gradients; the loss is copied out to make room.
    loss.backwardHasRun = false;
    for (const storage of results) if (!storage.isPending && storage.epoch === this.#epoch) this.#copyOut(storage);
    this.#restart(true);
  }

  /** Ends `backward`. The visited results are no longer needed, and of the loss only its number. */
  endBackward(loss: WasmStorage, visited: readonly WasmStorage[] | undefined): void {
    this.#backwards--;
    if (visited === undefined) return;
    loss.backwardHasRun = true;
    for (const storage of visited) {
      if (!storage.isPending) continue;
      this.#removePending(storage);
      storage.epoch.ended = true;
    }
    this.#epoch.ended = true;
  }

  /**
   * Begins a `noGrad` body, whose results are freed when it ends.
   *
   * @returns a function that ends the body; it copies out the results passed to it
   */
  beginNoGrad(): (returned: readonly WasmStorage[]) => void {
    const outer = this.#epoch;
    const start = this.#arena.used;
    this.#epoch = new Epoch(start, this.#resultCount);
    return (returned) => {
      const inner = this.#epoch;
      for (const storage of returned) if (storage.epoch === inner) this.#copyOut(storage);
      this.#forgetResults();
      inner.live = false;
      this.#epoch = outer;
      this.#arena.backTo(start);
    };
  }

  /** Copies out results that may still be needed, and begins a new epoch in the same memory. */
  #restart(evictedEarly: boolean): void {
    const old = this.#epoch;
    this.#copyOutResults();
    if (evictedEarly) this.#copiedIn = 0;
    old.evictedEarly = evictedEarly;
    old.live = false;
    this.#epoch = new Epoch(old.start, old.firstResult, evictedEarly);
    this.#arena.backTo(old.start);
  }

  /** Copies out results that may still be needed. */
  #copyOutResults(): void {
    const { pending, firstResult } = this.#epoch;
    // From the last result, because after a step only the loss and its gradient are needed.
    for (let i = this.#resultCount - 1, left = pending; left > 0 && i >= firstResult; i--) {
      const storage = this.#results[i];
      if (!storage?.isPending) continue;
      this.#copyOut(storage);
      left--;
    }
    this.#forgetResults();
  }

  /** Clears the references to the results, so that they can be garbage-collected. */
  #forgetResults(): void {
    this.#results.fill(undefined, this.#epoch.firstResult, this.#resultCount);
    this.#resultCount = this.#epoch.firstResult;
  }

  #copyOut(storage: WasmStorage): void {
    const { length, address } = storage;
    const start = address >>> 2;
    storage.hostCopy ??= length === 1 ? this.floats[start] : this.floats.slice(start, start + length);
    if (storage.scratch !== undefined && !storage.backwardHasRun) this.#copyOut(storage.scratch);
  }

  #copyBack(storage: WasmStorage): number {
    const { hostCopy, epoch } = storage;
    if (hostCopy === undefined) throw recycled(storage.length, epoch === this.#disposed);
    if (epoch.evictedEarly && storage.isPending) this.#countCopiedIn(storage.length * 4);
    const address = this.#arena.take(storage.length);
    if (typeof hostCopy === 'number') this.floats[address >>> 2] = hostCopy;
    else this.floats.set(hostCopy, address >>> 2);
    storage.address = address;
    storage.epoch = this.#epoch;
    storage.isPending = false; // its copy remains, so the epoch does not have to copy it out again
    return address;
  }

  /** Counts the bytes of results that were copied out but needed again; if there are many, raises the limit of an epoch. */
  #countCopiedIn(bytes: number): void {
    this.#copiedIn += bytes;
    if (this.#copiedIn < this.#limit / 4) return;
    this.#copiedIn = 0;
    this.#limit = Math.min(2 * this.#limit, this.#linear.maximum / 4);
  }

  #addPending(storage: WasmStorage): void {
    // Unreachable results of a loop and their copies are then garbage-collected early.
    if (this.#epoch.eager) this.#copyOutResults();
    storage.isPending = true;
    this.#epoch.pending++;
    this.#results[this.#resultCount++] = storage;
  }

  #removePending(storage: WasmStorage): void {
    if (!storage.isPending) return;
    storage.isPending = false;
    storage.epoch.pending--;
  }
}

function recycled(length: number, isDisposed: boolean): Error {
  const problem = isDisposed
    ? 'was freed by dispose(); do not use the tensor afterwards'
    : 'was recycled by the step after backward() or at the end of noGrad(); read it earlier, return it from noGrad, ' +
      'or copy it with detach(). With several losses, call backward() on their sum';
  return new Error(`wasm: the memory of this tensor of ${length} numbers ${problem}`);
}
