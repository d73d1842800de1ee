import type { Storage } from '@microgpt/autograd';
import type { Owner } from './owners.ts';

/** The time in which memory of the arena is not used again: all storages in it lose their memory together. */
export class Epoch {
  /** How much of the arena was in use when it began. */
  readonly start: number;
  /** Whether addresses of this epoch may be used. */
  live = true;
  /** Whether `backward` has run, so that the next result begins a new step. */
  over = false;
  /** Whether it ended only because there was so much in it. */
  crowded = false;
  /** Whether each result is copied out as soon as it is there, because the last epoch was crowded. */
  readonly eager: boolean;
  /** How many results of outer epochs there are before its own. */
  readonly firstResult: number;
  /** How many of its results no `backward` has met, so that something may still want them. */
  wanted = 0;

  constructor(start: number, firstResult: number, eager = false) {
    this.start = start;
    this.firstResult = firstResult;
    this.eager = eager;
  }
}

/** Numbers in WebAssembly memory, or ready to be brought there. */
export class WasmStorage implements Storage {
  readonly length: number;
  /** In bytes; valid while the epoch lives. */
  address: number;
  epoch: Epoch;
  /** A copy on JavaScript's heap, of a constant or of a result that was wanted when its epoch ended. A single one is bare. */
  host: Float32Array | number | undefined;
  /** Whether its epoch counts it among the results that something may still want. */
  wanted = false;
  /** Whether `backward` from it has run, so that of it and its scratch only its number is wanted. */
  isOver = false;
  /** What the gradient of this result needs besides, and is wanted as long as it is. */
  scratch: WasmStorage | undefined;
  /** Its block, if its memory is persistent. */
  owner: Owner | undefined;

  constructor(length: number, address: number, epoch: Epoch, host?: Float32Array | number) {
    this.length = length;
    this.address = address;
    this.epoch = epoch;
    this.host = host;
  }
}
