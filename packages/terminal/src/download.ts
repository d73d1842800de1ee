import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const TIMEOUT_MS = 60_000;

/** A file on the web of which a copy is kept. */
export interface Download {
  readonly url: string;
  /** SHA-256 of the file's bytes, in hexadecimal. */
  readonly sha256: string;
  /** Where the copy is kept. */
  readonly file: string;
}

/**
 * Bytes of a file, from the copy that was kept or else from the web.
 *
 * Bytes of another hash are never returned nor kept, and a copy is never half written. If no copy can be written, it warns
 * on stderr.
 *
 * @throws Error that names what failed
 */
export async function download({ url, sha256, file }: Download): Promise<Uint8Array> {
  const kept = await readFile(file).catch(() => undefined);
  if (kept !== undefined && hash(kept) === sha256) return kept;
  const bytes = await get(url);
  if (hash(bytes) !== sha256) throw new Error(`${url} is not the file expected: sha256 ${hash(bytes)}, not ${sha256}`);
  await writeWhole(file, bytes).catch(warn);
  return bytes;
}

/** A download is of use without its copy. */
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

/** `fetch` says only that it failed; the reason is inside. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reason(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/** Writes elsewhere and then renames, so that other programs see the whole file or none. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(unfinished, bytes);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished).catch(() => undefined); // it may not be there
    throw new Error(`${file} could not be written (${reason(error)})`, { cause: error });
  }
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
