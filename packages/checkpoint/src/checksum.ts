import type { TensorArray } from '@microgpt/safetensors';

/**
 * A 32-bit checksum of a tensor, which changes with every single bit of its numbers, its name or its shape.
 *
 * It finds damage, not manipulation: half a gigabyte takes a third of a second, and a cryptographic hash would take seconds.
 */
export function checksum(name: string, shape: readonly number[], data: TensorArray): number {
  const { buffer, byteOffset, byteLength } = data.byteOffset % 4 === 0 ? data : data.slice();
  const start = checksumOfText(`${name} (${shape.join()})`);
  const words = mix(start, new Int32Array(buffer, byteOffset, byteLength >>> 2));
  return mix(words, new Uint8Array(buffer, byteOffset + byteLength - (byteLength % 4), byteLength % 4));
}

/** The checksum of a text. */
export function checksumOfText(text: string): number {
  return mix(0, new TextEncoder().encode(text));
}

/** Every step maps different states to different states, so no single change is lost; the shift spreads it to lower bits. */
function mix(state: number, numbers: Int32Array | Uint8Array): number {
  let h = state;
  const { length } = numbers;
  for (let i = 0; i < length; i++) {
    h = Math.imul(h ^ numbers[i], 0x9e3779b1); // 2³² divided by the golden ratio, odd
    h ^= h >>> 15;
  }
  return h;
}
