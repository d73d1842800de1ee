import { copyFile, mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Checkpoint } from '@microgpt/checkpoint';
import { batchOptionsFrom } from '@microgpt/gpt/checkpoint';
import type { GPTDescription } from '@microgpt/gpt';
import type { DataKind, RunRecord } from '@microgpt/run';
import { InputError, isSystemError } from '@microgpt/terminal';
import type { Tokenizer } from '@microgpt/tokenizer';
import { readTokenizerOf } from '../checkpoints/load-model.ts';
import { withCheckpoint } from '../checkpoints/with-checkpoint.ts';
import { tokenTypeOf, writeTokens } from './write-tokens.ts';

/** The tokens of a run's data, as a `Dataset` has them. */
export interface TorchData {
  readonly kind: DataKind;
  /** The ids of the training part: of each document in the order of the run, without BOS, or of the whole text. */
  trainingIds(): Iterable<ArrayLike<number>>;
  /** The same of the part that is held out. */
  validationIds(): Iterable<ArrayLike<number>>;
}

/** The options of {@link exportToTorch}. */
export interface TorchExportOptions {
  /** Reads the data of the run again; it must be the text that the run was trained on. */
  readonly data: (run: RunRecord, tokenizer: Tokenizer) => Promise<TorchData>;
}

/** What {@link exportToTorch} wrote. */
export interface TorchExport {
  /** The run in the checkpoint. */
  readonly run: RunRecord;
  /** The number of ids in `train.bin`, BOS among them. */
  readonly trainingTokens: number;
  /** The number of ids in `val.bin`. */
  readonly validationTokens: number;
}

/** The sources that every exported folder gets, in reading order. */
const SOURCES = ['README.md', 'train.py', 'run.py', 'model.py', 'data.py', 'checkpoint.py'];

/**
 * Writes a folder in which PyTorch goes on with a run: the checkpoint itself, the tokens of its data, and the programs.
 *
 * ```ts
 * await exportToTorch('poems.safetensors', 'poems-torch', { data: readAgain });
 * ```
 *
 * A text is written as its tokens. Documents are written in the order of the run, with BOS before the first, between any
 * two, and after the last, so that a program finds them again.
 *
 * The folder appears when it is complete. Its `checkpoint.safetensors` stays a checkpoint while PyTorch trains.
 *
 * @param file a checkpoint of `microgpt train`
 * @param folder a new or an empty folder
 * @throws InputError if the checkpoint holds no run, or a network with your own parts; if the folder has files
 */
export async function exportToTorch(file: string, folder: string, { data }: TorchExportOptions): Promise<TorchExport> {
  await checkIsEmpty(folder);
  const { run, tokenizer } = await readRun(file);
  const tokens = await data(run, tokenizer);
  const type = tokenTypeOf(tokenizer.vocabSize);
  const about = { kind: tokens.kind, dtype: type, bos: tokenizer.bos };
  const unfinished = `${folder}.${process.pid}.tmp`;
  try {
    await mkdir(unfinished, { recursive: true });
    const write = (name: string, pieces: Iterable<ArrayLike<number>>) =>
      writeTokens(join(unfinished, name), tokens.kind === 'lines' ? separated(pieces, tokenizer.bos) : pieces, type);
    const trainingTokens = await write('train.bin', tokens.trainingIds());
    const validationTokens = await write('val.bin', tokens.validationIds());
    await writeFile(join(unfinished, 'data.json'), `${JSON.stringify(about)}\n`);
    for (const name of SOURCES) await copyFile(join(sourceFolder(), name), join(unfinished, name));
    await copyFile(file, join(unfinished, 'checkpoint.safetensors'));
    await rmdir(folder).catch(() => undefined); // an empty one, over which some systems rename nothing
    await rename(unfinished, folder);
    return { run, trainingTokens, validationTokens };
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** @throws InputError if the folder has files, which would be lost */
async function checkIsEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(namesOfMissing);
  if (names.length === 0) return;
  const isExport = names.includes('train.py');
  const remedy = isExport
    ? `go on there with python3 ${join(folder, 'train.py')}, or pass a new one`
    : 'pass a new one';
  throw new InputError(`the folder ${folder} has files already; ${remedy}`);

  function namesOfMissing(error: unknown): string[] {
    if (isSystemError(error) && error.code === 'ENOENT') return [];
    if (isSystemError(error) && error.code === 'ENOTDIR')
      throw new InputError(`${folder} is a file; pass a new folder`);
    throw error;
  }
}

/** @throws InputError unless the file is a checkpoint of a run whose network `model.py` has */
async function readRun(file: string): Promise<{ run: RunRecord; tokenizer: Tokenizer }> {
  return withCheckpoint(file, (opened) => {
    const { checkpoint, record } = opened;
    checkNetwork(file, checkpoint);
    if (record === undefined || checkpoint.batches === null || checkpoint.tokenizer === null) {
      throw new InputError(
        `${file} holds no run of microgpt train, only a model; start one from it with microgpt train TEXT --from ${file}`,
      );
    }
    if (batchOptionsFrom(checkpoint).random === false) {
      throw new InputError(
        `${file}: its windows follow each other, but train.py draws random ones; train it with microgpt`,
      );
    }
    return Promise.resolve({ run: record, tokenizer: readTokenizerOf(opened) });
  });
}

/** @throws InputError unless the network is a GPT without parts of the program */
function checkNetwork(file: string, { model }: Checkpoint): void {
  const { type, parts = [] } = { ...(model as Partial<GPTDescription> | null) };
  if (type !== 'GPT') throw new InputError(`${file} holds ${type ?? 'a model'} and not a GPT; model.py has only that`);
  if (parts.length === 0) return;
  throw new InputError(
    `${file}: the network has your own ${parts.join(', ')}, which is JavaScript; export a run without --parts, ` +
      'and write the same part into model.py before you train',
  );
}

/** Documents with BOS before the first, between any two, and after the last; nothing if there are none. */
function* separated(documents: Iterable<ArrayLike<number>>, bos: number): Generator<ArrayLike<number>, void> {
  let isFirst = true;
  for (const document of documents) {
    if (isFirst) yield [bos];
    isFirst = false;
    yield document;
    yield [bos];
  }
}

/** The folder of the programs in this package, wherever its modules were bundled to. */
function sourceFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@microgpt/cli/package.json')), 'python');
}
