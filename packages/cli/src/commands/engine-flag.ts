import { choice, withDefault, type EngineName } from '@microgpt/terminal';

const names: readonly EngineName[] = ['scalar', 'cpu', 'wasm'];

/** The flag for the engine that computes. */
export const engineFlag = withDefault(choice('an object per number, float64 arrays, or SIMD', names), 'wasm');
