import { show } from '@microgpt/autograd';
import type { DType, StreamedTensor, TensorArray } from '@microgpt/safetensors';
import type { CheckedFile } from './checksums.ts';

/** A value that JSON can hold. */
export type JSONValue = null | boolean | number | string | readonly JSONValue[] | { readonly [key: string]: JSONValue };

/** The keys that stand for an array in the JSON: the value is the name of the tensor that holds its numbers. */
const ARRAY = '$array'; // a typed array
const TENSOR = '$tensor'; // { shape, data }, as `stateDict` returns it

const MOST_LEVELS = 100;

const dtypes: readonly (readonly [DType, new (length: number) => TensorArray])[] = [
  ['F64', Float64Array],
  ['F32', Float32Array],
  ['I64', BigInt64Array],
  ['I32', Int32Array],
  ['I16', Int16Array],
  ['I8', Int8Array],
  ['U8', Uint8Array],
];

/**
 * Plain data as JSON. Each typed array is replaced by the name of a tensor, which is added to `tensors`.
 *
 * @param path the path of the data, which names the tensors and appears in errors
 * @throws TypeError if JSON cannot hold a value without changing it
 */
export function pack(op: string, value: unknown, path: string, tensors: Map<string, StreamedTensor>): JSONValue {
  return packed(value, path, 0);

  function packed(x: unknown, at: string, level: number): JSONValue {
    if (x === null || typeof x === 'boolean' || typeof x === 'string' || Number.isFinite(x)) return x as JSONValue;
    if (level > MOST_LEVELS) throw new TypeError(`${op}: ${path} is nested too deeply, or contains itself`);
    if (ArrayBuffer.isView(x)) return { [ARRAY]: addTensor(x, [(x as Uint8Array).length], at) };
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

  function addTensor(data: ArrayBufferView, shape: readonly number[], at: string): string {
    const row = dtypes.find(([, array]) => data instanceof array);
    if (row === undefined) {
      const names = dtypes.map(([, array]) => array.name).join(', ');
      throw new TypeError(`${op}: ${at} is ${show(data)}; a checkpoint holds ${names}`);
    }
    let name = at;
    for (let times = 2; tensors.has(name); times++) name = `${at}#${times}`; // 'a.b' in one place, 'a' and 'b' in another
    tensors.set(name, { dtype: row[0], shape, data: data as TensorArray });
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
  if (Object.hasOwn(json, ARRAY)) return (await arrayOf(json[ARRAY])).data;
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
  const { shape, data, ...others } = x;
  if (!Array.isArray(shape) || !ArrayBuffer.isView(data) || Object.keys(others).length > 0) return false;
  return shape.reduce((size: number, axis) => size * Number(axis), 1) === (data as TensorArray).length;
}
