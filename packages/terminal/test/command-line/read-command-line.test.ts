import { describe, expect, test } from 'vitest';
import { commonFlags } from '../../src/common-flags.ts';
import { duration, size, text, toggle, withDefault } from '../../src/command-line/flags.ts';
import { readCommandLine } from '../../src/command-line/read-command-line.ts';
import { UsageError } from '../../src/command-line/usage-error.ts';

const flags = {
  ...commonFlags,
  steps: withDefault(size('steps'), 1000),
  saveEvery: duration('time between two checkpoints'),
  prompt: text('the beginning', 'text'),
  bias: toggle('biases', { withNegated: true }),
  json: toggle('JSON'),
};
const about = { about: 'Counts.', command: 'count' };

function read(...args: string[]) {
  return readCommandLine(flags, about, args);
}

test('flags that are not given have their defaults, or are undefined', async () => {
  const defaults = { data: 'names', engine: 'wasm', seed: 42, lr: 0.01, samples: 20, temperature: 0.5, steps: 1000 };
  const none = { saveEvery: undefined, prompt: undefined, bias: undefined, json: undefined };
  expect(await read()).toEqual({ ...defaults, ...none });
});

test.each([
  ['a separator that pnpm hands on', ['--', '--steps', '10'], { steps: 10 }],
  ['an equals sign', ['--steps=10'], { steps: 10 }],
  ['an exponent', ['--steps', '1e3', '--lr', '3e-4'], { steps: 1000, lr: 3e-4 }],
  ['a negative number', ['--seed', '-42'], { seed: -42 }],
  ['a name of several words', ['--save-every', '90'], { saveEvery: 90 }],
  ['a flag without a value', ['--json'], { json: true }],
  ['a flag and its opposite', ['--bias'], { bias: true }],
  ['the opposite of a flag', ['--no-bias'], { bias: false }],
  ['an empty value', ['--prompt', ''], { prompt: '' }],
  ['an empty value after an equals sign', ['--prompt='], { prompt: '' }],
  ['several lines after an equals sign', ['--prompt=O Romeo,\nRomeo!'], { prompt: 'O Romeo,\nRomeo!' }],
  ['a value that looks like a flag after an equals sign', ['--prompt=--steps'], { prompt: '--steps' }],
])('it takes %s', async (_, args, expected) => {
  expect(await read(...args)).toMatchObject(expected);
});

test.each([
  ['90', 90],
  ['90s', 90],
  ['5m', 300],
  ['1h', 3600],
  ['1h30m', 5400],
  ['1.5h', 5400],
  ['2m30', 150],
])('the duration %s is %d seconds', async (given, seconds) => {
  expect(await read('--save-every', given)).toMatchObject({ saveEvery: seconds });
});

describe('bad input gets an error that names the flag, what was expected, what came, and the remedy', () => {
  test.each([
    ['--stpes 10', '--stpes: there is no such flag; did you mean --steps?'],
    ['--temp 1', '--temp: there is no such flag; did you mean --temperature?'],
    ['--saveevery 1', '--saveevery: there is no such flag; did you mean --save-every?'],
    ['--frobnicate', '--frobnicate: there is no such flag; --help lists them'],
    ['-s 10', '-s: there is no such flag; --help lists them'],
    ['--__proto__ 1', '--__proto__: there is no such flag; --help lists them'],
    ['--constructor 1', '--constructor: there is no such flag; --help lists them'],
    ['--to-string=1', '--to-string: there is no such flag; --help lists them'],
    ['--no-bais', '--no-bais: there is no such flag; did you mean --no-bias?'],
    ['--no-json', '--no-json: there is no such flag; --help lists them'],
    ['wasm', '"wasm": expected a flag; write --engine wasm'],
    ['scaler', '"scaler": expected a flag; did you mean --engine scalar?'],
    ['poems', '"poems": expected a flag; for a file write --data poems'],
    ['wasm.txt', '"wasm.txt": expected a flag; for a file write --data wasm.txt'],
    ['names.txt', '"names.txt": expected a flag; for a file write --data names.txt'],
    ['--steps', '--steps: expected a positive integer, got nothing; for example --steps 1000'],
    ['--steps --json', '--steps: expected a positive integer, got nothing; for example --steps 1000'],
    ['--engine', '--engine: expected scalar, cpu, wasm, got nothing; for example --engine wasm'],
    ['--steps= ', '--steps: expected a positive integer, got ""; for example --steps 1000'],
    ['--json=maybe', '--json: expected no value, got "maybe"; leave it out'],
    ['--no-bias=1', '--no-bias: expected no value, got "1"; leave it out'],
    ['--steps ten', '--steps: expected a positive integer, got "ten"; for example --steps 1000'],
    ['--steps 10x', '--steps: expected a positive integer, got "10x"; for example --steps 1000'],
    ['--steps 0', '--steps: expected a positive integer, got "0"; for example --steps 1000'],
    ['--steps -5', '--steps: expected a positive integer, got "-5"; for example --steps 1000'],
    ['--steps 1.5', '--steps: expected a positive integer, got "1.5"; for example --steps 1000'],
    ['--steps Infinity', '--steps: expected a positive integer, got "Infinity"; for example --steps 1000'],
    ['--steps 10 --steps 20', '--steps: given twice, as "10" and as "20"; pass it once'],
    ['--lr -0.1', '--lr: expected a positive number, got "-0.1"; for example --lr 0.01'],
    ['--lr 1e999', '--lr: expected a positive number, got "1e999"; for example --lr 0.01'],
    ['--lr NaN', '--lr: expected a positive number, got "NaN"; for example --lr 0.01'],
    ['--lr 0', '--lr: expected a positive number, got "0"; for example --lr 0.01'],
    ['--temperature -1', '--temperature: expected a number from 0 on, got "-1"; for example --temperature 0.5'],
    ['--seed 1.5', '--seed: expected an integer within ±(2^53 - 1), got "1.5"; for example --seed 42'],
    ['--seed 9007199254740992', 'expected an integer within ±(2^53 - 1), got "9007199254740992"'],
    ['--save-every 0', 'expected a duration such as 90s, 5m or 1h, got "0"; for example --save-every 5m'],
    ['--save-every 5d', 'expected a duration such as 90s, 5m or 1h, got "5d"; for example --save-every 5m'],
    ['--save-every 1m1h', 'expected a duration such as 90s, 5m or 1h, got "1m1h"; for example --save-every 5m'],
    ['--engine gpu', '--engine: expected scalar, cpu, wasm, got "gpu"; did you mean --engine cpu?'],
    ['--engine toString', '--engine: expected scalar, cpu, wasm, got "toString"; for example --engine wasm'],
  ])('%s', async (args, message) => {
    const result = read(...args.split(' ').filter((arg) => arg !== ''));
    await expect(result).rejects.toThrow(UsageError);
    await expect(result).rejects.toThrow(message);
  });

  test('a program that reads no file says where its flags are listed', async () => {
    await expect(readCommandLine({ steps: flags.steps }, about, ['names.txt'])).rejects.toThrow(
      '"names.txt": expected a flag; --help lists them',
    );
  });
});
