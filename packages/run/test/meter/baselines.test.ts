import { readFileSync } from 'node:fs';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { expect, test } from 'vitest';
import { sharedFile } from '../../../../testing/shared-file.ts';
import { baselinesOf } from '../../src/meter/baselines.ts';

test('a running text is guessed by hand', () => {
  // Training 0 1 0 0: after 0 come 1 and 0, after 1 comes 0. The tokens that follow another: 1 0 0, two kinds of V = 3.
  const unigram = [(2 + 2 / 3) / 5, (1 + 2 / 3) / 5, (0 + 2 / 3) / 5];
  // n(00) = n(01) = 1, t(0) = 2; n(10) = 1, t(1) = 1; nothing follows 2.
  const bigram = {
    '01': (1 + 2 * unigram[1]) / 4,
    '10': (1 + 1 * unigram[0]) / 2,
    '02': (0 + 2 * unigram[2]) / 4,
    '21': unigram[1],
  };
  // Validation 0 1 0 2 1: the first token is not guessed.
  const got = baselinesOf({ training: [[0, 1, 0, 0]], validation: [[0, 1, 0, 2, 1]], vocabSize: 3 });
  const mean = (p: readonly number[]) => -p.reduce((sum, each) => sum + Math.log(each), 0) / p.length;
  expect(got.uniform).toBeCloseTo(Math.log(3), 12);
  expect(got.unigram).toBeCloseTo(mean([unigram[1], unigram[0], unigram[2], unigram[1]]), 12);
  expect(got.bigram).toBeCloseTo(mean([bigram['01'], bigram['10'], bigram['02'], bigram['21']]), 12);
});

test('the token of the beginning and end is around every document, and guessed at its end', () => {
  const documents = [[0, 1], [], [1]];
  const flat = baselinesOf({ training: [[2, 0, 1, 2, 2, 1, 2]], validation: [], vocabSize: 3 });
  // In one text with the token 2 between them the pairs are the same: 20 01 12, 22, 21 12.
  expect(baselinesOf({ training: documents, validation: [], vocabSize: 3, bos: 2 })).toEqual(flat);
});

test('the probabilities of all tokens add up to 1, whatever came before', () => {
  const training = [[0, 1, 2, 0, 1, 1]];
  for (const before of [0, 1, 2, 3]) {
    const losses = [0, 1, 2, 3].map((b) => baselinesOf({ training, validation: [[before, b]], vocabSize: 4 }));
    const total = (p: readonly number[]) => p.reduce((sum, loss) => sum + Math.exp(-loss), 0);
    expect(total(losses.map(({ unigram }) => unigram))).toBeCloseTo(1, 12);
    expect(total(losses.map(({ bigram }) => bigram))).toBeCloseTo(1, 12);
  }
});

test('tokens that the training data lack cost a finite loss', () => {
  const { unigram, bigram } = baselinesOf({ training: [[0, 0, 0]], validation: [[1, 2, 1]], vocabSize: 50_000 });
  expect(unigram).toBeGreaterThan(Math.log(50_000));
  expect(bigram).toBeGreaterThan(Math.log(50_000));
  expect(bigram).toBeLessThan(Infinity);
});

test.each([
  ['without tokens', []],
  ['of one token', [[3]]],
])('a text %s is guessed uniformly', (_, training) => {
  const uniform = Math.log(7);
  expect(baselinesOf({ training, validation: [], vocabSize: 7 })).toEqual({
    uniform,
    unigram: uniform,
    bigram: uniform,
  });
});

const names = sharedFile('data/names.txt');

test.skipIf(names.missing)(
  `the bigrams of 32,033 names come to 2.454, as in Karpathy's lecture on makemore${names.note}`,
  () => {
    const documents = readFileSync(names.path, 'utf8').trim().split('\n');
    const tokenizer = CharTokenizer.train(documents);
    const training = documents.map((name) => tokenizer.encode(name));
    const got = baselinesOf({ training, validation: [], vocabSize: 27, bos: tokenizer.bos });
    expect(got.uniform).toBeCloseTo(3.2958, 4); // ln 27
    // https://www.youtube.com/watch?v=PaCmpygFfXo: 2.4540 without smoothing
    expect(got.bigram).toBeCloseTo(2.454, 2);
  },
);

test.each([65, 50_000])('a million tokens of a vocabulary of %d take less than 0.3 s', (vocabSize) => {
  const rng = new Random(1);
  const draw = (n: number) => Uint32Array.from({ length: n }, () => Math.floor(rng.random() ** 3 * vocabSize));
  const [training, validation] = [[draw(1_000_000)], [draw(100_000)]];
  const times = [0, 1, 2].map(() => {
    const started = performance.now();
    baselinesOf({ training, validation, vocabSize });
    return performance.now() - started;
  });
  expect(Math.min(...times)).toBeLessThan(300);
});
