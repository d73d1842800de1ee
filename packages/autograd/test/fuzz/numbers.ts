// Lists of numbers that a program writes as a formula.

/** Numbers from −2 to 2 that float32 holds exactly, neighbours far apart. */
export function wave(count: number, seed: number): Float64Array {
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++) numbers[i] = (((i * 7919 + seed * 4637) % 4093) - 2046) / 1024;
  return numbers;
}

/** Like {@link wave}, from 0.5 to 2.5. */
export function positiveWave(count: number, seed: number): Float64Array {
  return wave(count, seed).map((x) => 0.5 + Math.abs(x));
}

/** Indices from 0 to `below` − 1. */
export function indices(count: number, below: number, seed: number): number[] {
  return Array.from({ length: count }, (_, i) => (i * 7919 + seed) % below);
}
