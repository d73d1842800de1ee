import { describe, expect, test } from 'vitest';
import { bytesSource, type DType, openSafetensors, readSafetensors, writeSafetensors } from '../src/index.ts';

/** The bits of exponent and fraction: F16 is IEEE 754-2019's binary16, BF16 has the exponent of binary32. */
const formats = [
  ['F16', 5, 10],
  ['BF16', 8, 7],
] as const;

const allBits = Uint16Array.from({ length: 0x10000 }, (_, i) => i);

describe.each(formats)('%s', (dtype, exponentBits, fractionBits) => {
  /** Section 3.4 of IEEE 754-2019: (−1)^S · 2^(E − bias) · (1 + T/2^t), or 2^(1 − bias) · T/2^t if E is 0. */
  function valueOf(bits: number): number {
    const sign = bits >> 15 === 1 ? -1 : 1;
    const exponent = (bits >> fractionBits) % 2 ** exponentBits;
    const fraction = (bits % 2 ** fractionBits) / 2 ** fractionBits;
    const bias = 2 ** (exponentBits - 1) - 1;
    if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : NaN;
    return exponent === 0 ? sign * 2 ** (1 - bias) * fraction : sign * 2 ** (exponent - bias) * (1 + fraction);
  }

  const values = Float64Array.from(allBits, valueOf);
  const infinity = (2 ** exponentBits - 1) << fractionBits;

  test('all 65,536 bit patterns are read as the numbers that the standard defines', async () => {
    const file = await openSafetensors(bytesSource(write(dtype, allBits)));
    expect(await file.readFloat64('x')).toEqual(values);
    expect(await file.readFloat32('x')).toEqual(Float32Array.from(values));
    expect(await file.read('x')).toEqual(allBits);
  });

  test.each([Float32Array, Float64Array])('every number is written as its own bits, from a %o', (array) => {
    const bits = bitsOf(array.from(values));
    for (const i of allBits) {
      if (Number.isNaN(values[i])) expect(valueOf(bits[i])).toBeNaN();
      else expect(bits[i]).toBe(i);
    }
  });

  test('a number halfway between two is written as the one whose last bit is 0, others as the nearest', () => {
    // From 0 to the largest number, and the infinity after it, which stands for the number that would follow.
    const ends = Array.from(allBits.slice(0, infinity + 1), (i) =>
      i === infinity ? 2 * values[i - 1] - values[i - 2] : values[i],
    );
    const middles = ends.slice(1).map((x, i) => (x + ends[i]) / 2);
    const near = (x: number, sign: number) => x + sign * x * 2 ** -40;
    const even = middles.map((_, i) => i + (i % 2));
    for (const sign of [1, -1]) {
      const signBit = sign < 0 ? 0x8000 : 0;
      expect([...bitsOf(Float64Array.from(middles, (x) => sign * x))]).toEqual(even.map((i) => i | signBit));
      expect([...bitsOf(Float64Array.from(middles, (x) => sign * near(x, 1)))]).toEqual(
        even.map((_, i) => (i + 1) | signBit),
      );
      expect([...bitsOf(Float64Array.from(middles, (x) => sign * near(x, -1)))]).toEqual(
        even.map((_, i) => i | signBit),
      );
    }
  });

  test('numbers that are too large become infinite, those that are too small become zero, and NaN stays NaN', () => {
    const bits = bitsOf(Float64Array.of(1.7e308, -1.7e308, Infinity, -Infinity, 5e-324, -5e-324, 0, -0, NaN));
    expect([...bits.slice(0, 8)]).toEqual([
      infinity,
      infinity | 0x8000,
      infinity,
      infinity | 0x8000,
      0,
      0x8000,
      0,
      0x8000,
    ]);
    expect(valueOf(bits[8])).toBeNaN();
  });

  function bitsOf(data: Float32Array | Float64Array): Uint16Array {
    return readSafetensors(write(dtype, data)).tensors.get('x')?.data as Uint16Array;
  }
});

function write(dtype: DType, data: Uint16Array | Float32Array | Float64Array): Uint8Array {
  return writeSafetensors({ x: { dtype, shape: [data.length], data } });
}
