import { mkdtempSync, rmSync, writeFileSync, createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { decodeText, type TextBytes } from '../../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'decode-text-'));
const file = join(folder, 'text.txt');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function piecesOf(bytes: TextBytes): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of decodeText(bytes)) pieces.push(piece);
  return pieces;
}

async function textOf(bytes: TextBytes): Promise<string> {
  return (await piecesOf(bytes)).join('');
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...places.toSorted((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((end, i) => bytes.subarray(sorted[i], end));
}

describe('decodeText', () => {
  const text = '\ufeffé\r\n\u20ac\r\r\n\u{1f600}\n\rz\ufeff\r';
  const expected = 'é\n\u20ac\n\n\u{1f600}\n\nz\ufeff\n'; // only the first mark is a byte-order mark

  test('takes the bytes at once, in chunks, and as any kind of stream', async () => {
    writeFileSync(file, utf8(text));
    expect(await textOf(utf8(text))).toBe(expected);
    expect(await textOf(Buffer.from(text))).toBe(expected);
    expect(await textOf([utf8(text).subarray(0, 5), utf8(text).subarray(5)])).toBe(expected);
    expect(await textOf(createReadStream(file, { highWaterMark: 4 }))).toBe(expected);
    expect(await textOf(new Blob([utf8(text)]).stream())).toBe(expected);
    const { body } = new Response(utf8(text));
    expect(body && (await textOf(body))).toBe(expected);
  });

  test('gives the same text wherever the chunks are cut, and no piece ends inside a character', async () => {
    const bytes = utf8(text);
    for (let i = 0; i <= bytes.length; i++) {
      for (let j = i; j <= bytes.length; j++) expect(await textOf(cut(bytes, [i, j]))).toBe(expected);
    }
    const single = await piecesOf(cut(bytes, [...bytes.keys()]));
    expect(single.join('')).toBe(expected);
    for (const piece of single) expect(piece).not.toMatch(/[\ud800-\udbff]$/);
  });

  test('line endings become those of Python’s text mode', async () => {
    const texts = fc.string({ unit: fc.constantFrom('a', '\r', '\n') });
    await fc.assert(
      fc.asyncProperty(texts, fc.array(fc.nat(10)), async (written, places) => {
        const bytes = utf8(written);
        const chunks = cut(bytes, places.map((place) => Math.min(place, bytes.length))); // prettier-ignore
        expect(await textOf(chunks)).toBe(written.split(/\r\n|\r|\n/).join('\n'));
      }),
    );
  });

  test('an empty source has no pieces', async () => {
    expect(await piecesOf(new Uint8Array())).toEqual([]);
    expect(await piecesOf([new Uint8Array()])).toEqual([]);
  });

  test('decodes a long text in pieces, even if all bytes are one chunk', async () => {
    const bytes = new Uint8Array(1_000_001).fill(97);
    const lengths = (await piecesOf(bytes)).map(({ length }) => length);
    expect(Math.max(...lengths)).toBe(65_536);
    expect(lengths.reduce((sum, length) => sum + length)).toBe(1_000_001);
  });

  test('reads no further than the consumer, and closes the stream when it breaks', async () => {
    const stream = Readable.from([Buffer.from('ab'), Buffer.from('cd'), Buffer.from('ef')], { highWaterMark: 1 });
    for await (const piece of decodeText(stream)) {
      expect(piece).toBe('ab');
      break;
    }
    expect(stream.destroyed).toBe(true);
    let isCancelled = false;
    const web = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.enqueue(utf8('ab'));
      },
      cancel: () => {
        isCancelled = true;
      },
    });
    for await (const piece of decodeText(web)) if (piece === 'ab') break;
    expect(isCancelled).toBe(true);
  });
});

describe('decodeText of bytes that are not UTF-8', () => {
  // The positions that Python's bytes.decode() reports; for the last three, its error is "unexpected end of data".
  test.each<[string, readonly number[], string]>([
    ['Latin-1', [0x66, 0xfc, 0x72], 'byte 1 is not UTF-8, 0xFC'],
    ['Latin-1 before a space', [0x61, 0xe9, 0x20, 0x62], 'byte 1 is not UTF-8, 0xE9'],
    ['a continuation alone', [0x61, 0x80], 'byte 1 is not UTF-8, 0x80'],
    ['a continuation at the beginning', [0xbf, 0x61], 'byte 0 is not UTF-8, 0xBF'],
    ['half of a surrogate pair', [0xe2, 0x82, 0xac, 0xed, 0xa0, 0x80], 'byte 3 is not UTF-8, 0xED'],
    ['more bytes than needed', [0x61, 0x62, 0xc0, 0x80], 'byte 2 is not UTF-8, 0xC0'],
    ['beyond U+10FFFF', [0x61, 0xf4, 0x90, 0x80, 0x80], 'byte 1 is not UTF-8, 0xF4'],
    ['gzip', [0x1f, 0x8b, 0x08], 'byte 1 is not UTF-8, 0x8B'],
    ['after a byte-order mark', [0xef, 0xbb, 0xbf, 0x61, 0xff], 'byte 4 is not UTF-8, 0xFF'],
    ['an end inside two bytes', [0x61, 0xc3], 'the text ends inside the character at byte 1, 0xC3'],
    ['an end inside three bytes', [0x61, 0xe2, 0x82], 'the text ends inside the character at byte 1, 0xE2'],
    ['an end inside four bytes', [0xf0, 0x9f, 0x98], 'the text ends inside the character at byte 0, 0xF0'],
  ])('%s: the error names the first wrong byte, wherever the chunks are cut', async (_, given, problem) => {
    const bytes = Uint8Array.from(given);
    const message = `decodeText: ${problem}; save the text as UTF-8, or decode another encoding with new TextDecoder('windows-1252')`;
    for (let i = 0; i <= bytes.length; i++) {
      for (let j = i; j <= bytes.length; j++) {
        await expect(textOf(cut(bytes, [i, j]))).rejects.toThrow(new RangeError(message));
      }
    }
    const long = cut(Uint8Array.from([...new Uint8Array(100_000).fill(97), ...given]), [99_990]);
    const [at] = /(?<=byte )\d+/.exec(problem) ?? [];
    if (given[0] !== 0xef) await expect(textOf(long)).rejects.toThrow(`byte ${100_000 + Number(at)}`);
  });

  test.each([
    ['little', [0xff, 0xfe, 0x61, 0x00], '0xFF'],
    ['big', [0xfe, 0xff, 0x00, 0x61], '0xFE'],
  ])('UTF-16, %s-endian, is named', async (_, given, first) => {
    for (const bytes of [Uint8Array.from(given), given.map((byte) => Uint8Array.of(byte))]) {
      await expect(textOf(bytes)).rejects.toThrow(
        new RangeError(`decodeText: the text is UTF-16, because it begins with ${first}; save it as UTF-8`),
      );
    }
  });

  test('an error of the stream passes through', async () => {
    await expect(textOf(createReadStream(join(folder, 'missing.txt')))).rejects.toThrow('ENOENT');
  });
});

test.each<[unknown, string]>([
  ['a text', 'decodeText: expected a Uint8Array, or a stream of them, got "a text"'],
  [undefined, 'decodeText: expected a Uint8Array, or a stream of them, got undefined'],
  [null, 'decodeText: expected a Uint8Array, or a stream of them, got null'],
  [new ArrayBuffer(2), 'decodeText: expected a Uint8Array, or a stream of them, got an ArrayBuffer'],
])('decodeText refuses a source that is not of bytes: %s', (given, message) => {
  expect(() => decodeText(given as never)).toThrow(new TypeError(message));
});

test('decodeText refuses streams of texts', async () => {
  writeFileSync(file, 'a text');
  await expect(textOf(createReadStream(file, 'utf8') as AsyncIterable<never>)).rejects.toThrow(
    new TypeError('decodeText: expected chunks of bytes, as from a stream without an encoding, got "a text"'),
  );
});
