import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { root } from './repository.ts';

const program = `
import { beforeAll, describe, expect, test } from 'vitest';
test('runs', () => { expect(1).toBe(1); });
test.skipIf(true)('a (skipped: the data is missing)', () => { expect(1).toBe(1); });
describe.skipIf(true)('b (skipped: the data is missing)', () => { test('c', () => { expect(1).toBe(1); }); });
test('d', (context) => { context.skip(true, 'the moon is full'); });
test.skip('e', () => { expect(1).toBe(1); });
describe('f', () => {
  beforeAll(() => { throw new Error('broken'); });
  test('g', () => { expect(1).toBe(1); });
});
`;

test('a run says at its end how many tests were skipped and why, and notes it for the list of all packages', () => {
  const folder = mkdtempSync(join(root, 'apps/checks/.skipped-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  mkdirSync(join(folder, 'test'));
  writeFileSync(join(folder, 'test/some.test.ts'), program);
  const list = join(folder, 'list.txt');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--root', folder, '--config', join(root, 'vitest.config.ts')];
  const { stdout, status } = spawnSync(process.execPath, args, {
    env: { ...process.env, SKIPPED_TESTS: list },
    encoding: 'utf8',
  });
  const expected = [
    `${basename(folder)}: 2 tests: the data is missing`,
    `${basename(folder)}: 1 test: the moon is full`,
    `${basename(folder)}: 1 test: no reason given for "e"`,
  ];
  expect(stdout.split('\n').filter((line) => line.startsWith('SKIPPED'))).toEqual(
    expected.map((line) => `SKIPPED ${line}`),
  );
  expect(readFileSync(list, 'utf8').trimEnd().split('\n')).toEqual(expected);
  expect(status).toBe(1); // the hook failed
});
