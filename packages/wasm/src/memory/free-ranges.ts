/** A contiguous piece of memory, in bytes. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** How many ranges of a size that may be too small are looked at before a larger one is cut. */
const TRIES = 16;

/**
 * Memory that nobody uses: ranges that come back are merged with their neighbours, so that what was freed in small pieces
 * serves a large one as well.
 *
 * Ranges are kept by their size, to the power of two below it; taking and giving take the same time however many there are.
 */
export class FreeRanges {
  readonly #byStart = new Map<number, Range>();
  readonly #byEnd = new Map<number, Range>();
  readonly #bySize = Array.from({ length: 33 }, () => new Set<Range>());

  /** So many bytes, cut from the beginning of a range; where they begin, or undefined if no range is large enough. */
  take(bytes: number): number | undefined {
    const range = this.#find(bytes);
    if (range === undefined) return undefined;
    this.#remove(range);
    if (range.end > range.start + bytes) this.#add({ start: range.start + bytes, end: range.end });
    return range.start;
  }

  /** The range that begins at an address, which is no longer free. */
  takeAt(start: number): Range | undefined {
    const range = this.#byStart.get(start);
    if (range !== undefined) this.#remove(range);
    return range;
  }

  /** Bytes that are free from now on. */
  give({ start, end }: Range): void {
    const [before, after] = [this.#byEnd.get(start), this.#byStart.get(end)];
    if (before !== undefined) this.#remove(before);
    if (after !== undefined) this.#remove(after);
    this.#add({ start: before?.start ?? start, end: after?.end ?? end });
  }

  /** How many bytes are free just before an address. */
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

/** The largest k for which 2^k bytes are no more than these. */
function sizeClass(bytes: number): number {
  return Math.floor(Math.log2(bytes));
}
