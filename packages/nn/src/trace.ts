import { isRecording, isTensor, type Tensor } from '@microgpt/autograd';
import { checkCount, checkSync } from './check-arguments.ts';
import type { Module } from './module.ts';

/** What passed through a model, by path; a module that ran several times has `path`, `path#2`, … */
export type Activations = ReadonlyMap<string, Tensor>;

interface Tracing {
  readonly modules: ReadonlyMap<string, Module>; // by path
  readonly activations: Map<string, Tensor>;
}

const tracings = new Set<Tracing>(); // those whose body is running; they may nest

/**
 * Runs a computation, and hands out what passed through the modules of a model, on any engine: the result of every
 * module's `forward` under the module's path, and what modules `record` under `path.name`.
 *
 * ```ts
 * const { result: loss, activations } = trace(model, () => model.forward(inputs).crossEntropy(targets));
 * loss.backward();
 * activations.get('layers.0.mlp')?.grad; // and so for every module, your own included
 * ```
 *
 * Read what you want before the next step: its memory may be used again then.
 *
 * @param body runs at once; it must not be async or a generator
 */
export function trace<T>(model: Module, body: () => T): { readonly result: T; readonly activations: Activations } {
  checkCount('trace', arguments.length, 2);
  const activations = new Map<string, Tensor>();
  const tracing: Tracing = { modules: model.namedModules(), activations };
  const end = watchForwards(model, (path, _, y) => {
    if (isTensor(y)) put(activations, path, y);
  });
  tracings.add(tracing);
  try {
    return { result: checkSync('trace', body()), activations };
  } finally {
    end();
    tracings.delete(tracing);
  }
}

/** What a module hands out besides its result; `make` is called only while the module is traced. */
export function record(module: Module, name: string, make: () => Tensor | readonly Tensor[]): void {
  let made: Tensor | readonly Tensor[] | undefined;
  for (const { modules, activations } of tracings) {
    for (const [path, traced] of modules) {
      if (traced !== module) continue;
      made ??= make();
      const full = pathOf(path, name);
      if (isTensor(made)) put(activations, full, made);
      else for (const [i, tensor] of made.entries()) put(activations, pathOf(full, i), tensor);
    }
  }
}

/** The path of a part, such as `layers.0.attn`; the path of the root module is empty. */
export function pathOf(whole: string, part: string | number): string {
  return whole === '' ? `${part}` : `${whole}.${part}`;
}

/** Called with what a module's `forward` was given and returned. */
type OnForward = (path: string, inputs: readonly unknown[], y: unknown) => void;

/** Has every module of a model tell of each `forward`; returns what ends that. */
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

function put(activations: Map<string, Tensor>, path: string, tensor: Tensor): void {
  let name = path;
  for (let times = 2; activations.has(name); times++) name = `${path}#${times}`;
  activations.set(name, isRecording() ? tensor : tensor.detach()); // what noGrad makes may not last
}
