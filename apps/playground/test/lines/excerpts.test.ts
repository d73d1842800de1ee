import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { excerptsOf, partNames } from '../../src/views/lines/code/excerpts.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const program = readFileSync(`${root}apps/examples/src/microgpt.ts`, 'utf8').split('\n');

/** The numbers of the lines, in the order of the file. */
const shown = partNames
  .flatMap((part) => excerptsOf(part))
  .sort((a, b) => a.first - b.first)
  .flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));

test.each(partNames)('the lines of the part %s are those of the program, without indentation', (part) => {
  for (const { first, last, text } of excerptsOf(part)) {
    const lines = text.split('\n');
    expect(lines).toHaveLength(last - first + 1);
    expect(lines.some((line) => /^\S/.test(line))).toBe(true);
    const indents = lines.map((line, i) => {
      const whole = program[first - 1 + i];
      expect(whole.endsWith(line)).toBe(true);
      expect(whole.slice(0, whole.length - line.length).trim()).toBe('');
      return line === '' ? undefined : whole.length - line.length;
    });
    expect(new Set(indents.filter((indent) => indent !== undefined)).size).toBe(1);
  }
});

test('the parts show each line once, but for the random numbers, the printing, and empty lines', () => {
  const lineOf = (beginning: string) => program.findIndex((line) => line.startsWith(beginning)) + 1;
  const [first, after] = [lineOf('// Let there be autograd'), lineOf('// Prints the losses')];
  const expected = Array.from({ length: after - first }, (_, i) => first + i).filter((n) => program[n - 1] !== '');
  expect(shown.filter((n) => program[n - 1] !== '')).toEqual(expected);
  expect(program.slice(0, first - 1).join('\n')).toContain('class Random');
});

test('the program has 200 lines without comments and empty lines, as its title says', () => {
  expect(program.filter((line) => !/^\s*(\/\/.*|\/\*\*.*)?$/.test(line))).toHaveLength(200);
});

test('every file that the view links to is in the repository', () => {
  const folder = fileURLToPath(new URL('../../src/views/lines/parts/', import.meta.url));
  const files = readdirSync(folder).map((file) => {
    const [, path = ''] = /file="([^"]+)"/.exec(readFileSync(folder + file, 'utf8')) ?? [];
    return path;
  });
  expect(files).toHaveLength(partNames.length);
  expect(files.filter((path) => !existsSync(root + path))).toEqual([]);
});
