// The two floating-point types of 16 bits, for which JavaScript has no array.

import type { DType } from './dtypes.ts';

/** How a type of 16 bits divides them: one for the sign, then the exponent, then the fraction. */
interface Half {
  readonly fractionBits: number;
  /** Exponent of the smallest normal number, a power of two. */
  readonly minExponent: number;
  /** Bits of infinity: all of the exponent's. With a fraction they mean NaN. */
  readonly infinity: number;
}

/** The layouts of F16 (IEEE 754 binary16) and BF16 (the upper half of a float32). */
export const halves: Readonly<Partial<Record<DType, Half>>> = {
  F16: { fractionBits: 10, minExponent: -14, infinity: 0x7c00 },
  BF16: { fractionBits: 7, minExponent: -126, infinity: 0x7f80 },
};

/** Writes the numbers that `bits` stand for into `to`. Each is exact: float32 has every number of both types. */
export function halfToFloat(half: Half, bits: Uint16Array, to: Float32Array | Float64Array): void {
  const { fractionBits, minExponent, infinity } = half;
  const float = new Float32Array(1);
  const floatBits = new Uint32Array(float.buffer);
  // The exponent's bits count from minExponent − 1, a float32's from −127.
  const scale = 2 ** (minExponent + 126);
  for (let i = 0; i < bits.length; i++) {
    const magnitude = bits[i] & 0x7fff;
    floatBits[0] = magnitude << (23 - fractionBits);
    const value = magnitude < infinity ? float[0] * scale : magnitude === infinity ? Infinity : NaN;
    to[i] = bits[i] & 0x8000 ? -value : value;
  }
}

/** Bits of the numbers nearest to those given; of two equally near, of the one whose last bit is 0. */
export function floatToHalf(half: Half, numbers: Float32Array | Float64Array): Uint16Array {
  const { fractionBits, minExponent, infinity } = half;
  const double = new Float64Array(1);
  const words = new Uint32Array(double.buffer); // low, high
  const bits = new Uint16Array(numbers.length);
  for (let i = 0; i < bits.length; i++) {
    const x = numbers[i];
    const magnitude = Math.abs(x);
    double[0] = magnitude;
    const exponent = Math.max((words[1] >>> 20) - 1023, minExponent);
    words[0] = 0;
    words[1] = (exponent - fractionBits + 1023) << 20;
    const unit = double[0]; // 2^(exponent − fractionBits), the distance between neighbours
    const units = magnitude / unit + 2 ** 52 - 2 ** 52; // this addition rounds to an integer, ties to even
    // The first 2^fractionBits units are the subnormal numbers, whose exponent bits are 0. A carry raises the exponent.
    const rounded = Math.min(((exponent - minExponent) << fractionBits) + units, infinity);
    bits[i] = (x !== x ? infinity + 2 ** (fractionBits - 1) : rounded) | (x < 0 || Object.is(x, -0) ? 0x8000 : 0);
  }
  return bits;
}
