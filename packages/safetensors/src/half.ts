// The two floating-point types of 16 bits, for which JavaScript has no array: a sign, an exponent and a fraction.

/** Bits of the fraction of F16 (IEEE 754 binary16) and BF16 (the upper half of a float32). */
export const fractionBits: Readonly<Record<string, number | undefined>> = { F16: 10, BF16: 7 };

/** Writes the numbers that `bits` stand for into `to`. Each is exact, because every one of them is a float32 as well. */
export function halfToFloat(fraction: number, bits: Uint16Array, to: Float32Array | Float64Array): void {
  const { smallest, infinity, float, floatBits } = layoutOf(fraction);
  const scale = 2 ** (smallest + 126); // a float32's smallest exponent is −126
  for (let i = 0; i < bits.length; i++) {
    const magnitude = bits[i] & 0x7fff;
    floatBits[0] = magnitude << (23 - fraction);
    const value = magnitude < infinity ? float[0] * scale : magnitude > infinity ? NaN : Infinity;
    to[i] = bits[i] & 0x8000 ? -value : value;
  }
}

/** Bits of the numbers nearest to those given; of two equally near, of the one whose last bit is 0. */
export function floatToHalf(fraction: number, numbers: Float32Array | Float64Array): Uint16Array {
  const { smallest, infinity, float, floatBits } = layoutOf(fraction);
  const sizes = Float64Array.from({ length: 256 }, (_, i) => 2 ** (smallest + i - fraction)); // the last bit's, by exponent
  const bits = new Uint16Array(numbers.length);
  for (let i = 0; i < bits.length; i++) {
    const x = (float[0] = numbers[i]);
    // If float32 rounds x up to a power of two, so does the half type: the exponent is right all the same.
    const exponent = Math.max(((floatBits[0] >>> 23) & 0xff) - 127, smallest);
    const units = Math.abs(x) / sizes[exponent - smallest] + 2 ** 52 - 2 ** 52; // the sum rounds to an integer, ties to even
    // A subnormal number has exponent bits 0, and fewer than 2^fraction units. A carry raises the exponent.
    const magnitude = Math.min(((exponent - smallest) << fraction) + units, infinity);
    bits[i] = ((floatBits[0] >>> 16) & 0x8000) | (Number.isNaN(x) ? 0x7fff : magnitude);
  }
  return bits;
}

/** The numbers that a width of the fraction implies, and a float32 whose bits can be seen. */
function layoutOf(fraction: number) {
  const float = new Float32Array(1);
  return {
    smallest: 2 - 2 ** (14 - fraction), // exponent of the smallest normal number
    infinity: 0x8000 - 2 ** fraction, // all bits of the exponent; with a fraction they mean NaN
    float,
    floatBits: new Uint32Array(float.buffer),
  };
}
