import { open, type FileHandle } from 'node:fs/promises';
import { openCheckpoint, type Checkpoint } from '@microgpt/checkpoint';
import { InputError, isSystemError } from '@microgpt/terminal';
import { explained } from '../checkpoints/about-file.ts';
import { otherFileProblem, otherFolderProblem } from '../checkpoints/other-file.ts';
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
    if ((await handle.stat()).isDirectory()) throw new InputError(await otherFolderProblem(file));
    const checkpoint = await openCheckpoint(handle).catch(async (error: unknown) => {
      throw error instanceof RangeError || error instanceof TypeError
        ? new InputError(await otherFileProblem(file, handle, error))
        : error;
    });
    const record = explained(file, () => runRecordOf(checkpoint.extra));
    return { file, checkpoint, record, close: () => handle.close() };
  } catch (error) {
    await handle.close();
    if (!isSystemError(error)) throw error;
    throw new InputError(`${file} cannot be read (${error.code}); pass a checkpoint, such as names.safetensors`);
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
