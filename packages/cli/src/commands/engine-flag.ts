import { choice, withDefault, type EngineName } from '@microgpt/terminal';

const names: readonly EngineName[] = ['scalar', 'cpu', 'wasm'];

/** The flag for the engine that computes. */
export const engineFlag = withDefault(
  choice('scalar: one object per number, cpu: float64 arrays, wasm: SIMD', names),
  'wasm',
);
