import type { Range } from './free-ranges.ts';
import type { Owner, WasmStorage } from './storage.ts';

/** The numbers of bytes and storages below which a search is not worth its time. */
const MIN_BYTES = 4 << 20;
const MIN_COUNT = 4096;

/**
 * The storages that own persistent memory, and the search for those that have become unreachable.
 *
 * It searches instead of using a FinalizationRegistry, because from Node 22 on the callbacks sometimes are not called. It
 * searches rarely: when as much has been allocated as was in use after the last search. So all searches together take
 * no longer than the allocations, and `deref`, which keeps its target for the rest of the task, never keeps it long.
 */
export class Owners {
  #owners: Owner[] = [];
  #inUse = { bytes: 0, count: 0 }; // after the last search
  #since = { bytes: 0, count: 0 };

  /** Whether enough has been allocated since the last search. */
  get isSearchDue(): boolean {
    return (
      this.#since.bytes >= Math.max(MIN_BYTES, this.#inUse.bytes) ||
      this.#since.count >= Math.max(MIN_COUNT, this.#inUse.count)
    );
  }

  /** Makes the storage the owner of a block. */
  add(storage: WasmStorage, block: Range): void {
    const owner: Owner = { storage: new WeakRef(storage), block };
    storage.owner = owner;
    this.#owners.push(owner);
    this.#since.bytes += block.end - block.start;
    this.#since.count++;
  }

  /** The blocks of unreachable storages; afterwards these blocks have no owner. */
  search(): Range[] {
    collectGarbage();
    const unreachable: Range[] = [];
    let bytes = 0;
    this.#owners = this.#owners.filter(({ storage, block }) => {
      if (storage === undefined) return false;
      if (storage.deref() === undefined) {
        unreachable.push(block);
        return false;
      }
      bytes += block.end - block.start;
      return true;
    });
    this.#inUse = { bytes, count: this.#owners.length };
    this.#since = { bytes: 0, count: 0 };
    return unreachable;
  }
}

/** A size that makes the garbage collector run. */
const PRESSURE = 2 ** 32;

/**
 * Prompts the garbage collector, which waits for JavaScript's own memory to grow and does not see the WebAssembly
 * memory of a small object. An ArrayBuffer that is never written to takes only address space, but its size makes V8
 * collect. Other engines ignore it; a search then finds whatever was collected anyway.
 */
function collectGarbage(): void {
  try {
    new ArrayBuffer(PRESSURE);
  } catch {
    // Allocation failed, but the garbage collector has run.
  }
}
