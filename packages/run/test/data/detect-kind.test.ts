import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { detectKind } from '../../src/data/detect-kind.ts';

const names = new URL('../../../../apps/demo/data/ssa-2018.txt', import.meta.url);

const prose = `It was the best of times, it was the worst of times, it was the
age of wisdom, it was the age of foolishness, it was the epoch of
belief, it was the epoch of incredulity, it was the season of Light,
it was the season of Darkness, it was the spring of hope.`;

const verses = `Of Man's first disobedience, and the fruit
Of that forbidden tree whose mortal taste
Brought death into the World, and all our woe,
With loss of Eden, till one greater Man
Restore us, and regain the blissful Seat,
Sing, Heavenly Muse, that, on the secret top
Of Oreb, or of Sinai, didst inspire`;

const poems = `Tyger Tyger, burning bright
In the forests of the night

What immortal hand or eye
Could frame thy fearful symmetry?`;

const code = `export function sum(numbers) {
  let total = 0;
  for (const n of numbers) total += n;
  return total;
}`;

const table = `name,gender,count
Emma,F,18688
Olivia,F,17921
Liam,M,19837`;

const titles = `The Lord of the Rings
One Hundred Years of Solitude
The Name of the Rose
A Hero of Our Time
To the Lighthouse`;

const jokes = `Why did the chicken cross the road? To get to the other side.
I told my computer a joke. It did not laugh, but it kept a log of it.
What do you call a fish without eyes? A fsh.`;

test.each([
  ['the embedded names', readFileSync(names, 'utf8')],
  ['names in lower case', 'emma\nolivia\nava\nisabella\nsophia\n'],
  ['names with an empty line at the end', 'emma\nolivia\nava\n\n\n'],
  ['a table of values with commas', table],
  ['titles', titles],
  ['one joke in each line', jokes],
  ['moves of a game', 'e2e4 e7e5 g1f3 b8c6 f1b5\ne2e4 c7c5 g1f3 d7d6 d2d4\nd2d4 d7d5 c2c4 e7e6 b1c3'],
])('%s are lines', (_, text) => {
  expect(detectKind(text).kind).toBe('lines');
});

test.each([
  ['wrapped prose', prose, 'sentences run over its lines'],
  ['verse without empty lines', verses, 'sentences run over its lines'],
  ['poems with empty lines between', poems, 'empty lines divide it'],
  ['code', code, 'its lines are indented'],
  ['one long line', 'To be, or not to be, that is the question. '.repeat(50), 'it is one line'],
  ['two short lines', 'One.\nTwo.\n', 'it has 2 lines'],
  [
    'a paragraph in each line',
    `${'A long sentence about nothing at all. '.repeat(12)}\n`.repeat(5),
    'its lines are paragraphs',
  ],
])('%s is running text', (_, text, reason) => {
  expect(detectKind(text)).toEqual({ kind: 'text', reason });
});
