import { choice, integer, number, text, withDefault } from './command-line/flags.ts';
import { engines, type EngineName } from './engines.ts';

const engineNames = Object.keys(engines) as EngineName[];

/** The flags of every program that trains and samples; the defaults are the original's settings. */
export const commonFlags = {
  data: withDefault(text('text file, names (built in) or karpathy', 'file'), 'names'),
  engine: withDefault(choice('scalar: one object per number, cpu: float64 arrays, wasm: SIMD', engineNames), 'wasm'),
  seed: withDefault(integer('seed of the random numbers'), 42),
  lr: withDefault(
    number('initial learning rate; falls to 0', 'a positive number', (x) => x > 0),
    0.01,
  ),
  samples: withDefault(integer('documents to generate', 'an integer from 0 on', 0), 20),
  temperature: withDefault(
    number('sampling temperature; 0 is greedy', 'a number from 0 on', (x) => x >= 0),
    0.5,
  ),
};
