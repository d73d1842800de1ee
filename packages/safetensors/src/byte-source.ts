/** Bytes that can be read in part: a file, a `Blob`, memory, or what you implement, such as ranges of a URL. */
export interface ByteSource {
  /** Number of bytes. */
  readonly size: number;
  /** The bytes from `start` to before `end`, all of them. The caller does not change them. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** What `fileSource` needs of a file that is open: Node's `FileHandle` has it. */
export interface FileLike {
  /**
   *
   */
  stat(): Promise<{ readonly size: number }>;
  /**
   *
   */
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
}

/** Most bytes in one read of a file; Node allows 2³¹ − 1. */
const MOST_BYTES = 2 ** 30;

/**
 * Source of bytes in memory. `read` returns views, so do not change the bytes.
 *
 * @throws TypeError if bytes is not a Uint8Array or an ArrayBuffer
 */
export function bytesSource(bytes: Uint8Array | ArrayBuffer): ByteSource {
  const all = toBytes('bytesSource', bytes);
  return { size: all.length, read: (start, end) => Promise.resolve(all.subarray(start, end)) };
}

/** Source of a `Blob`, or of a `File` that the user of a page chose or dropped. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
  };
}

/** Source of an open file: `fileSource(await open(path))` with `open` of `node:fs/promises`. Close the file yourself. */
export async function fileSource(file: FileLike): Promise<ByteSource> {
  const { size } = await file.stat();
  return { size, read: (start, end) => readFile(file, start, end) };
}

/**
 * The argument as bytes, without a copy.
 *
 * @throws TypeError if it is not a Uint8Array or an ArrayBuffer
 */
export function toBytes(operation: string, bytes: unknown): Uint8Array {
  const kind = Object.prototype.toString.call(bytes); // not `instanceof`: another realm has other classes
  if (kind === '[object Uint8Array]') return bytes as Uint8Array;
  if (kind === '[object ArrayBuffer]') return new Uint8Array(bytes as ArrayBuffer);
  throw new TypeError(`${operation}: expected a Uint8Array or an ArrayBuffer, got ${kind.slice(8, -1)}`);
}

async function readFile(file: FileLike, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, Math.min(bytes.length - done, MOST_BYTES), start + done);
    if (bytesRead === 0) break; // the file has become shorter
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
