import { FreeRanges, type Range } from './free-ranges.ts';

const PAGE = 65_536;

/** The first page stays unused, so that address 0 means "none"; so does the last of 4 GiB: every end has an address. */
const FIRST = PAGE;
const LAST = 2 ** 32 - PAGE;

/** The minimum growth of memory. */
const SEGMENT = 1 << 18;

/** A WebAssembly memory: allocates its free bytes, and grows when they are not enough. */
export class LinearMemory {
  readonly memory: WebAssembly.Memory;
  /** All of memory; recreated when it grows, because growing detaches it. */
  floats: Float32Array;
  integers: Int32Array;
  readonly #free = new FreeRanges();
  readonly #maximum: number;
  #end = FIRST; // memory beyond it has never been used

  /** @param maximum in bytes */
  constructor(maximum: number) {
    this.#maximum = Math.min(maximum, LAST);
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: Math.ceil(maximum / PAGE) });
    this.floats = new Float32Array(this.memory.buffer);
    this.integers = new Int32Array(this.memory.buffer);
  }

  /** The maximum size in bytes. */
  get maximum(): number {
    return this.#maximum;
  }

  /** The number of bytes ever used. */
  get used(): number {
    return this.#end;
  }

  /** Takes free bytes; returns their address, or undefined if memory would have to grow. */
  take(bytes: number): number | undefined {
    return this.#free.take(bytes);
  }

  /** Like {@link take}, but grows memory if necessary; undefined if it cannot grow. */
  takeOrGrow(bytes: number): number | undefined {
    const free = this.#free.take(bytes);
    if (free !== undefined) return free;
    const missing = bytes - this.#free.sizeBefore(this.#end);
    if (!this.#grow(Math.max(missing, SEGMENT)) && !this.#grow(missing)) return undefined;
    return this.#free.take(bytes);
  }

  /** Allocates `min` to `max` bytes from an address on; returns how many, or 0 if there are too few. */
  extend(start: number, min: number, max: number): number {
    const free = this.#free.takeAt(start);
    let end = free?.end ?? start;
    if (
      end - start < min &&
      end === this.#end &&
      (this.#grow(start + max - end, false) || this.#grow(start + min - end, false))
    )
      end = this.#end;
    const size = end - start < min ? 0 : Math.min(max, end - start);
    if (end > start + size) this.#free.give({ start: start + size, end });
    return size;
  }

  /** Frees bytes. */
  give(range: Range): void {
    this.#free.give(range);
  }

  /** Grows memory by these bytes, which become free unless `isFree` is false; returns false if it cannot grow. */
  #grow(bytes: number, isFree = true): boolean {
    const [start, end] = [this.#end, this.#end + bytes];
    if (end > this.#maximum) return false;
    const size = this.memory.buffer.byteLength;
    // By at least an eighth, because growing triggers the garbage collector; untouched pages cost nothing.
    if (end > size && !this.#growTo(Math.max(end, size + size / 8)) && !this.#growTo(end)) return false;
    this.#end = end;
    if (isFree) this.#free.give({ start, end });
    return true;
  }

  #growTo(size: number): boolean {
    const { memory } = this;
    const pages = Math.ceil((Math.min(size, this.#maximum) - memory.buffer.byteLength) / PAGE);
    try {
      memory.grow(pages);
    } catch {
      return false; // the system has no more memory
    }
    this.floats = new Float32Array(memory.buffer);
    this.integers = new Int32Array(memory.buffer);
    return true;
  }
}
