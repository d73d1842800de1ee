import type { SafetensorsFile, StreamedTensor, TensorArray } from '@microgpt/safetensors';
import { checksum, checksumOfText } from './checksum.ts';

/** The name of the last tensor, which holds the checksums of the JSON and of the other tensors in the order of the file. */
const CHECKSUMS = 'checksums';

/** The tensors, followed by their checksums, which are computed when the tensors are written. */
export function withChecksums(tensors: ReadonlyMap<string, StreamedTensor>, json: string): [string, StreamedTensor][] {
  const sums = [checksumOfText(json)];
  const summed = Array.from(tensors, ([name, { dtype, shape, data }]): [string, StreamedTensor] => {
    const read = async (): Promise<TensorArray> => {
      const numbers = typeof data === 'function' ? await data() : data;
      sums.push(checksum(name, shape, numbers));
      return numbers;
    };
    return [name, { dtype, shape, data: read }];
  });
  // Bytes, because the widest dtypes are written first.
  const shape = [4 * (summed.length + 1)];
  return [...summed, [CHECKSUMS, { dtype: 'U8', shape, data: () => new Uint8Array(Int32Array.from(sums).buffer) }]];
}

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

  /** @throws RangeError if the file has other checksums than one of the JSON and one for each tensor, or the JSON is damaged */
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
    const numbers = await this.#file.read(name);
    if (checksum(name, this.tensors.get(name)?.shape ?? [], numbers) === this.#sums.get(name)) return numbers;
    throw damaged(op, `"${name}"`);
  }
}

function damaged(op: string, what: string): RangeError {
  return new RangeError(`${op}: the checksum of ${what} differs; the file is damaged, so go back to another one`);
}
