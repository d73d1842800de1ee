// The running traces. In its own file so that module.ts can import it: trace.ts imports module.ts.

import { isRecording, type Tensor } from '@microgpt/autograd';
import { checkKind, isTensor } from './check-arguments.ts';

/** A running `trace`: the traced modules, and the activations so far. */
export interface Tracing {
  /** The traced modules by path. */
  readonly modules: ReadonlyMap<string, object>;
  readonly activations: Map<string, Tensor>;
}

/** The running traces; they may be nested. */
export const tracings = new Set<Tracing>();

/** Records an intermediate result of a module; `make` is called only while the module is traced. */
export function record(module: object, name: string, make: () => Tensor | readonly Tensor[]): void {
  checkKind(`record: ${name}`, 'a function that returns tensors', make, typeof make === 'function');
  let recorded: Tensor | readonly Tensor[] | undefined;
  for (const { modules, activations } of tracings) {
    for (const [path, traced] of modules) {
      if (traced !== module) continue;
      recorded ??= make();
      const full = pathOf(path, name);
      if (isTensor(recorded)) addActivation(activations, full, recorded);
      else for (const [i, tensor] of recorded.entries()) addActivation(activations, pathOf(full, i), tensor);
    }
  }
}

/** Adds a tensor under its path, or under `path#2`, `path#3`, … if that is taken. */
export function addActivation(activations: Map<string, Tensor>, path: string, tensor: Tensor): void {
  let name = path;
  for (let times = 2; activations.has(name); times++) name = `${path}#${times}`;
  activations.set(name, isRecording() ? tensor : tensor.detach()); // a result in noGrad may be freed when the body ends
}

/** The path of a part, such as `layers.0.attn`; the path of the root module is empty. */
export function pathOf(whole: string, part: string | number): string {
  return whole === '' ? `${part}` : `${whole}.${part}`;
}
