import { engines, type EngineName } from './engines.ts';
import { choice, integer, number, type Flag } from './flag.ts';

const data: Flag<string> = {
  value: '<file>',
  default: 'names',
  help: 'text file, names (built in) or karpathy',
  expected: 'a file, names or karpathy',
  parse: (text) => (text === '' ? undefined : text),
};

/** The flags of every program that trains and samples; the defaults are the original's settings. */
export const commonFlags = {
  data,
  engine: choice('wasm', Object.keys(engines) as EngineName[], 'an object per number, float64 arrays, or SIMD'),
  seed: integer(42, 'seed of the random numbers', 'an integer within ±(2^53 - 1)'),
  lr: number(0.01, 'initial learning rate; falls to 0', 'a positive number', (x) => x > 0),
  samples: integer(20, 'documents to generate', 'an integer from 0 on', 0),
  temperature: number(0.5, 'sampling temperature; 0 is greedy', 'a number from 0 on', (x) => x >= 0),
};
