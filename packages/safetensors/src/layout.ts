import { arrays, byteCount } from './dtypes.ts';
import { wrong } from './errors.ts';
import { LENGTH_BYTES, METADATA, parseHeader, tensorName, type TensorInfo } from './header.ts';

/** Values by name: a `Map`, an array of pairs, or a plain object. */
export type Named<T> = Iterable<readonly [name: string, value: T]> | Readonly<Record<string, T>>;

/** A file before its numbers are written. */
export interface Layout<T> {
  /** The first bytes of the file: the length of the header and the header. */
  readonly header: Uint8Array<ArrayBuffer>;
  /** The tensors in the order of their places. */
  readonly tensors: readonly { readonly name: string; readonly tensor: T; readonly bytes: number }[];
  /** The number of bytes in the whole file. */
  readonly size: number;
}

/**
 * Assigns each tensor its place: larger dtypes first, so that all are aligned.
 *
 * @throws RangeError or TypeError if a name, a dtype, a shape or the metadata is invalid
 */
export function layOut<T extends Pick<TensorInfo, 'dtype' | 'shape'>>(
  operation: string,
  tensors: Named<T>,
  { metadata, ...rest }: { readonly metadata?: Named<string> },
): Layout<T> {
  for (const option in rest) throw wrong(operation, 'the option', 'metadata', option, TypeError);
  const all = pairsOf(tensors).map(([name, tensor]) => {
    const { dtype, shape } = tensor;
    const bytes = byteCount(operation, tensorName(name), tensor);
    return { name, tensor, bytes, entry: { dtype, shape, data_offsets: [0, 0] } };
  });
  const placed = [...all].sort(
    (a, b) => arrays[b.tensor.dtype].BYTES_PER_ELEMENT - arrays[a.tensor.dtype].BYTES_PER_ELEMENT,
  );
  let size = 0;
  for (const { entry, bytes } of placed) entry.data_offsets = [size, (size += bytes)];

  const members = all.map(({ name, entry }) => memberText([name, entry]));
  if (metadata) members.unshift(`"${METADATA}":{${pairsOf(metadata).map(memberText).join()}}`);
  const text = new TextEncoder().encode(`{${members.join()}}`);
  const header = new Uint8Array((LENGTH_BYTES + text.length + 7) & -8).fill(0x20); // a multiple of 8: aligned
  new DataView(header.buffer).setBigUint64(0, BigInt(header.length - LENGTH_BYTES), true);
  header.set(text, LENGTH_BYTES);
  size += header.length;
  parseHeader(operation, header, size); // what could not be read is not written
  return { header, tensors: placed, size };
}

function pairsOf<T>(named: Named<T>): (readonly [string, T])[] {
  return Symbol.iterator in named ? [...(named as Iterable<readonly [string, T]>)] : Object.entries(named);
}

/** A member of an object as JSON. `JSON.stringify` of the object would put names that are integers first. */
function memberText([name, value]: readonly [string, unknown]): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}
