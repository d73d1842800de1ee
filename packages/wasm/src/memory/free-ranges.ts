/** A contiguous piece of memory, in bytes. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The number of ranges of possibly sufficient size to try before splitting a larger one. */
const TRIES = 16;

/**
 * Free memory. Freed ranges are merged with adjacent ones, so that small ranges can be reused as a large one.
 *
 * Ranges are sorted into lists by powers of two of their size, so `take` and `give` need constant time.
 */
export class FreeRanges {
  readonly #byStart = new Map<number, Range>();
  readonly #byEnd = new Map<number, Range>();
  readonly #bySize = Array.from({ length: 33 }, () => new Set<Range>());

  /** Allocates bytes at the beginning of a range; returns their address, or undefined if no range is large enough. */
  take(bytes: number): number | undefined {
    const range = this.#find(bytes);
    if (range === undefined) return undefined;
    this.#remove(range);
    if (range.end > range.start + bytes) this.#add({ start: range.start + bytes, end: range.end });
    return range.start;
  }

  /** Takes the whole range that begins at an address. */
  takeAt(start: number): Range | undefined {
    const range = this.#byStart.get(start);
    if (range !== undefined) this.#remove(range);
    return range;
  }

  /** Frees bytes. */
  give({ start, end }: Range): void {
    const [before, after] = [this.#byEnd.get(start), this.#byStart.get(end)];
    if (before !== undefined) this.#remove(before);
    if (after !== undefined) this.#remove(after);
    this.#add({ start: before?.start ?? start, end: after?.end ?? end });
  }

  /** The number of free bytes immediately before an address. */
  sizeBefore(end: number): number {
    const range = this.#byEnd.get(end);
    return range === undefined ? 0 : end - range.start;
  }

  #find(bytes: number): Range | undefined {
    let tries = 0;
    for (const range of this.#bySize[sizeClass(bytes)]) {
      if (range.end - range.start >= bytes) return range;
      if (++tries === TRIES) break;
    }
    for (let size = sizeClass(bytes) + 1; size < this.#bySize.length; size++) {
      for (const range of this.#bySize[size]) return range;
    }
    return undefined;
  }

  #add(range: Range): void {
    this.#byStart.set(range.start, range);
    this.#byEnd.set(range.end, range);
    this.#bySize[sizeClass(range.end - range.start)].add(range);
  }

  #remove(range: Range): void {
    this.#byStart.delete(range.start);
    this.#byEnd.delete(range.end);
    this.#bySize[sizeClass(range.end - range.start)].delete(range);
  }
}

/** The largest k with 2^k ≤ bytes. */
function sizeClass(bytes: number): number {
  return Math.floor(Math.log2(bytes));
}
