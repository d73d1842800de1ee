import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { microgpt } from '../src/microgpt.ts';
import { runCommand } from './run-example.ts';

/** What the original program computed with its published settings on the names that come with the demo. */
const goldenFile = new URL('../../demo/test/golden/microgpt-ssa2018-seed42.json', import.meta.url);
const golden = JSON.parse(readFileSync(goldenFile, 'utf8')) as { readonly losses: readonly number[] };

const names = readFileSync(new URL('../../demo/data/ssa-2018.txt', import.meta.url), 'utf8');
const source = readFileSync(new URL('../src/microgpt.ts', import.meta.url), 'utf8');

describe('microgpt.ts', () => {
  test('its first losses are the original program’s, within 1e-9', () => {
    const run = microgpt(names);
    for (const expected of golden.losses.slice(0, 20)) {
      expect(Math.abs(Number(run.next().value) - expected)).toBeLessThan(1e-9);
    }
  });

  test('after the steps come new documents of the letters it has seen', () => {
    const run = microgpt('ab\nba\nabba', { nEmbd: 4, blockSize: 4, nHead: 2, nLayer: 2, numSteps: 3 });
    const news = Array.from({ length: 5 }, () => run.next().value);
    expect(news.map((one) => typeof one)).toEqual(['number', 'number', 'number', 'string', 'string']);
    expect(news.slice(3).join('')).toMatch(/^[ab]*$/);
  });

  test('run as a program it learns the file that is named, and prints 1000 losses and 20 new documents', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'microgpt-')), 'vowels.txt');
    writeFileSync(file, 'a\ne\n');
    const lines = (await runCommand(`pnpm --filter examples microgpt ${file}`)).trim().split('\n');
    expect(lines).toHaveLength(1020);
    expect(lines[999]).toMatch(/^step 1000 loss 0\.\d+$/);
    for (const line of lines.slice(1000)) expect(line).toMatch(/^sample \d+: [ae]*$/);
  });

  test('each arrow in it leads to a file or a folder', () => {
    const places = [...source.matchAll(/→ (packages\/\S+)/g)].map(([, place]) => place);
    expect(places.length).toBeGreaterThan(8);
    for (const place of places) expect(existsSync(new URL(`../../../${place}`, import.meta.url)), place).toBe(true);
  });

  test('it imports nothing and is at most 250 lines long', () => {
    expect(source).not.toMatch(/^import|\brequire\(|\bimport\(/m);
    expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(250);
  });
});
