import type { Range } from './free-ranges.ts';
import type { WasmStorage } from './storage.ts';

/** A block of persistent memory, and the storage for which it was taken. */
export interface Owner {
  /** Undefined once the block has been given back. */
  storage: WeakRef<WasmStorage> | undefined;
  readonly block: Range;
}

/** Below so many bytes and storages it is not worth a search. */
const LEAST_BYTES = 1 << 20;
const LEAST_COUNT = 1024;

/** As much as makes a garbage collector begin; V8's own limit is half of it. */
const PRESSURE = 128 << 20;

/**
 * The storages that own persistent memory, and the search for those that the garbage collector has taken.
 *
 * They are looked for, and not told of by a FinalizationRegistry, because from Node 22 on its callbacks at times never
 * come. But to ask a WeakRef is to keep its target for the rest of the job, so it is done seldom: when as much has been
 * handed out as was in use after the last search. So all searches together take no longer than what they search for.
 */
export class Owners {
  #owners: Owner[] = [];
  #inUse = { bytes: 0, count: 0 }; // after the last search
  #since = { bytes: 0, count: 0 };
  #sinceHurry = 0; // bytes

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
    const bytes = block.end - block.start;
    this.#since.bytes += bytes;
    this.#since.count++;
    this.#sinceHurry += bytes;
    if (this.#sinceHurry < Math.max(LEAST_BYTES, this.#inUse.bytes / 2)) return;
    this.#sinceHurry = 0;
    hurryGarbageCollector(); // so that the next search finds something
  }

  /** The blocks of storages that nobody can reach any more; they have no owner afterwards. */
  search(): Range[] {
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

/**
 * A garbage collector runs when JavaScript's own memory grows, and does not see what a small object holds in WebAssembly.
 * An ArrayBuffer that nobody writes to takes address space alone, but counts.
 */
function hurryGarbageCollector(): void {
  try {
    new ArrayBuffer(PRESSURE);
  } catch {
    // Refused, but not before the garbage collector was asked for room.
  }
}
