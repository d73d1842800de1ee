import { linesOf } from '@microgpt/gpt';
import { InputError, UsageError } from '@microgpt/terminal';
import type { Tokenizer } from '@microgpt/tokenizer';
import { encodeKnown } from '../checkpoints/encode-known.ts';
import { findData } from '../checkpoints/find-data.ts';
import { loadModel, type LoadedModel } from '../checkpoints/load-model.ts';
import { withCheckpoint, type OpenedCheckpoint } from '../checkpoints/with-checkpoint.ts';
import type { EvalFlags } from './eval-flags.ts';
import { readCorpus } from '../data/corpus.ts';
import { writeJSON, type CommandStreams, type Output } from '../output.ts';
import { decoded } from '../sample/read-prompt.ts';
import { measure } from './measure.ts';
import { documentWindows, textWindows, type Window } from './windows.ts';

/** A text to measure, as tokens. */
interface Measured {
  /** What it is called. */
  readonly name: string;
  /** The ids of each document, without BOS, or of the running text. */
  readonly ids: readonly ArrayLike<number>[];
}

/** How well a model predicts a text. */
export interface EvaluationResult {
  /** The mean loss over all predicted tokens, in nats. */
  readonly loss: number;
  /** e to the power of the loss: the model is as uncertain as among so many equally likely tokens. */
  readonly perplexity: number;
  /** All nats as bits, divided by the UTF-8 bytes of the predicted tokens; the end of a line counts as one byte. */
  readonly bitsPerByte: number;
  /** The number of predicted tokens. */
  readonly tokens: number;
  /** The number of their bytes. */
  readonly bytes: number;
}

/** Measures a model on a text: `microgpt eval`. */
export async function evaluateFile(this: CommandStreams, flags: EvalFlags, file: string, text?: string): Promise<void> {
  const { stdout, stderr } = this.process;
  await withCheckpoint(file, async (opened) => {
    const loaded = await loadModel(opened, flags.engine);
    const isLines = loaded.kind === 'lines';
    const { blockSize } = loaded.model.config;
    const { stride = blockSize } = flags;
    if (isLines && flags.stride !== undefined) {
      throw new UsageError('--stride: this model reads lines, and windows of lines do not overlap; leave it out');
    }
    if (stride > blockSize) {
      throw new UsageError(`--stride: expected at most ${blockSize}, the block of the model, got ${stride}`);
    }
    const { name, ids } = text === undefined ? await keptApart(opened, loaded) : await readText(text, loaded);
    if (isLines) warnIfCut(ids, blockSize, stderr);
    const result = await evaluated(loaded, ids, stride, progressOn(stderr, ids, isLines));
    if (flags.json === true) writeJSON(stdout, { text: name, ...result });
    else stdout.write(described(name, result, stride < blockSize ? stride : undefined));
  });
}

/**
 * How well a model predicts documents, or a running text.
 *
 * @throws InputError if there is nothing to predict
 */
export async function evaluated(
  { model, tokenizer, kind }: LoadedModel,
  ids: readonly ArrayLike<number>[],
  stride = model.config.blockSize,
  onProgress?: (targets: number) => void,
): Promise<EvaluationResult> {
  const { blockSize } = model.config;
  const windows = () =>
    kind === 'lines' ? documentWindows(ids, tokenizer, blockSize) : textWindows(ids[0] ?? [], blockSize, stride);
  const { nats, targets } = await measure(model, windows(), onProgress);
  if (targets === 0) throw new InputError('the text has nothing to predict; pass one of at least two tokens');
  const bytes = bytesOf(windows(), tokenizer);
  const loss = nats / targets;
  return { loss, perplexity: Math.exp(loss), bitsPerByte: nats / Math.LN2 / bytes, tokens: targets, bytes };
}

/** The part of its data that the run of a checkpoint held out. */
async function keptApart({ file, record }: OpenedCheckpoint, { tokenizer }: LoadedModel): Promise<Measured> {
  const remedy = `pass a text: microgpt eval ${file} TEXT`;
  const { dataset, problem } = await findData(record, tokenizer);
  if (dataset === undefined) throw new InputError(`there is no text to evaluate, because ${problem}; ${remedy}`);
  const ids = [...dataset.validationIds()];
  if (ids.length === 0) throw new InputError(`the run of ${file} held out no text to evaluate; ${remedy}`);
  return { name: `${record?.data.source ?? ''}, the part held out`, ids };
}

async function readText(path: string, { tokenizer, kind }: LoadedModel): Promise<Measured> {
  const isInput = path === '-';
  const text = isInput ? await decoded(process.stdin, 'standard input') : (await readCorpus(path, 0)).text;
  const name = isInput ? 'standard input' : path;
  const documents = kind === 'lines' ? linesOf(text) : [text];
  return { name, ids: documents.map((document) => encodeKnown(tokenizer, document, name)) };
}

/** The UTF-8 bytes of all targets that count; that of BOS, which ends a line, is its line feed. */
function bytesOf(windows: Iterable<Window>, tokenizer: Tokenizer): number {
  let bytes = 0;
  for (const { target, from } of windows) {
    const counted = target.slice(from);
    const ids = counted.filter((id) => id !== tokenizer.bos);
    bytes += counted.length - ids.length;
    bytes += tokenizer.decodeBytes?.(ids).length ?? Buffer.byteLength(tokenizer.decode(ids));
  }
  return bytes;
}

function warnIfCut(documents: readonly ArrayLike<number>[], blockSize: number, stderr: Output): void {
  const longer = documents.filter(({ length }) => length + 1 > blockSize).length;
  if (longer === 0) return;
  const lines = longer === 1 ? '1 line has' : `${longer.toLocaleString('en-US')} lines have`;
  stderr.write(`${lines} more than ${blockSize} tokens; the rest is not measured\n`);
}

/** Shows on a terminal how far a long evaluation is, at most five times a second. */
function progressOn(
  stderr: Output,
  ids: readonly ArrayLike<number>[],
  isLines: boolean,
): ((targets: number) => void) | undefined {
  if (stderr.isTTY !== true) return undefined;
  const all = ids.reduce((sum, { length }) => sum + length + (isLines ? 1 : -1), 0);
  let shown = performance.now();
  let isShown = false;
  return (targets) => {
    const isDone = targets >= all;
    if (performance.now() - shown < 200 && !(isDone && isShown)) return;
    shown = performance.now();
    isShown = true;
    stderr.write(
      isDone ? '\r\x1b[K' : `\r${Math.floor((100 * targets) / all)} % of ${all.toLocaleString('en-US')} tokens`,
    );
  };
}

function described(name: string, result: EvaluationResult, stride: number | undefined): string {
  const { loss, perplexity, bitsPerByte, tokens, bytes } = result;
  const how = stride === undefined ? '' : `, windows that begin ${stride} tokens apart`;
  return [
    `${name}: ${tokens.toLocaleString('en-US')} tokens predicted, ${bytes.toLocaleString('en-US')} bytes${how}`,
    `loss           ${loss.toFixed(4)} nats per token`,
    `perplexity     ${perplexity.toFixed(3)}`,
    `bits per byte  ${bitsPerByte.toFixed(4)}`,
    '',
  ].join('\n');
}
