import type { Range } from './free-ranges.ts';
import type { WasmStorage } from './storage.ts';

/** A block of persistent memory, and the storage for which it was taken. */
export interface Owner {
  /** Undefined once the block has been given back. */
  storage: WeakRef<WasmStorage> | undefined;
  readonly block: Range;
}

/** Below so many bytes and storages it is not worth a search. */
const LEAST_BYTES = 16 << 20;
const LEAST_COUNT = 4096;

/**
 * The storages that own persistent memory, and the search for those that nobody can reach any more.
 *
 * They are looked for, and not told of by a FinalizationRegistry, because from Node 22 on its callbacks at times never
 * come. A search is done seldom: when as much has been handed out as was in use after the last one. So all searches
 * together take no longer than what they search for, and the asking, which keeps a target for the rest of the task, does
 * not keep it for ever.
 */
export class Owners {
  #owners: Owner[] = [];
  #inUse = { bytes: 0, count: 0 }; // after the last search
  #since = { bytes: 0, count: 0 };

  /** Whether enough has been handed out since the last search. */
  get isSearchDue(): boolean {
    return (
      this.#since.bytes >= Math.max(LEAST_BYTES, this.#inUse.bytes) ||
      this.#since.count >= Math.max(LEAST_COUNT, this.#inUse.count)
    );
  }

  /** The storage has this block from now on. */
  add(storage: WasmStorage, block: Range): void {
    const owner: Owner = { storage: new WeakRef(storage), block };
    storage.owner = owner;
    this.#owners.push(owner);
    this.#since.bytes += block.end - block.start;
    this.#since.count++;
  }

  /** The blocks of storages that nobody can reach any more; they have no owner afterwards. */
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

/** More than a garbage collector leaves unattended. */
const PRESSURE = 2 ** 32;

/**
 * Has the garbage collector run: it waits for JavaScript's own memory to grow, and does not see what a small object holds
 * in WebAssembly. An ArrayBuffer that nobody writes to takes address space alone, but V8 collects for its size. Elsewhere
 * it does nothing, and a search finds what was collected anyway.
 */
function collectGarbage(): void {
  try {
    new ArrayBuffer(PRESSURE);
  } catch {
    // Refused, but not before room was looked for.
  }
}
