import { isDeepStrictEqual } from 'node:util';
import { readSafetensors, writeSafetensors } from '../src/index.ts';
import { fileOf } from './file.ts';

const numbers = Uint8Array.from({ length: 16 }, (_, i) => 17 * i);

/**
 * Files to mutate: one of this package with all dtypes, and one with spaces in its header, as other programs write it.
 */
const files: readonly Uint8Array[] = [
  writeSafetensors(
    {
      'wte.weight': { dtype: 'F32', shape: [2, 2], data: new Float32Array(numbers.buffer) },
      bits: { dtype: 'F16', shape: [8], data: new Uint16Array(numbers.buffer) },
      brain: { dtype: 'BF16', shape: [2, 1, 2], data: new Uint16Array(numbers.buffer, 0, 4) },
      double: { dtype: 'F64', shape: [], data: Float64Array.of(Math.PI) },
      long: { dtype: 'I64', shape: [1], data: BigInt64Array.of(-5n) },
      'é\n😀': { dtype: 'I32', shape: [3, 0], data: new Int32Array() },
      short: { dtype: 'I16', shape: [1], data: Int16Array.of(-2) },
      byte: { dtype: 'I8', shape: [3], data: Int8Array.of(1, 2, -3) },
      ['__proto__']: { dtype: 'U8', shape: [1], data: Uint8Array.of(255) },
      flag: { dtype: 'BOOL', shape: [1, 1], data: Uint8Array.of(1) },
    },
    { metadata: { format: 'pt', '': '{"a":[1]}' } },
  ),
  fileOf(
    '{"__metadata__": {"format": "pt"}, "a": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12], "x": [1.5, {}]}, "b": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]}}',
    numbers.slice(0, 12),
  ),
];

/** Texts that a mutation inserts into a header. */
const scraps = ['{', '}', '[', ']', ',', ':', '"', '\\', ' ', '-', '0', '9', '.0', 'e5', 'null', 'true', '"shape"', '"dtype"', '"data_offsets"', '"__metadata__":{},', '[4,8]', 'F64', 'U8', '\\ud800', '\ufeff', '\0', '9007199254740993', '[[[[', '"a":1,']; // prettier-ignore

/**
 * Reads a file with random changes that follow from `seed`, and checks that it is refused with an error of the package,
 * or that what is read is in the file.
 *
 * @throws Error if not
 */
export function checkMutation(seed: number): 'read' | 'refused' {
  const file = mutate(seed);
  const problem = problemIn(file);
  if (typeof problem === 'string')
    throw new Error(`seed ${seed}: ${problem}, for ${Buffer.from(file).toString('latin1')}`);
  return problem ? 'refused' : 'read';
}

/** Each file, truncated to every length. */
export function* truncations(): Generator<Uint8Array> {
  for (const file of files) for (let length = 0; length < file.length; length++) yield file.slice(0, length);
}

/** What is wrong with the way a file is read; otherwise, whether it is refused. */
export function problemIn(file: Uint8Array): string | boolean {
  try {
    const { metadata, tensors } = readSafetensors(file);
    const again = readSafetensors(writeSafetensors(tensors, { metadata }));
    if (!isDeepStrictEqual(again, { metadata, tensors })) return 'it is not the same when it is written again';
    return isInFile(file) ? false : 'what was read is not what the header says';
  } catch (error) {
    const isOurs =
      error instanceof RangeError && error.message.startsWith('readSafetensors: ') && error.message.length < 400;
    return isOurs || `a foreign error: ${String(error)}`;
  }
}

/** Whether `JSON.parse` finds the same tensors in the header, and their bytes in the file. */
function isInFile(file: Uint8Array): boolean {
  const { tensors } = readSafetensors(file);
  const dataStart = 8 + Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, dataStart))) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const names = Object.keys(header).filter((name) => name !== '__metadata__');
  let bytes = 0;
  for (const name of names) {
    const { dtype, shape, data } = tensors.get(name) ?? {};
    if (dtype !== header[name].dtype || !isDeepStrictEqual(shape, header[name].shape) || data === undefined)
      return false;
    const [start, end] = header[name].data_offsets;
    const expected = file.slice(dataStart + start, dataStart + end);
    if (!isDeepStrictEqual(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), expected)) return false;
    bytes += expected.length;
  }
  return names.length === tensors.size && bytes === file.length - dataStart;
}

/** A file with one to four changes to its bits, its bytes, its length, or the text of its header. */
function mutate(seed: number): Uint8Array {
  const random = generator(seed);
  const pick = (n: number) => Math.floor(random() * n);
  let file = files[pick(files.length)].slice();
  for (let changes = 1 + pick(1 + pick(4)); changes > 0 && file.length > 0; changes--) {
    const headerLength = file.length < 8 ? 0 : Math.min(new DataView(file.buffer).getUint32(0, true), file.length - 8);
    const at = pick(file.length);
    switch (pick(6)) {
      case 0:
        file[file.length - 1 - pick(Math.min(16, file.length))] ^= 1 << pick(8); // the last numbers
        break;
      case 1:
        file[at] = pick(256);
        break;
      case 2:
        file[pick(Math.min(8, file.length))] ^= 1 << pick(8); // the header's length
        break;
      case 3:
        file = file.slice(0, at);
        break;
      case 4: {
        const longer = new Uint8Array(file.length + 1 + pick(9));
        longer.set(file);
        file = longer;
        break;
      }
      default:
        file = fileOf(editText(file.slice(8, 8 + headerLength), pick), file.slice(8 + headerLength));
    }
  }
  return file;
}

/** The header with a scrap inserted or in place of a few characters, or with a part repeated or removed. */
function editText(header: Uint8Array, pick: (n: number) => number): string {
  const text = new TextDecoder().decode(header);
  const [a, b] = [pick(text.length + 1), pick(text.length + 1)].sort((x, y) => x - y);
  switch (pick(4)) {
    case 0:
      return text.slice(0, a) + scraps[pick(scraps.length)] + text.slice(a);
    case 1:
      return text.slice(0, a) + scraps[pick(scraps.length)] + text.slice(a + pick(8));
    case 2:
      return text.slice(0, b) + text.slice(a);
    default:
      return text.slice(0, a) + text.slice(b);
  }
}

/** Numbers from 0 to 1 that follow from a seed: mulberry32, by Tommy Ettinger, in the public domain. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
