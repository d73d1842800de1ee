import { describe, expect, test } from 'vitest';
import { choice, integer, toggle } from '../src/flag.ts';
import { helpText } from '../src/help.ts';

const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
const flags = {
  steps: integer(1000, 'how many steps of training there are before anything is made up, at most', 'an integer'),
  number: choice('one', words, 'in words'),
  json: toggle('one JSON object a line'),
};
const about = { about: 'Counts.', command: 'pnpm count' };

test('it shows the command, and every flag with its value, what it is for, and its default', () => {
  expect(helpText(about, flags)).toBe(`Counts.

pnpm count [flags]

  --steps <integer>       how many steps of training there are before anything
                          is made up, at most [1000]
  --number one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve
                          in words [one]
  --json                  one JSON object a line
  --help                  this text
`);
});

describe.each([
  [30, 30],
  [40, 40],
  [80, 80],
  [200, 80], // long lines are hard to read
])('on a terminal of %d columns', (columns, widest) => {
  const text = helpText(about, flags, columns);

  test(`no line has more than ${widest}`, () => {
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(widest);
  });

  test('nothing is left out', () => {
    const squeezed = (part: string) => part.replace(/\s/g, '');
    expect(squeezed(text)).toContain(squeezed(`${flags.steps.help} [1000]`));
    expect(squeezed(text)).toContain(words.join('|'));
  });
});
