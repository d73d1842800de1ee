import { open, type FileHandle } from 'node:fs/promises';
import { openCheckpoint, type Checkpoint } from '@microgpt/checkpoint';
import { InputError, isSystemError } from '@microgpt/terminal';
import { runRecordOf, type RunRecord } from '../run/run-record.ts';

/** An opened checkpoint, whose file is read when it is needed. */
export interface OpenedRun {
  readonly file: string;
  readonly checkpoint: Checkpoint;
  /** The record of the run; undefined if the checkpoint has only weights, or another program wrote it. */
  readonly record: RunRecord | undefined;
  /** Closes the file. */
  close(): Promise<void>;
}

/**
 * Opens a checkpoint.
 *
 * @throws InputError if there is no such file, or it is not a checkpoint that this version knows
 */
export async function openRun(file: string): Promise<OpenedRun> {
  const handle = await openFile(file);
  try {
    const checkpoint = await openCheckpoint(handle);
    return { file, checkpoint, record: runRecordOf(checkpoint.extra), close: () => handle.close() };
  } catch (error) {
    await handle.close();
    if (!(error instanceof RangeError) && !isSystemError(error)) throw error;
    throw new InputError(`${file}: ${error.message.replace(/^openCheckpoint: /, '')}`);
  }
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const problem = error.code === 'ENOENT' ? `there is no file ${file}` : `${file} cannot be read (${error.code})`;
    throw new InputError(`${problem}; pass a checkpoint, such as names.safetensors`);
  }
}
