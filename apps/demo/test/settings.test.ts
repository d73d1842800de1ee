import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { flags } from '../src/flags.ts';
import { settingsFromCommandLine } from '../src/settings.ts';
import { runDemo } from './run-demo.ts';

test('without flags the settings are those of the original', async () => {
  expect(await settingsFromCommandLine([])).toEqual({
    ...{ data: 'names', engine: 'wasm', seed: 42, embd: 16, heads: 4, layers: 1, block: 16, json: undefined },
    ...{ steps: 1000, batch: 1, lr: 0.01, samples: 20, temperature: 0.5 },
  });
});

test('the README lists every flag with its default', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = Array.from(readme.matchAll(/^\| `--(\w+).*?` +\| (`(.*?)`)? *\|/gm), ([, name, , value]) => [
    name,
    value,
  ]);
  const expected = Object.entries(flags).map(([name, flag]) => [name, 'default' in flag ? flag.default : undefined]);
  expect(rows).toEqual([...expected, ['help', undefined]]);
});

test.each([
  ['no samples', ['--samples', '0'], { samples: 0 }],
  ['temperature 0', ['--temperature', '0'], { temperature: 0 }],
  ['one channel for each head', ['--embd', '3', '--heads', '3'], { embd: 3, heads: 3 }],
])('it takes %s', async (_, args, expected) => {
  expect(await settingsFromCommandLine(args)).toMatchObject(expected);
});

describe('bad input gets an error that names the flag, what was expected, what came, and the remedy', () => {
  test.each([
    ['--n-embd 16', '--n-embd: there is no such flag; did you mean --embd?'],
    ['--batch 0', '--batch: expected a positive integer, got "0"; for example --batch 1'],
    ['--embd -16', '--embd: expected a positive integer, got "-16"; for example --embd 16'],
    ['--heads 0', '--heads: expected a positive integer, got "0"; for example --heads 4'],
    ['--layers 0.5', '--layers: expected a positive integer, got "0.5"; for example --layers 1'],
    ['--block 0', '--block: expected a positive integer, got "0"; for example --block 16'],
    ['--samples -1', '--samples: expected an integer from 0 on, got "-1"; for example --samples 20'],
    ['--samples 2.5', '--samples: expected an integer from 0 on, got "2.5"; for example --samples 20'],
    ['--lr 0', '--lr: expected a positive number, got "0"; for example --lr 0.01'],
    ['--embd 30', '--embd: 30 is not divisible by --heads 4; pass a multiple of 4'],
  ])('%s', async (args, message) => {
    await expect(settingsFromCommandLine(args.split(' '))).rejects.toThrow(message);
  });

  test('the program prints it on stderr without a stack trace, and its exit code is 2', async () => {
    expect(await runDemo(['--steps', '0'])).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: '--steps: expected a positive integer, got "0"; for example --steps 1000\n',
    });
  });

  test('a file that is missing gets one line too', async () => {
    expect(await runDemo(['--data', '/no/such/file.txt'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^--data: there is no file .*file\.txt; pass a text file, names or karpathy\n$/,
      ) as string,
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
