import type { Tensor } from '@microgpt/autograd';
import { checkCount, checkKind, checkSync, isTensor } from './check-arguments.ts';
import { isModule, type Module } from './module.ts';
import { addActivation, tracings } from './record.ts';

/** The activations of a model by path; a module that ran several times has `path`, `path#2`, … */
export type Activations = ReadonlyMap<string, Tensor>;

/**
 * Runs a computation and returns the activations of a model, on any engine: the result of every module's `forward` under
 * the module's path, and the tensors that modules `record` under `path.name`.
 *
 * ```ts
 * const { result: loss, activations } = trace(model, () => model.forward(inputs).crossEntropy(targets));
 * loss.backward();
 * activations.get('layers.0.mlp')?.grad; // and so for every module, your own included
 * ```
 *
 * Read the activations before the next step, which may reuse their memory.
 *
 * @param body runs at once; it must not be async or a generator
 * @throws TypeError unless the arguments are a `Module` and such a function
 */
export function trace<T>(model: Module, body: () => T): { readonly result: T; readonly activations: Activations } {
  checkCount('trace', arguments.length, 2);
  const isComplete = isModule(model) && typeof body === 'function';
  checkKind('trace', 'a Module and a function: () => model.forward(x)', [model, body], isComplete);
  const activations = new Map<string, Tensor>();
  const tracing = { modules: model.namedModules(), activations };
  const end = watchForwards(model, (path, _, y) => {
    if (isTensor(y)) addActivation(activations, path, y);
  });
  tracings.add(tracing);
  try {
    return { result: checkSync('trace', body()), activations };
  } finally {
    end();
    tracings.delete(tracing);
  }
}

/** What is called after a module's `forward`: with the path of the module, the arguments, and the result. */
export type OnForward = (path: string, inputs: readonly unknown[], y: unknown) => void;

/**
 * Watches the modules of a model: calls back after every `forward`, the inner module first. `trace` does that for one computation,
 * and keeps the results.
 *
 * @returns a function that stops the calls
 */
export function watchForwards(model: Module, onForward: OnForward): () => void {
  const undo: (() => void)[] = [];
  for (const [path, module] of model.namedModules()) {
    const watched = module as Module & { forward?: unknown };
    const { forward } = watched;
    if (typeof forward !== 'function') continue;
    const isOwn = Object.hasOwn(watched, 'forward');
    watched.forward = (...inputs: unknown[]): unknown => {
      const y: unknown = Reflect.apply(forward, module, inputs);
      onForward(path, inputs, y);
      return y;
    };
    undo.push(() => {
      if (isOwn) watched.forward = forward;
      else delete watched.forward;
    });
  }
  return () => {
    for (const end of undo) end();
  };
}
