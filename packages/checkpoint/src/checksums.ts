import type { SafetensorsFile, StreamedTensor, TensorArray } from '@microgpt/safetensors';
import { Checksum, checksumOfText } from './checksum.ts';

/** The name of the last tensor, which holds the checksums of the JSON and of the other tensors in the order of the file. */
const CHECKSUMS = 'checksums';

/**
 * The tensors, followed by their checksums, which are computed when the tensors are written.
 *
 * @param expected the checksums that some of the tensors must have when they are written
 * @throws Error while they are written, if one has another checksum; what was written so far is not a complete file
 */
export function withChecksums(
  op: string,
  tensors: ReadonlyMap<string, StreamedTensor>,
  json: string,
  expected: ReadonlyMap<string, number>,
): [string, StreamedTensor][] {
  const sums = [checksumOfText(json)];
  const summed = Array.from(tensors, ([name, { dtype, shape, data }]): [string, StreamedTensor] => {
    async function* pieces(): AsyncGenerator<TensorArray, void> {
      const sum = new Checksum(name, dtype, shape);
      const made = typeof data === 'function' ? await data() : data;
      for await (const piece of Symbol.asyncIterator in made ? made : [made]) {
        sum.add(piece);
        yield piece;
      }
      if ((expected.get(name) ?? sum.value) !== sum.value) {
        throw new Error(
          `${op}: ${JSON.stringify(name)} changed while the file was written; write all of it before you train on`,
        );
      }
      sums.push(sum.value);
    }
    return [name, { dtype, shape, data: pieces }];
  });
  // U8, because the widest dtypes are written first and the checksums must be last.
  const shape = [4 * (summed.length + 1)];
  return [...summed, [CHECKSUMS, { dtype: 'U8', shape, data: () => new Uint8Array(Int32Array.from(sums).buffer) }]];
}

/** A range of indices in row-major order, excluding the end; without an end, it goes up to the last number. */
export type Range = readonly [start: number, end?: number];

/** A file whose tensors are compared with their checksums as they are read. */
export class CheckedFile {
  readonly tensors: SafetensorsFile['tensors'];
  readonly #file: SafetensorsFile;
  readonly #sums: ReadonlyMap<string, number>;

  private constructor(file: SafetensorsFile, sums: ReadonlyMap<string, number>) {
    this.tensors = file.tensors;
    this.#file = file;
    this.#sums = sums;
  }

  /**
   * @throws RangeError unless the file has one checksum for the JSON and one for each tensor, and the JSON is undamaged
   */
  static async open(op: string, file: SafetensorsFile, json: string): Promise<CheckedFile> {
    const names = [...file.tensors]
      .sort(([, a], [, b]) => a.start - b.start || a.end - b.end)
      .map(([name]) => name)
      .filter((name) => name !== CHECKSUMS);
    const isComplete = file.tensors.get(CHECKSUMS)?.shape[0] === 4 * (names.length + 1);
    if (!isComplete)
      throw new RangeError(`${op}: the file lacks checksums, or has those of other tensors; it is damaged`);
    const bytes = (await file.read(CHECKSUMS)).slice();
    const [ofJSON, ...sums] = new Int32Array(bytes.buffer);
    if (checksumOfText(json) !== ofJSON) throw damaged(op, 'the metadata');
    return new CheckedFile(file, new Map(names.map((name, i) => [name, sums[i]])));
  }

  /** @throws RangeError if the numbers are not those that were written */
  async read(op: string, name: string): Promise<TensorArray> {
    let all: TensorArray = new Uint8Array();
    for await (const piece of this.readPieces(op, name, [[0]])) all = piece; // one, of all numbers
    return all;
  }

  /**
   * The numbers of a tensor in ranges that together cover all of them.
   *
   * @throws RangeError after the last piece, if the numbers are not those that were written
   */
  async *readPieces(op: string, name: string, ranges: readonly Range[]): AsyncGenerator<TensorArray, void> {
    const { dtype, shape } = this.tensors.get(name) ?? { dtype: '', shape: [] };
    const sum = new Checksum(name, dtype, shape);
    for (const [start, end] of ranges) {
      const piece = await this.#file.read(name, start, end);
      sum.add(piece);
      yield piece;
    }
    if (sum.value !== this.#sums.get(name)) throw damaged(op, `"${name}"`);
  }
}

function damaged(op: string, what: string): RangeError {
  return new RangeError(`${op}: the checksum of ${what} differs; the file is damaged, so use another one`);
}
