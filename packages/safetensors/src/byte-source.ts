import { bytesIn } from './dtypes.ts';
import { kindOf, wrong } from './errors.ts';

/** A source of bytes that can be read in part: a file, a `Blob`, memory, or your own, such as ranges of a URL. */
export interface ByteSource {
  /** The number of bytes. */
  readonly size: number;
  /** The bytes from `start` to before `end`, all of them. */
  read(start: number, end: number): Promise<Uint8Array>;
  /** Closes the file. A function that has opened the source itself calls it at the end. */
  close?(): Promise<void>;
}

/** The part of an open file that `fileSource` needs, such as Node's `FileHandle`. */
export interface FileLike {
  /** Returns the number of bytes. */
  stat(): Promise<{ readonly size: number }>;
  /** Reads bytes at a position of the file into the buffer, and returns how many. */
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  /** Closes the file. */
  close?(): Promise<void>;
}

/** The most bytes in one read of a file; Node allows 2³¹ − 1. */
const MOST_BYTES = 2 ** 30;

/**
 * A source of bytes in memory. It reads views, so do not change the bytes.
 *
 * @throws TypeError if they are not bytes
 */
export function bytesSource(bytes: Uint8Array | ArrayBuffer): ByteSource {
  const all = toBytes('bytesSource', bytes);
  return { size: all.length, read: (start, end) => Promise.resolve(all.subarray(start, end)) };
}

/** A source of a `Blob`, such as a `File` that the user of a page chose or dropped. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
  };
}

/**
 * A source of the bytes of an open file: `await fileSource(await open(path))` with `open` of `node:fs/promises`. The file
 * stays open until you close it, or call `close` of the source.
 */
export async function fileSource(file: FileLike): Promise<ByteSource> {
  const { size } = await file.stat();
  return {
    size,
    close: async () => file.close?.(),
    read: async (start, end) => {
      const bytes = new Uint8Array(end - start);
      let done = 0;
      let more;
      do {
        more = (await file.read(bytes, done, Math.min(bytes.length - done, MOST_BYTES), start + done)).bytesRead;
        done += more;
      } while (more > 0); // until all is read, or the file became shorter
      return bytes.subarray(0, done);
    },
  };
}

/**
 * The argument as bytes, without a copy.
 *
 * @throws TypeError if it is not a view of memory or an ArrayBuffer, such as the path of a file
 */
export function toBytes(operation: string, bytes: Uint8Array | ArrayBuffer): Uint8Array {
  if (ArrayBuffer.isView(bytes)) return bytesIn(bytes);
  if (kindOf(bytes) === 'ArrayBuffer') return new Uint8Array(bytes);
  throw wrong(operation, 'bytes', 'a Uint8Array', bytes, TypeError);
}
