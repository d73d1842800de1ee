import {
  checkArguments,
  checkCount,
  checkKind,
  checkPositive,
  checkSync,
  hasMethod,
  show,
  ShapeError,
  type Shape,
} from '@microgpt/autograd';

// Every file of this package takes its checks from here, so that what is bundled imports them once.
export { checkArguments, checkCount, checkKind, checkPositive, checkSync, hasMethod, show };

/**
 * Checks what the constructor of a layer was given: something of its own, an `Initializer`, options.
 *
 * @param given its `arguments`
 * @param init which of them is the `Initializer`
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

/** @throws ShapeError unless the last axis has the layer's size; a single number would be repeated without notice */
export function checkLastAxis(layer: string, size: number, shape: Shape): void {
  if (shape.at(-1) !== size) throw new ShapeError(`${layer}: expected input (…, ${size}), got (${shape.join(', ')})`);
}
