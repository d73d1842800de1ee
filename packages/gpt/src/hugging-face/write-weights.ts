import { noGrad, type Tensor } from '@microgpt/autograd';
import { streamSafetensors } from '@microgpt/safetensors';
import { checkKind } from '../check-arguments.ts';
import type { GPT } from '../model/gpt.ts';
import { fileTensors, type FileTensor } from './file-tensors.ts';
import { transpose, type FloatArray } from './transpose.ts';

/** The types of floats in a file. */
export type FloatDType = 'F64' | 'F32' | 'F16' | 'BF16';

/** PyTorch's names of the types. */
export const floatDTypes: Readonly<Record<FloatDType, string>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
};

/** @throws TypeError unless the dtype is a floating-point one */
export function checkFloatDType(op: string, dtype: unknown): void {
  const known = Object.keys(floatDTypes);
  checkKind(op, `${known.join(', ')} for dtype`, dtype, known.includes(dtype as string));
}

/** The bounds of the numbers that rounding keeps finite: the largest number and half of the distance to the next. */
const limits: Readonly<Record<FloatDType, number>> = {
  F64: Infinity,
  F32: 2 ** 128 - 2 ** 103,
  F16: 2 ** 16 - 2 ** 4,
  BF16: 2 ** 128 - 2 ** 119,
};

/** The approximate count of numbers to copy at a time. */
const PIECE = 2 ** 16;

/** The chunks of a safetensors file of the weights; each tensor is read from the model when it is written. */
export function writeWeights(
  op: string,
  model: GPT,
  tensors: readonly FileTensor[],
  dtype: FloatDType,
  metadata: Readonly<Record<string, string>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const ours = model.namedTensors();
  const streamed = tensors.map(({ name, shape, paths, isTransposed }) => {
    const data = async () => {
      const numbers = new (dtype === 'F64' ? Float64Array : Float32Array)(sizeOf(shape));
      for (const [i, path] of paths.entries()) {
        const tensor = ours.get(path); // undefined: a bias that the model lacks is 0
        if (tensor !== undefined) await copyInto(numbers, i * (numbers.length / paths.length), tensor);
      }
      checkRange(op, name, numbers, dtype);
      const [inSize, outSize] = shape;
      return isTransposed ? transpose(numbers, outSize, inSize) : numbers;
    };
    return [name, { dtype, shape, data }] as const;
  });
  return streamSafetensors(streamed, { metadata });
}

/** @throws RangeError if a number is NaN, or rounding to the dtype would make it infinite */
function checkRange(op: string, name: string, numbers: FloatArray, dtype: FloatDType): void {
  const { length } = numbers;
  for (let i = 0; i < length; i++) {
    if (Math.abs(numbers[i]) < limits[dtype]) continue;
    throw new RangeError(`${op}: "${name}" has ${numbers[i]} at index ${i}, which ${dtype} cannot hold`);
  }
}

/** Copies the numbers of a tensor in pieces, because a second copy of GPT-2's embedding would take 300 MB on `cpu`. */
async function copyInto(numbers: FloatArray, start: number, tensor: Tensor): Promise<void> {
  const [rows] = tensor.shape;
  const width = sizeOf(tensor.shape) / rows;
  const step = Math.ceil(PIECE / width);
  for (let row = 0; row < rows; row += step) {
    const piece = noGrad(() => tensor.slice(row, Math.min(row + step, rows)));
    numbers.set(await piece.read(), start + row * width);
  }
}

/** @throws RangeError unless the model is GPT-2's network with its own parts */
export function checkIsGPT2(op: string, model: GPT): void {
  const { config, parts } = model.toJSON();
  if (config.architecture !== 'gpt2') {
    throw new RangeError(
      `${op}: the model is microgpt's network, which GPT-2's files cannot hold; use architecture: 'gpt2'`,
    );
  }
  const own = parts.filter((name) => !name.includes('.')); // not replaced modules, whose tensors are compared below
  if (own.length > 0) {
    throw new RangeError(`${op}: the model has your own parts, which GPT-2's files cannot hold: ${own.join(', ')}`);
  }
  const ours = model.namedTensors();
  const expected = fileTensors(config, { prefix: '', isConv1D: false });
  const sizes = new Map(
    expected.flatMap(({ shape, paths }) => paths.map((path) => [path, sizeOf(shape) / paths.length])),
  );
  for (const path of new Set([...ours.keys(), ...sizes.keys()])) {
    const tensor = ours.get(path);
    if (tensor !== undefined && sizeOf(tensor.shape) === sizes.get(path)) continue;
    throw new RangeError(`${op}: "${path}" differs from GPT-2; was a module of the model replaced?`);
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
