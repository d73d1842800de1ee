import { checkArguments, checkKind, hasMethod, type Tensor } from '@microgpt/autograd';
import type { Module } from '@microgpt/nn';
import { streamSafetensors, type StreamedTensor } from '@microgpt/safetensors';
import { Checksum } from './checksum.ts';
import { withChecksums } from './checksums.ts';
import { MODEL, toMetadata } from './format.ts';
import { pack, type JSONValue } from './plain-data.ts';
import { checkStreams, saveStreams, type RandomStreams } from './random-streams.ts';
import { readPieces, sumOfFinite } from './tensor-pieces.ts';

/** An object whose state can be saved: an optimizer, including your own. */
export interface Stateful {
  /** The number of steps done, if it counts them. */
  readonly stepCount?: number;
  /** A copy of the state: JSON, typed arrays, and tensors as `{ shape, data }`. */
  stateDict(): unknown;
  /** Restores a state that `stateDict` returned. */
  loadStateDict(state: unknown): void;
}

/** An object that describes itself as JSON: a tokenizer, or the batches of `documentBatches` and `textBatches`. */
export interface Describable {
  /** The description, from which an equal object can be created. */
  toJSON(): unknown;
}

/** The contents of a checkpoint. Only the model is required; a model and a tokenizer are enough to generate text. */
export interface CheckpointContents {
  /** The model: its parameters and buffers by path, the random streams in its modules, and its `toJSON()`, if it has one. */
  readonly model: Module;
  /** The optimizer, to resume training. */
  readonly optimizer?: Stateful;
  /** The random streams of the program by name, such as `{ rng }`. */
  readonly random?: RandomStreams;
  /** The tokenizer. */
  readonly tokenizer?: Describable;
  /** The batches, with the place of the next one in the data. */
  readonly batches?: Describable;
  /** Anything else that the program needs: JSON and typed arrays. */
  readonly extra?: unknown;
}

const CONTENTS = ['model', 'optimizer', 'random', 'tokenizer', 'batches', 'extra'];

/**
 * A checkpoint as the chunks of a safetensors file, which {@link openCheckpoint} opens.
 *
 * ```ts
 * await writeFile('names.new', saveCheckpoint({ model, optimizer, tokenizer, batches, random: { rng } })); // Node
 * await rename('names.new', 'names.safetensors'); // so that a failure leaves the last checkpoint as it was
 * ```
 *
 * The weights are read one tensor at a time as you consume the chunks, so write the whole file before you continue
 * training. Everything else is copied at the call. Learning rates and schedules are not saved, because a schedule is a
 * function: pass them to the optimizer again.
 *
 * @throws TypeError unless the model is a `Module`, and the rest is JSON or can be saved
 * @throws RangeError before the first chunk, if a parameter is not finite
 * @throws Error while the chunks are consumed, if a weight has changed since the first one, or the optimizer has taken a
 *   step since the call; the chunks so far are not a complete file
 */
export function saveCheckpoint(contents: CheckpointContents): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const op = 'saveCheckpoint';
  checkArguments(op, arguments, 1, CONTENTS);
  const { model, optimizer, random = {}, tokenizer, batches, extra } = { ...contents };
  checkKind(op, 'a Module for model', model, hasMethod(model, 'namedTensors'));
  if (optimizer !== undefined) {
    const isStateful = hasMethod(optimizer, 'stateDict') && hasMethod(optimizer, 'loadStateDict');
    checkKind(op, 'an optimizer with stateDict() and loadStateDict(state)', optimizer, isStateful);
  }
  checkStreams(op, random);

  const weights = model.namedTensors();
  const tensors = new Map<string, StreamedTensor>();
  for (const [path, tensor] of weights) {
    const { shape } = tensor;
    tensors.set(MODEL + path, { dtype: dtypeOf(tensor), shape, data: () => readPieces(tensor) });
  }
  const packed = (value: unknown, path: string, isOwn?: boolean): JSONValue | undefined =>
    value === undefined ? undefined : pack(op, value, path, tensors, isOwn);
  const frozen = [...weights].filter(([, { isParameter, requiresGrad }]) => isParameter && !requiresGrad);
  const metadata = toMetadata({
    model: hasMethod(model, 'toJSON') ? packed((model as unknown as Describable).toJSON(), 'description') : undefined,
    frozen: frozen.map(([path]) => path),
    optimizer: packed(optimizer?.stateDict(), 'optimizer', true),
    random: saveStreams(random, model),
    tokenizer: packed(tokenizer, 'tokenizer'),
    batches: packed(batches, 'batches'),
    extra: packed(extra, 'extra'),
  });
  const sums = new Map<string, number>();
  const chunks = streamSafetensors(withChecksums(op, tensors, metadata.checkpoint, sums), { metadata });
  return checkedChunks(op, chunks, weights, sums, optimizer, optimizer?.stepCount);
}

/**
 * Yields the chunks, after a first pass over the weights: they must be finite, and stay as they are until they are
 * written.
 *
 * @param sums receives the checksums of the weights
 * @param steps the number of steps of the optimizer at the call
 */
async function* checkedChunks(
  op: string,
  chunks: AsyncGenerator<Uint8Array<ArrayBuffer>, void>,
  weights: ReadonlyMap<string, Tensor>,
  sums: Map<string, number>,
  optimizer: Stateful | undefined,
  steps: number | undefined,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  if (optimizer?.stepCount !== steps) {
    throw new Error(`${op}: the optimizer took a step before the file was written; write it before you train on`);
  }
  for (const [path, tensor] of weights) {
    const sum = new Checksum(MODEL + path, dtypeOf(tensor), tensor.shape);
    sums.set(MODEL + path, await sumOfFinite(op, path, tensor, sum));
  }
  yield* chunks;
}

function dtypeOf({ engine }: Tensor): 'F32' | 'F64' {
  return engine.dtype === 'float32' ? 'F32' : 'F64';
}
