import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const TIMEOUT_MS = 60_000;

/** A file on the web, and its local copy. */
export interface Download {
  readonly url: string;
  /** SHA-256 of the file's bytes, in hexadecimal. */
  readonly sha256: string;
  /** The path of the copy. */
  readonly file: string;
}

/**
 * The bytes of a file, from the copy if there is one, else from the web.
 *
 * Bytes with another hash are neither returned nor saved, and a copy is never half written. If no copy can be written, it warns
 * on stderr.
 *
 * @throws Error if the download fails
 */
export async function download({ url, sha256, file }: Download): Promise<Uint8Array> {
  const copy = await readFile(file).catch(() => undefined);
  if (copy !== undefined && hash(copy) === sha256) return copy;
  const bytes = await get(url);
  if (hash(bytes) !== sha256) throw new Error(`${url} is not the file expected: sha256 ${hash(bytes)}, not ${sha256}`);
  await writeWhole(file, bytes).catch(warn);
  return bytes;
}

/** A failed copy is only a warning, because the download itself succeeded. */
function warn(error: Error): void {
  console.warn(`${error.message}; the next run downloads it again`);
}

async function get(url: string): Promise<Uint8Array> {
  const response = await attempt(() => fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }));
  if (!response.ok) throw new Error(`${url} answered ${response.status} ${response.statusText}`);
  return new Uint8Array(await attempt(() => response.arrayBuffer()));

  async function attempt<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw new Error(`${url} could not be downloaded (${reason(error)})`, { cause: error });
    }
  }
}

/** The reason of an error; that of `fetch` is in its cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reason(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/** Writes a temporary file and renames it, so that other programs see the whole file or none. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(unfinished, bytes);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished).catch(() => undefined); // it may not exist
    throw new Error(`${file} could not be written (${reason(error)})`, { cause: error });
  }
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
