import { checkKind, noGrad, type Shape, type Tensor } from '@microgpt/autograd';
import { checkNumbers } from '@microgpt/autograd/functional';
import type { TensorArray } from '@microgpt/safetensors';
import type { Checksum } from './checksum.ts';
import type { CheckedFile } from './checksums.ts';

/**
 * The most numbers in a piece, unless a row has more. A second copy of GPT-2's embedding would take 300 MB on `cpu`.
 */
const PIECE = 2 ** 18;

/** The numbers of a tensor, in pieces if it is large. */
export async function* readPieces(tensor: Tensor): AsyncGenerator<TensorArray, void> {
  const ranges = rowRanges(tensor.shape);
  if (ranges.length === 1) yield await tensor.read();
  else for (const [first, end] of ranges) yield await noGrad(() => tensor.slice(first, end)).read();
}

/**
 * Adds the numbers of a tensor to a checksum.
 *
 * @throws RangeError if the tensor is a parameter, and one of its numbers is not finite
 */
export async function sumOfFinite(op: string, name: string, tensor: Tensor, sum: Checksum): Promise<number> {
  let start = 0;
  for await (const piece of readPieces(tensor)) {
    sum.add(checkedFloats(`${op}: ${JSON.stringify(name)}`, tensor, piece, start));
    start += piece.length;
  }
  return sum.value;
}

/**
 * Overwrites a tensor with numbers from a file, in pieces if it is large.
 *
 * @throws RangeError if the numbers are damaged, or one is not finite in the engine's dtype; a constant may hold
 *   infinity and NaN
 */
export async function writePieces(op: string, tensor: Tensor, file: CheckedFile, name: string): Promise<void> {
  const { shape, engine } = tensor;
  const [rows = 1, ...rest] = shape;
  const width = sizeOf(shape) / rows;
  const ranges = rowRanges(shape);
  const label = `${op}: ${JSON.stringify(name)}`;
  let i = 0;
  for await (const piece of file.readPieces(
    op,
    name,
    ranges.map(([first, end]) => [first * width, end * width]),
  )) {
    const [first, end] = ranges[i++];
    const numbers = checkedFloats(label, tensor, piece, first * width);
    if (ranges.length === 1) tensor.assign(numbers);
    else {
      const indices = Array.from({ length: end - first }, (_, row) => first + row);
      tensor.assignRows(indices, engine.tensor(numbers, [end - first, ...rest]));
    }
  }
}

/** The ranges of rows that form the pieces; a single range if all rows fit into one piece. */
function rowRanges(shape: Shape): (readonly [first: number, end: number])[] {
  const [rows = 1] = shape;
  const step = Math.max(1, Math.floor((PIECE * rows) / sizeOf(shape)));
  const firsts = Array.from({ length: Math.ceil(rows / step) }, (_, i) => i * step);
  return firsts.map((first) => [first, Math.min(first + step, rows)]);
}

function checkedFloats(
  label: string,
  tensor: Tensor,
  numbers: TensorArray,
  start: number,
): Float64Array | Float32Array {
  const isFloat = numbers instanceof Float64Array || numbers instanceof Float32Array;
  checkKind(label, 'F64 or F32', numbers, isFloat);
  checkNumbers(label, numbers, tensor, start);
  return numbers;
}

function sizeOf(shape: Shape): number {
  return shape.reduce((size, axis) => size * axis, 1);
}
