import type { Engine } from '@microgpt/autograd';
import type { Settings } from '@microgpt/run';

/** An engine, whose code is loaded when it is first used. */
export async function engineNamed(name: Settings['engine']): Promise<Engine> {
  if (name === 'wasm') return (await import('@microgpt/wasm')).wasm();
  const { cpu, scalar } = await import('@microgpt/autograd');
  return name === 'cpu' ? cpu : scalar;
}
