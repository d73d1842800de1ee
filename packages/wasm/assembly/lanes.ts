// Vectors of four numbers: partial loads and stores at the end of a row, and reductions and transposes.

/** The first `count` (1, 2 or 3) numbers at p; the other lanes are 0, and nothing after them is read. */
@inline
export function loadPart(p: usize, count: i32): v128 {
  if (count == 1) return v128.load32_zero(p);
  const two = v128.load64_zero(p);
  return count == 2 ? two : v128.load32_lane(p, two, 2, 8);
}

/** Writes the first `count` (1, 2 or 3) numbers of x at p, and nothing after them. */
@inline
export function storePart(p: usize, x: v128, count: i32): void {
  if (count == 1) {
    v128.store32_lane(p, x, 0);
    return;
  }
  v128.store64_lane(p, x, 0);
  if (count == 3) v128.store32_lane(p, x, 2, 8);
}

/** A vector whose first `count` (1, 2 or 3) lanes are all ones and whose others are zero. */
@inline
export function firstLanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** x₀ + x₁ + x₂ + x₃, in every lane. */
@inline
export function sumLanes(x: v128): v128 {
  const pairs = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.add(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2));
}

/** The largest of four numbers, in every lane. */
@inline
export function maxLanes(x: v128): v128 {
  const pairs = f32x4.pmax(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.pmax(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2));
}

/** The size of n numbers in bytes. */
@inline
export function bytes(n: i32): usize {
  return <usize>n << 2;
}

/** The address n numbers after p. */
@inline
export function after(p: usize, n: i32): usize {
  return p + bytes(n);
}

/** The first lanes of four vectors. With column1 to column3 it is their transpose, whose common parts the compiler shares. */
@inline
export function column0(r0: v128, r1: v128, r2: v128, r3: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), 0, 1, 4, 5);
}
@inline
export function column1(r0: v128, r1: v128, r2: v128, r3: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), 2, 3, 6, 7);
}
@inline
export function column2(r0: v128, r1: v128, r2: v128, r3: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), v128.shuffle<f32>(r2, r3, 2, 6, 3, 7), 0, 1, 4, 5);
}
@inline
export function column3(r0: v128, r1: v128, r2: v128, r3: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), v128.shuffle<f32>(r2, r3, 2, 6, 3, 7), 2, 3, 6, 7);
}

/** Transposes the four vectors at x0 … x3, and writes them at y and every `step` bytes after it. */
@inline
export function transpose4x4(x0: usize, x1: usize, x2: usize, x3: usize, y: usize, step: usize): void {
  const r0 = v128.load(x0);
  const r1 = v128.load(x1);
  const r2 = v128.load(x2);
  const r3 = v128.load(x3);
  v128.store(y, column0(r0, r1, r2, r3));
  v128.store(y + step, column1(r0, r1, r2, r3));
  v128.store(y + 2 * step, column2(r0, r1, r2, r3));
  v128.store(y + 3 * step, column3(r0, r1, r2, r3));
}
