import { readFileSync } from 'node:fs';
import { wasm } from '@microgpt/wasm';
import { describe, expect, test } from 'vitest';
import { coverageSentence } from '../../src/own-text/reading/coverage.ts';
import { readText } from '../../src/own-text/reading/read-text.ts';
import type { TextFacts, Wishes } from '../../src/own-text/reading/text-facts.ts';
import { unusualCharacters } from '../../src/own-text/reading/unusual-characters.ts';
import { placeOf, addressOf } from '../../src/session/address.ts';
import { givenOf } from '../../src/session/config.ts';

const engine = await wasm();
const bytesOf = (text: string) => new TextEncoder().encode(text);
const file = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const sonnets = file('../../src/data/texts/sonnets.txt');

async function factsOf(text: string, wishes: Wishes = {}): Promise<TextFacts> {
  const read = await readText({ name: 'text.txt', bytes: bytesOf(text) }, wishes, engine);
  if ('problem' in read) throw new Error(read.problem);
  return read.facts;
}

async function problemOf(bytes: Uint8Array<ArrayBuffer>, name = 'text.txt'): Promise<string> {
  const read = await readText({ name, bytes }, {}, engine);
  return 'problem' in read ? read.problem : 'none';
}

describe('reading a text of the user', () => {
  test('finds a list of lines', async () => {
    const facts = await factsOf('oslo\nrome\nparis\nberlin\nmadrid\n'.repeat(20));
    expect(facts).toMatchObject({ kind: 'lines', documents: 100, tokenizer: 'characters', validation: 0.1 });
    expect(facts.kindReason).toBe('each line stands alone');
    expect(facts.tokens).toBe(20 * (4 + 4 + 5 + 6 + 6) + 100);
    expect(facts.preview.slice(0, 2)).toEqual([
      ['o', 's', 'l', 'o'],
      ['r', 'o', 'm', 'e'],
    ]);
  });

  test('finds a running text, with line ends and spaces that can be seen', async () => {
    const facts = await factsOf(sonnets);
    expect(facts).toMatchObject({ kind: 'text', documents: 1, characters: 94_039, differentCharacters: 61 });
    expect(facts.kindReason).toBe('empty lines divide it');
    expect(facts.preview[0].join('')).toBe('From␣fairest␣creatures␣we␣desire␣increase,⏎');
    expect(facts.warning).toBeUndefined();
  });

  test('takes the kind and the tokens that the user wants', async () => {
    const facts = await factsOf(sonnets, { kind: 'lines', tokenizer: 'byte-pairs' });
    expect(facts).toMatchObject({ kind: 'lines', documents: 154 * 14 - 1, tokenizer: 'byte-pairs', vocabSize: 1000 });
    expect(facts.kindReason).toBeUndefined();
    expect(facts.preview[0].length).toBeLessThan(30);
  });

  test('gives settings with which the address makes the same run', async () => {
    const { sha256, settings, kind, steps, block } = await factsOf(sonnets);
    const data = `own:${sha256}`;
    const { config } = placeOf(addressOf({ config: { data, given: settings }, view: undefined }), ['train']);
    expect(givenOf(config)).toMatchObject({ kind, steps, block, optimizer: 'adamw', samples: 3 });
  });

  test('shows a part of a character as bytes', async () => {
    const facts = await factsOf(`鷗\n${sonnets}`, { tokenizer: 'byte-pairs' });
    expect(facts.preview[0]).toEqual(['E9', 'B7', '97', '⏎']); // the bytes of 鷗 in UTF-8
  });

  test('reads five million bytes', { timeout: 120_000 }, async () => {
    const facts = await factsOf(sonnets.repeat(54));
    expect(facts.bytes).toBeGreaterThan(5e6);
    expect(facts).toMatchObject({ kind: 'text', tokenizer: 'byte-pairs' });
    expect(facts.coverage.times).toBeLessThan(5);
  });

  test('takes one letter that repeats, and says that there is nothing to learn', async () => {
    for (const text of ['a'.repeat(16), 'a'.repeat(5000), 'a\n'.repeat(100)]) {
      const facts = await factsOf(text);
      expect(facts.warning).toContain('nothing to learn');
    }
  });

  test('says if all lines are the same, and if a text is short', async () => {
    expect((await factsOf('hello there\n'.repeat(300))).warning).toContain('the same');
    expect((await factsOf('a short text of a few words')).warning).toContain('by heart');
  });

  test('does not train longer on a short text than to learn it by heart', async () => {
    const facts = await factsOf('abcdefghijklmnop'.repeat(3));
    expect(facts.steps).toBeLessThanOrEqual(2000);
  });

  test.each([
    ['an empty file', bytesOf(''), /^text.txt is empty\. Choose/],
    ['blanks', bytesOf(' \n\n \t '), /^text.txt has only spaces and line breaks\. Choose/],
    [
      'too few characters',
      bytesOf('abc\n'),
      /^text.txt has only 3 characters, too few to learn from\. Use at least 16/,
    ],
    [
      'a picture',
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 1, 2, 3),
      /^text.txt is not a text but a binary file\. Choose/,
    ],
    [
      'UTF-16',
      new Uint8Array(Uint16Array.from([0xfeff, 0x61, 0x62, 0x63]).buffer),
      /is text in UTF-16\. Save it as UTF-8/,
    ],
    ['Latin-1', Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x0a, 0x61, 0x61, 0x61), /is not UTF-8 text\. Save it as UTF-8/],
  ])('explains what is wrong with %s', async (_, bytes, message) => {
    expect(await problemOf(bytes)).toMatch(message);
  });
});

describe('unusual characters', () => {
  test('are those that nobody sees', () => {
    expect(unusualCharacters('a\tb\tc\u00a0d\u200be\u0007')).toEqual([
      'tab (twice)',
      'no-break space (once)',
      'zero-width space (once)',
      'U+0007 (once)',
    ]);
  });

  test('are those that are rare in a long text', () => {
    expect(unusualCharacters(`${'ab \n'.repeat(1000)}§ß§`)).toEqual(['“§” (twice)', '“ß” (once)']);
    expect(unusualCharacters('ab §')).toEqual([]);
  });

  test('are at most eight, and the number of the others', () => {
    const many = Array.from({ length: 11 }, (_, i) => String.fromCharCode(0xe000 + i)).join('');
    expect(unusualCharacters(many).at(-1)).toBe('3 more');
  });
});

describe('how much of a text the model sees', () => {
  const run = { kind: 'lines', documents: 1000, steps: 2000, block: 16 } as const;

  test('is a sentence', () => {
    expect(coverageSentence({ times: 12.4, cutLines: 0 }, run)).toBe(
      'In 2,000 steps, the model sees every line about 12 times.',
    );
    expect(coverageSentence({ times: 0.0312, cutLines: 0 }, { ...run, kind: 'text' })).toBe(
      'In 2,000 steps, the model sees about 3.1 % of the text, once.',
    );
  });

  test('says how many lines are cut off', () => {
    expect(coverageSentence({ times: 1, cutLines: 1 }, run)).toContain('1 of 1,000 lines is longer than the 16 tokens');
    expect(coverageSentence({ times: 1, cutLines: 7 }, run)).toContain('7 of 1,000 lines are longer');
  });
});
