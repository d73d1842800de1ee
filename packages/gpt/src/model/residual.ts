import { ShapeError, type Shape, type Tensor } from '@microgpt/autograd';
import type { Module } from '@microgpt/nn';

/** One module under the name that errors give it: `{ attn }`. */
type Named = Readonly<Record<string, Module>>;

/**
 * The residual connection: x + y.
 *
 * @param part the layer that made y from x
 * @throws ShapeError if it changed the shape, because a sum would silently repeat a smaller y
 */
export function residual(x: Tensor, y: Tensor, part: Named): Tensor {
  return x.add(checkedShape(x, y, part));
}

/**
 * What a part made of x.
 *
 * @throws ShapeError unless it kept the shape
 */
export function checkedShape(x: Tensor, y: Tensor, part: Named): Tensor {
  if (isSame(x.shape, y.shape)) return y;
  throw new ShapeError(`${turned(x.shape, y.shape, part)}; it must keep the shape`);
}

/**
 * The logits that the head made of x.
 *
 * @throws ShapeError unless they are (N, V)
 */
export function checkedLogits(x: Tensor, logits: Tensor, vocabSize: number, head: Named): Tensor {
  const [N] = x.shape;
  const { shape } = logits;
  if (shape.length === 2 && shape[0] === N && shape[1] === vocabSize) return logits;
  throw new ShapeError(`${turned(x.shape, shape, head)}; it must return ${format([N, vocabSize])}, the logits`);
}

function turned(from: Shape, to: Shape, part: Named): string {
  const [[name, module]] = Object.entries(part);
  return `GPT: ${name}, a ${module.constructor.name}, turned shape ${format(from)} into ${format(to)}`;
}

function isSame(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return a.length === b.length;
}

function format(shape: Shape): string {
  return `(${shape.join(', ')})`;
}
