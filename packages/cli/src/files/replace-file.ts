// Packages that replace files atomically, such as write-file-atomic, take the whole content at once. A checkpoint is a
// stream of chunks, and may be larger than the memory that is left while a model trains.

import { constants, copyFile, link, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isSystemError } from '@microgpt/terminal';
import { temporaryName } from './leftovers.ts';

/** The errors of systems that cannot flush a folder. */
const CANNOT_FLUSH = ['EINVAL', 'ENOTSUP', 'EPERM', 'EACCES', 'EISDIR'];

/** The options of {@link replaceFile}. */
export interface ReplaceOptions {
  /** Where the old file is kept, in the same folder; default nowhere. */
  readonly previous?: string | undefined;
}

/**
 * Replaces a file durably: after a crash or a power failure at any moment, its name holds either all of the old content or
 * all of the new.
 *
 * The chunks go to a temporary file in the same folder, which is flushed to the disk and renamed; then the folder is
 * flushed. The old file keeps its name until the rename: for `previous` it gets a second name, or is copied where a file can
 * have only one.
 *
 * @throws the error of the file system if anything fails; the file is then as it was
 */
export async function replaceFile(
  file: string,
  chunks: AsyncIterable<Uint8Array>,
  { previous }: ReplaceOptions = {},
): Promise<void> {
  const temporary = temporaryName(file);
  try {
    const handle = await open(temporary, 'w');
    try {
      await writeFile(handle, chunks);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (previous !== undefined) await keep(file, previous);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined); // the first error says more
    throw error;
  }
  await flushFolder(dirname(file));
}

/** Gives a file, if there is one, a second name that may be in use, without a moment in which either name is missing. */
async function keep(file: string, previous: string): Promise<void> {
  const temporary = temporaryName(previous);
  await rm(temporary, { force: true });
  try {
    await link(file, temporary);
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return;
    await copyFile(file, temporary, constants.COPYFILE_FICLONE); // no hard links here, as on FAT and some network drives
  }
  await rename(temporary, previous);
  await rm(temporary, { force: true }); // a rename between two names of one file does nothing
}

/** Flushes the names in a folder, where the system can: Windows and some network drives cannot. */
async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!isSystemError(error) || !CANNOT_FLUSH.includes(error.code)) throw error;
  }
}
