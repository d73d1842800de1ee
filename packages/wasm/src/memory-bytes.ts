import { checkCount, show, type Engine } from '@microgpt/autograd';
import type { WasmBackend } from './wasm-backend.ts';

/**
 * The size of an engine's WebAssembly memory in bytes: parameters, gradients, and the results of the largest step so far.
 *
 * The memory grows when needed, and never shrinks. Each engine of `createWasm` has its own; `wasm()` always returns the same engine.
 *
 * @throws TypeError if the engine is not one of this package
 */
export function memoryBytes(engine: Engine): number {
  checkCount('memoryBytes', arguments.length, 1);
  // Compared by name, because the CommonJS copy of this package has another class.
  const backend = (engine as Partial<Record<'backend', Partial<WasmBackend>>> | undefined)?.backend;
  if (backend?.name === 'wasm' && backend.bytes !== undefined) return backend.bytes;
  throw new TypeError(`memoryBytes: expected an engine of wasm() or createWasm(), got ${show(engine)}`);
}
