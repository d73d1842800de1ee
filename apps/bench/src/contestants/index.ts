import type { Engine } from '@microgpt/autograd';
import type { Contestant } from './contestant.ts';

type Loaders = Readonly<Record<string, () => Promise<Contestant>>>;

/** Our engines, by name; a line adds one. Each is loaded only when it is needed. */
export const engines: Loaders = {
  scalar: async () => ours((await import('@microgpt/autograd')).scalar, 'a `Value` for every number', 50e6),
  cpu: async () => ours((await import('@microgpt/autograd')).cpu, 'plain loops over float64 arrays'),
  wasm: async () => ours(await (await import('@microgpt/wasm')).wasm(), 'SIMD kernels in WebAssembly'),
};

/** All contestants: our engines, then the other libraries. */
export const contestants: Loaders = {
  ...engines,
  'tfjs-cpu': async () => (await import('./tfjs.ts')).tfjs('cpu'),
  'tfjs-wasm': async () => (await import('./tfjs.ts')).tfjs('wasm'),
  'jax-js': async () => (await import('./jax.ts')).jax(),
  naive: async () => (await import('./naive.ts')).naive(),
};

async function ours(engine: Engine, about: string, maxFlops = Infinity): Promise<Contestant> {
  return (await import('./ours.ts')).ours(engine, about, maxFlops);
}
