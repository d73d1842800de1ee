import type { Storage } from '@microgpt/autograd';

const PAGE = 65_536;
const MAXIMUM = 65_536 * PAGE;
const FIRST_CHUNK = 1 << 20;
const LASTING_SEGMENT = 1 << 18;
const ALIGNMENT = 16;
const LIMIT = 32 << 20;

/** A place in the arena: a chunk, and how far it is used. */
interface Position {
  readonly chunk: number;
  readonly top: number;
}

/** A contiguous piece of the arena, in bytes. */
interface Chunk {
  readonly start: number;
  readonly end: number;
  /** Where its used part ended when the arena went on to the next chunk. */
  top: number;
}

/** The time in which memory of the arena is not used again: all its storages lose their memory together. */
class Epoch {
  /** Where its memory begins. */
  readonly start: Position;
  /** Whether addresses of this epoch may be used. */
  live = true;
  /** Results that no `backward` has met, so that something may still want them. */
  wanted = 0;
  /** Whether `backward` has run, so that the next result begins a new step. */
  over = false;
  /** Where the numbers went if they may be wanted: what lay in memory from an address on. */
  copies: readonly { readonly start: number; readonly numbers: Float32Array }[] = [];
  /** Whether they went there only because there were so many. */
  crowded = false;

  constructor(start: Position) {
    this.start = start;
  }
}

/** Numbers in WebAssembly memory, or ready to be brought there. */
export class WasmStorage implements Storage {
  readonly length: number;
  /** In bytes; valid while the epoch lives. */
  address: number;
  epoch: Epoch;
  /** A copy on JavaScript's heap, for what does not change. */
  host: Float32Array | undefined;
  /** Whether its epoch counts it among the results that something may still want. */
  wanted = false;
  /** Whether it collects gradients, and so is never to be taken from an old copy. */
  readonly collects: boolean;

  constructor(length: number, address: number, epoch: Epoch, host?: Float32Array, collects = false) {
    this.length = length;
    this.address = address;
    this.epoch = epoch;
    this.host = host;
    this.collects = collects;
  }
}

/**
 * The memory of the kernels, so that nobody who uses a tensor has to think of it.
 *
 * - **Lasting** memory is for parameters, their gradients, and what is overwritten in place. Before memory grows for more
 *   of it, that of storages which the garbage collector has taken is found and used again.
 * - The **arena** is for results: handed out by counting up, taken back all at once. `backward` ends a step, and the first
 *   result of the next one takes its memory; the end of a `noGrad` body takes back what the body made.
 * - **Constants** stay on JavaScript's heap, and are copied into the arena when a kernel wants them.
 *
 * Every use of a storage goes through {@link address}, which knows whether its memory is still its own: reading what was
 * taken back is an error, and never gives someone else's numbers. Results of a step that `backward` did not meet may be
 * wanted by another one: they are copied out before their memory is used again, and copied in when they are.
 */
export class WasmMemory {
  readonly memory: WebAssembly.Memory;
  /** All of memory; made anew when it grows, because growing detaches it. */
  floats: Float32Array;
  integers: Int32Array;

  readonly #maximum: number;
  #size = PAGE; // bytes in use; the first page is not, so that address 0 means "none"

  readonly #chunks: Chunk[] = [];
  #chunk = -1;
  #top = 0;
  #end = 0;
  #epoch = new Epoch({ chunk: -1, top: 0 });
  #limit: number; // bytes of one epoch before its results are copied out; more where they turn out to be wanted

  readonly #lasting = new Epoch({ chunk: -1, top: 0 });
  readonly #nowhere: Epoch;
  #workspace: WasmStorage | undefined;
  readonly #free = new Map<number, number[]>();
  #segmentTop = 0;
  #segmentEnd = 0;
  #owners: { readonly storage: WeakRef<WasmStorage>; readonly block: Block }[] = [];

  /** @param maximum in bytes; default 4 GiB, all that a WebAssembly memory can have */
  constructor(maximum = MAXIMUM) {
    this.#maximum = maximum;
    this.#limit = Math.min(LIMIT, maximum / 4);
    this.#nowhere = new Epoch({ chunk: -1, top: 0 });
    this.#nowhere.live = false;
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: Math.ceil(maximum / PAGE) });
    this.floats = new Float32Array(this.memory.buffer);
    this.integers = new Int32Array(this.memory.buffer);
  }

  /** How many bytes of WebAssembly memory there are. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** Where the numbers of a storage are, in bytes; they are brought back if they had to make room. */
  address(storage: WasmStorage): number {
    return storage.epoch.live ? storage.address : this.#bringBack(storage);
  }

  /** The numbers of a storage, not a copy: valid until memory is next asked for. */
  view(storage: WasmStorage): Float32Array {
    if (storage.host !== undefined && !storage.epoch.live) return storage.host;
    const start = this.address(storage) >>> 2;
    return this.floats.subarray(start, start + storage.length);
  }

  /** The first number of a storage, without making a view. */
  first(storage: WasmStorage): number {
    if (storage.host !== undefined && !storage.epoch.live) return storage.host[0];
    return this.floats[this.address(storage) >>> 2];
  }

  /** Memory for the result of an operation. */
  result(length: number): WasmStorage {
    if (this.#epoch.over) this.#restart(this.#epoch.wanted > 0);
    else if (this.#used() > this.#limit) {
      this.#epoch.crowded = true;
      this.#restart(true);
    }
    const storage = new WasmStorage(length, this.#bump(length), this.#epoch);
    storage.wanted = true;
    this.#epoch.wanted++;
    return storage;
  }

  /** Memory that only an operation and its gradient look at. */
  scratch(length: number): WasmStorage {
    return new WasmStorage(length, this.#bump(length), this.#epoch);
  }

  /** Memory in which the gradient of a result adds up. */
  collector(length: number): WasmStorage {
    return new WasmStorage(length, this.#bump(length), this.#epoch, undefined, true);
  }

  /** Room for the kernel at hand alone; its address. */
  workspace(bytes: number): number {
    if (bytes === 0) return 0;
    if (this.#workspace === undefined || this.#workspace.length * 4 < bytes) this.#workspace = this.lasting(bytes / 4);
    return this.#workspace.address;
  }

  /** Integers for the kernel at hand, in bytes. */
  copyIn(integers: readonly number[]): number {
    const address = this.#bump(integers.length);
    const start = address >>> 2;
    for (let i = 0; i < integers.length; i++) this.integers[start + i] = integers[i];
    return address;
  }

  /** Numbers that do not change. */
  constant(numbers: Float32Array): WasmStorage {
    return new WasmStorage(numbers.length, 0, this.#nowhere, numbers);
  }

  /** Memory that stays, for as long as its storage is reachable; what is in it does not matter. */
  lasting(length: number): WasmStorage {
    const block = this.#takeBlock(length);
    const storage = new WasmStorage(length, block.address, this.#lasting);
    this.#owners.push({ storage: new WeakRef(storage), block });
    return storage;
  }

  /** Gives a storage memory that stays, because it is going to be overwritten in place. */
  makeLasting(storage: WasmStorage): void {
    if (storage.epoch === this.#lasting) return;
    const block = this.#takeBlock(storage.length);
    this.floats.set(this.view(storage), block.address >>> 2);
    storage.address = block.address;
    storage.epoch = this.#lasting;
    storage.host = undefined;
    this.#owners.push({ storage: new WeakRef(storage), block });
  }

  /** `backward` from the root has met these results: nothing but reading wants them any more. */
  endStep(root: WasmStorage, met: Iterable<WasmStorage>): void {
    for (const storage of met) {
      if (!storage.wanted) continue;
      storage.wanted = false;
      storage.epoch.wanted--;
    }
    // A loss is often read after the next step has begun, behind an update written by hand for example.
    root.host = Float32Array.of(this.first(root));
    root.epoch.over = true;
    this.#epoch.over = true;
  }

  /**
   * The beginning of a body whose results are not wanted after it.
   *
   * @returns what ends it; the storages that it is given are kept
   */
  enter(): (kept: readonly WasmStorage[]) => void {
    const outer = this.#epoch;
    const start = { chunk: this.#chunk, top: this.#top };
    this.#epoch = new Epoch(start);
    return (kept) => {
      for (const storage of kept) {
        if (storage.epoch !== this.#epoch) continue;
        storage.host = this.view(storage).slice();
      }
      this.#epoch.live = false;
      this.#epoch = outer;
      this.#goTo(start);
    };
  }

  /** A new epoch in the memory of the last one. */
  #restart(copyOut: boolean): void {
    const old = this.#epoch;
    if (copyOut) old.copies = this.#copies(old.start);
    old.live = false;
    this.#epoch = new Epoch(old.start);
    this.#goTo(old.start);
  }

  /** What lies in the arena from a position on. */
  #copies(start: Position): { start: number; numbers: Float32Array }[] {
    const copies = [];
    for (let c = Math.max(0, start.chunk); c <= this.#chunk; c++) {
      const from = c === start.chunk ? start.top : this.#chunks[c].start;
      const to = c === this.#chunk ? this.#top : this.#chunks[c].top;
      copies.push({ start: from, numbers: this.floats.slice(from >>> 2, to >>> 2) });
    }
    return copies;
  }

  #bringBack(storage: WasmStorage): number {
    const numbers = storage.host ?? this.#copyOf(storage);
    if (!storage.collects) storage.host = numbers;
    const address = this.#bump(storage.length);
    this.floats.set(numbers, address >>> 2);
    storage.address = address;
    storage.epoch = this.#epoch;
    storage.wanted = false; // its copy stays, so the epoch need not
    return address;
  }

  #copyOf({ address, length, epoch }: WasmStorage): Float32Array {
    for (const { start, numbers } of epoch.copies) {
      const first = (address - start) / 4;
      if (first < 0 || first >= numbers.length) continue;
      if (epoch.crowded) this.#limit = Math.min(2 * this.#limit, this.#maximum / 4); // leave more in memory
      return numbers.subarray(first, first + length);
    }
    throw new Error(
      `wasm: the memory of this tensor of ${length} numbers was recycled, after backward() by the next step or at the end ` +
        'of noGrad(); read it before, return it from noGrad, or keep it with detach()',
    );
  }

  #bump(length: number): number {
    const address = this.#top;
    const next = address + align(length * 4);
    if (next > this.#end) return this.#bumpInNextChunk(length);
    this.#top = next;
    return address;
  }

  #bumpInNextChunk(length: number): number {
    const bytes = align(length * 4);
    const next = this.#chunk + 1;
    const chunk = this.#chunks[next] as Chunk | undefined;
    if (chunk === undefined || chunk.end - chunk.start < bytes) {
      // A chunk that is too small stays behind the new one, for another time.
      const wished = FIRST_CHUNK << Math.min(this.#chunks.length, 8);
      const size = Math.max(bytes, Math.min(wished, this.#maximum - this.#size));
      const start = this.#grow(size);
      this.#chunks.splice(next, 0, { start, end: start + size, top: start });
    }
    if (this.#chunk >= 0) this.#chunks[this.#chunk].top = this.#top;
    this.#goTo({ chunk: next, top: this.#chunks[next].start });
    return this.#bump(length);
  }

  #goTo({ chunk, top }: Position): void {
    this.#chunk = chunk;
    this.#top = top;
    this.#end = chunk < 0 ? 0 : this.#chunks[chunk].end;
  }

  /** Bytes of the arena that the epoch has taken; what a chunk's end leaves over counts as well. */
  #used(): number {
    const { chunk, top } = this.#epoch.start;
    if (chunk === this.#chunk) return this.#top - top;
    let used = this.#top - this.#chunks[this.#chunk].start;
    for (let c = Math.max(0, chunk); c < this.#chunk; c++) used += this.#chunks[c].end - this.#chunks[c].start;
    return used;
  }

  #takeBlock(length: number): Block {
    const size = sizeClass(length * 4);
    const isFull = this.#segmentTop + size > this.#segmentEnd;
    if (isFull && this.#freeList(size).length === 0) this.#takeBack();
    const address = this.#freeList(size).pop();
    if (address !== undefined) return { address, size };
    if (isFull) {
      const segment = Math.max(LASTING_SEGMENT, size);
      this.#segmentTop = this.#grow(segment);
      this.#segmentEnd = this.#segmentTop + segment;
    }
    const top = this.#segmentTop;
    this.#segmentTop += size;
    return { address: top, size };
  }

  /**
   * Frees the blocks of storages that nobody can reach.
   *
   * They are looked for, and not told of by a FinalizationRegistry, because from Node 22 on its callbacks at times never come.
   */
  #takeBack(): void {
    this.#owners = this.#owners.filter(({ storage, block: { address, size } }) => {
      if (storage.deref() !== undefined) return true;
      this.#freeList(size).push(address);
      return false;
    });
  }

  #freeList(size: number): number[] {
    let list = this.#free.get(size);
    if (list === undefined) this.#free.set(size, (list = []));
    return list;
  }

  /** So many more bytes of memory; where they begin. */
  #grow(bytes: number): number {
    const start = this.#size;
    const missing = Math.ceil((start + bytes - this.bytes) / PAGE);
    if (missing > 0) {
      if (start + bytes > this.#maximum) throw outOfMemory(bytes, start, this.#maximum);
      try {
        this.memory.grow(missing);
      } catch {
        throw outOfMemory(bytes, start, this.#maximum);
      }
      this.floats = new Float32Array(this.memory.buffer);
      this.integers = new Int32Array(this.memory.buffer);
    }
    this.#size += bytes;
    return start;
  }
}

/** A piece of lasting memory, in bytes. */
interface Block {
  readonly address: number;
  readonly size: number;
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Sizes of lasting memory in eight steps from one power of two to the next, so that what is freed fits again. */
function sizeClass(bytes: number): number {
  const step = Math.max(ALIGNMENT, 2 ** (Math.floor(Math.log2(Math.max(1, bytes))) - 3));
  return Math.ceil(bytes / step) * step;
}

function outOfMemory(asked: number, used: number, maximum: number): RangeError {
  const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  return new RangeError(
    `wasm: out of memory: ${mebibytes(asked)} more asked for, ${mebibytes(used)} of at most ${mebibytes(maximum)} in use; ` +
      'take a smaller batch or model, wrap what needs no gradient in noGrad(), or give way to the event loop now and then, ' +
      'which is when memory of parameters and caches that nobody holds any more is found',
  );
}
