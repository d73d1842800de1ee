import { expect, test } from 'vitest';
import { helpText, readOptions } from '../src/options.ts';

test('without options everything is measured', () => {
  expect(readOptions([])).toEqual({ quick: false, only: undefined, json: undefined, help: false });
});

test('options are read, also behind the "--" of pnpm', () => {
  const options = readOptions(['--', '--quick', '--only', 'width 16, .* cpu', '--json', 'out.json']);
  expect(options).toMatchObject({ quick: true, json: 'out.json' });
  expect(options.only?.test('train names, WIDTH 16, batch 1 · cpu')).toBe(true);
});

test('an unknown option, and a pattern that is none, are errors that name them', () => {
  expect(() => readOptions(['--fast'])).toThrow('--fast');
  expect(() => readOptions(['--only', '('])).toThrow('--only: expected a regular expression, got "("');
});

test('the help names every option', () => {
  for (const option of ['--quick', '--only', '--json', '--help']) expect(helpText).toContain(option);
});
