import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lossCurve } from '../src/loss-curve.ts';

const golden = new URL('golden/microgpt-ssa2018-seed42.json', import.meta.url);
const { losses } = JSON.parse(readFileSync(golden, 'utf8')) as { losses: number[] };

function lines(losses: readonly number[], columns?: number): string[] {
  return lossCurve(losses, columns)?.split('\n') ?? [];
}

test('a run of 1,000 steps fits into 72 columns', () => {
  const curve = lines(losses);
  expect(Math.max(...curve.map((line) => line.length))).toBeLessThanOrEqual(72);
  expect(curve[0]).toBe('loss (each point the mean of 31 steps)');
  expect(curve.at(-1)).toMatch(/^ +1 +\d+ +\d+ +\d+ +1000$/);
});

test('the axis begins at the lowest mean and ends at the highest', () => {
  // 64 losses are 32 means of two: 4 first, 2 last.
  const falling = Array.from({ length: 64 }, (_, i) => 4 - Math.floor(i / 2) * (2 / 31));
  const labels = lines(falling).flatMap((line) => /^ *([\d.]+)┤/.exec(line)?.[1] ?? []);
  expect(labels[0]).toBe('4.00');
  expect(labels.at(-1)).toBe('2.00');
});

test('a narrow terminal gets a narrow curve, with fewer numbers below', () => {
  expect(lines(losses, 40).at(-1)).toMatch(/^ +1 +501 +1000$/);
  expect(
    Math.max(
      ...lines(losses, 40)
        .slice(1)
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(40);
});

describe('it draws', () => {
  test.each([
    ['two steps', [3, 2]],
    ['a loss that does not change', [3, 3, 3]],
    ['losses beyond all bounds', [3.4, 5e200, 1e300]],
    ['a loss of 0', [0, 0]],
  ])('%s', (_, losses) => {
    expect(lossCurve(losses)).toMatch(/^loss\n[^]*[─╮╰]/);
  });
});

test.each([[[]], [[3.3]]])('%j makes no curve', (losses) => {
  expect(lossCurve(losses)).toBeUndefined();
});
