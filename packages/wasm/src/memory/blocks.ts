import { align } from './arena.ts';
import type { Range } from './free-ranges.ts';
import type { LinearMemory } from './linear-memory.ts';
import { Owners } from './owners.ts';
import type { WasmStorage } from './storage.ts';

/** Allocates blocks of persistent memory. Before memory grows, it reclaims the blocks of unreachable storages. */
export class Blocks {
  readonly #linear: LinearMemory;
  readonly #shrinkArena: () => void;
  readonly #owners = new Owners();

  /** @param shrinkArena frees the memory that the arena does not use */
  constructor(linear: LinearMemory, shrinkArena: () => void) {
    this.#linear = linear;
    this.#shrinkArena = shrinkArena;
  }

  /**
   * A block of at least these bytes.
   *
   * @throws RangeError if there is no more memory
   */
  take(bytes: number): Range {
    const size = align(Math.max(1, bytes));
    let start = this.#linear.take(size);
    if (start === undefined && this.#owners.isSearchDue) {
      this.#search();
      start = this.#linear.take(size);
    }
    start ??= this.#linear.takeOrGrow(size);
    if (start === undefined) {
      this.#shrinkArena();
      start = this.#linear.takeOrGrow(size) ?? this.lastResort(size);
    }
    return { start, end: start + size };
  }

  /** A block of at least these bytes, in place of one that may be large enough already. */
  atLeast(block: Range, bytes: number): Range {
    if (block.end - block.start >= bytes) return block;
    const larger = this.take(bytes);
    if (block.end > block.start) this.#linear.give(block);
    return larger;
  }

  /** Makes the storage the owner of a block: the block is reclaimed when the storage is unreachable. */
  own(storage: WasmStorage, block: Range): void {
    this.#owners.add(storage, block);
  }

  /** Frees the block of a storage at once; false if the storage owns none. */
  release(storage: WasmStorage): boolean {
    if (storage.owner === undefined) return false;
    storage.owner.storage = undefined;
    this.#linear.give(storage.owner.block);
    storage.owner = undefined;
    return true;
  }

  /**
   * Reclaims bytes from unreachable storages.
   *
   * @throws RangeError if there are not enough
   */
  lastResort(bytes: number): number {
    this.#search();
    const start = this.#linear.takeOrGrow(bytes);
    if (start === undefined) throw outOfMemory(bytes, this.#linear);
    return start;
  }

  #search(): void {
    for (const block of this.#owners.search()) this.#linear.give(block);
  }
}

function outOfMemory(bytes: number, { used, maximum }: LinearMemory): RangeError {
  const mebibytes = (size: number) => `${(size / 2 ** 20).toFixed(1)} MiB`;
  return new RangeError(
    `wasm: out of memory: ${mebibytes(bytes)} more requested, ${mebibytes(used)} of at most ${mebibytes(maximum)} in use; ` +
      'use a smaller batch or model, wrap code that needs no gradient in noGrad(), or await now and then ' +
      '(`await new Promise((resolve) => setTimeout(resolve))`), because unused parameters and caches are freed only ' +
      'between tasks',
  );
}
