import type { LinearMemory } from './linear-memory.ts';

const ALIGNMENT = 16;
const FIRST_CHUNK = 1 << 20;

/** A contiguous piece of the arena, in bytes. */
interface Chunk {
  readonly start: number;
  end: number;
  /** The number of bytes of the arena in the chunks before it. */
  readonly before: number;
}

/**
 * A bump allocator: it allocates by advancing an offset, and frees everything at once.
 *
 * It consists of chunks, because other memory may follow its own. If none does, the last chunk grows.
 */
export class Arena {
  readonly #memory: LinearMemory;
  readonly #lastResort: (bytes: number) => number;
  readonly #chunks: Chunk[] = [];
  #chunk = -1;
  #top = 0;
  #end = 0;
  #offset = 0; // the number of bytes of the arena before an address of the chunk, minus that address

  /** @param lastResort returns the address of the bytes when memory cannot grow any more, or throws */
  constructor(memory: LinearMemory, lastResort: (bytes: number) => number) {
    this.#memory = memory;
    this.#lastResort = lastResort;
  }

  /** The number of bytes allocated, including the unused ends of chunks. */
  get used(): number {
    return this.#top + this.#offset;
  }

  /** Allocates numbers of four bytes; returns their address. */
  take(length: number): number {
    const address = this.#top;
    const next = address + align(length * 4);
    if (next > this.#end) return this.#takeMore(length);
    this.#top = next;
    return address;
  }

  /** Frees everything allocated since `used` had this value. */
  backTo(used: number): void {
    let chunk = this.#chunk;
    // To the end of a chunk rather than the beginning of the next, which would shrink to an empty range that cannot be freed.
    while (chunk > 0 && this.#chunks[chunk].before >= used) chunk--;
    if (chunk < 0) return;
    this.#enter(chunk);
    this.#top = used - this.#offset;
  }

  /** Returns the memory that is not allocated. */
  shrink(): void {
    for (const { start, end } of this.#chunks.splice(this.#chunk + 1)) this.#memory.give({ start, end });
    if (this.#top === this.#end) return;
    this.#memory.give({ start: this.#top, end: this.#end });
    this.#chunks[this.#chunk].end = this.#end = this.#top;
  }

  #takeMore(length: number): number {
    const bytes = align(length * 4);
    const next = this.#chunk + 1;
    if (next >= this.#chunks.length || this.#chunks[next].end - this.#chunks[next].start < bytes) this.#grow(bytes);
    else {
      this.#enter(next);
      this.#top = this.#chunks[next].start;
    }
    return this.take(length);
  }

  /** Makes room for the bytes after the top: in this chunk if it can grow, or in another. */
  #grow(bytes: number): void {
    this.shrink(); // the chunks after this one are too small, but together they may be large enough
    const preferred = Math.max(bytes, this.used, FIRST_CHUNK);
    const extension = this.#chunk < 0 ? 0 : this.#memory.extend(this.#end, bytes, preferred);
    if (extension > 0) {
      this.#chunks[this.#chunk].end = this.#end += extension;
      return;
    }
    let size = preferred;
    let start = this.#memory.takeOrGrow(preferred);
    if (start === undefined) {
      size = bytes;
      start = this.#memory.takeOrGrow(bytes) ?? this.#lastResort(bytes);
    }
    this.#chunks.push({ start, end: start + size, before: this.used });
    this.#enter(this.#chunks.length - 1);
    this.#top = start;
  }

  #enter(chunk: number): void {
    const { start, end, before } = this.#chunks[chunk];
    this.#chunk = chunk;
    this.#end = end;
    this.#offset = before - start;
  }
}

/** Bytes, rounded up to a multiple of a vector of four numbers. */
export function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
