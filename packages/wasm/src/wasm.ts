import { binary, checkCount, checkOptions, show, type Engine } from '@microgpt/autograd';
import { ArrayEngine } from '@microgpt/autograd/backend';
import { kernelBytes, type Kernels } from './kernels.generated.ts';
import { WasmMemory } from './memory/wasm-memory.ts';
import { WasmBackend } from './wasm-backend.ts';

let shared: Promise<Engine> | undefined;

/**
 * The engine of float32 arrays, on SIMD kernels in WebAssembly.
 *
 * ```ts
 * const model = new GPT(config, new Initializer(await wasm(), rng));
 * ```
 *
 * @returns the same engine each time
 * @throws Error if the runtime has no WebAssembly with SIMD
 */
export function wasm(): Promise<Engine> {
  checkCount('wasm', arguments.length, 0, 'createWasm takes options');
  return (shared ??= createWasm());
}

const MIN_BYTES = 4 * 2 ** 20;
const MAX_BYTES = 2 ** 32;

/**
 * A new engine, with its own memory.
 *
 * @param options `maximumBytes`: the maximum size of its memory, from 4 MiB to 4 GiB; default 4 GiB
 * @throws TypeError for an unknown option
 * @throws RangeError if maximumBytes is out of range
 */
export async function createWasm(options?: { maximumBytes?: number }): Promise<Engine> {
  checkCount('createWasm', arguments.length, 1);
  checkOptions('createWasm', options, ['maximumBytes']);
  const { maximumBytes = MAX_BYTES } = options ?? {};
  if (!(Number.isInteger(maximumBytes) && maximumBytes >= MIN_BYTES && maximumBytes <= MAX_BYTES)) {
    const range = `an integer from ${MIN_BYTES} to ${MAX_BYTES}`;
    throw new RangeError(`createWasm: maximumBytes must be ${range}, got ${show(maximumBytes)}`);
  }
  const memory = new WasmMemory(maximumBytes);
  const bytes = kernelBytes();
  if (!WebAssembly.validate(bytes)) {
    throw new Error('wasm: this runtime has no WebAssembly with SIMD; use the cpu engine');
  }
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory: memory.memory, pow: binary.pow.f } });
  return new ArrayEngine(new WasmBackend(memory, instance.exports as unknown as Kernels));
}
