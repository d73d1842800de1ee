import { choice, integer, number, size, toggle, type Flag } from './command-line/index.ts';
import { engines, type EngineName } from './engines.ts';

const data: Flag<string> = {
  value: '<file>',
  default: 'names',
  help: 'text file, names (built in) or karpathy',
  expected: 'a file, names or karpathy',
  parse: (text) => (text === '' ? undefined : text),
};

/** The flags; the defaults are the original's settings. */
export const flags = {
  data,
  engine: choice('wasm', Object.keys(engines) as EngineName[], 'an object a number, float64 arrays, or SIMD'),
  seed: integer(42, 'where the random numbers start', 'an integer within ±(2^53 - 1)'),
  embd: size(16, 'channels of a token, a multiple of --heads'),
  heads: size(4, 'heads of attention'),
  layers: size(1, 'layers'),
  block: size(16, 'tokens the model can look at'),
  steps: size(1000, 'steps of training'),
  batch: size(1, 'documents in a step'),
  lr: number(0.01, 'learning rate at first, falls to 0', 'a positive number', (x) => x > 0),
  samples: integer(20, 'documents to make up', 'an integer from 0 on', 0),
  temperature: number(0.5, 'of sampling; 0 takes the likeliest', 'a number from 0 on', (x) => x >= 0),
  json: toggle('one JSON object a line instead of text'),
};
