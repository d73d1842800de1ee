import { ShapeError, type Shape } from '@microgpt/autograd';

/** @throws RangeError unless each size is a positive integer; the message names the layer and the size */
export function checkSizes(layer: string, sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (!Number.isInteger(size) || size < 1) {
      throw new RangeError(`${layer}: ${name} must be a positive integer, got ${size}`);
    }
  }
}

/** @throws ShapeError unless the last axis has the layer's size; a single number would be repeated without notice */
export function checkLastAxis(layer: string, size: number, shape: Shape): void {
  if (shape.at(-1) !== size) throw new ShapeError(`${layer}: expected input (…, ${size}), got (${shape.join(', ')})`);
}
