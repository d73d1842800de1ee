import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DType,
  readSafetensors,
  streamSafetensors,
  type TensorArray,
  type TensorData,
  writeSafetensors,
} from '../src/index.ts';
import { fileOf } from './file.ts';

const arrays: Record<DType, (bytes: ArrayBuffer) => TensorArray> = {
  F64: (bytes) => new Float64Array(bytes),
  F32: (bytes) => new Float32Array(bytes),
  F16: (bytes) => new Uint16Array(bytes),
  BF16: (bytes) => new Uint16Array(bytes),
  I64: (bytes) => new BigInt64Array(bytes),
  I32: (bytes) => new Int32Array(bytes),
  I16: (bytes) => new Int16Array(bytes),
  I8: (bytes) => new Int8Array(bytes),
  U8: (bytes) => new Uint8Array(bytes),
  BOOL: (bytes) => new Uint8Array(bytes),
};

/** Tensors of any dtype and small shapes, with any bits. */
const anyTensor = fc
  .record({
    dtype: fc.constantFrom(...(Object.keys(arrays) as DType[])),
    shape: fc.array(fc.nat(3), { maxLength: 4 }),
    seed: fc.nat(255),
  })
  .map(({ dtype, shape, seed }): TensorData => {
    const bytes = shape.reduce((n, size) => n * size, arrays[dtype](new ArrayBuffer(8)).BYTES_PER_ELEMENT);
    return { dtype, shape, data: arrays[dtype](Uint8Array.from({ length: bytes }, (_, i) => seed + 7 * i).buffer) };
  });

const anyText = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('__proto__', 'constructor', '', '1', '0'));
const anyTensors = fc.uniqueArray(fc.tuple(anyText, anyTensor), { selector: ([name]) => name, maxLength: 6 });
const anyMetadata = fc.uniqueArray(fc.tuple(anyText, anyText), { selector: ([key]) => key, maxLength: 3 });

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk.slice());
  return new Uint8Array(Buffer.concat(all));
}

test('what is written is read again, in the order given, as views', async () => {
  await fc.assert(
    fc.asyncProperty(anyTensors, anyMetadata, async (tensors, metadata) => {
      const bytes = writeSafetensors(tensors, { metadata });
      const file = readSafetensors(bytes);
      expect([...file.tensors]).toEqual(tensors);
      expect(new Map(file.metadata)).toEqual(new Map(metadata));
      for (const { data } of file.tensors.values()) expect(data.buffer).toBe(bytes.buffer);
      expect(await collect(streamSafetensors(tensors, { metadata }))).toEqual(bytes);
    }),
  );
});

test('a file is the bytes that the format describes', () => {
  const tensors = {
    small: { dtype: 'U8', shape: [1], data: Uint8Array.of(7) },
    large: { dtype: 'F32', shape: [1, 2], data: Float32Array.of(1, -2) },
  } as const;
  const header =
    '{"__metadata__":{"by":"hand"},"small":{"dtype":"U8","shape":[1],"data_offsets":[8,9]},' +
    '"large":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}';
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
  const data = Uint8Array.of(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 7); // 1 and −2 as float32, little-endian
  expect(writeSafetensors(tensors, { metadata: { by: 'hand' } })).toEqual(fileOf(padded, data));
});

test('a file of nothing is a header of nothing', () => {
  expect(writeSafetensors([])).toEqual(fileOf('{}      ')); // as safetensors 0.8.0 writes it
});

test('tensors come from an object, a Map, an array of pairs or a generator', () => {
  const w: TensorData = { dtype: 'I16', shape: [1], data: Int16Array.of(-2) };
  const bytes = writeSafetensors({ w });
  function* pairs() {
    yield ['w', w] as const;
  }
  for (const same of [new Map([['w', w]]), [['w', w]] as const, pairs()]) expect(writeSafetensors(same)).toEqual(bytes);
});

test('a stream makes one tensor at a time, when it is asked for it', async () => {
  const made: string[] = [];
  const make = (name: string) => () => {
    made.push(name);
    return Promise.resolve(Float32Array.of(1));
  };
  const stream = streamSafetensors({
    a: { dtype: 'F32', shape: [], data: make('a') },
    b: { dtype: 'BF16', shape: [], data: make('b') },
    c: { dtype: 'F32', shape: [], data: make('c') },
  });
  const seen: string[][] = [];
  for await (const chunk of stream) {
    expect(chunk.length).toBeGreaterThan(0);
    seen.push([...made]);
  }
  expect(seen).toEqual([[], ['a'], ['a', 'c'], ['a', 'c', 'b']]);
});

test('a tensor in pieces gives the file of the whole, one chunk for each piece', async () => {
  const numbers = Float32Array.from({ length: 10 }, (_, i) => i / 3);
  async function* pieces() {
    for (const [start, end] of [[0, 3], [3, 3], [3, 9], [9, 10]]) yield Promise.resolve(numbers.subarray(start, end)); // prettier-ignore
  }
  for (const dtype of ['F32', 'BF16'] as const) {
    const whole = { dtype, shape: [2, 5], data: numbers };
    const chunks: number[] = [];
    for await (const { length } of streamSafetensors({ w: { ...whole, data: pieces } })) chunks.push(length);
    const size = dtype === 'F32' ? 4 : 2;
    expect(chunks.slice(1)).toEqual([3 * size, 6 * size, size]);
    for (const data of [pieces, () => Promise.resolve(pieces())]) {
      expect(await collect(streamSafetensors({ w: { ...whole, data } }))).toEqual(writeSafetensors({ w: whole }));
    }
  }
});

test('pieces are made when they are asked for, and end when the stream does', async () => {
  const log: string[] = [];
  async function* pieces() {
    try {
      for (const name of ['first', 'second', 'third']) {
        log.push(name);
        yield Promise.resolve(Uint8Array.of(1));
      }
    } finally {
      log.push('closed');
    }
  }
  const stream = streamSafetensors({ w: { dtype: 'U8', shape: [3], data: pieces } });
  for (let chunks = 1; chunks <= 3; chunks++) await stream.next(); // the header and two pieces
  await stream.return();
  expect(log).toEqual(['first', 'second', 'closed']);
});

test('views into larger memory and shared memory are written', async () => {
  const shared = new Float32Array(new SharedArrayBuffer(16), 4, 2);
  shared.set([3, 4]);
  const part = new Uint8Array([9, 1, 2, 9]).subarray(1, 3);
  const tensors = [
    ['s', { dtype: 'F32', shape: [2], data: shared }],
    ['p', { dtype: 'U8', shape: [2], data: part }],
  ] as const;
  const { tensors: read } = readSafetensors(writeSafetensors(tensors));
  expect(read.get('s')?.data).toEqual(Float32Array.of(3, 4));
  expect(read.get('p')?.data).toEqual(Uint8Array.of(1, 2));
  for await (const chunk of streamSafetensors(tensors)) expect(new Blob([chunk]).size).toBe(chunk.length);
});

describe('refuses, and says why:', () => {
  const good = { dtype: 'F32', shape: [1], data: new Float32Array(1) };

  test.each([
    [
      'numbers that do not fill the shape',
      { w: { ...good, shape: [3, 2] } },
      RangeError,
      'data of tensor "w" must be 24 bytes, got 4',
    ],
    [
      'an array of another dtype',
      { w: { ...good, dtype: 'F64' } },
      TypeError,
      'data of tensor "w" must be a Float64Array, got "Float32Array"',
    ],
    [
      'an array that no tensor has',
      { w: { ...good, dtype: 'BF16', data: new Int16Array(1) } },
      TypeError,
      'data of tensor "w" must be a Uint16Array or floats, got "Int16Array"',
    ],
    [
      'numbers in a list',
      { w: { ...good, data: [1] } },
      TypeError,
      'data of tensor "w" must be a Float32Array, got "Array"',
    ],
    [
      'no numbers',
      { w: { ...good, data: undefined } },
      TypeError,
      'data of tensor "w" must be a Float32Array, got "Undefined"',
    ],
    [
      'a dtype in small letters',
      { w: { ...good, dtype: 'f32' } },
      RangeError,
      'dtype of tensor "w" must be one of F64,F32,F16,BF16,I64,I32,I16,I8,U8,BOOL, got "f32"',
    ],
    [
      'a negative size',
      { w: { ...good, shape: [-1] } },
      RangeError,
      'shape of tensor "w" must be counts with a product below 2^53, got [-1]',
    ],
    [
      'a fraction as a size',
      { w: { ...good, shape: [0.5, 2] } },
      RangeError,
      'shape of tensor "w" must be counts with a product below 2^53, got [0.5,2]',
    ],
    [
      'a shape that is a number',
      { w: { ...good, shape: 1 } },
      RangeError,
      'shape of tensor "w" must be counts with a product below 2^53, got 1',
    ],
    ['a shape with a hole', { w: { ...good, shape: Array(1) } }, RangeError, 'shape of tensor "w" must be'],
    [
      'the name of the metadata',
      { __metadata__: good },
      RangeError,
      '"shape" in __metadata__ must be text in valid Unicode, got [1]',
    ],
    [
      'a name that comes twice',
      [
        ['w', good],
        ['w', good],
      ],
      RangeError,
      'names in the header must be unique text in valid Unicode, got "w"',
    ],
    ['a name that is a number', [[1, good]], RangeError, 'the header must be JSON in UTF-8, got "SyntaxError: '],
    [
      'half of a surrogate pair',
      [['\ud800', good]],
      RangeError,
      'names in the header must be unique text in valid Unicode, got "\\ud800"',
    ],
  ])('%s', async (_, tensors, type, message) => {
    const wrong = tensors as unknown as Record<string, TensorData>;
    expect(() => writeSafetensors(wrong)).toThrow(type);
    expect(() => writeSafetensors(wrong)).toThrow(`writeSafetensors: ${message}`);
    await expect((async () => collect(streamSafetensors(wrong)))()).rejects.toThrow(`streamSafetensors: ${message}`);
  });

  test('what a function of a stream returns, if it is wrong', async () => {
    const stream = streamSafetensors({ w: { dtype: 'F32', shape: [2], data: () => new Float32Array(1) } });
    await expect(collect(stream)).rejects.toThrow('streamSafetensors: data of tensor "w" must be 8 bytes, got 4');
  });

  test.each([
    ['too few', [1, 1], RangeError, 'data of tensor "w" must be 12 bytes, got 8'],
    ['too many', [2, 2, 2], RangeError, 'data of tensor "w" must be 12 bytes, got 16'],
    ['none', [], RangeError, 'data of tensor "w" must be 12 bytes, got 0'],
  ])('pieces with %s numbers', async (_, lengths, type, message) => {
    async function* data() {
      for (const length of lengths) yield Promise.resolve(new Float32Array(length));
    }
    let written = 0;
    const write = async () => {
      for await (const chunk of streamSafetensors({ w: { dtype: 'F32', shape: [3], data } })) written = chunk.length;
    };
    await expect(write()).rejects.toThrow(new type(`streamSafetensors: ${message}`));
    expect(written).not.toBe(16); // never more than the tensor has
  });

  test('a piece of another dtype', async () => {
    async function* data() {
      yield Promise.resolve(new Float32Array(1));
      yield Promise.resolve(new Float64Array(1));
    }
    await expect(collect(streamSafetensors({ w: { dtype: 'F32', shape: [2], data } }))).rejects.toThrow(
      new TypeError('streamSafetensors: data of tensor "w" must be a Float32Array, got "Float64Array"'),
    );
  });

  test('metadata that is no text, and other options', () => {
    const wrong = writeSafetensors as unknown as (...args: unknown[]) => unknown;
    expect(() => wrong([], { metadata: { step: 3 } })).toThrow(
      new RangeError('writeSafetensors: "step" in __metadata__ must be text in valid Unicode, got 3'),
    );
    expect(() => wrong([], { meta: {} })).toThrow(
      new TypeError('writeSafetensors: the option must be metadata, got "meta"'),
    );
  });

  test('a header that would be too long', () => {
    expect(() => writeSafetensors([], { metadata: { long: 'x'.repeat(1e8) } })).toThrow(
      'writeSafetensors: end of the header must be at most 100000008, got 100000040',
    );
  });
});
