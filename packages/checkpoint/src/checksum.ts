import type { TensorArray } from '@microgpt/safetensors';

/**
 * The CRC-32 of a tensor's name, dtype, shape and numbers, as in zlib and Python's `zlib.crc32`. It changes with any single bit,
 * and with any damage of up to 32 bits in a row.
 *
 * It detects damage, not tampering. Half a gigabyte takes less than half a second.
 *
 * @see https://www.w3.org/TR/png-3/#D-CRCAppendix
 */
export class Checksum {
  #state: number;

  constructor(name: string, dtype: string, shape: readonly number[]) {
    this.#state = checksumOfText(`${name} ${dtype} (${shape.join()})`);
  }

  /** Adds numbers. A tensor in several arrays has the same sum as in one. */
  add(numbers: TensorArray): this {
    const { buffer, byteOffset, byteLength } = numbers.byteOffset % 4 === 0 ? numbers : numbers.slice();
    const rest = byteLength % 4;
    this.#state = crcOfWords(this.#state, new Int32Array(buffer, byteOffset, (byteLength - rest) / 4));
    this.#state = crcOfBytes(this.#state, new Uint8Array(buffer, byteOffset + byteLength - rest, rest));
    return this;
  }

  /** The sum of the numbers so far. */
  get value(): number {
    return this.#state;
  }
}

/** The checksum of a text. */
export function checksumOfText(text: string): number {
  return crcOfBytes(0, new TextEncoder().encode(text));
}

/** The CRC after more bytes: the definition. */
function crcOfBytes(crc: number, bytes: Uint8Array): number {
  let c = ~crc;
  for (const byte of bytes) c = (c >>> 8) ^ last[(c ^ byte) & 0xff];
  return ~c;
}

/** The CRC after the bytes of more words: four at a time, twice as fast. */
function crcOfWords(crc: number, words: Int32Array): number {
  let c = ~crc;
  const { length } = words;
  for (let i = 0; i < length; i++) {
    c ^= words[i];
    c = first[c & 0xff] ^ second[(c >>> 8) & 0xff] ^ third[(c >>> 16) & 0xff] ^ last[c >>> 24];
  }
  return ~c;
}

/** The remainder of each byte, followed by 0, 1, 2 and 3 bytes of zeros. */
const last = Int32Array.from({ length: 256 }, (_, byte) => {
  let c = byte;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});
const third = followedByZero(last);
const second = followedByZero(third);
const first = followedByZero(second);

function followedByZero(remainders: Int32Array): Int32Array {
  return remainders.map((c) => (c >>> 8) ^ last[c & 0xff]);
}
