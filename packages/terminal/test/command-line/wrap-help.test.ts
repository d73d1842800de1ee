import { describe, expect, test } from 'vitest';
import { wrapHelp } from '../../src/command-line/wrap-help.ts';

const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
const page = `Usage:
  count [flags]

Counts from the first number to the last, and says how long it took, in a sentence for people or as an object.

Flags:
     [--steps]   how many steps of training there are before anything is made up, at most [default 1000]
     [--number]  in words                                                                 [${words.join('|')}]
  -h  --help     print this help
`;

test('a row that is too long continues below what the flag is for, and nothing is padded to the longest row', () => {
  expect(wrapHelp(page)).toBe(`Usage:
  count [flags]

Counts from the first number to the last, and says how long it took, in a
sentence for people or as an object.

Flags:
     [--steps]   how many steps of training there are before anything is made
                 up, at most [default 1000]
     [--number]  in words [one|two|three|four|five|six|seven|eight|nine|ten|
                 eleven|twelve]
  -h  --help     print this help
`);
});

test('on a narrow terminal, what a flag is for begins below the flag', () => {
  expect(wrapHelp(page, 30)).toContain(`
     [--steps]
      how many steps of
      training there are
      before anything is made
      up, at most [default
      1000]
`);
});

test('a command that is too long continues further to the right', () => {
  expect(wrapHelp('Examples:\n  count to 10 --steps 100\n  count to 20\n', 20)).toBe(
    'Examples:\n  count to 10\n      --steps 100\n  count to 20\n',
  );
});

describe.each([
  [30, 30],
  [40, 40],
  [80, 80],
  [200, 80], // long lines are hard to read
])('on a terminal of %d columns', (columns, widest) => {
  const text = wrapHelp(page, columns);

  test(`no line has more than ${widest}`, () => {
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(widest);
  });

  test('nothing is left out', () => {
    const squeezed = (part: string) => part.replace(/\s/g, '');
    expect(squeezed(text)).toBe(squeezed(page));
  });
});
