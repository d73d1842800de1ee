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
 * @param width the channels that it must return; default those of x
 * @throws ShapeError unless y is (N, width)
 */
export function checkedShape(x: Tensor, y: Tensor, part: Named, width = x.shape[1]): Tensor {
  const [N] = x.shape;
  const { shape } = y;
  if (shape.length === 2 && shape[0] === N && shape[1] === width) return y;
  const [[name, module]] = Object.entries(part);
  const turned = `a ${module.constructor.name}, turned shape ${format(x.shape)} into ${format(shape)}`;
  throw new ShapeError(`GPT: ${name}, ${turned}; it must return ${format([N, width])}`);
}

function format(shape: Shape): string {
  return `(${shape.join(', ')})`;
}
