import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, describe, expect, test } from 'vitest';
import {
  blobSource,
  type ByteSource,
  bytesSource,
  fileSource,
  openSafetensors,
  readSafetensors,
  writeSafetensors,
} from '../src/index.ts';

const bytes = writeSafetensors(
  {
    w: { dtype: 'F32', shape: [2], data: Float32Array.of(0.1, 2) },
    i: { dtype: 'I64', shape: [3], data: BigInt64Array.of(-1n, 2n ** 53n + 1n, 7n) },
    b: { dtype: 'BOOL', shape: [2], data: Uint8Array.of(1, 0) },
    h: { dtype: 'BF16', shape: [1], data: Uint16Array.of(0x3fc0) }, // 1.5
    e: { dtype: 'I8', shape: [0], data: new Int8Array() },
  },
  { metadata: new Map([['format', 'pt']]) },
);

const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
const path = join(folder, 'model.safetensors');
writeFileSync(path, bytes);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs with the file open, and closes it. */
async function withFile(body: (source: ByteSource) => Promise<void>): Promise<void> {
  const file = await open(path);
  try {
    await body(await fileSource(file));
  } finally {
    await file.close();
  }
}

/** The source, with each part that was read. */
function recorded(source: ByteSource): { source: ByteSource; reads: [number, number][] } {
  const reads: [number, number][] = [];
  const read = (start: number, end: number) => {
    reads.push([start, end]);
    return source.read(start, end);
  };
  return { source: { size: source.size, read }, reads };
}

/** Opens the source, and checks all that is in it. */
async function expectAll(source: ByteSource): Promise<void> {
  const file = await openSafetensors(source);
  expect([...file.metadata]).toEqual([['format', 'pt']]);
  expect([...file.tensors.keys()]).toEqual(['w', 'i', 'b', 'h', 'e']);
  expect(await file.read('w')).toEqual(Float32Array.of(0.1, 2));
  expect(await file.readFloat64('w')).toEqual(Float64Array.of(Math.fround(0.1), 2));
  expect(await file.read('i')).toEqual(BigInt64Array.of(-1n, 2n ** 53n + 1n, 7n));
  expect(await file.readFloat64('i')).toEqual(Float64Array.of(-1, 2 ** 53, 7));
  expect(await file.readFloat32('i')).toEqual(Float32Array.of(-1, 2 ** 53, 7));
  expect(await file.read('b')).toEqual(Uint8Array.of(1, 0));
  expect(await file.readFloat32('b')).toEqual(Float32Array.of(1, 0));
  expect(await file.read('h')).toEqual(Uint16Array.of(0x3fc0));
  expect(await file.readFloat32('h')).toEqual(Float32Array.of(1.5));
  expect(await file.read('e')).toEqual(new Int8Array());
}

describe('the same is read from', () => {
  test('bytes', () => expectAll(bytesSource(bytes)));
  test('an ArrayBuffer', () => expectAll(bytesSource(bytes.buffer)));
  test('a Buffer of Node', () => expectAll(bytesSource(Buffer.from(bytes))));
  test('another view of the same memory', () =>
    expectAll(bytesSource(new DataView(bytes.buffer) as unknown as Uint8Array)));
  test('bytes of another realm', () =>
    expectAll(bytesSource(runInNewContext('Uint8Array.from(bytes)', { bytes }) as Uint8Array)));
  test('a Blob', () => expectAll(blobSource(new Blob([bytes]))));
  test('a file', () => withFile(expectAll));
  test('a file whose reads return one byte at a time', () =>
    withFile(async () => {
      const file = await open(path);
      const slow = {
        stat: () => file.stat(),
        read: (buffer: Uint8Array, offset: number, length: number, position: number) =>
          file.read(buffer, offset, Math.min(length, 1), position),
      };
      await expectAll(await fileSource(slow));
      await file.close();
    }));

  test.each([1, 2, 3, 4, 5, 6, 7])('bytes that begin at an odd place in memory: %i', async (offset) => {
    const memory = new Uint8Array(bytes.length + offset);
    memory.set(bytes, offset);
    await expectAll(bytesSource(memory.subarray(offset)));
    expect(readSafetensors(memory.subarray(offset))).toEqual(readSafetensors(bytes));
  });
});

test('opening reads the length and the header; a tensor is read by itself', async () => {
  const { source, reads } = recorded(bytesSource(bytes));
  const file = await openSafetensors(source);
  const { start, end } = file.tensors.get('w') ?? { start: NaN, end: NaN };
  expect(reads).toEqual([
    [0, 8],
    [0, bytes.length - 8 - 24 - 2 - 2],
  ]);
  await file.readFloat32('w');
  expect(reads.slice(2)).toEqual([[start, end]]);
  expect(end - start).toBe(8);
});

test('a range of a tensor is read by itself', async () => {
  const { source, reads } = recorded(bytesSource(bytes));
  const file = await openSafetensors(source);
  const { start } = file.tensors.get('i') ?? { start: NaN };
  expect(await file.read('i', 1)).toEqual(BigInt64Array.of(2n ** 53n + 1n, 7n));
  expect(await file.read('i', 0, 2)).toEqual(BigInt64Array.of(-1n, 2n ** 53n + 1n));
  expect(await file.readFloat32('i', 2, 3)).toEqual(Float32Array.of(7));
  expect(await file.readFloat64('i', 0, 1)).toEqual(Float64Array.of(-1));
  expect(await file.read('i', 3)).toEqual(new BigInt64Array());
  expect(reads.slice(2).map((part) => part.map((place) => place - start))).toEqual([
    [8, 24],
    [0, 16],
    [16, 24],
    [0, 8],
    [24, 24],
  ]);
  expect(await file.readFloat32('h', 0, 1)).toEqual(Float32Array.of(1.5));
});

test('read gives a view of the bytes in memory, readFloat32 a copy', async () => {
  const file = await openSafetensors(bytesSource(bytes));
  expect((await file.read('w')).buffer).toBe(bytes.buffer);
  expect((await file.readFloat32('w')).buffer).not.toBe(bytes.buffer);
  expect(readSafetensors(bytes).tensors.get('w')?.data.buffer).toBe(bytes.buffer);
});

describe('errors', () => {
  test.each(['read', 'readFloat32', 'readFloat64'] as const)(
    '%s names a tensor that is not in the file',
    async (method) => {
      const file = await openSafetensors(bytesSource(bytes));
      for (const name of ['x', '__proto__']) {
        await expect(file[method](name)).rejects.toThrow(
          new RangeError(`SafetensorsFile.${method}: the name must be in tensors, got "${name}"`),
        );
      }
    },
  );

  test.each([
    [-1, 2],
    [2, 1],
    [0, 4],
    [4, undefined],
    [0.5, 1],
    [0, NaN],
    ['0' as unknown as number, 1],
  ])('a range that is not in the tensor: %j to %j', async (start, end) => {
    const file = await openSafetensors(bytesSource(bytes));
    for (const method of ['read', 'readFloat32', 'readFloat64'] as const) {
      await expect(file[method]('i', start, end)).rejects.toThrow(
        new RangeError(
          `SafetensorsFile.${method}: range of tensor "i" must be in order within 3 numbers, got ${JSON.stringify([start, end ?? 3])}`,
        ),
      );
    }
  });

  test('a source that returns less says so', async () => {
    const short = { size: bytes.length, read: () => Promise.resolve(new Uint8Array(3)) };
    await expect(openSafetensors(short)).rejects.toThrow(
      new RangeError('openSafetensors: bytes of the file from 0 to 8 must be all read, got 3'),
    );
  });

  test('a file that becomes shorter while it is open', async () => {
    await withFile(async (source) => {
      const file = await openSafetensors(source);
      await truncate(path, bytes.length - 1);
      await expect(file.read('b')).rejects.toThrow(
        /^SafetensorsFile.read: bytes of the file from \d+ to \d+ must be all read, got 1$/,
      );
    });
    writeFileSync(path, bytes);
  });

  test('the error of a source comes through', async () => {
    const error = new Error('the disk is gone');
    await expect(openSafetensors({ size: 100, read: () => Promise.reject(error) })).rejects.toBe(error);
  });

  test.each([
    ['a path', 'model.safetensors', '"model.safetensors"'],
    ['nothing', undefined, 'nothing'],
    ['a list', [], '[]'],
  ])('%s is no file', (_, wrong, got) => {
    expect(() => readSafetensors(wrong as unknown as Uint8Array)).toThrow(
      new TypeError(`readSafetensors: bytes must be a Uint8Array, got ${got}`),
    );
  });
});

test('nothing that only Node has is needed: it works without Buffer and process', async () => {
  // Functions find their globals when they are called. So taking Node's away is as good as not having them.
  const { Buffer: buffer, process: ownProcess } = globalThis;
  Object.assign(globalThis, { Buffer: undefined, process: undefined });
  try {
    const file = await openSafetensors(
      blobSource(new Blob([writeSafetensors({ w: { dtype: 'U8', shape: [], data: Uint8Array.of(3) } })])),
    );
    expect(await file.read('w')).toEqual(Uint8Array.of(3));
  } finally {
    Object.assign(globalThis, { Buffer: buffer, process: ownProcess });
  }
});
