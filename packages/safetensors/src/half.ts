// The two floating-point types of 16 bits, for which JavaScript has no array: a sign, an exponent and a fraction. A number
// is a count of units. Its exponent says how large the unit is, and the bits without the sign are that exponent, shifted,
// plus the count: the first bit of the count, which is always 1 unless the exponent is the smallest, makes it one larger.

/** The number of bits in the fraction of F16 (IEEE 754 binary16) and BF16 (the upper half of a float32). */
export const fractionBits: Readonly<Record<string, number | undefined>> = { F16: 10, BF16: 7 };

/** Writes the numbers that `bits` stand for into `to`. Each is exact, because it is also a float32. */
export function halfToFloat(fraction: number, bits: Uint16Array, to: Float32Array | Float64Array): void {
  const [infinity, , units] = layoutOf(fraction);
  for (let i = 0; i < bits.length; i++) {
    const magnitude = bits[i] & 0x7fff;
    const exponent = Math.max((magnitude >> fraction) - 1, 0);
    const finite = (magnitude - (exponent << fraction)) * units[exponent];
    const value = magnitude < infinity ? finite : magnitude > infinity ? NaN : Infinity;
    to[i] = bits[i] >> 15 ? -value : value;
  }
}

/** The bits of the numbers nearest to the given ones; a tie goes to the number whose last bit is 0. */
export function floatToHalf(fraction: number, numbers: Float32Array | Float64Array): Uint16Array {
  const [infinity, smallest, units] = layoutOf(fraction);
  const float = new Float32Array(1);
  const floatBits = new Uint32Array(float.buffer);
  const bits = new Uint16Array(numbers.length);
  for (let i = 0; i < bits.length; i++) {
    const x = (float[0] = numbers[i]);
    // If float32 rounds x up to a power of two, so does the half type, and the exponent is still right.
    const exponent = Math.max(((floatBits[0] >> 23) & 0xff) - 127 - smallest, 0);
    const count = Math.abs(x) / units[exponent] + 2 ** 52 - 2 ** 52; // the sum rounds to an integer, ties to even
    // A carry from the count raises the exponent.
    const magnitude = Number.isNaN(x) ? 0x7fff : Math.min((exponent << fraction) + count, infinity);
    bits[i] = ((floatBits[0] >> 16) & 0x8000) | magnitude;
  }
  return bits;
}

/** What a width of the fraction implies. */
function layoutOf(fraction: number): [infinity: number, smallest: number, units: Float64Array] {
  const infinity = 0x8000 - 2 ** fraction; // all bits of the exponent; with a fraction they mean NaN
  const smallest = 2 - 2 ** (14 - fraction); // exponent of the smallest normal number
  return [infinity, smallest, Float64Array.from({ length: 256 }, (_, i) => 2 ** (smallest + i - fraction))];
}
