import type { Engine } from '@microgpt/autograd';
import type { Settings } from '@microgpt/run';

/** The engine of a run, loaded when it is first used. Without SIMD in WebAssembly, `cpu` stands in for `wasm`. */
export async function engineFor(name: Settings['engine']): Promise<Engine> {
  if (name === 'wasm') {
    const { wasm } = await import('@microgpt/wasm');
    return wasm().catch(() => engineFor('cpu'));
  }
  const { cpu, scalar } = await import('@microgpt/autograd');
  return name === 'cpu' ? cpu : scalar;
}
