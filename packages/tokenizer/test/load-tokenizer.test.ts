import { expect, test } from 'vitest';
import { BytePairTokenizer, CharTokenizer, loadTokenizer, toHuggingFace } from '../src/index.ts';

const tokenizer = BytePairTokenizer.train(['the cat sat on the mat'], { vocabSize: 260 });

/** The files of a folder. */
function folder(files: Readonly<Record<string, string>>) {
  return (name: string) => files[name];
}

test('loadTokenizer reads the tokenizer.json of Hugging Face and of toJSON', async () => {
  const theirs = await loadTokenizer(folder({ 'tokenizer.json': JSON.stringify(toHuggingFace(tokenizer)) }));
  expect(theirs?.encode('the cat')).toEqual(tokenizer.encode('the cat'));
  const ours = await loadTokenizer(folder({ 'tokenizer.json': JSON.stringify(CharTokenizer.train(['abc'])) }));
  expect(ours?.vocabSize).toBe(4);
});

test('loadTokenizer reads the two files of GPT-2 under both pairs of names', async () => {
  const [vocabulary, merges] = ['{"a":0,"b":1,"ab":2,"<|endoftext|>":3}', '#version: 0.2\na b\n'];
  for (const [ids, pairs] of [
    ['vocab.json', 'merges.txt'],
    ['encoder.json', 'vocab.bpe'],
  ]) {
    const read = await loadTokenizer(folder({ [ids]: vocabulary, [pairs]: merges }));
    expect(read?.encode('ab')).toEqual([2]);
  }
});

test('loadTokenizer returns undefined if there is no tokenizer, or only one file of two', async () => {
  expect(await loadTokenizer(folder({}))).toBeUndefined();
  expect(await loadTokenizer(folder({ 'vocab.json': '{}' }))).toBeUndefined();
});

test('loadTokenizer names a file that is not JSON', async () => {
  await expect(loadTokenizer(folder({ 'tokenizer.json': '{' }))).rejects.toThrow(
    /^loadTokenizer: tokenizer\.json is not JSON/,
  );
});
