import { expect, test } from 'vitest';
import { readOptions } from '../src/options.ts';

test('without options everything is measured', async () => {
  expect(await readOptions([])).toEqual({ quick: undefined, only: undefined, json: undefined });
});

test('options are read, also behind the "--" of pnpm', async () => {
  const options = await readOptions(['--', '--quick', '--only', 'width 16, .* cpu', '--json', 'out.json']);
  expect(options).toMatchObject({ quick: true, json: 'out.json' });
  expect(options.only?.test('train names, WIDTH 16, batch 1 · cpu')).toBe(true);
});

test('an unknown option, and a pattern that is none, are errors that name them', async () => {
  await expect(readOptions(['--fast'])).rejects.toThrow('--fast: there is no such flag; --help lists them');
  await expect(readOptions(['--only', '('])).rejects.toThrow('--only: expected a regular expression, got "("');
});
