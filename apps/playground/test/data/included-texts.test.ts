import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frontCoded, fromFrontCoded } from '../../src/data/front-coding.ts';
import { includedText, includedTexts } from '../../src/data/included-texts.ts';
import { sums } from '../../src/data/sums.ts';
import { changeableSettings, isWithinLimits } from '../../src/session/setting-limits.ts';

const file = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const texts = '../../src/data/texts/';

describe('front coding', () => {
  test('gives back the embedded names, byte for byte', () => {
    const names = file('../../../demo/data/ssa-2018.txt');
    expect(fromFrontCoded(frontCoded(names))).toBe(names);
  });

  test('writes how many letters a line shares with the one before', () => {
    expect(frontCoded('ana\nanne\nb\n')).toBe('AanaCneAb');
  });

  test('gives back any lines of small letters', () => {
    const word = fc
      .array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 60 })
      .map((letters) => letters.join(''));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        const text = words.map((one) => `${one}\n`).join('');
        expect(fromFrontCoded(frontCoded(text))).toBe(text);
      }),
    );
  });

  test('refuses what it could not give back', () => {
    for (const text of ['', 'ana', 'Ana\n', 'ana\n\nbo\n', 'ana\r\n', 'zoë\n']) {
      expect(() => frontCoded(text)).toThrow(/letters a to z/);
    }
  });
});

describe('the texts that come with the page', () => {
  test('are those of NOTICE', () => {
    const notice = file(`${texts}NOTICE`);
    for (const name of ['sonnets.txt', 'tang-couplets.txt']) {
      expect(notice).toContain(`sha256: ${sha256(file(texts + name))}`);
    }
  });

  test('the sonnets are 154', () => {
    expect(file(`${texts}sonnets.txt`).split('\n\n')).toHaveLength(154);
  });

  test('the couplets have two lines of five characters each, and 500 different ones', () => {
    const couplets = file(`${texts}tang-couplets.txt`).trimEnd().split('\n');
    expect(couplets).toHaveLength(6083);
    for (const couplet of couplets) expect(couplet).toMatch(/^\p{Script=Han}{5}，\p{Script=Han}{5}。$/u);
    expect(new Set(couplets.join('').replace(/[，。]/g, '')).size).toBe(500);
  });

  test('the sums are all 2,500, and right', () => {
    const lines = new TextDecoder().decode(sums()).trimEnd().split('\n');
    expect(new Set(lines).size).toBe(2500);
    for (const line of lines) {
      const [a, b, c] = line.split(/[+=]/).map(Number);
      expect(a + b).toBe(c);
    }
  });

  test('have settings within the limits of the page', () => {
    for (const { settings } of includedTexts) {
      for (const name of changeableSettings) {
        if (settings[name] !== undefined) expect(isWithinLimits(name, settings[name])).toBe(true);
      }
    }
  });

  test('have different names, of which each is found', () => {
    for (const text of includedTexts) expect(includedText(text.id)).toBe(text);
  });
});
