import { createHash } from 'node:crypto';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { readCorpus } from '../../src/data/corpus.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const folder = temporaryFolder();

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

test('a file is read whole, with \\n as line ending, and the hash of its bytes', async () => {
  const content = '\ufeffZoë went home.\r\nShe slept.\r\n';
  const path = file('two.txt', content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  expect(await readCorpus(path)).toEqual({
    source: path,
    name: 'two.txt',
    text: 'Zoë went home.\nShe slept.\n',
    bytes: Buffer.byteLength(content),
    sha256,
    files: 1,
    skipped: [],
  });
});

test('names are embedded', async () => {
  const { source, text } = await readCorpus('names');
  expect(source).toBe('names');
  expect(text.split('\n').length).toBeGreaterThan(32_000);
});

test('a folder is all texts in it and in its folders, by path, and says what is left out', async () => {
  file('poems/b.txt', 'second poem here\n\n');
  file('poems/a/z.md', 'first poem here');
  file('poems/c.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1));
  file('poems/d.txt', Buffer.from('\ufeffthird', 'utf16le'));
  file('poems/.hidden.txt', 'hidden');
  file('poems/node_modules/x.txt', 'a package');
  file('poems/log.jsonl', '{}');
  const { text, files, skipped } = await readCorpus(join(folder, 'poems'));
  expect(text).toBe('first poem here\n\nsecond poem here\n\n');
  expect(files).toBe(2);
  expect(skipped).toEqual(['c.png is not a text but a binary file', 'd.txt is text in UTF-16']);
});

test('a file of a folder that cannot be read is left out, with the reason', async () => {
  file('large/a.txt', 'a text of the usual size');
  truncateSync(file('large/b.txt', 'so large that it cannot be read '.repeat(300)), 3 * 2 ** 30);
  truncateSync(file('large/c.bin', Uint8Array.of(1, 0, 0, 2)), 3 * 2 ** 30);
  const { text, skipped } = await readCorpus(join(folder, 'large'));
  expect(text).toBe('a text of the usual size');
  expect(skipped).toEqual(['b.txt cannot be read (ERR_FS_FILE_TOO_LARGE)', 'c.bin is not a text but a binary file']);
  await expect(readCorpus(join(folder, 'large', 'b.txt'))).rejects.toThrow(/b\.txt is larger than 2 GiB; pass/);
});

test('an error has the path as it was typed', async () => {
  for (const name of ['none.txt', 'pictures', 'abc.txt', 'a.bin']) {
    const typed = relative(process.cwd(), join(folder, name));
    await expect(readCorpus(typed)).rejects.toThrow(new RegExp(`^(there is no file )?${typed.replaceAll('.', '\\.')}`));
  }
});

test('the hash of a folder depends on where one text ends and the next begins', async () => {
  file('one/a.txt', 'the first text, ');
  file('one/b.txt', 'the second text');
  file('other/a.txt', 'the first text, the ');
  file('other/b.txt', 'second text');
  const [one, other] = await Promise.all([readCorpus(join(folder, 'one')), readCorpus(join(folder, 'other'))]);
  expect(one.sha256).not.toBe(other.sha256);
});

mkdirSync(join(folder, 'empty'));
file('pictures/a.png', Uint8Array.of(0x89, 0x50, 0, 1));

test.each([
  [
    'no file',
    join(folder, 'none.txt'),
    /^there is no file .*none\.txt; pass a text file, a folder of texts, or names$/,
  ],
  [
    'an empty folder',
    join(folder, 'empty'),
    /empty: the folder has no files; pass a folder with text files, or a text file$/,
  ],
  [
    'a folder without text',
    join(folder, 'pictures'),
    /the folder has no text: a\.png is not a text but a binary file; pass/,
  ],
  [
    'a binary file',
    file('a.bin', Uint8Array.of(1, 0, 2, 3, 4)),
    /a\.bin is not a text but a binary file; pass a text file$/,
  ],
  [
    'UTF-16',
    file('wide.txt', Buffer.from('\ufeffhello there', 'utf16le')),
    /is text in UTF-16; save it as UTF-8, for example with iconv/,
  ],
  ['UTF-16 without a mark', file('bare.txt', Buffer.from('hello there', 'utf16le')), /is text in UTF-16/],
  [
    'Latin-1',
    file('latin.txt', Uint8Array.of(0x5a, 0x6f, 0xeb, 0x20, 0x77)),
    /is not UTF-8 text; save it as UTF-8, for example with iconv -f windows-1252/,
  ],
  ['an empty file', file('empty.txt', ''), /empty\.txt is empty; pass a text file$/],
  [
    '3 characters',
    file('abc.txt', 'abc\n'),
    /abc\.txt has only 3 characters, too few to learn from; pass a text of at least 16/,
  ],
  [
    'only blanks',
    file('blank.txt', ' \n\n\t\n'.repeat(10)),
    /blank\.txt has only spaces and line ends, too few to learn from/,
  ],
])('%s is an error in one line that says what to pass', async (_, source, message) => {
  await expect(readCorpus(source)).rejects.toThrow(
    expect.objectContaining({ name: 'InputError', message: expect.stringMatching(message) as string }),
  );
});
