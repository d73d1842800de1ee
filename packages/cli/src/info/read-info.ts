import { open, stat } from 'node:fs/promises';
import { cpu } from '@microgpt/autograd';
import { GPT, type GPTConfig, type GPTDescription } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import type { RunRecord } from '@microgpt/run';
import { fileSource, openSafetensors, type SafetensorsFile } from '@microgpt/safetensors';
import { tokenizerFromJSON, type Tokenizer } from '@microgpt/tokenizer';
import type { OpenedCheckpoint } from '../checkpoints/with-checkpoint.ts';

/** The prefix of the names of the model's tensors in a checkpoint. */
const MODEL = 'model.';

/** A tensor in a file. */
export interface TensorRow {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** What is in a checkpoint. */
export interface CheckpointInfo {
  readonly file: string;
  /** The size of the file. */
  readonly bytes: number;
  /** The kind of the model, such as `GPT`; null if it does not say. */
  readonly type: string | null;
  readonly config: GPTConfig | null;
  /** The names of your own parts, and of modules that were replaced. */
  readonly parts: readonly string[];
  /** The number of numbers in the model's tensors. */
  readonly parameters: number;
  /** The paths of the frozen parameters. */
  readonly frozen: readonly string[];
  readonly tokenizer: { readonly type: string; readonly vocabSize: number } | null;
  readonly hasOptimizer: boolean;
  /** The names of the program's random streams. */
  readonly streams: readonly string[];
  /** The run that made it; null for a model without one. */
  readonly run: RunRecord | null;
  readonly tensors: readonly TensorRow[];
}

/** Reads what is in a checkpoint, except its numbers. */
export async function readInfo({ file, checkpoint, record }: OpenedCheckpoint): Promise<CheckpointInfo> {
  const handle = await open(file);
  let opened: SafetensorsFile;
  try {
    opened = await openSafetensors(await fileSource(handle));
  } finally {
    await handle.close();
  }
  const saved = JSON.parse(opened.metadata.get('checkpoint') ?? '{}') as SavedParts;
  const { type = null, config = null, parts = [] } = { ...(checkpoint.model as Partial<GPTDescription> | null) };
  const tokenizer = tokenizerIn(checkpoint.tokenizer);
  return {
    file,
    bytes: (await stat(file)).size,
    type,
    config,
    parts,
    parameters: Array.from(checkpoint.shapes.values(), sizeOf).reduce((sum, size) => sum + size, 0),
    frozen: saved.frozen ?? [],
    tokenizer: tokenizer && { type: typeOf(checkpoint.tokenizer), vocabSize: tokenizer.vocabSize },
    hasOptimizer: checkpoint.hasOptimizer,
    streams: Object.keys(saved.random?.program ?? {}),
    run: record ?? null,
    tensors: Array.from(opened.tensors, ([name, { dtype, shape }]) => ({ name, dtype, shape })),
  };
}

/** The parts of a checkpoint's metadata that only people read. */
interface SavedParts {
  readonly frozen?: readonly string[];
  readonly random?: { readonly program?: Readonly<Record<string, number>> };
}

/** The tokenizer in a checkpoint; null if there is none that this program knows. */
export function tokenizerIn(json: unknown): Tokenizer | null {
  try {
    return json === null ? null : tokenizerFromJSON(json);
  } catch {
    return null;
  }
}

/** The tree of a model's modules, each with its number of parameters; undefined if it has parts of another program. */
export function treeOf({ type, config, parts }: CheckpointInfo): string | undefined {
  if (type !== 'GPT' || config === null || parts.length > 0) return undefined;
  try {
    return String(new GPT(config, Initializer.blank(cpu)));
  } catch {
    return undefined; // settings of a newer version
  }
}

/** The tensors of the model alone, by path. */
export function modelTensors({ tensors }: CheckpointInfo): TensorRow[] {
  return tensors
    .filter(({ name }) => name.startsWith(MODEL))
    .map((tensor) => ({ ...tensor, name: tensor.name.slice(MODEL.length) }));
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, axis) => size * axis, 1);
}

function typeOf(json: unknown): string {
  const { type } = Object(json) as { readonly type?: unknown };
  return typeof type === 'string' ? type : 'unknown';
}
