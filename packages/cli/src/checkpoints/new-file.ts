import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { InputError, isSystemError } from '@microgpt/terminal';
import { replaceFile } from '../files/replace-file.ts';

/** @throws InputError if there is a file of that name, unless `force` */
export async function checkIsNew(file: string, force = false): Promise<void> {
  if (force || !(await isThere(file))) return;
  throw new InputError(`there is a file ${file} already; pass another name, or replace it with --force`);
}

/** Whether there is a file or folder. */
export function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * Writes a file, which appears when it is complete.
 *
 * @throws InputError if it cannot be written
 */
export async function writeWhole(file: string, content: string | AsyncIterable<Uint8Array>): Promise<void> {
  const chunks = typeof content === 'string' ? Readable.from([Buffer.from(content)]) : content;
  try {
    await replaceFile(file, chunks);
  } catch (error) {
    throw isSystemError(error) ? new InputError(`${file} cannot be written (${error.code}); pass another name`) : error;
  }
}
