import { show } from '@microgpt/autograd';
import type { DType, StreamedTensor, TensorArray } from '@microgpt/safetensors';
import type { CheckedFile } from './checksums.ts';

/** A value that JSON can hold. */
export type JSONValue = null | boolean | number | string | readonly JSONValue[] | { readonly [key: string]: JSONValue };

/** The keys that stand for an array in the JSON: the value is the name of the tensor that holds its numbers. */
const ARRAY = '$array'; // a typed array
const TENSOR = '$tensor'; // { shape, data }, as `stateDict` returns it
/** The key beside {@link ARRAY} that names the class of an array whose numbers have no dtype: its bytes are saved. */
const CLASS = 'class';

const MOST_LEVELS = 100;

const dtypes: Readonly<Record<string, DType | undefined>> = {
  Float64Array: 'F64',
  Float32Array: 'F32',
  BigInt64Array: 'I64',
  Int32Array: 'I32',
  Int16Array: 'I16',
  Int8Array: 'I8',
  Uint8Array: 'U8',
};

/** The classes whose numbers have no dtype. */
const others: Readonly<Record<string, (new (buffer: ArrayBuffer) => ArrayBufferView) | undefined>> = {
  Uint16Array,
  Uint32Array,
  BigUint64Array,
  Uint8ClampedArray,
};

/**
 * Plain data as JSON. Each typed array is replaced by the name of a tensor, which is added to `tensors`.
 *
 * @param path the path of the data, which names the tensors and appears in errors
 * @param isOwn whether nobody else changes the arrays; otherwise they are copied
 * @throws TypeError if JSON cannot hold a value without changing it
 */
export function pack(
  op: string,
  value: unknown,
  path: string,
  tensors: Map<string, StreamedTensor>,
  isOwn = false,
): JSONValue {
  return packed(value, path, 0);

  function packed(x: unknown, at: string, level: number): JSONValue {
    if (x === null || typeof x === 'boolean' || typeof x === 'string' || Number.isFinite(x)) return x as JSONValue;
    if (level > MOST_LEVELS) throw new TypeError(`${op}: ${path} is nested too deeply, or contains itself`);
    if (ArrayBuffer.isView(x)) return packedArray(x, at);
    if (Array.isArray(x)) return Array.from(x, (item, i) => packed(item, `${at}.${i}`, level + 1));
    if (hasToJSON(x)) return packed(x.toJSON(), at, level + 1);
    if (!isPlainObject(x)) {
      throw new TypeError(`${op}: ${at} must be JSON or a typed array, got ${show(x)}; convert it first`);
    }
    if (isTensorData(x)) return { [TENSOR]: addTensor(x.data, x.shape, at) };
    const entries = Object.entries(x).filter(([, item]) => item !== undefined);
    const reserved = entries.find(([key]) => key === ARRAY || key === TENSOR);
    if (reserved) throw new TypeError(`${op}: ${at} has the key "${reserved[0]}", which is reserved; rename it`);
    return Object.fromEntries(entries.map(([key, item]) => [key, packed(item, `${at}.${key}`, level + 1)]));
  }

  function packedArray(x: ArrayBufferView, at: string): JSONValue {
    const kind = kindOf(x);
    if (dtypes[kind] !== undefined) return { [ARRAY]: addTensor(x as TensorArray, [(x as TensorArray).length], at) };
    if (others[kind] === undefined) throw new TypeError(`${op}: ${at} must be JSON or a typed array, got ${show(x)}`);
    const bytes = new Uint8Array(x.buffer, x.byteOffset, x.byteLength);
    return { [ARRAY]: addTensor(bytes, [bytes.length], at), [CLASS]: kind };
  }

  function addTensor(data: TensorArray, shape: readonly number[], at: string): string {
    let name = at;
    for (let times = 2; tensors.has(name); times++) name = `${at}#${times}`; // 'a.b' in one place, 'a' and 'b' in another
    tensors.set(name, { dtype: dtypes[kindOf(data)] ?? 'U8', shape: [...shape], data: isOwn ? data : data.slice() });
    return name;
  }
}

/**
 * The data that was passed to {@link pack}, with its arrays read from the file.
 *
 * @throws RangeError if the file lacks one of them
 */
export async function unpack(op: string, json: JSONValue, file: CheckedFile): Promise<unknown> {
  if (typeof json !== 'object' || json === null) return json;
  if (isList(json)) {
    const items: unknown[] = [];
    for (const item of json) items.push(await unpack(op, item, file));
    return items;
  }
  if (Object.hasOwn(json, ARRAY)) return ofClass(json[CLASS], (await arrayOf(json[ARRAY])).data);
  if (Object.hasOwn(json, TENSOR)) return arrayOf(json[TENSOR]);
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(json)) entries.push([key, await unpack(op, item, file)]);
  return Object.fromEntries(entries); // even a key such as __proto__ becomes a plain entry

  async function arrayOf(name: JSONValue): Promise<{ readonly shape: readonly number[]; readonly data: TensorArray }> {
    const info = typeof name === 'string' ? file.tensors.get(name) : undefined;
    if (info !== undefined) return { shape: info.shape, data: await file.read(op, name as string) };
    throw new RangeError(`${op}: the file lacks the tensor ${show(name)}, which its metadata mentions; it is damaged`);
  }
}

/** The array of a class whose bytes were saved; the data itself for others. */
function ofClass(name: JSONValue | undefined, data: TensorArray): ArrayBufferView {
  const array = typeof name === 'string' && Object.hasOwn(others, name) ? others[name] : undefined;
  return array === undefined ? data : new array(data.slice().buffer);
}

/** The class of a value. Unlike `instanceof`, it recognizes values from another realm. */
export function kindOf(x: unknown): string {
  return Object.prototype.toString.call(x).slice(8, -1);
}

/** Narrows better than `Array.isArray`, which does not know readonly arrays. */
function isList(x: object): x is readonly JSONValue[] {
  return Array.isArray(x);
}

function isPlainObject(x: unknown): x is Readonly<Record<string, unknown>> {
  if (typeof x !== 'object' || x === null) return false;
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === null || Object.getPrototypeOf(prototype) === null; // from any realm
}

function hasToJSON(x: unknown): x is { toJSON(): unknown } {
  return typeof (x as { toJSON?: unknown } | undefined)?.toJSON === 'function';
}

/** Whether x holds the numbers of a tensor, as `stateDict` returns them. */
function isTensorData(x: Readonly<Record<string, unknown>>): x is { shape: readonly number[]; data: TensorArray } {
  const { shape, data, ...rest } = x;
  if (!Array.isArray(shape) || dtypes[kindOf(data)] === undefined || Object.keys(rest).length > 0) return false;
  return shape.reduce((size: number, axis) => size * Number(axis), 1) === (data as TensorArray).length;
}
