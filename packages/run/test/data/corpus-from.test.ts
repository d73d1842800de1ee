import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { corpusFrom } from '../../src/data/corpus-from.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

test('a text has the hash of its bytes, and \\n as line ending', async () => {
  const content = '\ufeffZoë went home.\r\nShe slept.\r\n';
  expect(await corpusFrom('texts/two.txt', bytesOf(content))).toEqual({
    source: 'texts/two.txt',
    name: 'two.txt',
    text: 'Zoë went home.\nShe slept.\n',
    bytes: Buffer.byteLength(content),
    sha256: createHash('sha256').update(content).digest('hex'),
    files: 1,
    skipped: [],
  });
});

test('a part of a larger buffer is a text of its own', async () => {
  const content = bytesOf('one text, which is long enough. Another.');
  const { text, bytes, sha256 } = await corpusFrom('part', content.subarray(0, 31));
  expect(text).toBe('one text, which is long enough.');
  expect(bytes).toBe(31);
  expect(sha256).toBe(createHash('sha256').update(text).digest('hex'));
});

test('UTF-8 is checked to the end of a text of megabytes, and across the pieces in which it is read', async () => {
  const long = `${'x'.repeat(2 ** 20 - 1)}é${'y'.repeat(2 ** 20)}`; // é crosses the first megabyte
  expect((await corpusFrom('long', bytesOf(long))).text).toBe(long);
  const cut = bytesOf(long + 'é').subarray(0, -1);
  await expect(corpusFrom('cut', cut)).rejects.toThrow('cut is not UTF-8 text; save it as UTF-8');
});

test.each([
  ['an empty text', bytesOf(''), 'is empty; pass a text file'],
  ['a binary file', Uint8Array.of(1, 0, 2, 3, 4), 'is not a text but a binary file; pass a text file'],
  ['a 0 far from the beginning', bytesOf(`${'x'.repeat(9000)}\0`), 'is not a text but a binary file; pass a text file'],
  ['UTF-16', Buffer.from('\ufeffhello there', 'utf16le'), 'is text in UTF-16; save it as UTF-8'],
  ['Latin-1', Uint8Array.of(0x5a, 0x6f, 0xeb, 0x20, 0x77), 'is not UTF-8 text; save it as UTF-8'],
  ['3 characters', bytesOf('abc\n'), 'has only 3 characters, too few to learn from; pass a text of at least 16'],
  ['only blanks', bytesOf(' \n\n\t\n'.repeat(10)), 'has only spaces and line ends, too few to learn from'],
])('%s is a RangeError that says what to pass', async (_, bytes, message) => {
  const error: unknown = await corpusFrom('folder/a.txt', bytes).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RangeError);
  expect((error as RangeError).message).toContain(`a.txt ${message}`);
});
