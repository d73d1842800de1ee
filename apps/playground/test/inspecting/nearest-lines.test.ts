import { readFileSync } from 'node:fs';
import { Random } from '@microgpt/random';
import { expect, test } from 'vitest';
import { nearestLines } from '../../src/inspecting/nearest-lines.ts';

const names = readFileSync(new URL('../../../demo/data/ssa-2018.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');

/** The edit distance by its definition. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}

test('the nearest lines are those with the smallest edit distance', () => {
  const some = new Random(1).sample(names, 600);
  for (const text of ['emmala', 'xqz', 'christopherson', 'a', '', some[7]]) {
    const found = nearestLines(text, some, 5);
    const smallest = some.map((line) => distance(text, line)).sort((a, b) => a - b);
    expect(found.map((line) => line.distance)).toEqual(smallest.slice(0, 5));
    for (const line of found) expect(line.distance).toBe(distance(text, line.text));
  }
});

test('of lines as near, those that begin like the text for longer come first', () => {
  expect(nearestLines('mara', ['sara', 'maro', 'mora'], 3).map(({ text }) => text)).toEqual(['maro', 'mora', 'sara']);
});

test('a line that is there several times comes once, and few lines are all there is', () => {
  expect(nearestLines('ab', ['ab', 'ab', 'b'], 5)).toEqual([
    { text: 'ab', distance: 0 },
    { text: 'b', distance: 1 },
  ]);
});

test('all names take well under 200 ms', () => {
  expect(names.length).toBeGreaterThan(32_000);
  const times = ['emmaliana', 'xqzvw', 'bo'].map((text) => {
    const started = performance.now();
    nearestLines(text, names, 5);
    return performance.now() - started;
  });
  expect(Math.min(...times)).toBeLessThan(200);
});
