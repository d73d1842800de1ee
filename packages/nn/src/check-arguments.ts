import {
  checkArguments,
  checkCount,
  checkKind,
  checkPositive,
  checkSync,
  hasMethod,
  isTensor,
  show,
  ShapeError,
  type Shape,
} from '@microgpt/autograd';

// Every file of this package imports its checks from here, so that the bundle imports them once.
export { checkArguments, checkCount, checkKind, checkPositive, checkSync, hasMethod, isTensor, show, ShapeError };

/**
 * Checks the arguments of a layer's constructor: an `Initializer` at a position, and options after it.
 *
 * @param given its `arguments`
 * @param init the index of the `Initializer` among them
 * @param known the names of all options
 */
export function checkLayerArguments(
  layer: string,
  given: IArguments,
  init: number,
  known: readonly string[] = [],
): void {
  checkArguments(layer, given, init + (known.length > 0 ? 2 : 1), known, init + 1);
  checkKind(layer, 'an Initializer', given[init], hasMethod(given[init], 'normal'));
}

/**
 * Checks the arguments of a layer's `forward`: one tensor.
 *
 * @param count its `arguments.length`
 */
export function checkInput(layer: string, x: unknown, count: number): void {
  checkCount(`${layer}.forward`, count, 1);
  checkKind(`${layer}.forward`, 'a Tensor (engine.tensor makes one)', x, isTensor(x));
}

/** @throws ShapeError unless the last axis has the layer's size; a single number would silently broadcast */
export function checkLastAxis(layer: string, size: number, shape: Shape): void {
  if (shape.at(-1) !== size) throw new ShapeError(`${layer}: expected input (…, ${size}), got (${shape.join(', ')})`);
}

/** The first three names in quotation marks, and the number of the others. */
export function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  return shown.join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
}
