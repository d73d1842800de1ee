/** @module testing */

import { isTensor, topologicalOrder, type Tensor } from '@microgpt/autograd';
import { checkGradients, type GradientReport } from '@microgpt/autograd/testing';
import type { Layer, Module } from './module.ts';
import { watchForwards } from './trace.ts';

/**
 * Checks a layer of your own: the gradients of its input and of every parameter by finite differences.
 *
 * Where one is wrong, the layers in it are checked by themselves, so that the message names the innermost at fault.
 *
 * ```ts
 * checkLayer(new SwiGLU(4, 6, init), cpu.tensor([[0.1, -0.2, 0.3, 0.4]]));
 * ```
 *
 * @param x an input; best on an engine of float64, and nowhere at a kink
 * @param run how the layer is called; default `layer.forward(x)`
 * @returns the entry whose gradient was furthest from the finite difference
 * @throws Error if a gradient is wrong, or reaches not every parameter; it names layer, entry, values and likely cause.
 *   Also if a parameter takes part that is in no field
 */
export function checkLayer(
  layer: Module,
  x: Tensor,
  run: (x: Tensor) => Tensor = (input) => (layer as Layer).forward(input),
): GradientReport {
  const inputs = new Map<string, Tensor>();
  const end = watchForwards(layer, (path, given) => {
    if (given.length === 1 && isTensor(given[0])) inputs.set(path, given[0].detach());
  });
  try {
    named('', layer, () => {
      checkAllAreFound(layer, x, run);
    });
  } finally {
    end();
  }

  try {
    return check(layer, x, run);
  } catch (error) {
    // Inner modules come after those that hold them; the last that fails is the innermost.
    for (const [path, module] of [...layer.namedModules()].reverse()) {
      const input = inputs.get(path);
      if (input !== undefined && path !== '')
        named(path, module, () => check(module, input, (y) => (module as Layer).forward(y)));
    }
    return named('', layer, () => {
      throw error;
    });
  }
}

/** @throws Error if a parameter takes part that would be neither trained nor saved */
function checkAllAreFound(layer: Module, x: Tensor, run: (x: Tensor) => Tensor): void {
  const found = new Set([x, ...layer.parameters()]);
  const lost = topologicalOrder<Tensor>(run(x)).find((tensor) => tensor.isParameter && !found.has(tensor));
  if (lost === undefined) return;
  throw new Error(
    `a parameter (${lost.shape.join(', ')}) takes part that is in no field of the layer; ` +
      'keep it in a field or an array, not in a Map, a plain object or a #private field',
  );
}

function check(layer: Module, x: Tensor, run: (x: Tensor) => Tensor): GradientReport {
  const input = x.engine.parameter(x.toFlat(), x.shape);
  return checkGradients(() => run(input), [...layer.namedParameters(), ['the input', input]]);
}

/** Has an error say in which layer it arose. */
function named<T>(path: string, layer: Module, body: () => T): T {
  try {
    return body();
  } catch (error) {
    const where = path === '' ? layer.constructor.name : `${path} (${layer.constructor.name})`;
    throw new Error(`checkLayer: in ${where}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
