import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { flags } from '../src/flags.ts';
import { readSettings } from '../src/settings.ts';
import { runDemo } from './run-demo.ts';

test('without flags the settings are those of the original', () => {
  expect(readSettings([])).toEqual({
    ...{ data: 'names', engine: 'wasm', seed: 42, embd: 16, heads: 4, layers: 1, block: 16, json: false },
    ...{ steps: 1000, batch: 1, lr: 0.01, samples: 20, temperature: 0.5 },
  });
});

test('the README lists every flag with its default', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = Array.from(readme.matchAll(/^\| `--(\w+).*?` +\| (`(.*?)`)? *\|/gm), ([, name, , value]) => [
    name,
    value,
  ]);
  const expected = Object.entries(flags).map(([name, flag]) => [
    name,
    flag.default === false ? undefined : String(flag.default),
  ]);
  expect(rows).toEqual([...expected, ['help', undefined]]);
});

test.each([
  ['a separator that pnpm hands on', ['--', '--steps', '10'], { steps: 10 }],
  ['an equals sign', ['--steps=10'], { steps: 10 }],
  ['the last of several', ['--steps', '10', '--steps', '20'], { steps: 20 }],
  ['an exponent', ['--steps', '1e3', '--lr', '3e-4'], { steps: 1000, lr: 3e-4 }],
  ['a negative seed', ['--seed', '-42'], { seed: -42 }],
  ['no samples', ['--samples', '0'], { samples: 0 }],
  ['temperature 0', ['--temperature', '0'], { temperature: 0 }],
  ['one channel for each head', ['--embd', '3', '--heads', '3'], { embd: 3, heads: 3 }],
])('it takes %s', (_, args, expected) => {
  expect(readSettings(args)).toMatchObject(expected);
});

test.each(['--help', '-h'])('%s asks for help', (flag) => {
  expect(readSettings(['--steps', '3', flag])).toBe('help');
});

describe('bad input gets an error that names the flag, what was expected, what came, and the remedy', () => {
  test.each([
    ['--stpes 10', '--stpes: there is no such flag; did you mean --steps?'],
    ['--temp 1', '--temp: there is no such flag; did you mean --temperature?'],
    ['--n-embd 16', '--n-embd: there is no such flag; did you mean --embd?'],
    ['--frobnicate', '--frobnicate: there is no such flag; --help lists them'],
    ['-s 10', '-s: there is no such flag; --help lists them'],
    ['--__proto__ 1', '--__proto__: there is no such flag; --help lists them'],
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
    ['--batch 0', '--batch: expected a positive integer, got "0"; for example --batch 1'],
    ['--embd -16', '--embd: expected a positive integer, got "-16"; for example --embd 16'],
    ['--heads 0', '--heads: expected a positive integer, got "0"; for example --heads 4'],
    ['--layers 0.5', '--layers: expected a positive integer, got "0.5"; for example --layers 1'],
    ['--block 0', '--block: expected a positive integer, got "0"; for example --block 16'],
    ['--samples -1', '--samples: expected an integer from 0 on, got "-1"; for example --samples 20'],
    ['--samples 2.5', '--samples: expected an integer from 0 on, got "2.5"; for example --samples 20'],
    ['--lr 0', '--lr: expected a positive number, got "0"; for example --lr 0.01'],
    ['--lr -0.1', '--lr: expected a positive number, got "-0.1"; for example --lr 0.01'],
    ['--lr 1e999', '--lr: expected a positive number, got "1e999"; for example --lr 0.01'],
    ['--lr NaN', '--lr: expected a positive number, got "NaN"; for example --lr 0.01'],
    ['--temperature -1', '--temperature: expected a number from 0 on, got "-1"; for example --temperature 0.5'],
    ['--seed 1.5', '--seed: expected an integer within ±(2^53 - 1), got "1.5"; for example --seed 42'],
    ['--seed 9007199254740992', 'expected an integer within ±(2^53 - 1), got "9007199254740992"'],
    ['--embd 30', '--embd: 30 is not divisible by --heads 4; pass a multiple of 4'],
    ['--engine gpu', '--engine: expected scalar, cpu, wasm, got "gpu"; for example --engine wasm'],
    ['--engine toString', '--engine: expected scalar, cpu, wasm, got "toString"; for example --engine wasm'],
  ])('%s', (args, message) => {
    expect(() => readSettings(args.split(' '))).toThrow(message);
  });

  test('the program prints it on stderr without a stack trace, and its exit code is 1', async () => {
    expect(await runDemo(['--steps', '0'])).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: '--steps: expected a positive integer, got "0"; for example --steps 1000\n',
    });
  });

  test('sizes beyond all memory get one line too', async () => {
    const { code, stderr } = await runDemo(['--embd', '100000']);
    expect(stderr).toMatch(/^not enough memory \(.*\); lower --embd, --layers or --batch\n$/);
    expect(code).toBe(1);
  });
});

test('a loss that is no longer a number ends training: the progress so far, then the step and the parameter', async () => {
  const { code, stdout, stderr } = await runDemo(['--engine', 'cpu', '--lr', '1e150']);
  expect(stdout).toMatch(/step +1 \/ 1000 .*\n$/);
  expect(stdout).not.toContain('sample');
  expect(stderr).toMatch(/^train: the loss is NaN at step 2; .*"wte\.weight".*\n$/);
  expect(code).toBe(1);
});
