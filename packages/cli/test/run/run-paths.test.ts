import { expect, test } from 'vitest';
import { lastOf, runPaths } from '../../src/run/run-paths.ts';

test('the previous and the best checkpoint have the name of the last one', () => {
  expect(runPaths('a/poems.safetensors')).toEqual({
    last: 'a/poems.safetensors',
    previous: 'a/poems.previous.safetensors',
    best: 'a/poems.best.safetensors',
  });
  expect(runPaths('poems').best).toBe('poems.best');
});

test('a file is the best of a run only if the run says so, whatever its name', () => {
  expect(lastOf('moved/poems.best.safetensors', '/old/poems.safetensors')).toBe('moved/poems.safetensors');
  expect(lastOf('the.best.safetensors', '/old/the.best.safetensors')).toBe('the.best.safetensors');
  expect(lastOf('the.best.previous.safetensors', '/old/the.best.safetensors')).toBe('the.best.safetensors');
});

test('each of the three belongs to the last one', () => {
  const { last, previous, best } = runPaths('a.b/poems.safetensors');
  expect([last, previous, best].map((file) => lastOf(file))).toEqual([last, last, last]);
});
