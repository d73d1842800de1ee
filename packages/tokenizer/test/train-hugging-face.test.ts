import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BPE, Tokenizer, byteLevelPreTokenizer } from 'tokenizers';
import { expect, test } from 'vitest';
import { sharedFile } from '../../../testing/shared-file.ts';
import { BytePairTokenizer, toHuggingFace } from '../src/index.ts';
import { twentyScripts } from './texts.ts';

const shakespeare = sharedFile('data/tinyshakespeare.txt');

test.skipIf(shakespeare.missing)(
  `all merges of tinyshakespeare equal those of Hugging Face's trainer${shakespeare.note}`,
  () => {
    const text = readFileSync(shakespeare.path, 'utf8');
    const merges = ourMerges(text);
    expect(merges).toHaveLength(21_271);
    expect(merges).toEqual(theirMerges(text));
  },
);

test.skipIf(shakespeare.missing)(
  `learning 4,096 tokens from 1 MB of English takes at most two seconds${shakespeare.note}`,
  () => {
    const text = readFileSync(shakespeare.path, 'utf8');
    const start = performance.now();
    expect(BytePairTokenizer.train([text], { vocabSize: 4096 }).vocabSize).toBe(4096);
    expect(performance.now() - start).toBeLessThan(2000); // 0.2 s on an idle machine
  },
);

test.each([
  ['Cyrillic and Devanagari', randomText(['абвгдежзиклмнопрстуфхцчшыэюя', 'कखगघचछजझटठडणतथदधनपफबभमयरलवािीुूेैो'], 1)],
  [
    'Chinese without spaces, with Latin and digits',
    randomText(['的一是不了人我在有他这为之大来以个中上们', 'aeiousnt', '0123456789'], 2),
  ],
  ['a page in twenty scripts', twentyScripts],
  [
    'words of one letter, with overlapping pairs',
    'a aa aaa aaaa aaaaa aaaaaa aaaaaaa\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bababab ababababa\n',
  ],
])("all merges of %s equal those of Hugging Face's trainer", (_, text) => {
  const merges = ourMerges(text);
  expect(merges.length).toBeGreaterThan(10);
  expect(merges).toEqual(theirMerges(text));
});

function ourMerges(text: string): readonly string[] {
  // Hugging Face reads files line by line, with line endings.
  const lines = text.split(/(?<=\n)/);
  return toHuggingFace(BytePairTokenizer.train(lines, { vocabSize: 30_000 })).model.merges;
}

/** The merges that Hugging Face's trainer learns, up to its default size of 30,000 tokens. */
function theirMerges(text: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'merges-'));
  try {
    writeFileSync(join(folder, 'text.txt'), text);
    const tokenizer = new Tokenizer(BPE.empty());
    tokenizer.setPreTokenizer(byteLevelPreTokenizer(false));
    tokenizer.train([join(folder, 'text.txt')]);
    tokenizer.save(join(folder, 'tokenizer.json'), false);
    const saved = JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8')) as { model: { merges: string[][] } };
    return saved.model.merges.map((pair) => pair.join(' '));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** 3,000 words of syllables, from a linear congruential generator: few counts differ, so ties decide. */
function randomText(alphabets: readonly string[], seed: number): string {
  let state = seed;
  const below = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  return Array.from({ length: 3000 }, () => {
    const letters = Array.from(alphabets[below(alphabets.length)]);
    const word = Array.from({ length: 1 + below(7) }, () => letters[below(letters.length)]).join('');
    return word + [' ', ' ', ' ', '', '। ', ', ', '。', '\n'][below(8)];
  }).join('');
}
