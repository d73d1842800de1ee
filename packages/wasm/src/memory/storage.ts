import type { DeviceArray } from '@microgpt/autograd/backend';
import type { Range } from './free-ranges.ts';

/** A period in which memory of the arena is not reused: all storages of an epoch lose their memory together. */
export class Epoch {
  /** The number of bytes of the arena in use when it began. */
  readonly start: number;
  /** Whether addresses of this epoch may be used. */
  live = true;
  /** Whether `backward` has run, so that the next result begins a new step. */
  ended = false;
  /** Whether its results were copied out before any `backward`, because it was too full. */
  evictedEarly = false;
  /** Whether each result is copied out as soon as it is computed, because the last epoch was too full. */
  readonly eager: boolean;
  /** The number of results of outer epochs, which precede its own. */
  readonly firstResult: number;
  /** The number of its results that no `backward` has visited, which may still be needed. */
  pending = 0;

  constructor(start: number, firstResult: number, eager = false) {
    this.start = start;
    this.firstResult = firstResult;
    this.eager = eager;
  }
}

/** Numbers in WebAssembly memory, or ready to be copied there. */
export class WasmStorage implements DeviceArray {
  readonly length: number;
  /** The address in bytes; valid while the epoch is live. */
  address: number;
  epoch: Epoch;
  /** A copy on JavaScript's heap, of a constant or of a result needed when its epoch ended. A single number is not in an array. */
  hostCopy: Float32Array | number | undefined;
  /** Whether its epoch counts it among the results that may still be needed. */
  isPending = false;
  /** Whether `backward` from it has run, so that only its number is still needed, not its scratch. */
  backwardHasRun = false;
  /** Scratch memory that the gradient of this result needs, freed with the result. */
  scratch: WasmStorage | undefined;
  /** The block of a storage in persistent memory. */
  owner: Owner | undefined;

  constructor(length: number, address: number, epoch: Epoch, hostCopy?: Float32Array | number) {
    this.length = length;
    this.address = address;
    this.epoch = epoch;
    this.hostCopy = hostCopy;
  }
}

/** A block of persistent memory, and the storage that owns it. */
export interface Owner {
  /** Undefined once the block has been freed. */
  storage: WeakRef<WasmStorage> | undefined;
  readonly block: Range;
}
