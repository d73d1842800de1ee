import { open, type FileHandle } from 'node:fs/promises';
import { openCheckpoint, type Checkpoint } from '@microgpt/checkpoint';
import { type RunRecord, runRecordOf } from '@microgpt/run';
import { InputError, isSystemError } from '@microgpt/terminal';
import { explained } from './about-file.ts';
import { otherFileProblem, otherFolderProblem } from './other-file.ts';

/** A checkpoint that is open. */
export interface OpenedCheckpoint {
  /** The path, as it was given. */
  readonly file: string;
  readonly checkpoint: Checkpoint;
  /** The run that made it; undefined for a model that another program saved or `import` made. */
  readonly record: RunRecord | undefined;
}

/** A checkpoint whose file stays open until it is closed. */
export interface OpenedFile extends OpenedCheckpoint {
  /** Closes the file. */
  close(): Promise<void>;
}

/**
 * Opens a checkpoint, uses it, and closes it.
 *
 * @throws InputError as {@link openFile} does
 */
export async function withCheckpoint<T>(file: string, use: (opened: OpenedCheckpoint) => Promise<T>): Promise<T> {
  const opened = await openFile(file);
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}

/**
 * Opens a checkpoint, which its user closes.
 *
 * @throws InputError if there is no such file, or it is not a checkpoint: then it says what it is, and which command reads it
 */
export async function openFile(file: string): Promise<OpenedFile> {
  const handle = await handleOf(file);
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
    throw error;
  }
}

async function handleOf(file: string): Promise<FileHandle> {
  try {
    return await open(file);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'EISDIR') throw new InputError(await otherFolderProblem(file)); // on Windows
    const problem =
      error.code === 'ENOENT' || error.code === 'ENOTDIR'
        ? `there is no file ${file}`
        : `${file} cannot be read (${error.code})`;
    throw new InputError(`${problem}; pass a checkpoint, which microgpt train and microgpt import write`);
  }
}
