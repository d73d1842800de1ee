import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { speedPage } from '../src/docs.ts';
import { readResults, type Results } from '../src/results.ts';
import { digits, table } from '../src/table.ts';

const results = readResults(new URL('../results.json', import.meta.url));

describe('docs/speed.md', () => {
  test('is what `pnpm --filter bench docs` makes of apps/bench/results.json', () => {
    const page = readFileSync(new URL('../../../docs/speed.md', import.meta.url), 'utf8');
    expect(page).toBe(speedPage(results));
  });

  test('comes from a whole run', () => {
    expect(results.pace).toBe('full');
  });
});

describe('speedPage', () => {
  test('says so when the numbers are not to be quoted', () => {
    const doubtful: Results = { ...results, pace: 'quick', load: { before: 0.9, after: 1 } };
    expect(speedPage(doubtful)).toContain(
      'not to be quoted: the run was a short one, and the machine was busy with something else',
    );
    const sound: Results = { ...results, pace: 'full', load: { before: 0.1, after: 0.6 } };
    expect(speedPage(sound)).not.toContain('not to be quoted');
  });

  test('tells every time as a multiple of our fastest', () => {
    const [first] = results.rows;
    const row = (engine: string, usPerStep: number) => ({ ...first, engine, usPerStep });
    const contestant = { ...results.contestants[0], about: '' };
    const contestants = [
      { ...contestant, name: 'ours', ours: true },
      { ...contestant, name: 'peer', ours: false },
    ];
    const page = speedPage({
      ...results,
      contestants,
      rows: [row('ours', 20), row('peer', 50)],
      fresh: [],
      skipped: [],
    });
    expect(page).toMatch(new RegExp(`\\| ${first.workload} +\\| +1 × \\| +2\\.5 × \\|`));
  });
});

test('a table is aligned Markdown, numbers to the right', () => {
  const columns = [
    { title: 'engine', text: (x: number) => `e${x}` },
    { title: 'n', text: String, right: true },
  ];
  expect(table(columns, [1, 2000])).toBe(
    ['| engine |    n |', '| ------ | ---: |', '| e1     |    1 |', '| e2000  | 2000 |'].join('\n'),
  );
});

test.each([
  [1130.4, '1,130'],
  [17.44, '17.4'],
  [0.23456, '0.235'],
  [123456, '123,000'],
])('digits(%d) is %s', (x, text) => {
  expect(digits(x)).toBe(text);
});
