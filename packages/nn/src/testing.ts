/** @module testing */

import { checkCount, checkKind, isTensor, noGrad, show, topologicalOrder, type Tensor } from '@microgpt/autograd';
import { checkGradients, type GradientReport } from '@microgpt/autograd/testing';
import { isModule, type Layer, type Module } from './module.ts';
import { watchForwards } from './trace.ts';

/**
 * Checks the gradients of your own layer by finite differences: those of its input and of every parameter not frozen.
 *
 * If one is wrong, the layers in it are checked too, so that the error names the innermost layer that is wrong.
 *
 * ```ts
 * checkLayer(new SwiGLU(4, 6, init), cpu.tensor([[0.1, -0.2, 0.3, 0.4]]));
 * ```
 *
 * @param x an input, preferably on a float64 engine and away from kinks
 * @param run calls the layer; default `layer.forward(x)`
 * @returns the entry with the largest error
 * @throws Error if a gradient is wrong or missing; the message names the layer, the entry, both values and the likely
 *   cause. Also if the layer uses a parameter that is in none of its fields, or returns different results in two calls
 * @throws TypeError if the layer is not a `Module`, or x not a `Tensor`
 */
export function checkLayer(layer: Module, x: Tensor, run?: (x: Tensor) => Tensor): GradientReport {
  checkCount('checkLayer', arguments.length, 3);
  checkKind('checkLayer', 'a Module', layer, isModule(layer));
  checkKind('checkLayer', 'a Tensor (for a layer of token ids use checkGradients)', x, isTensor(x));
  const call = run ?? byForward(layer);
  const inputs = new Map<string, Tensor>();
  const end = watchForwards(layer, (path, given) => {
    if (given.length === 1 && isTensor(given[0])) inputs.set(path, given[0].detach());
  });
  try {
    named('', layer, () => {
      checkAllAreFound(layer, x, call);
      checkRepeatable(x, call);
    });
  } finally {
    end();
  }

  try {
    return check(layer, x, call);
  } catch (error) {
    // Modules come before their submodules, so the last that fails is the innermost.
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

/** Calls a layer with x alone. If that fails and `forward` takes more arguments, the error says how to pass them. */
function byForward(layer: Module): (x: Tensor) => Tensor {
  const { forward } = layer as Module & { forward?: Layer['forward'] };
  checkKind('checkLayer', 'a layer with a forward method', layer, typeof forward === 'function');
  return (x) => {
    try {
      return (layer as Layer).forward(x);
    } catch (error) {
      if (forward.length < 2) throw error;
      const remedy = 'pass a function that calls it as the third argument: (x) => layer.forward(x, …)';
      throw new Error(`${messageOf(error)}. Its forward takes ${forward.length} arguments; ${remedy}`, {
        cause: error,
      });
    }
  };
}

/** @throws Error if the layer uses a parameter that would be neither trained nor saved */
function checkAllAreFound(layer: Module, x: Tensor, run: (x: Tensor) => Tensor): void {
  const found = new Set([x, ...layer.parameters()]);
  const y: unknown = run(x);
  if (!isTensor(y)) throw new TypeError(`forward must return a Tensor, got ${show(y)}`);
  const lost = topologicalOrder<Tensor>(y).find((tensor) => tensor.isParameter && !found.has(tensor));
  if (lost === undefined) return;
  throw new Error(
    `the layer uses a parameter (${lost.shape.join(', ')}) that is in none of its fields; ` +
      'store it in a field or an array, not in a Map, a plain object or a #private field',
  );
}

/** @throws Error if the layer draws random numbers */
function checkRepeatable(x: Tensor, run: (x: Tensor) => Tensor): void {
  const [first, second] = [noGrad(() => run(x).toFlat()), noGrad(() => run(x).toFlat())];
  if (first.every((y: number, i: number) => Object.is(y, second[i]))) return;
  throw new Error(
    'it returned different results in two calls; call its eval() first, which turns Dropout off, ' +
      'or create a new Random with the same seed in each call',
  );
}

function check(layer: Module, x: Tensor, run: (x: Tensor) => Tensor): GradientReport {
  const input = x.engine.parameter(x.toFlat(), x.shape);
  const parameters = [...layer.namedParameters()].filter(([, { requiresGrad }]) => requiresGrad);
  return checkGradients(() => run(input), [...parameters, ['the input', input]]);
}

/** Runs the body; its errors name the layer. */
function named<T>(path: string, layer: Module, body: () => T): T {
  try {
    return body();
  } catch (error) {
    const where = path === '' ? layer.constructor.name : `${path} (${layer.constructor.name})`;
    throw new Error(`checkLayer: in ${where}: ${messageOf(error)}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
