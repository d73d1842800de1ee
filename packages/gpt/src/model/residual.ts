import { ShapeError, type Shape, type Tensor } from '@microgpt/autograd';
import type { Dropout, Initializer, Module } from '@microgpt/nn';
import type { GPTConfig } from '../config.ts';

/** A module, with the name used in error messages as its key: `{ attn }`. */
type Named = Readonly<Record<string, Module>>;

/**
 * The residual connection: x + y, or x + dropout(y).
 *
 * @param part the layer that computed y from x
 * @throws ShapeError if y has another shape, because a sum would silently broadcast a smaller y
 */
export function residual(x: Tensor, y: Tensor, part: Named, dropout?: Dropout): Tensor {
  const checked = checkedShape(x, y, part);
  return x.add(dropout ? dropout.forward(checked) : checked);
}

/**
 * The initializer of a linear layer whose result is added to the residual stream.
 *
 * GPT-2 divides its standard deviation by √(2·nLayer), so that the 2·nLayer sums preserve the scale of the stream.
 */
export function residualInitializer({ architecture, nLayer }: GPTConfig, init: Initializer): Initializer {
  return architecture === 'gpt2' ? init.scaled(1 / Math.sqrt(2 * nLayer)) : init;
}

/**
 * The output y of a part, checked.
 *
 * @param width the number of channels that it must have; default that of x
 * @throws ShapeError unless y is (N, width)
 */
export function checkedShape(x: Tensor, y: Tensor, part: Named, width = x.shape[1]): Tensor {
  const [N] = x.shape;
  const { shape } = y;
  if (shape.length === 2 && shape[0] === N && shape[1] === width) return y;
  const [[name, module]] = Object.entries(part);
  const label = `${name} (${module.constructor.name})`;
  throw new ShapeError(`GPT: ${label} must map ${format(x.shape)} to ${format([N, width])}, got ${format(shape)}`);
}

function format(shape: Shape): string {
  return `(${shape.join(', ')})`;
}
