import { basename, extname, resolve } from 'node:path';
import type { GPT } from '@microgpt/gpt';
import { tokenizerFrom } from '@microgpt/gpt/checkpoint';
import { Random } from '@microgpt/random';
import {
  type Baselines,
  checkBlock,
  checkRate,
  type Choices,
  type Corpus,
  createDataset,
  createRun,
  dataRecordOf,
  type Dataset,
  lateBy,
  newSettings,
  type Reasons,
  resumeRun,
  type Run,
} from '@microgpt/run';
import { engines, formatDuration, InputError, listenForStop } from '@microgpt/terminal';
import { aboutFile } from '../checkpoints/about-file.ts';
import { openFile } from '../checkpoints/with-checkpoint.ts';
import { NAMES, readCorpus } from '../data/corpus.ts';
import { bytes } from '../report/formats.ts';
import type { Reporter, RunEnd } from '../report/reporter.ts';
import { invocation } from '../run/invocation.ts';
import { quoted } from '../run/quoted.ts';
import { RunFiles } from '../run/run-files.ts';
import { runToEnd } from '../run/run-to-end.ts';
import { inFlags } from '../settings/in-flags.ts';
import { loadParts } from '../settings/load-parts.ts';
import { findStart, type Resumption } from './find-start.ts';
import { newTokenizerIn } from './new-tokenizer-in.ts';
import { resumedSettings } from './resumed-settings.ts';
import type { TrainCommand } from './train-options.ts';

/** What a run is told with, and what its choices are made with. */
export interface TrainTools {
  readonly choices: Choices;
  readonly reporter: Reporter;
  /** The losses of simple guesses. */
  readonly baselinesOf: (dataset: Dataset) => Baselines;
  /** The rate of arithmetic that an engine reaches here, in FLOP/s. */
  readonly measurePeak: (engine: GPT['wte']['weight']['engine']) => Promise<number>;
  /** The seconds since the program began; default those since Node started. */
  readonly now?: () => number;
  /** Tells the user what takes long before the run starts; default nobody is told. */
  readonly note?: (message: string) => void;
}

/** Making byte pairs of a text of so many bytes takes about a second. */
const LONG_TEXT = 2_000_000;

/** The exit code of each end of a run. */
export const exitCodes: Readonly<Record<RunEnd['reason'], number>> = { done: 0, 'not finite': 1, interrupted: 130 };

/**
 * `microgpt train`: trains a model on a text, or goes on with a run, to its end or until it is asked to stop.
 *
 * @throws InputError if the text, the checkpoint or the settings cannot be used; nothing is written then
 */
export async function train(command: TrainCommand, tools: TrainTools): Promise<RunEnd> {
  const { reporter, now = secondsSinceStart } = tools;
  const { run, reasons, savedStep } = await prepared(command, tools);
  const { settings, data, dataset, model, progress, curve } = run;
  const baselines = tools.baselinesOf(dataset);
  const peak = await tools.measurePeak(model.wte.weight.engine);

  // Not before: a long computation would delay a stop, and until here the signal itself ends the program, which loses nothing.
  const stop = listenForStop({ signals: ['SIGINT', 'SIGTERM', 'SIGHUP'], output: process.stdout });
  try {
    reporter.start({
      settings,
      data,
      vocabSize: dataset.tokenizer.vocabSize,
      model,
      baselines,
      reasons,
      peak,
      progress,
      history: curve.history,
    });
    warnIfLate(run, now, reporter);
    const files = new RunFiles(settings.out, reporter, savedStep);
    await files.prepare();
    return await runToEnd(run, { reporter, files, stop, now });
  } finally {
    stop.close();
  }
}

function secondsSinceStart(): number {
  return performance.now() / 1000;
}

/** Warns if start-up took so long that the run will not end in its time. */
function warnIfLate({ settings, progress }: Run, now: () => number, reporter: Reporter): void {
  if (settings.time === null) return;
  const left = settings.time - (progress.elapsed ?? 0);
  const late = lateBy(left, now());
  if (late === 0) return;
  const [took, all, later] = [now(), left, late].map(formatDuration);
  reporter.warn(
    `start-up took ${took} of ${all}; half of the time is kept for training, so the run ends ${later} late`,
  );
}

/** The file that a command writes if nobody says which: in the current folder, with the name of the text. */
export function defaultOut(text: string): string {
  const name = text === NAMES ? NAMES : stemOf(basename(resolve(text)));
  return `${name}.safetensors`;
}

function stemOf(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}

interface Prepared {
  readonly run: Run;
  readonly reasons: Reasons;
  /** The step that the file of the run holds; undefined if it holds none of this run. */
  readonly savedStep?: number;
}

async function prepared(command: TrainCommand, tools: TrainTools): Promise<Prepared> {
  const { text = NAMES, given } = command;
  const out = given.out ?? defaultOut(text);
  const start = await findStart(command, out);
  if (start === undefined) return newRun(command, tools, out);
  try {
    return await resumedRun(command, start, tools);
  } finally {
    await start.close();
  }
}

async function newRun(
  { text = NAMES, given, from, parts }: TrainCommand,
  tools: TrainTools,
  out: string,
): Promise<Prepared> {
  const corpus = await readCorpus(text);
  noteIfLong(corpus, tools);
  const opened = from === undefined ? undefined : await openFile(from);
  try {
    const { choices, now = secondsSinceStart } = tools;
    const options = { corpus, given, choices, out, now, from: opened, readTokenizer: newTokenizerIn };
    const { settings, dataset, rng, reasons } = await inFlags(() => newSettings(options));
    const data = dataRecordOf(corpus, dataset);
    const engine = await engines[settings.engine]();
    const own = parts ?? (settings.parts === null ? undefined : await loadParts(settings.parts));
    const start = from === undefined ? undefined : resolve(from);
    const run = await createRun({ settings, data, from: start, dataset, engine, parts: own }, rng, opened?.checkpoint);
    return { run, reasons };
  } finally {
    await opened?.close();
  }
}

async function resumedRun(
  { text, given, resume, parts }: TrainCommand,
  start: Resumption,
  tools: TrainTools,
): Promise<Prepared> {
  const { file, record, checkpoint } = start;
  const { data: saved, progress } = record;
  const settings = resumedSettings(start, record, resume === undefined ? { out: given.out } : given);
  const corpus = await sameText(text ?? saved.source, start, resume === undefined);
  noteIfLong(corpus, tools);
  const { kind, validation, seed } = settings;
  const tokenizer = tokenizerFrom(checkpoint);
  const dataset = await inFlags(async () => {
    checkRate(settings);
    const tokens = await createDataset({ corpus, kind, tokenizer, validation, rng: new Random(seed) });
    checkBlock(tokens, settings);
    return tokens;
  });
  const data = dataRecordOf(corpus, dataset);
  const engine = await engines[settings.engine]();
  const own = parts ?? (settings.parts === null ? undefined : await loadParts(settings.parts));
  const { from } = record;
  const options = { settings: { ...settings, data: corpus.source }, data, from, dataset, engine, parts: own };
  const run = await resumeRun(options, checkpoint, record).catch((error: unknown) => {
    throw aboutFile(file, error);
  });
  const isSameFile = file === settings.out;
  return { run, reasons: {}, ...(isSameFile && { savedStep: progress.step }) };
}

function noteIfLong({ name, bytes: size }: Corpus, { note }: TrainTools): void {
  if (size >= LONG_TEXT) note?.(`making tokens of ${name}, ${bytes(size)}`);
}

/**
 * The text of a run.
 *
 * @param isAgain whether the command that started the run was given again, which can also start over
 * @throws InputError if the text is not where it was, or no longer the same
 */
async function sameText(source: string, { file, record }: Resumption, isAgain: boolean): Promise<Corpus> {
  const remedy = `pass the file with the same text: ${invocation()} train <text> --resume ${quoted(file)}`;
  const corpus = await readCorpus(source).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`the text of ${file}: ${error.message.split('; ')[0]}; ${remedy}`);
  });
  if (corpus.sha256 === record.data.sha256) return corpus;
  const tuned = `${invocation()} train ${quoted(source)} --from ${quoted(file)} --out another.safetensors`;
  throw new InputError(
    `${source} is not the text that ${file} was trained on, or has changed; ${isAgain ? 'to start over with it, pass --restart; or ' : ''}${remedy}; or let the model learn this text: ${tuned}`,
  );
}
