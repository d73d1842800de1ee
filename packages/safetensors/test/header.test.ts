import { describe, expect, test } from 'vitest';
import { bytesSource, openSafetensors, readSafetensors } from '../src/index.ts';
import { fileOf } from './file.ts';

// What is taken and what is refused is what safetensors 0.8.0, the reference implementation, takes and refuses. The
// exception says so.

const ok = '"dtype":"F32","shape":[1],"data_offsets":[0,4]';

/** A tensor of one F32 with some fields replaced. */
function tensor(fields: Record<string, unknown>): string {
  return `{"w":${JSON.stringify({ dtype: 'F32', shape: [1], data_offsets: [0, 4], ...fields })}}`;
}

const four = Uint8Array.of(0, 0, 128, 63); // 1 as F32

describe('takes', () => {
  test.each([
    ['a file without tensors', '{}', 0, []],
    ['spaces around the header', ` {"w":{${ok}}}`, 4, ['w']],
    ['spaces after the header', `{"w":{${ok}}}     `, 4, ['w']],
    ['white space anywhere', ` { "w" :\n{\t${ok.replaceAll(',', ' , ')} } }\r\n`.trimStart(), 4, ['w']],
    ['fields that it does not know', `{"w":{"x":[1.5,-2e9,{"shape":[-1],"":null}],${ok},"y":"z"}}`, 4, ['w']],
    ['metadata that is null', `{"__metadata__":null,"w":{${ok}}}`, 4, ['w']],
    ['a single number', tensor({ shape: [] }), 4, ['w']],
    [
      'a tensor without numbers at any place between others',
      tensor({}).replace(
        '{',
        `{"e":{"dtype":"I64","shape":[3,0],"data_offsets":[4,4]},"f":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},`,
      ),
      4,
      ['e', 'f', 'w'],
    ],
    ['large sizes after a zero', tensor({ shape: [0, 2 ** 40, 2 ** 40], data_offsets: [0, 0] }), 0, ['w']],
    ['names with escapes', `{"\\u00e9\\n\\ud83d\\ude00":{${ok}}}`, 4, ['é\n😀']],
    [
      'any name',
      `{"__proto__":{${ok.replace('0,4', '8,12')}},"constructor":{${ok}},"":{${ok.replace('0,4', '4,8')}}}`,
      12,
      ['__proto__', 'constructor', ''],
    ],
    ['numbers as names, in their order', `{"10":{${ok}},"9":{${ok.replace('0,4', '4,8')}}}`, 8, ['10', '9']],
  ])('%s', (_, header, bytes, names) => {
    expect([...readSafetensors(fileOf(header, new Uint8Array(bytes))).tensors.keys()]).toEqual(names);
  });

  test('tensors in another order than their names', () => {
    const header = `{"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},"a":{"dtype":"BOOL","shape":[],"data_offsets":[0,1]}}`;
    const { tensors } = readSafetensors(fileOf(header, Uint8Array.of(1, 2, 3)));
    expect([...tensors]).toEqual([
      ['b', { dtype: 'U8', shape: [2], data: Uint8Array.of(2, 3) }],
      ['a', { dtype: 'BOOL', shape: [], data: Uint8Array.of(1) }],
    ]);
  });

  test('metadata with any keys', () => {
    const { metadata } = readSafetensors(fileOf('{"__metadata__":{"__proto__":"a","":"\\u0000","é":""}}'));
    expect([...metadata]).toEqual([
      ['__proto__', 'a'],
      ['', '\0'],
      ['é', ''],
    ]);
  });
});

const dtypes = 'F64,F32,F16,BF16,I64,I32,I16,I8,U8,BOOL';

describe('refuses, and says why:', () => {
  test.each([
    ['a header of no bytes', '', 'the header must be JSON in UTF-8, got "SyntaxError: Unexpected end of JSON input"'],
    ['an array', '[]', 'the header must be an object, got []'],
    ['a string', '"w"', 'the header must be an object, got "w"'],
    ['a byte-order mark', `\ufeff{"w":{${ok}}}`, 'the header must be JSON in UTF-8, got "SyntaxError: '],
    ['text after the header', `{"w":{${ok}}} x`, 'the header must be JSON in UTF-8, got "SyntaxError: '],
    ['a zero byte after the header', `{"w":{${ok}}}\0`, 'the header must be JSON in UTF-8, got "SyntaxError: '],
    ['a header that is cut', `{"w":{${ok}`, 'the header must be JSON in UTF-8, got "SyntaxError: '],
    ['a string that is cut', `{"w":{${ok},"`, 'the header must be JSON in UTF-8, got "SyntaxError: '],
    ['a string that ends with a backslash', `{"w":{${ok},"\\`, 'the header must be JSON in UTF-8, got "SyntaxError: '],
    ['a control character in a string', `{"w\n":{${ok}}}`, 'the header must be JSON in UTF-8, got "SyntaxError: '],
    [
      'a name that comes twice, of which the reference takes the last',
      `{"w":{${ok}},"w":{${ok}}}`,
      'names in the header must be unique text in valid Unicode, got "w"',
    ],
    [
      'a name that comes twice, once with an escape',
      `{"w":{${ok}},"\\u0077":{${ok}}}`,
      'names in the header must be unique text in valid Unicode, got "w"',
    ],
    [
      'a field that comes twice',
      `{"w":{${ok},"dtype":"F32"}}`,
      'names in tensor "w" must be unique text in valid Unicode, got "dtype"',
    ],
    [
      'metadata that comes twice',
      `{"__metadata__":{},"__metadata__":{},"w":{${ok}}}`,
      'names in the header must be unique text in valid Unicode, got "__metadata__"',
    ],
    [
      'a key of the metadata that comes twice',
      `{"__metadata__":{"a":"1","a":"2"}}`,
      'names in __metadata__ must be unique text in valid Unicode, got "a"',
    ],
    [
      'half of a surrogate pair in a name',
      `{"\\ud800":{${ok}}}`,
      'names in the header must be unique text in valid Unicode, got "\\ud800"',
    ],
    [
      'half of a surrogate pair in the metadata',
      `{"__metadata__":{"a":"\\udc00"}}`,
      '"a" in __metadata__ must be text in valid Unicode, got "\\udc00"',
    ],
    ['metadata that is a string', '{"__metadata__":"ab"}', '__metadata__ must be an object, got "ab"'],
    ['metadata that is an array', '{"__metadata__":["a"]}', '__metadata__ must be an object, got ["a"]'],
    [
      'metadata that holds a number',
      '{"__metadata__":{"a":1}}',
      '"a" in __metadata__ must be text in valid Unicode, got 1',
    ],
    [
      'metadata that holds null',
      '{"__metadata__":{"a":null}}',
      '"a" in __metadata__ must be text in valid Unicode, got null',
    ],
    ['a tensor that is null', '{"w":null}', 'tensor "w" must be an object, got null'],
    [
      'a tensor without a dtype',
      tensor({ dtype: undefined }),
      `dtype of tensor "w" must be one of ${dtypes}, got nothing`,
    ],
    [
      'a dtype that nobody knows',
      tensor({ dtype: 'constructor' }),
      `dtype of tensor "w" must be one of ${dtypes}, got "constructor"`,
    ],
    [
      'a dtype that this package does not read',
      tensor({ dtype: 'F8_E4M3' }),
      `dtype of tensor "w" must be one of ${dtypes}, got "F8_E4M3"`,
    ],
    ['a dtype in an array', tensor({ dtype: ['F32'] }), `dtype of tensor "w" must be one of ${dtypes}, got ["F32"]`],
    [
      'a tensor without a shape',
      tensor({ shape: undefined }),
      'shape of tensor "w" must be counts with a product below 2^53, got nothing',
    ],
    [
      'a shape that is a number',
      tensor({ shape: 1 }),
      'shape of tensor "w" must be counts with a product below 2^53, got 1',
    ],
    [
      'a negative size',
      tensor({ shape: [-1] }),
      'shape of tensor "w" must be counts with a product below 2^53, got [["-1"]]',
    ],
    [
      'a fraction as a size',
      tensor({ shape: [1.5] }),
      'shape of tensor "w" must be counts with a product below 2^53, got [["1.5"]]',
    ],
    [
      'a size written as 1.0',
      tensor({}).replace('[1]', '[1.0]'),
      'shape of tensor "w" must be counts with a product below 2^53, got [["1.0"]]',
    ],
    [
      'a size written as 1e0',
      tensor({}).replace('[1]', '[1e0]'),
      'shape of tensor "w" must be counts with a product below 2^53, got [["1e0"]]',
    ],
    [
      'an offset written as -0',
      tensor({}).replace('[0,4]', '[-0,4]'),
      'data_offsets of tensor "w" must be [0,4], got [["-0"],4]',
    ],
    ['a size beyond 2^53', tensor({}).replace('[1]', '[9007199254740993]'), 'shape of tensor "w" must be counts'],
    [
      'a null as a size',
      tensor({ shape: [null] }),
      'shape of tensor "w" must be counts with a product below 2^53, got [null]',
    ],
    [
      'a product beyond 2^53',
      tensor({ shape: [2 ** 30, 2 ** 30] }),
      'shape of tensor "w" must be counts with a product below 2^53, got [1073741824,1073741824]',
    ],
    [
      'a product beyond 2^53 before a zero',
      tensor({ shape: [2 ** 30, 2 ** 30, 0], data_offsets: [0, 0] }),
      'shape of tensor "w" must be counts',
    ],
    [
      'a tensor without offsets',
      tensor({ data_offsets: undefined }),
      'data_offsets of tensor "w" must be [0,4], got nothing',
    ],
    [
      'offsets that are strings',
      tensor({ data_offsets: ['0', '4'] }),
      'data_offsets of tensor "w" must be [0,4], got ["0","4"]',
    ],
    ['three offsets', tensor({ data_offsets: [0, 4, 4] }), 'data_offsets of tensor "w" must be [0,4], got [0,4,4]'],
    ['offsets that run back', tensor({ data_offsets: [4, 0] }), 'data_offsets of tensor "w" must be [0,4], got [4,0]'],
    [
      'offsets that do not fit the shape',
      tensor({ shape: [2] }),
      'data_offsets of tensor "w" must be [0,8], got [0,4]',
    ],
    [
      'a hole at the beginning',
      tensor({ data_offsets: [1, 5] }),
      'data_offsets of tensor "w" must be [0,4], got [1,5]',
    ],
    [
      'tensors that overlap',
      `{"v":{${ok}},"w":{${ok.replace('0,4', '2,6')}}}`,
      'data_offsets of tensor "w" must be [4,8], got [2,6]',
    ],
    ['two tensors in one place', `{"v":{${ok}},"w":{${ok}}}`, 'data_offsets of tensor "w" must be [4,8], got [0,4]'],
    [
      'a hole between tensors',
      `{"v":{${ok}},"w":{${ok.replace('0,4', '5,9')}}}`,
      'data_offsets of tensor "w" must be [4,8], got [5,9]',
    ],
    ['a tensor that is cut', tensor({ shape: [2], data_offsets: [0, 8] }), 'bytes of the file must be '],
    ['bytes after the tensors', '{}', 'bytes of the file must be 10 for its tensors, got 14'],
    [
      'deep nesting in a field that it does not know',
      `{"w":{${ok},"x":${'['.repeat(200)}${']'.repeat(200)}}}`,
      'the header must be JSON in UTF-8, got "Error: deep nesting"',
    ],
  ])('%s', async (_, header, message) => {
    const file = fileOf(header, four);
    expect(() => readSafetensors(file)).toThrow(RangeError);
    expect(() => readSafetensors(file)).toThrow(`readSafetensors: ${message}`);
    await expect(openSafetensors(bytesSource(file))).rejects.toThrow(`openSafetensors: ${message}`);
  });

  test('text that is not UTF-8', () => {
    const header = new TextEncoder().encode(`{"w":{${ok}}}`);
    header[2] = 0xff;
    expect(() => readSafetensors(fileOf(header, four))).toThrow(
      'readSafetensors: the header must be JSON in UTF-8, got "TypeError',
    );
  });

  test.each([0, 1, 7])('a file of %i bytes', (bytes) => {
    expect(() => readSafetensors(new Uint8Array(bytes))).toThrow(
      `readSafetensors: end of the header must be at most ${bytes}, got 8`,
    );
  });

  test.each([13n, 2n ** 31n, 2n ** 53n, 2n ** 64n - 1n])('a header of %i bytes in a file of 20', (length) => {
    const file = new Uint8Array(20);
    new DataView(file.buffer).setBigUint64(0, length, true);
    expect(() => readSafetensors(file)).toThrow(
      `readSafetensors: end of the header must be at most 20, got ${8 + Number(length)}`,
    );
  });

  test('a header of more than 100,000,000 bytes, without reading it', async () => {
    const start = new Uint8Array(8);
    new DataView(start.buffer).setBigUint64(0, 100_000_001n, true);
    const source = { size: 2 ** 40, read: (from: number, to: number) => Promise.resolve(start.subarray(from, to)) };
    await expect(openSafetensors(source)).rejects.toThrow(
      'openSafetensors: end of the header must be at most 100000008, got 100000009',
    );
  });

  test('a million brackets, digits or spaces, in no time', () => {
    for (const text of [
      '['.repeat(1e6),
      '{"a":'.repeat(2e5),
      '{"w":'.padEnd(1e6, '[{"a":'),
      `{${' '.repeat(1e6)}`,
      `{"${'\\'.repeat(1e6)}`,
      `{"w":{"shape":[${'1'.repeat(1e6)}]}}`,
      `{"w":{"shape":[${'1,'.repeat(1e6)}1]}}`,
      `{"w":${' '.repeat(1e6)}{}}`,
    ]) {
      expect(() => readSafetensors(fileOf(text))).toThrow(/^readSafetensors: /);
    }
  });

  test('with names that are cut, and do not control a terminal', () => {
    const message = messageOf(() => readSafetensors(fileOf(`{"\\u001b[2J\u202e\x7f${'x'.repeat(1e5)}":{}}`)));
    expect(message).toMatch(/^readSafetensors: dtype of tensor "\\u001b\[2J\?\?xxx/);
    expect(message.length).toBeLessThan(300);
  });
});

function messageOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}
