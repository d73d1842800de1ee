import type { TensorArray } from '@microgpt/safetensors';

/**
 * A 32-bit checksum of a tensor, which changes with any single bit of its numbers, its name, its dtype or its shape.
 *
 * It detects damage, not tampering. Half a gigabyte takes a third of a second.
 */
export class Checksum {
  #state: number;

  constructor(name: string, dtype: string, shape: readonly number[]) {
    this.#state = checksumOfText(`${name} ${dtype} (${shape.join()})`);
  }

  /**
   * Adds numbers. A tensor in several arrays has the same sum as in one if each array but the last has a multiple of 4
   * bytes.
   */
  add(numbers: TensorArray): this {
    const { buffer, byteOffset, byteLength } = numbers.byteOffset % 4 === 0 ? numbers : numbers.slice();
    const rest = byteLength % 4;
    this.#state = mix(this.#state, new Int32Array(buffer, byteOffset, (byteLength - rest) / 4));
    this.#state = mix(this.#state, new Uint8Array(buffer, byteOffset + byteLength - rest, rest));
    return this;
  }

  /** The sum of the numbers so far. */
  get value(): number {
    return this.#state;
  }
}

/** The checksum of a text. */
export function checksumOfText(text: string): number {
  return mix(0, new TextEncoder().encode(text));
}

/**
 * The state after more numbers. Every step maps different states to different states, so no single change is lost. The
 * shift spreads it to the lower bits.
 */
function mix(state: number, numbers: Int32Array | Uint8Array): number {
  let h = state;
  const { length } = numbers;
  for (let i = 0; i < length; i++) {
    h = Math.imul(h ^ numbers[i], 0x9e3779b1); // 2³² divided by the golden ratio, odd
    h ^= h >>> 15;
  }
  return h;
}
