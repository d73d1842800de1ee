import type { Engine } from '@microgpt/autograd';
import type { Contestant } from './contestant.ts';

/** Our engines, by name; a line adds one. Each is loaded only when it is wanted. */
export const engines: Readonly<Record<string, () => Promise<Contestant>>> = {
  scalar: async () => entrant((await import('@microgpt/autograd')).scalar, 'a `Value` for every number', 50e6),
  cpu: async () => entrant((await import('@microgpt/autograd')).cpu, 'plain loops over float64 arrays'),
  wasm: async () => entrant(await (await import('@microgpt/wasm')).wasm(), 'SIMD kernels in WebAssembly'),
};

async function entrant(engine: Engine, about: string, mostFlops = Infinity): Promise<Contestant> {
  const { ours } = await import('./ours.ts');
  return ours(engine, { about, mostFlops });
}
