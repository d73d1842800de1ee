import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RunRecord } from '@microgpt/run';
import { InputError } from '@microgpt/terminal';
import { openFile, type OpenedFile } from '../checkpoints/with-checkpoint.ts';
import { NAMES } from '../data/corpus.ts';
import { longerFlags } from '../run/longer-flags.ts';
import { quoted } from '../run/quoted.ts';
import { lastOf, runPaths } from '../run/run-paths.ts';
import { changedBy, differences, inWords } from './resumed-settings.ts';
import type { TrainCommand } from './train-options.ts';
import { invocation } from '../run/invocation.ts';

/** A run that goes on. */
export interface Resumption extends OpenedFile {
  readonly record: RunRecord;
}

/**
 * The run to go on with: that of `--resume`, or the unfinished one in the file that the command writes.
 *
 * @param out the file that the command writes
 * @returns undefined if the command starts a new run
 * @throws InputError if the file holds anything else, and nobody asked to start over; or another file than that of the resumed run
 */
export async function findStart(command: TrainCommand, out: string): Promise<Resumption | undefined> {
  const { resume, restart } = command;
  if (resume !== undefined) {
    const opened = await withRecord(await openFile(resume));
    const problem = whyNotInto(command, opened);
    if (problem === undefined) return opened;
    await opened.close();
    throw new InputError(problem);
  }
  checkOut(out, command);
  if (restart || !existsSync(out)) return undefined;
  const opened = await openFile(out).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${error.message}; ${anew()}`);
  });
  const problem = whyNot(command, opened);
  if (problem === undefined) return withRecord(opened);
  await opened.close();
  throw new InputError(problem);
}

async function withRecord(opened: OpenedFile): Promise<Resumption> {
  const { record, file } = opened;
  if (record !== undefined && opened.checkpoint.hasOptimizer) return { ...opened, record };
  await opened.close();
  throw new InputError(`${file} holds a model but no run; start a new run from it with --from ${quoted(file)}`);
}

/** Why a run does not go on in the file of the command; undefined if it does: the file is its own, or there is none. */
function whyNotInto({ given: { out } }: TrainCommand, { file, record }: Resumption): string | undefined {
  if (out === undefined || !existsSync(out)) return undefined;
  const own = [file, lastOf(file, record.settings.out)].map((path) => resolve(path));
  if (own.includes(resolve(out))) return undefined;
  if (statSync(out).isDirectory()) return folderProblem(out);
  return `--out ${out}: there is such a file, which --resume ${file} would replace; pass another file; to go on with the run in it: ${invocation()} train --resume ${quoted(out)}`;
}

/** @throws InputError if the file to write is a folder, or the text or the model to start from, which would be replaced */
function checkOut(out: string, { text, from, restart }: TrainCommand): void {
  if (text !== undefined && resolve(text) === resolve(out)) {
    throw new InputError(
      `--out ${out} is the text to learn from; pass another file, such as --out ${quoted(`${out}.safetensors`)}`,
    );
  }
  const { last, previous, best } = runPaths(out);
  const own = [last, previous, best].map((path) => resolve(path));
  if (restart && from !== undefined && own.includes(resolve(from))) {
    throw new InputError(`--from ${from} is a file that the new run would replace; pass another one with --out`);
  }
  if (existsSync(out) && statSync(out).isDirectory()) {
    throw new InputError(folderProblem(out));
  }
}

function folderProblem(out: string): string {
  return `--out ${out} is a folder; pass a file, such as --out ${quoted(join(out, 'model.safetensors'))}`;
}

/** Why the command does not go on with the run in its file; undefined if it does. */
function whyNot({ text = NAMES, given, from }: TrainCommand, { file, record }: OpenedFile): string | undefined {
  if (record === undefined) return `${file} holds a model but no run; ${anew()}`;
  const { settings, progress, data } = record;
  const again = `${invocation()} train --resume ${quoted(file)}`;
  const source = text === NAMES ? NAMES : resolve(text);
  if (source !== data.source) return `${file} holds a run on another text, ${data.source}; ${anew()}`;
  if (from !== undefined && resolve(from) !== record.from) {
    return `${file} holds a run that started from ${record.from ?? 'new weights'}, not from ${from}; to go on with it: ${again}; or ${anew()}`;
  }
  const all = differences(given, settings);
  if (all.length > 0) {
    const changed = changedBy(all);
    const goOn =
      changed === undefined ? `to go on with it: ${again}` : `to go on with this change: ${again} ${changed}`;
    return `${file} holds another run: ${all.map(inWords).join('; ')}; ${goOn}; or ${anew()}`;
  }
  if (!progress.done) return undefined;
  const longer = longerFlags(settings, progress).join(' ');
  return `${file} holds a finished run of ${progress.step} steps; to train on: ${again} ${longer}; or ${anew()}`;
}

function anew(): string {
  return 'to start over, pass --restart, or another file with --out';
}
