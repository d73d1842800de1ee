import { expect, test } from 'vitest';
import { VirtualTerminal } from '../../../../testing/virtual-terminal.ts';
import { plain } from '../../src/report/paint.ts';
import { sampleLines } from '../../src/report/sample-lines.ts';

const novel = (text: string) => ({ text, isInData: false });
const known = (text: string) => ({ text, isInData: true });

test('names stand side by side, new ones first', () => {
  expect(sampleLines([novel('karai'), known('anna'), novel('jair')], 40, plain)).toEqual([
    'new          "karai"  "jair"',
    'in the data  "anna"',
  ]);
});

test('as many as fit on a line', () => {
  const names = ['karai', 'jair', 'ona', 'amadon', 'biad'].map(novel);
  expect(sampleLines(names, 30, plain)).toEqual([
    'new          "karai"  "jair"',
    '             "ona"  "amadon"',
    '             "biad"',
  ]);
});

test('a long text is cut to the line', () => {
  expect(sampleLines([novel('x'.repeat(100))], 30, plain)).toEqual([`new          "${'x'.repeat(15)}…`]);
});

test('wide characters take two columns', async () => {
  const terminal = new VirtualTerminal({ columns: 30 });
  for (const line of sampleLines([novel('春眠不覚暁処処聞啼鳥'.repeat(3))], 30, plain)) terminal.write(`${line}\n`);
  expect(await terminal.lines()).toEqual(['new          "春眠不覚暁処処…']);
});

test('line ends are shown, and other control characters escaped', () => {
  expect(sampleLines([novel('a\n\n b\u001b[2J\u202ec')], 60, plain)).toEqual([
    'new          "a ↵ b\\u001b[2J\\u202ec"',
  ]);
});

test('an empty text is a sample too', () => {
  expect(sampleLines([known('')], 60, plain)).toEqual(['in the data  ""']);
});
