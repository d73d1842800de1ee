import { checkNumbers } from '@microgpt/autograd/functional';
import type { SafetensorsFile, TensorInfo } from '@microgpt/safetensors';
import type { GPT } from '../model/gpt.ts';
import { headName, type FileLayout, type FileTensor } from './file-tensors.ts';
import { transpose, type FloatArray } from './transpose.ts';

/** A tensor that has not been read yet. */
export interface Weight {
  readonly file: SafetensorsFile;
  readonly info: TensorInfo;
}

/** The tensors of a model by name. */
export type Weights = ReadonlyMap<string, Weight>;

/** The causal masks that older versions saved with the weights. */
const MASK = /(^|\.)h\.\d+\.attn\.(bias|masked_bias)$/;

/** A tensor of GPT-2, and the place of its numbers. */
export interface MatchedWeight extends FileTensor, Weight {}

/**
 * The weights that match the tensors. Masks are ignored, and so is the head if it is tied.
 *
 * @throws RangeError if a weight is missing or unknown, has another shape, or is not of floats
 */
export function matchWeights(
  op: string,
  weights: Weights,
  tensors: readonly FileTensor[],
  { prefix, isConv1D }: FileLayout,
): MatchedWeight[] {
  const known = new Set(tensors.map(({ name }) => name));
  const missing = [...known].filter((name) => !weights.has(name));
  if (missing.length > 0) throw new RangeError(`${op}: the weights lack ${quoted(missing)}`);
  const ignored = headName(prefix); // of a tied head; one that is not tied is known
  const unknown = [...weights.keys()].filter((name) => !known.has(name) && name !== ignored && !MASK.test(name));
  if (unknown.length > 0) throw new RangeError(`${op}: GPT-2 of this configuration has no ${quoted(unknown)}`);
  return tensors.flatMap((tensor) => {
    const weight = weights.get(tensor.name);
    if (weight === undefined) return [];
    const { name, shape } = tensor;
    const { info } = weight;
    if (info.shape.join() !== shape.join()) {
      const isTransposed = [...info.shape].reverse().join() === shape.join();
      const remedy = isTransposed
        ? `; if it is the other layout, use ${isConv1D ? 'loadNanoGPT' : 'loadHuggingFace'}`
        : '';
      throw new RangeError(`${op}: "${name}" is (${info.shape.join(', ')}), expected (${shape.join(', ')})${remedy}`);
    }
    if (!info.dtype.includes('F')) throw new RangeError(`${op}: "${name}" is ${info.dtype}, expected floats`);
    return { ...tensor, ...weight };
  });
}

/**
 * Reads the weights into the model, one tensor at a time.
 *
 * @throws RangeError if a number is not finite
 */
export async function readWeights(op: string, weights: readonly MatchedWeight[], model: GPT): Promise<void> {
  const ours = model.namedTensors();
  for (const weight of weights) {
    const { name, shape, paths, isTransposed } = weight;
    const read = await readNumbers(weight, model.wte.weight.engine.dtype);
    checkNumbers(`${op}: "${name}"`, read, model.wte.weight); // all are parameters of one engine
    const numbers = isTransposed ? transpose(read, shape[0], shape[1]) : read;
    const size = numbers.length / paths.length;
    paths.forEach((path, i) => ours.get(path)?.assign(numbers.subarray(i * size, (i + 1) * size)));
  }
}

/** The numbers with as few copies as possible: F32 as they are in the file, float64 only where it is more exact. */
async function readNumbers({ name, file, info }: MatchedWeight, dtype: 'float32' | 'float64'): Promise<FloatArray> {
  if (info.dtype === 'F32') return (await file.read(name)) as Float32Array;
  return info.dtype === 'F64' && dtype === 'float64' ? file.readFloat64(name) : file.readFloat32(name);
}

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => JSON.stringify(name));
  return shown.join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
}
