import { afterEach, expect, test, vi } from 'vitest';
import { pauseIfDue } from '../src/pause.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const slice = () => new Promise((resolve) => setTimeout(resolve, 20));

test.each<[string, readonly string[]]>([
  ['Node', ['MessageChannel', 'setTimeout']],
  ['a browser', ['setImmediate']],
  ['jsdom, in which Jest runs tests', ['setImmediate', 'MessageChannel']],
])('in %s a pause is due after 16 ms', async (_, missing) => {
  await slice();
  for (const name of missing) vi.stubGlobal(name, undefined);
  const pause = pauseIfDue();
  expect(pause).toBeInstanceOf(Promise);
  await pause;
  expect(pauseIfDue()).toBeUndefined(); // not again at once
});
