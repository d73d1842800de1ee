import { describe, expect, test } from 'vitest';
import { commonFlags } from '../src/common-flags.ts';
import { size, toggle } from '../src/flag.ts';
import { readFlags } from '../src/read-flags.ts';

const flags = { ...commonFlags, steps: size(1000, 'steps'), json: toggle('JSON') };

test('flags that are not given have their defaults', () => {
  const defaults = { data: 'names', engine: 'wasm', seed: 42, lr: 0.01, samples: 20, temperature: 0.5 };
  expect(readFlags(flags, [])).toEqual({ ...defaults, steps: 1000, json: false });
});

test.each([
  ['a separator that pnpm hands on', ['--', '--steps', '10'], { steps: 10 }],
  ['an equals sign', ['--steps=10'], { steps: 10 }],
  ['the last of several', ['--steps', '10', '--steps', '20'], { steps: 20 }],
  ['an exponent', ['--steps', '1e3', '--lr', '3e-4'], { steps: 1000, lr: 3e-4 }],
  ['a negative seed', ['--seed', '-42'], { seed: -42 }],
])('it takes %s', (_, args, expected) => {
  expect(readFlags(flags, args)).toMatchObject(expected);
});

test.each(['--help', '-h'])('%s asks for help', (flag) => {
  expect(readFlags(flags, ['--steps', '3', flag])).toBe('help');
});

describe('bad input gets an error that names the flag, what was expected, what came, and the remedy', () => {
  test.each([
    ['--stpes 10', '--stpes: there is no such flag; did you mean --steps?'],
    ['--temp 1', '--temp: there is no such flag; did you mean --temperature?'],
    ['--frobnicate', '--frobnicate: there is no such flag; --help lists them'],
    ['-s 10', '-s: there is no such flag; --help lists them'],
    ['--__proto__ 1', '--__proto__: there is no such flag; --help lists them'],
    ['wasm', '"wasm": expected a flag; write --engine wasm'],
    ['scaler', '"scaler": expected a flag; did you mean --engine scalar?'],
    ['poems', '"poems": expected a flag; for a file write --data poems'],
    ['wasm.txt', '"wasm.txt": expected a flag; for a file write --data wasm.txt'],
    ['names.txt', '"names.txt": expected a flag; for a file write --data names.txt'],
    ['--steps', '--steps: expected a positive integer, got nothing; for example --steps 1000'],
    ['--steps --json', '--steps: expected a positive integer, got nothing; for example --steps 1000'],
    ['--data -h', '--data: expected a file, names or karpathy, got nothing; for example --data names'],
    ['--steps= ', '--steps: expected a positive integer, got ""; for example --steps 1000'],
    ['--json=yes', '--json: expected no value, got "yes"; leave it out'],
    ['--steps ten', '--steps: expected a positive integer, got "ten"; for example --steps 1000'],
    ['--steps 10x', '--steps: expected a positive integer, got "10x"; for example --steps 1000'],
    ['--steps 0', '--steps: expected a positive integer, got "0"; for example --steps 1000'],
    ['--steps -5', '--steps: expected a positive integer, got "-5"; for example --steps 1000'],
    ['--steps 1.5', '--steps: expected a positive integer, got "1.5"; for example --steps 1000'],
    ['--steps Infinity', '--steps: expected a positive integer, got "Infinity"; for example --steps 1000'],
    ['--lr -0.1', '--lr: expected a positive number, got "-0.1"; for example --lr 0.01'],
    ['--lr 1e999', '--lr: expected a positive number, got "1e999"; for example --lr 0.01'],
    ['--lr NaN', '--lr: expected a positive number, got "NaN"; for example --lr 0.01'],
    ['--temperature -1', '--temperature: expected a number from 0 on, got "-1"; for example --temperature 0.5'],
    ['--seed 1.5', '--seed: expected an integer within ±(2^53 - 1), got "1.5"; for example --seed 42'],
    ['--seed 9007199254740992', 'expected an integer within ±(2^53 - 1), got "9007199254740992"'],
    ['--lr 0', '--lr: expected a positive number, got "0"; for example --lr 0.01'],
    ['--engine gpu', '--engine: expected scalar, cpu, wasm, got "gpu"; did you mean --engine cpu?'],
    ['--engine toString', '--engine: expected scalar, cpu, wasm, got "toString"; for example --engine wasm'],
  ])('%s', (args, message) => {
    expect(() => readFlags(flags, args.split(' '))).toThrow(message);
  });

  test('a program that reads no file says where its flags are listed', () => {
    expect(() => readFlags({ steps: flags.steps }, ['names.txt'])).toThrow(
      '"names.txt": expected a flag; --help lists them',
    );
  });
});
