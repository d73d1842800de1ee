import { isRecording, isTensor, type Tensor } from '@microgpt/autograd';
import type { Module } from './module.ts';

/** What passed through a model, by path; a module that ran several times has `path`, `path#2`, … */
export type Activations = ReadonlyMap<string, Tensor>;

interface Tracing {
  readonly paths: ReadonlyMap<Module, string>;
  readonly activations: Map<string, Tensor>;
}

let tracing: Tracing | undefined; // while `trace` runs its body

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
 * @param body runs at once; it must not be async
 */
export function trace<T>(model: Module, body: () => T): { readonly result: T; readonly activations: Activations } {
  const outer = tracing;
  const modules = model.namedModules();
  const activations = new Map<string, Tensor>();
  tracing = { paths: new Map(Array.from(modules, ([path, module]) => [module, path])), activations };
  const end = watchForwards(model, (path, _, y) => {
    if (isTensor(y)) put(activations, path, y);
  });
  try {
    const result = body();
    if (result instanceof Promise) throw new TypeError('trace: the body must not be async');
    return { result, activations };
  } finally {
    end();
    tracing = outer;
  }
}

/** What a module hands out besides its result; `make` is called only while the module is traced. */
export function record(module: Module, name: string, make: () => Tensor | readonly Tensor[]): void {
  const path = tracing?.paths.get(module);
  if (tracing === undefined || path === undefined) return;
  const made = make();
  const full = path === '' ? name : `${path}.${name}`;
  if (isTensor(made)) put(tracing.activations, full, made);
  else for (const [i, tensor] of made.entries()) put(tracing.activations, `${full}.${i}`, tensor);
}

/** Called with what a module's `forward` was given and returned. */
type OnForward = (path: string, inputs: readonly unknown[], y: unknown) => void;

/** Has every module of a model tell of each `forward`; returns what ends that. */
export function watchForwards(model: Module, onForward: OnForward): () => void {
  const restore = Array.from(model.namedModules(), ([path, module]) => watchForward(module, path, onForward));
  return () => {
    for (const undo of restore) undo();
  };
}

function watchForward(module: Module, path: string, onForward: OnForward): () => void {
  const own = Object.getOwnPropertyDescriptor(module, 'forward');
  const forward: unknown = Reflect.get(module, 'forward');
  if (typeof forward !== 'function') return () => undefined;
  const watched = (...inputs: unknown[]): unknown => {
    const y: unknown = Reflect.apply(forward, module, inputs);
    onForward(path, inputs, y);
    return y;
  };
  Object.defineProperty(module, 'forward', { value: watched, configurable: true, writable: true });
  return () => {
    if (own) Object.defineProperty(module, 'forward', own);
    else Reflect.deleteProperty(module, 'forward');
  };
}

function put(activations: Map<string, Tensor>, path: string, tensor: Tensor): void {
  let name = path;
  for (let times = 2; activations.has(name); times++) name = `${path}#${times}`;
  activations.set(name, isRecording() ? tensor : tensor.detach()); // what noGrad makes may not last
}
