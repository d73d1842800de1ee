import { expect, test } from 'vitest';
import { lossPlot } from '../../src/report/loss-plot.ts';
import { plain } from '../../src/report/paint.ts';

const lines = [
  { loss: 4, label: 'guessing' },
  { loss: 3, label: 'letters alone' },
  { loss: 2, label: 'pairs of letters' },
];

function plotted(
  losses: readonly number[],
  {
    columns = 46,
    rows = 10,
    end = losses.length,
    evaluated = [] as readonly (readonly [step: number, loss: number])[],
  } = {},
): string[] {
  const history = {
    steps: Float64Array.from(losses, (_, i) => i + 1),
    losses: Float64Array.from(losses),
    evaluatedSteps: Float64Array.from(evaluated, ([step]) => step),
    validationLosses: Float64Array.from(evaluated, ([, loss]) => loss),
    best: null,
  };
  return lossPlot({ history, lines, end, endLabel: `${end} steps` }, { columns, rows, paint: plain });
}

test('a loss that falls by a row per column is a staircase through the lines of simple guesses', () => {
  // 9 rows from 4 to 2: half a loss for every second row. 40 columns, of which the curve takes the first nine.
  const losses = Array.from({ length: 9 }, (_, i) => 4 - i / 4);
  expect(plotted(losses, { end: 40 })).toEqual([
    '4.00 ┤─╮┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ guessing',
    '     │ ╰╮',
    '     │  ╰╮',
    '     │   ╰╮',
    '3.00 ┤┄┄┄┄╰╮┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ letters alone',
    '     │     ╰╮',
    '     │      ╰╮',
    '     │       ╰╮',
    '2.00 ┤┄┄┄┄┄┄┄┄╰┄┄┄┄┄┄┄┄┄┄┄┄┄┄ pairs of letters',
    '      0            ── loss            40 steps',
  ]);
});

test('validation losses are dots over the curve, explained below', () => {
  const plot = plotted(Array<number>(40).fill(2.5), {
    columns: 60,
    evaluated: [
      [20, 3.5],
      [40, 2.5],
    ],
  });
  const rows = plot.filter((line) => line.includes('•'));
  expect(rows.map((line) => line.indexOf('•'))).toEqual([32, 59, expect.any(Number)]); // half, all, and the legend
  expect(plot.at(-1)).toContain('── loss   • on text it never saw');
});

test('a column is the mean of its steps', () => {
  // 400 steps in 40 columns: ten each, of which half are 4 and half are 3.
  const plot = plotted(Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 4 : 3)));
  expect(plot.find((line) => line.startsWith('3.50 ┤'))).toMatch(/┤─{40}$/);
});

test('a label gives way to the curve', () => {
  const plot = plotted([...Array<number>(20).fill(2.5), ...Array<number>(20).fill(3)]);
  const row = plot.find((line) => line.startsWith('3.00'));
  expect(row).toMatch(/┄ letters alone ┄?╭─+$/);
});

test('a loss far above guessing is cut off', () => {
  const plot = plotted([1e9, 1e9, 3, 3]);
  expect(plot[0]).toMatch(/^ {5}│─+╮$/); // at 6, one and a half times as much
  expect(plot.find((line) => line.startsWith('4.00'))).toMatch(/┄ guessing$/);
});

test.each([
  ['one loss', [4.1]],
  ['a loss of 0', [4, 0]],
  ['losses that are all the same', [2, 2, 2]],
])('%s is drawn', (_, losses) => {
  expect(plotted(losses).join('\n')).toMatch(/[─╮]/);
});

test.each([
  ['no loss', { losses: [] }],
  ['five rows', { losses: [3, 2], rows: 5 }],
  ['twenty columns', { losses: [3, 2], columns: 20 }],
])('%s makes no plot', (_, { losses, ...look }) => {
  expect(plotted(losses, look)).toEqual([]);
});
