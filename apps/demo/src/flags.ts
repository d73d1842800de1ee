import { engines, type EngineName } from './engines.ts';

/** A flag that takes a value. */
export interface Flag<T> {
  /** What stands for the value in `--help`. */
  readonly value: string;
  readonly default: T;
  readonly help: string;
  /** What a valid value is, for the error message. */
  readonly expected: string;
  /** The value, or undefined if the text is not a valid one. */
  readonly parse: (text: string) => T | undefined;
}

const engineNames = Object.keys(engines) as EngineName[];

const data: Flag<string> = {
  value: '<file>',
  default: 'names',
  help: 'text file, names (built in) or karpathy',
  expected: 'a file, names or karpathy',
  parse: (text) => (text === '' ? undefined : text),
};

const engine: Flag<EngineName> = {
  value: engineNames.join('|'),
  default: 'wasm',
  help: 'an object a number, float64 arrays, or SIMD',
  expected: engineNames.join(', '),
  parse: (text) => engineNames.find((name) => name === text),
};

/** Every flag that takes a value; the defaults are the original's settings. */
export const flags = {
  data,
  engine,
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
};

/** The name of a flag that takes a value. */
export type FlagName = keyof typeof flags;

function size(value: number, help: string): Flag<number> {
  return integer(value, help, 'a positive integer', 1);
}

function integer(value: number, help: string, expected: string, least = -Infinity): Flag<number> {
  return { ...number(value, help, expected, (x) => Number.isSafeInteger(x) && x >= least), value: '<integer>' };
}

function number(value: number, help: string, expected: string, valid: (x: number) => boolean): Flag<number> {
  return { value: '<number>', default: value, help, expected, parse };

  function parse(text: string): number | undefined {
    const x = text.trim() === '' ? NaN : Number(text);
    return Number.isFinite(x) && valid(x) ? x : undefined;
  }
}
