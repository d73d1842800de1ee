// Functions that select between their operands: maximum, minimum, comparisons, where and dropout, named like the rows in
// autograd's elementwise.ts. The plain version applies the formula of each function to every row i and column j. b has one
// number for each row; with `alike` it has one for each number of a, and there is only one row.

import { after, loadPart, storePart } from './lanes';

/** y = max(a, b) */
export function maximum(a: usize, b: usize, y: usize, rows: i32, columns: i32, alike: i32): void {
  choose<Maximum>(a, b, y, rows, columns, alike);
}
/** y = min(a, b) */
export function minimum(a: usize, b: usize, y: usize, rows: i32, columns: i32, alike: i32): void {
  choose<Minimum>(a, b, y, rows, columns, alike);
}
/** y = 1 where a > b, else 0 */
export function greater(a: usize, b: usize, y: usize, rows: i32, columns: i32, alike: i32): void {
  choose<Greater>(a, b, y, rows, columns, alike);
}
/** y = 1 where a < b, else 0 */
export function less(a: usize, b: usize, y: usize, rows: i32, columns: i32, alike: i32): void {
  choose<Less>(a, b, y, rows, columns, alike);
}
/** y = 1 where a = b, else 0 */
export function equal(a: usize, b: usize, y: usize, rows: i32, columns: i32, alike: i32): void {
  choose<Equal>(a, b, y, rows, columns, alike);
}
/** y = a where b is not 0, else −0 */
export function keepIf(a: usize, b: usize, y: usize, rows: i32, columns: i32, alike: i32): void {
  choose<KeepIf>(a, b, y, rows, columns, alike);
}
/** y = a where b is 0, else −0 */
export function dropIf(a: usize, b: usize, y: usize, rows: i32, columns: i32, alike: i32): void {
  choose<DropIf>(a, b, y, rows, columns, alike);
}
/** y = a · b where b is not 0, else 0 */
export function dropout(a: usize, b: usize, y: usize, rows: i32, columns: i32, alike: i32): void {
  choose<Dropout>(a, b, y, rows, columns, alike);
}

/** g += gy where a > b, and half of it where neither is greater: the gradient of the first operand of a maximum. */
export function greaterGrad(a: usize, b: usize, gy: usize, g: usize, rows: i32, columns: i32, alike: i32): void {
  pass<PassIfGreater>(a, b, gy, g, rows, columns, alike);
}
/** g += gy where a < b, and half of it where neither is less */
export function lessGrad(a: usize, b: usize, gy: usize, g: usize, rows: i32, columns: i32, alike: i32): void {
  pass<PassIfLess>(a, b, gy, g, rows, columns, alike);
}
/** g += gy where b is not 0 */
export function keepIfGrad(a: usize, b: usize, gy: usize, g: usize, rows: i32, columns: i32, alike: i32): void {
  pass<PassIfKept>(a, b, gy, g, rows, columns, alike);
}
/** g += gy where b is 0 */
export function dropIfGrad(a: usize, b: usize, gy: usize, g: usize, rows: i32, columns: i32, alike: i32): void {
  pass<PassIfDropped>(a, b, gy, g, rows, columns, alike);
}
/** g += gy · b where b is not 0 */
export function dropoutGrad(a: usize, b: usize, gy: usize, g: usize, rows: i32, columns: i32, alike: i32): void {
  pass<Dropout>(a, b, gy, g, rows, columns, alike);
}

@inline
function choose<F>(a: usize, b: usize, y: usize, rows: i32, columns: i32, alike: i32): void {
  const op = changetype<F>(0);
  const rest = columns & 3;
  for (; rows > 0; rows--, b += 4) {
    const one = v128.load32_splat(b);
    const end = after(a, columns - rest);
    for (; a < end; a += 16, y += 16) {
      v128.store(y, op.f(v128.load(a), alike ? v128.load(b) : one));
      if (alike) b += 16;
    }
    if (!rest) continue;
    storePart(y, op.f(loadPart(a, rest), alike ? loadPart(b, rest) : one), rest);
    a = after(a, rest);
    y = after(y, rest);
  }
}

@inline
function pass<F>(a: usize, b: usize, gy: usize, g: usize, rows: i32, columns: i32, alike: i32): void {
  const op = changetype<F>(0);
  const rest = columns & 3;
  for (; rows > 0; rows--, b += 4) {
    const one = v128.load32_splat(b);
    const end = after(a, columns - rest);
    for (; a < end; a += 16, gy += 16, g += 16) {
      const passed = op.grad(v128.load(a), alike ? v128.load(b) : one, v128.load(gy));
      v128.store(g, f32x4.add(v128.load(g), passed));
      if (alike) b += 16;
    }
    if (!rest) continue;
    const passed = op.grad(loadPart(a, rest), alike ? loadPart(b, rest) : one, loadPart(gy, rest));
    storePart(g, f32x4.add(loadPart(g, rest), passed), rest);
    a = after(a, rest);
    gy = after(gy, rest);
    g = after(g, rest);
  }
}

class Maximum {
  @inline f(a: v128, b: v128): v128 {
    return f32x4.max(a, b);
  }
}

class Minimum {
  @inline f(a: v128, b: v128): v128 {
    return f32x4.min(a, b);
  }
}

class Greater {
  @inline f(a: v128, b: v128): v128 {
    return v128.and(f32x4.gt(a, b), f32x4.splat(1));
  }
}

class Less {
  @inline f(a: v128, b: v128): v128 {
    return v128.and(f32x4.lt(a, b), f32x4.splat(1));
  }
}

class Equal {
  @inline f(a: v128, b: v128): v128 {
    return v128.and(f32x4.eq(a, b), f32x4.splat(1));
  }
}

class KeepIf {
  @inline f(a: v128, b: v128): v128 {
    return v128.bitselect(a, f32x4.splat(-0.0), f32x4.ne(b, f32x4.splat(0)));
  }
}

class DropIf {
  @inline f(a: v128, b: v128): v128 {
    return v128.bitselect(a, f32x4.splat(-0.0), f32x4.eq(b, f32x4.splat(0)));
  }
}

class Dropout {
  @inline f(a: v128, b: v128): v128 {
    return v128.and(f32x4.mul(a, b), f32x4.ne(b, f32x4.splat(0)));
  }
  @inline grad(_a: v128, b: v128, gy: v128): v128 {
    return this.f(gy, b);
  }
}

class PassIfGreater {
  @inline grad(a: v128, b: v128, gy: v128): v128 {
    return v128.bitselect(gy, v128.andnot(f32x4.mul(gy, f32x4.splat(0.5)), f32x4.lt(a, b)), f32x4.gt(a, b));
  }
}

class PassIfLess {
  @inline grad(a: v128, b: v128, gy: v128): v128 {
    return v128.bitselect(gy, v128.andnot(f32x4.mul(gy, f32x4.splat(0.5)), f32x4.gt(a, b)), f32x4.lt(a, b));
  }
}

class PassIfKept {
  @inline grad(_a: v128, b: v128, gy: v128): v128 {
    return v128.and(gy, f32x4.ne(b, f32x4.splat(0)));
  }
}

class PassIfDropped {
  @inline grad(_a: v128, b: v128, gy: v128): v128 {
    return v128.and(gy, f32x4.eq(b, f32x4.splat(0)));
  }
}
