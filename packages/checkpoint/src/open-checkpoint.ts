import { checkArguments, checkCount, checkKind, hasMethod, type Tensor } from '@microgpt/autograd';
import type { Module } from '@microgpt/nn';
import {
  blobSource,
  bytesSource,
  fileSource,
  openSafetensors,
  type ByteSource,
  type FileLike,
  type SafetensorsFile,
} from '@microgpt/safetensors';
import { CheckedFile } from './checksums.ts';
import { fromMetadata, MODEL, type Saved } from './format.ts';
import { kindOf, unpack, type JSONValue } from './plain-data.ts';
import { checkStreams, StreamRestorer, type RandomStreams } from './random-streams.ts';
import type { Stateful } from './save-checkpoint.ts';
import { writePieces } from './tensor-pieces.ts';

/** The file of a checkpoint: bytes, a `Blob` or `File`, a Node `FileHandle`, or a source of `@microgpt/safetensors`. */
export type CheckpointFile = Uint8Array | ArrayBuffer | Blob | FileLike | ByteSource;

/** The objects to restore, created in the same way as the saved ones. */
export interface CheckpointTargets {
  /** A model with the same parameters and buffers. */
  readonly model?: Module;
  /** An optimizer of the same kind, of the parameters of that model. */
  readonly optimizer?: Stateful;
  /** The random streams, by the names with which they were saved. */
  readonly random?: RandomStreams;
}

/**
 * Opens a checkpoint that {@link saveCheckpoint} wrote. It reads everything except the weights and the optimizer's
 * averages, and executes nothing in the file.
 *
 * ```ts
 * const checkpoint = await openCheckpoint(await readFile('names.safetensors')); // Node; in a page, pass a File
 * ```
 *
 * @param file its bytes, a `Blob`, a Node `FileHandle`, or another source. Only the needed parts of the last three are
 *   read, so open a large file with `open` of `node:fs/promises`
 * @throws RangeError if the file is not a checkpoint, is damaged, or has a newer format
 * @throws TypeError if it is not a file
 */
export async function openCheckpoint(file: CheckpointFile): Promise<Checkpoint> {
  const op = 'openCheckpoint';
  checkCount(op, arguments.length, 1);
  const opened = await openedFile(op, await sourceOf(op, file));
  const saved = fromMetadata(op, opened.metadata);
  const checked = await CheckedFile.open(op, opened, opened.metadata.get('checkpoint') ?? '');
  return new Checkpoint(checked, saved, {
    model: await unpack(op, saved.model ?? null, checked),
    tokenizer: await unpack(op, saved.tokenizer ?? null, checked),
    batches: await unpack(op, saved.batches ?? null, checked),
    extra: await unpack(op, saved.extra ?? null, checked),
  });
}

async function sourceOf(op: string, file: CheckpointFile): Promise<ByteSource> {
  if (ArrayBuffer.isView(file) || kindOf(file) === 'ArrayBuffer') return bytesSource(file as Uint8Array | ArrayBuffer);
  if (/^(Blob|File)$/.test(kindOf(file))) return blobSource(file as Blob);
  checkKind(op, 'the bytes of a file, a Blob, a FileHandle, or a source { size, read }', file, hasMethod(file, 'read'));
  return 'stat' in file ? fileSource(file) : (file as ByteSource);
}

async function openedFile(op: string, source: ByteSource): Promise<SafetensorsFile> {
  try {
    return await openSafetensors(source);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const problem = 'the file is not a checkpoint, is incomplete or damaged';
    throw new RangeError(`${op}: ${problem} (${error.message}); saveCheckpoint writes checkpoints`, { cause: error });
  }
}

/** An opened checkpoint: its parts as plain data, and `load`, which restores objects from it. */
export class Checkpoint {
  /** The model's `toJSON()`, which describes how to create it; null if it had none. */
  readonly model: unknown;
  /** The tokenizer's `toJSON()`; null if there is none. */
  readonly tokenizer: unknown;
  /** The options of the batches and the place of the next one; null if there are none. */
  readonly batches: unknown;
  /** The `extra` that the program saved; null if there is none. */
  readonly extra: unknown;
  /** The shapes of the model's parameters and buffers by path. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly #file: CheckedFile;
  readonly #frozen: readonly string[];
  readonly #optimizer: JSONValue | undefined;
  readonly #streams: StreamRestorer;

  /** @internal */
  constructor(
    file: CheckedFile,
    saved: Saved,
    { model, tokenizer, batches, extra }: Pick<Checkpoint, 'model' | 'tokenizer' | 'batches' | 'extra'>,
  ) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.batches = batches;
    this.extra = extra;
    const names = [...file.tensors].filter(([name]) => name.startsWith(MODEL));
    this.shapes = new Map(names.map(([name, { shape }]) => [name.slice(MODEL.length), shape]));
    this.#file = file;
    this.#frozen = saved.frozen;
    this.#optimizer = saved.optimizer;
    this.#streams = new StreamRestorer(saved.random);
  }

  /** Whether the checkpoint has the state of an optimizer; one with only weights has none. */
  get hasOptimizer(): boolean {
    return this.#optimizer !== undefined;
  }

  /**
   * Restores the model, the optimizer and the random streams that you pass, in one call or in several.
   *
   * ```ts
   * await checkpoint.load({ model, optimizer, random: { rng } });
   * ```
   *
   * Parameters that were frozen are frozen again. Names and shapes are checked before anything changes. After an error in the numbers themselves, discard the
   * objects, because some are restored and others are not. The engine may be another one: the numbers are rounded to
   * its dtype.
   *
   * @throws RangeError if the names or shapes of the parameters differ, a number is not finite, the checkpoint has no
   *   optimizer or has different streams, or names that shared one `Random` no longer do, or the reverse
   * @throws TypeError if an argument has the wrong type
   */
  async load(targets: CheckpointTargets): Promise<void> {
    const op = 'Checkpoint.load';
    checkArguments(op, arguments, 1, ['model', 'optimizer', 'random']);
    const { model, optimizer, random } = { ...targets };
    const isEmpty = model === undefined && optimizer === undefined && random === undefined;
    checkKind(op, '{ model, optimizer, random }, at least one of them', targets, !isEmpty);
    if (model !== undefined) checkKind(op, 'a Module for model', model, hasMethod(model, 'namedTensors'));
    const tensors = model?.namedTensors() ?? new Map<string, Tensor>();
    if (model !== undefined) this.#checkNames(op, tensors);
    if (random !== undefined) checkStreams(op, random);
    const restoreStreams = this.#streams.plan(op, model, random);
    const state = optimizer && (await this.#optimizerState(op, optimizer));

    optimizer?.loadStateDict(state); // first, because it checks everything before it changes anything
    for (const [path, tensor] of tensors) await writePieces(op, tensor, this.#file, MODEL + path);
    for (const path of this.#frozen) tensors.get(path)?.freeze();
    restoreStreams();
  }

  #checkNames(op: string, tensors: ReadonlyMap<string, Tensor>): void {
    const { shapes } = this;
    const missing = [...tensors.keys()].filter((path) => !shapes.has(path));
    const unknown = [...shapes.keys()].filter((path) => !tensors.has(path));
    const problems = [
      ...(missing.length > 0 ? [`the checkpoint lacks ${quoted(missing)}`] : []),
      ...(unknown.length > 0 ? [`the model lacks ${quoted(unknown)}`] : []),
    ];
    for (const [path, { shape }] of tensors) {
      const saved = shapes.get(path);
      if (saved !== undefined && String(saved) !== String(shape)) {
        problems.push(`"${path}" is (${shape.join(', ')}) here but (${saved.join(', ')}) in the checkpoint`);
      }
    }
    if (problems.length === 0) return;
    const shown = problems.slice(0, 3).join('; ');
    throw new RangeError(`${op}: ${shown}; was it saved from a model of another configuration?`);
  }

  async #optimizerState(op: string, optimizer: Stateful): Promise<unknown> {
    checkKind(op, 'an optimizer with loadStateDict(state)', optimizer, hasMethod(optimizer, 'loadStateDict'));
    if (this.#optimizer === undefined) {
      throw new RangeError(`${op}: the checkpoint has no optimizer; it holds only weights, so train from step 1`);
    }
    return unpack(op, this.#optimizer, this.#file);
  }
}

/** The first three names in quotation marks, and the number of the others. */
function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  return shown.join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
}
