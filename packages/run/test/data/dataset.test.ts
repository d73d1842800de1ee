import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { expect, test } from 'vitest';
import { checkBlock } from '../../src/data/check-block.ts';
import type { Corpus } from '../../src/data/corpus.ts';
import { createTokenizer } from '../../src/data/create-tokenizer.ts';
import { createDataset } from '../../src/data/dataset.ts';

const sizes = { blockSize: 4, batchSize: 2 };

function corpusOf(text: string): Corpus {
  return { source: '/texts/a.txt', name: 'a.txt', text, bytes: text.length, sha256: '', files: 1, skipped: [] };
}

function datasetOf(text: string, kind: 'lines' | 'text', validation: number) {
  const tokenizer = CharTokenizer.train([text.replaceAll('\n', kind === 'lines' ? '' : '\n')]);
  return createDataset({ corpus: corpusOf(text), kind, tokenizer, validation, rng: new Random(1) });
}

test('lines are shuffled by the stream, and the last share of them is held out', async () => {
  const lines = Array.from({ length: 10 }, (_, i) => 'abcdefghij'[i].repeat(i + 1));
  const dataset = await datasetOf(lines.join('\n'), 'lines', 0.2);
  const shuffled = new Random(1).shuffle([...lines]);
  const kept = shuffled.slice(8).map((line) => line.length + 1);
  expect(dataset.documents).toBe(10);
  expect(dataset.validationTokens).toBe(kept[0] + kept[1]);
  expect(dataset.trainingTokens + dataset.validationTokens).toBe(55 + 10); // 1 + 2 + … + 10 letters, 10 ends
  expect(dataset.longest).toBe(11);
  expect(dataset.longerThan(9)).toBe(2); // 10 and 11 tokens
  expect(dataset.contains(shuffled[0])).toBe(true);
  expect(dataset.contains(shuffled[9])).toBe(false);
});

test('a text is cut in two, and evaluation in order predicts every token but the first once', async () => {
  const text = 'the quick brown fox jumps over the lazy dog, and again.';
  const dataset = await datasetOf(text, 'text', 0.4);
  const cut = Math.floor(text.length * 0.6);
  expect(dataset.trainingTokens).toBe(cut);
  expect(dataset.validationTokens).toBe(text.length - cut);
  const evaluation = dataset.evaluation(sizes, 0, new Random(0));
  const batches = [...(evaluation?.batches ?? [])];
  expect(batches).toHaveLength(evaluation?.count ?? 0);
  const targets = batches.flatMap((batch) => batch.targets.flat());
  expect(dataset.tokenizer.decode(targets)).toBe(text.slice(cut + 1));
  expect(dataset.contains('quick')).toBe(true);
  expect(dataset.contains('lazy')).toBe(false);
});

test('random evaluation batches are the same each time, and take nothing from the stream of the run', async () => {
  const rng = new Random(3);
  const before = JSON.stringify(rng.save());
  const corpus = corpusOf('abcdefgh'.repeat(20));
  const tokenizer = CharTokenizer.train([corpus.text]);
  const dataset = await createDataset({ corpus, kind: 'text', tokenizer, validation: 0.5, rng });
  const take = () => {
    const { batches = [], count = 0 } = dataset.evaluation(sizes, 3, new Random(7)) ?? {};
    const iterator = batches[Symbol.iterator]();
    return Array.from({ length: count }, () => iterator.next().value as unknown);
  };
  expect(take()).toHaveLength(3);
  expect(take()).toEqual(take());
  expect(JSON.stringify(rng.save())).toBe(before);
});

test('with a share of 0 everything is trained on, and there is nothing to evaluate', async () => {
  for (const kind of ['lines', 'text'] as const) {
    const dataset = await datasetOf('one line\nand another\n', kind, 0);
    expect(dataset.validationTokens).toBe(0);
    expect(dataset.evaluation(sizes, 0, new Random(0))).toBeUndefined();
  }
});

test('an empty part is an error that names the setting', async () => {
  await expect(datasetOf('a\nb\nc', 'lines', 0.1)).resolves.toMatchObject({ documents: 3 });
  await expect(datasetOf('only one line here', 'lines', 0.1)).rejects.toThrow(
    'validation 0.1: one of the two parts of 1 lines would be empty; pass a share between 0 and 1, or 0 to hold nothing out',
  );
});

test('a text shorter than a block, and a validation part shorter than one, are errors that say what would fit', async () => {
  const dataset = await datasetOf('twenty characters ok', 'text', 0.25); // 15 and 5
  expect(() => {
    checkBlock(dataset, { block: 15, validation: 0.25 });
  }).toThrow('block 15: a window needs 16 tokens, but the text has 15 to train on; pass at most block 14');
  expect(() => {
    checkBlock(dataset, { block: 8, validation: 0.25 });
  }).toThrow('block 8: a window needs 9 tokens, but validation 0.25 holds out 5; pass at most block 4');
  checkBlock(dataset, { block: 4, validation: 0.25 });
});

test('a character that the tokenizer of a checkpoint does not know is an error with the name of the text', async () => {
  const tokenizer = CharTokenizer.train(['abc']);
  const options = {
    corpus: corpusOf('abcabcabcd'),
    kind: 'text',
    tokenizer,
    validation: 0,
    rng: new Random(1),
  } as const;
  await expect(createDataset(options)).rejects.toThrow('/texts/a.txt: CharTokenizer.encode: "d" (U+0064)');
});

test('a tokenizer comes from the characters, from byte pairs, or from a file that the program reads', async () => {
  const data = (text: string) => ({ corpus: corpusOf(text), kind: 'text', validation: 0, rng: new Random(1) }) as const;
  expect((await createTokenizer({ tokenizer: 'characters', vocab: 0 }, data('abba'))).vocabSize).toBe(3);
  const pairs = await createTokenizer({ tokenizer: 'byte-pairs', vocab: 259 }, data('abababab cdcdcd'));
  expect(pairs.vocabSize).toBe(259);
  await expect(createTokenizer({ tokenizer: 'byte-pairs', vocab: 100 }, data('ab'))).rejects.toThrow(
    'vocab 100: byte pairs need at least 257 tokens',
  );
  const own = CharTokenizer.train(['xyz']);
  const read = (file: string) => (file === 'own.json' ? Promise.resolve(own) : Promise.reject(new Error(file)));
  expect(await createTokenizer({ tokenizer: 'own.json', vocab: 0 }, data('ab'), read)).toBe(own);
  await expect(createTokenizer({ tokenizer: 'none.json', vocab: 0 }, data('ab'))).rejects.toThrow(
    'tokenizer: expected characters or byte-pairs, got "none.json"',
  );
});

test.each(['text', 'lines'] as const)('byte pairs are learned from the training part of %s alone', async (kind) => {
  const lines = Array.from({ length: 10 }, (_, i) => 'abcdefghij'[i].repeat(8));
  const corpus = corpusOf(lines.join('\n'));
  const options = { corpus, kind, validation: 0.2 };
  const tokenizer = await createTokenizer({ tokenizer: 'byte-pairs', vocab: 300 }, { ...options, rng: new Random(1) });
  const kept = kind === 'lines' ? new Random(1).shuffle([...lines]).slice(8) : lines.slice(8);
  for (const line of kept) expect(tokenizer.encode(line)).toHaveLength(8);
  const trained = lines.filter((line) => !kept.includes(line));
  for (const line of trained) expect(tokenizer.encode(line).length).toBeLessThan(8);

  const dataset = await createDataset({ ...options, tokenizer, rng: new Random(1) });
  expect([...dataset.validationIds()].flatMap((ids) => Array.from(ids)).length).toBeGreaterThanOrEqual(16);
});
