import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { fromHuggingFace } from '@microgpt/tokenizer';
import { beforeAll, describe, expect, test } from 'vitest';
import { tokenizeCommand } from '../../src/commands/tokenize.ts';
import { runCommand } from '../run-command.ts';
import { smallRun } from '../small-run.ts';

const tokenize = (...args: string[]) => runCommand(tokenizeCommand, args);

let folder: string;
let text: string;
let file: string;
let said: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'microgpt-test-'));
  text = join(folder, 'text.txt');
  file = join(folder, 'tokenizer.json');
  await writeFile(text, 'the cat sat on the mat,\n\nthe rat sat on the cat\n'.repeat(5));
  said = (await tokenize('train', text, '--vocab', '270', '--out', file)).stdout;
});

describe('train', () => {
  test("writes a tokenizer.json of Hugging Face's, and says what became of the text", async () => {
    const tokenizer = fromHuggingFace(JSON.parse(await readFile(file, 'utf8')));
    expect(tokenizer.vocabSize).toBe(270);
    const content = await readFile(text, 'utf8');
    const count = tokenizer.encode(content).length;
    expect(said).toBe(
      `${file}: 270 tokens; ${text} has ${count} of them, ${(content.length / count).toFixed(2)} bytes in each\n`,
    );
  });

  test('says when the text has too few pairs', async () => {
    const { stdout } = await tokenize('train', text, '--vocab', '2000', '--out', join(folder, 'large.json'));
    expect(stdout).toMatch(/: \d+ tokens, not 2000: no other pair occurs twice;|: \d+ tokens, not 2000/);
  });

  test('keeps a file that is there, unless forced', async () => {
    await expect(tokenize('train', text, '--out', file)).rejects.toThrow(`there is a file ${file} already`);
    await tokenize('train', text, '--vocab', '270', '--out', file, '--force');
  });

  test('needs room for all bytes', async () => {
    await expect(tokenize('train', text, '--vocab', '256', '--out', 'x.json')).rejects.toThrow(
      '--vocab: expected at least 257',
    );
  });
});

describe('encode and decode', () => {
  test('are the inverse of each other', async () => {
    const { stdout: ids } = await tokenize('encode', file, '--text', 'the rat\nsat in a café');
    expect(ids).toMatch(/^\d+( \d+)*\n$/);
    expect((await tokenize('decode', file, ...ids.trim().split(' '))).stdout).toBe('the rat\nsat in a café');
    const { stdout: json } = await tokenize('encode', file, '--text', 'the rat\nsat in a café', '--json');
    expect(JSON.parse(json)).toEqual(ids.trim().split(' ').map(Number));
    expect((await tokenize('decode', file, json.trim())).stdout).toBe('the rat\nsat in a café');
  });

  test('refuse ids that are none', async () => {
    await expect(tokenize('decode', file, '270')).rejects.toThrow('expected ids from 0 to 269, got "270"');
    await expect(tokenize('decode', file, 'x')).rejects.toThrow('got "x"');
  });

  test('take a tokenizer of characters from a checkpoint', async () => {
    const run = await smallRun({ text: 'she sells sea shells\n'.repeat(20), kind: 'text', steps: 1 });
    expect((await tokenize('encode', run.file, '--text', 'sea')).stdout).toBe('6 3 2\n'); // of \n, space, aehls
    await expect(tokenize('encode', run.file, '--text', 'sex')).rejects.toThrow('the text has "x" (U+0078)');
  });
});

test('count says how much a token holds', async () => {
  const { stdout } = await tokenize('count', file, '--text', 'the café', '--json');
  expect(JSON.parse(stdout)).toEqual({ tokens: 7, different: 7, bytes: 9, characters: 8, vocabSize: 270 });
  const { stdout: words } = await tokenize('count', file, text);
  expect(words).toMatch(/^\d+ tokens, \d+ different ones of 270\n240 bytes, \d\.\d\d in a token\n240 characters, /);
});

describe('show', () => {
  const shown = async (given: string, isTTY: boolean) =>
    (await runCommand(tokenizeCommand, ['show', file, '--text', given], { isTTY })).stdout;

  test('divides tokens by bars, and shows the bytes of half a character', async () => {
    expect(await shown('the cat\nis 🧀', false)).toBe('the| cat|↵\n|i|s| |<F0>|<9F>|<A7>|<80>\n');
  });

  test('colors tokens on a terminal', async () => {
    const colored = await shown('the cat', true);
    expect(colored).toContain('\u001b[46m');
    expect(stripVTControlCharacters(colored)).toBe('the cat\n');
  });

  test('escapes control characters', async () => {
    expect(await shown('a\u001bb', false)).toBe('a|\\u001b|b\n');
  });

  test('with --json is one object for each token', async () => {
    const { stdout } = await tokenize('show', file, '--text', 'the cat', '--json');
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { text: string }).text),
    ).toEqual(['the', ' cat']);
  });
});

describe('tokenizers', () => {
  test("are GPT-2's two files as well, or a folder with them", async () => {
    const tokenizer = fromHuggingFace(JSON.parse(await readFile(file, 'utf8')));
    const json = JSON.parse(await readFile(file, 'utf8')) as {
      model: { vocab: Record<string, number>; merges: (string | [string, string])[] };
    };
    const { vocab, merges } = json.model;
    const lines = merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')));
    const names = await mkdtemp(join(tmpdir(), 'microgpt-test-'));
    await writeFile(join(names, 'vocab.json'), JSON.stringify({ ...vocab, '<|endoftext|>': 269 }));
    await writeFile(join(names, 'merges.txt'), `#version: 0.2\n${lines.join('\n')}\n`);
    const expected = `${tokenizer.encode('the rat sat').join(' ')}\n`;
    expect((await tokenize('encode', names, '--text', 'the rat sat')).stdout).toBe(expected);
    expect((await tokenize('encode', join(names, 'vocab.json'), '--text', 'the rat sat')).stdout).toBe(expected);
  });

  test.each<[string, string | undefined, RegExp]>([
    ['missing.json', undefined, /there is no file .*missing\.json; pass a checkpoint, a tokenizer\.json/],
    ['broken.json', '{', /is not JSON/],
    ['other.json', '{"a": 1}', /other\.json: /],
    ['poem.txt', 'Roses are red', /is a text and not a checkpoint/],
  ])('%s is none', async (name, content, message) => {
    if (content !== undefined) await writeFile(join(folder, name), content);
    await expect(tokenize('encode', join(folder, name), '--text', 'a')).rejects.toThrow(message);
  });

  test('are not in every folder', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'microgpt-test-'));
    await expect(tokenize('encode', empty, '--text', 'a')).rejects.toThrow('is a folder without a tokenizer');
  });
});

test('the tokenizer of a model of lines takes a text line by line', async () => {
  const run = await smallRun({ text: 'ab\nba\nabba\nabab\nbaba\n', kind: 'lines', steps: 1, validation: 0 });
  const { stdout: ids } = await tokenize('encode', run.file, run.data);
  expect(ids).toBe('0 1\n1 0\n0 1 1 0\n0 1 0 1\n1 0 1 0\n');
  expect((await tokenize('show', run.file, run.data)).stdout).toBe('a|b\nb|a\na|b|b|a\na|b|a|b\nb|a|b|a\n');
  expect((await tokenize('count', run.file, run.data)).stdout).toMatch(/^16 tokens, 2 different ones of 3\n/);
  expect((await tokenize('decode', run.file, ids)).stdout).toBe('ab\nba\nabba\nabab\nbaba');
});
