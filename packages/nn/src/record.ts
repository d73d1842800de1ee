// What is being traced. Apart from trace.ts, which needs modules, so that module.ts can import it.

import { isRecording, type Tensor } from '@microgpt/autograd';
import { checkKind, isTensor } from './check-arguments.ts';

/** A running `trace`: what it watches, and what has passed through that. */
export interface Tracing {
  /** The traced modules by path. */
  readonly modules: ReadonlyMap<string, object>;
  readonly activations: Map<string, Tensor>;
}

/** Those whose body is running; they may nest. */
export const tracings = new Set<Tracing>();

/** What a module hands out besides its result; `make` is called only while the module is traced. */
export function record(module: object, name: string, make: () => Tensor | readonly Tensor[]): void {
  checkKind(`record: ${name}`, 'a function that returns tensors', make, typeof make === 'function');
  let made: Tensor | readonly Tensor[] | undefined;
  for (const { modules, activations } of tracings) {
    for (const [path, traced] of modules) {
      if (traced !== module) continue;
      made ??= make();
      const full = pathOf(path, name);
      if (isTensor(made)) addActivation(activations, full, made);
      else for (const [i, tensor] of made.entries()) addActivation(activations, pathOf(full, i), tensor);
    }
  }
}

/** Adds a tensor under its path, or under `path#2`, `path#3`, … if that is taken. */
export function addActivation(activations: Map<string, Tensor>, path: string, tensor: Tensor): void {
  let name = path;
  for (let times = 2; activations.has(name); times++) name = `${path}#${times}`;
  activations.set(name, isRecording() ? tensor : tensor.detach()); // what noGrad makes may not last
}

/** The path of a part, such as `layers.0.attn`; the path of the root module is empty. */
export function pathOf(whole: string, part: string | number): string {
  return whole === '' ? `${part}` : `${whole}.${part}`;
}
