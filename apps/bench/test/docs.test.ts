import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { speedPage } from '../src/report/speed-page.ts';
import { readResults, type Results } from '../src/report/results.ts';
import { digits, table } from '../src/report/tables.ts';

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
      'Do not quote these numbers: the run was short, and the machine was busy with something else',
    );
    const sound: Results = { ...results, pace: 'full', load: { before: 0.1, after: 0.6 } };
    expect(speedPage(sound)).not.toContain('Do not quote');
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
      layers: [],
      fresh: [],
      skipped: [],
    });
    expect(page).toMatch(new RegExp(`\\| ${first.workload} +\\| +1 × \\| +2\\.5 × \\|`));
  });

  test('has a row for each layer of your own, with the ratio for each engine that was measured', () => {
    const layers = [
      { workload: 'layer RMSNorm', engine: 'cpu', builtIn: 100, custom: 450 },
      { workload: 'layer RMSNorm', engine: 'wasm', builtIn: 8, custom: 12 },
      { workload: 'layer SiLU', engine: 'wasm', builtIn: 10, custom: 9 },
    ];
    const page = speedPage({ ...results, layers });
    expect(page).toContain('## Layers of your own');
    expect(page).toMatch(/\| layer RMSNorm +\| +100 \| +450 \| +4\.5 × \| +8 \| +12 \| +1\.5 × \|/);
    expect(page).toMatch(/\| layer SiLU +\| +\| +\| +\| +10 \| +9 \| +0\.9 × \|/);
    expect(speedPage({ ...results, layers: [] })).not.toContain('## Layers of your own');
  });
});

test('a table is aligned Markdown, numbers to the right', () => {
  const columns = { engine: (x: number) => `e${x}`, n: String, note: () => '' };
  expect(table([1, 2000], columns)).toBe(
    [
      '| engine |    n | note |',
      '| ------ | ---: | ---- |',
      '| e1     |    1 |      |',
      '| e2000  | 2000 |      |',
    ].join('\n'),
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
