import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadDocuments } from '../src/documents.ts';

const folder = mkdtempSync(join(tmpdir(), 'terminal-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('names are the built-in ones', async () => {
  const documents = await loadDocuments('names');
  expect(documents).toHaveLength(32257);
  expect(documents.slice(0, 3)).toEqual(['emma', 'olivia', 'ava']);
});

test('documents are lines, trimmed, without empty ones, in any writing', async () => {
  const path = file('lines.txt', '\ufeff Zoë\r\n\r\n 🦊 fox \n\n李\n');
  expect(await loadDocuments(path)).toEqual(['Zoë', '🦊 fox', '李']);
});

test.each(['\n', '\r\n', '\r'])('a line ends with %j', async (end) => {
  const path = file('ends.txt', ['anna', 'bob', '', 'mia'].join(end));
  expect(await loadDocuments(path)).toEqual(['anna', 'bob', 'mia']);
});

describe('bad input gets an error that names the file, what is wrong, and the remedy', () => {
  const empty = file('empty.txt', '');
  const blank = file('blank.txt', '\n  \r\n\t\n');
  const nul = file('nul.txt', 'anna\0bob\n');
  const latin1 = file('latin1.txt', Uint8Array.of(0x5a, 0x6f, 0xeb, 0x0a)); // "Zoë" in Latin-1
  const missing = join(folder, 'missing.txt');
  const within = join(empty, 'x');

  test.each([
    ['a file that is missing', missing, `there is no file ${missing}; pass a text file, names or karpathy`],
    ['a folder', folder, `${folder} is a folder; pass a text file, names or karpathy`],
    ['a file within a file', within, `there is no file ${within}`],
    ['an empty file', empty, `"${empty}" is empty; pass a text file`],
    ['blank lines only', blank, `"${blank}" has only blank lines; pass a text with one document per line`],
    ['a NUL byte', nul, `"${nul}" is not UTF-8 text; pass a text file, or convert it to UTF-8`],
    ['bytes that are not UTF-8', latin1, `"${latin1}" is not UTF-8 text; pass a text file, or convert it to UTF-8`],
  ])('%s', async (_, path, message) => {
    await expect(loadDocuments(path)).rejects.toThrow(`--data: ${message}`);
  });
});
