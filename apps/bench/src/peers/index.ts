import type { Contestant } from '../contestant.ts';

/** The peers, by name; each is loaded only when it is wanted. */
export const peers: Readonly<Record<string, () => Promise<Contestant>>> = {
  'tfjs-cpu': async () => (await import('./tfjs.ts')).tfjs('cpu'),
  'tfjs-wasm': async () => (await import('./tfjs.ts')).tfjs('wasm'),
  'jax-js': async () => (await import('./jax.ts')).jax(),
  naive: async () => (await import('./naive.ts')).naive(),
};
