// Functions that select between their operands: maximum, minimum, comparisons, where and dropout, named like the rows in
// autograd's elementwise.ts. The plain version is the formula of each function, for every row i and column j. b is one row
// for all rows of a, which is the whole b if it is as long as a; in the column forms it has one number for each row.

import { COLUMN, gradient, pairGradient, ROW, zip } from './loops';

/** y = max(a, b) */
export function maximum(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Maximum>(a, b, y, rows, columns, ROW, false);
}
/** y[i, j] = max(a[i, j], b[i]) */
export function maximumColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Maximum>(a, b, y, rows, columns, COLUMN, false);
}

/** y = min(a, b) */
export function minimum(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Minimum>(a, b, y, rows, columns, ROW, false);
}
/** y[i, j] = min(a[i, j], b[i]) */
export function minimumColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Minimum>(a, b, y, rows, columns, COLUMN, false);
}

/** y = 1 where a > b, else 0 */
export function greater(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Greater>(a, b, y, rows, columns, ROW, false);
}
/** y[i, j] = 1 where a[i, j] > b[i], else 0 */
export function greaterColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Greater>(a, b, y, rows, columns, COLUMN, false);
}

/** y = 1 where a < b, else 0 */
export function less(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Less>(a, b, y, rows, columns, ROW, false);
}
/** y[i, j] = 1 where a[i, j] < b[i], else 0 */
export function lessColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Less>(a, b, y, rows, columns, COLUMN, false);
}

/** y = 1 where a = b, else 0 */
export function equal(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Equal>(a, b, y, rows, columns, ROW, false);
}
/** y[i, j] = 1 where a[i, j] = b[i], else 0 */
export function equalColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Equal>(a, b, y, rows, columns, COLUMN, false);
}

/** y = a where b is not 0, else −0 */
export function keepIf(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<KeepIf>(a, b, y, rows, columns, ROW, false);
}
/** y[i, j] = a[i, j] where b[i] is not 0, else −0 */
export function keepIfColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<KeepIf>(a, b, y, rows, columns, COLUMN, false);
}

/** y = a where b is 0, else −0 */
export function dropIf(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<DropIf>(a, b, y, rows, columns, ROW, false);
}
/** y[i, j] = a[i, j] where b[i] is 0, else −0 */
export function dropIfColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<DropIf>(a, b, y, rows, columns, COLUMN, false);
}

/** y = a · b where b is not 0, else 0 */
export function dropout(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Dropout>(a, b, y, rows, columns, ROW, false);
}
/** y[i, j] = a[i, j] · b[i] where b[i] is not 0, else 0 */
export function dropoutColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Dropout>(a, b, y, rows, columns, COLUMN, false);
}

/** g += gy where a > b, and half of it where neither is greater: the gradient of the first operand of a maximum. */
export function gradIfGreater(a: usize, b: usize, gy: usize, g: usize, rows: i32, columns: i32): void {
  pairGradient<Greater>(a, b, gy, g, rows, columns, ROW);
}
/** g[i, j] += gy[i, j] where a[i, j] > b[i], and half of it where neither is greater */
export function gradIfGreaterColumn(a: usize, b: usize, gy: usize, g: usize, rows: i32, columns: i32): void {
  pairGradient<Greater>(a, b, gy, g, rows, columns, COLUMN);
}

/** g += gy where a < b, and half of it where neither is less */
export function gradIfLess(a: usize, b: usize, gy: usize, g: usize, rows: i32, columns: i32): void {
  pairGradient<Less>(a, b, gy, g, rows, columns, ROW);
}
/** g[i, j] += gy[i, j] where a[i, j] < b[i], and half of it where neither is less */
export function gradIfLessColumn(a: usize, b: usize, gy: usize, g: usize, rows: i32, columns: i32): void {
  pairGradient<Less>(a, b, gy, g, rows, columns, COLUMN);
}

/** ga += gy where b is not 0 */
export function keepIfGradA(_a: usize, b: usize, gy: usize, ga: usize, rows: i32, columns: i32): void {
  gradient<KeepIf>(b, gy, ga, rows, columns, ROW, false);
}
/** ga[i, j] += gy[i, j] where b[i] is not 0 */
export function keepIfColumnGradA(_a: usize, b: usize, gy: usize, ga: usize, rows: i32, columns: i32): void {
  gradient<KeepIf>(b, gy, ga, rows, columns, COLUMN, false);
}

/** ga += gy where b is 0 */
export function dropIfGradA(_a: usize, b: usize, gy: usize, ga: usize, rows: i32, columns: i32): void {
  gradient<DropIf>(b, gy, ga, rows, columns, ROW, false);
}
/** ga[i, j] += gy[i, j] where b[i] is 0 */
export function dropIfColumnGradA(_a: usize, b: usize, gy: usize, ga: usize, rows: i32, columns: i32): void {
  gradient<DropIf>(b, gy, ga, rows, columns, COLUMN, false);
}

/** ga += gy · b where b is not 0 */
export function dropoutGradA(_a: usize, b: usize, gy: usize, ga: usize, rows: i32, columns: i32): void {
  gradient<Dropout>(b, gy, ga, rows, columns, ROW, false);
}
/** ga[i, j] += gy[i, j] · b[i] where b[i] is not 0 */
export function dropoutColumnGradA(_a: usize, b: usize, gy: usize, ga: usize, rows: i32, columns: i32): void {
  gradient<Dropout>(b, gy, ga, rows, columns, COLUMN, false);
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
  @inline grad(a: v128, b: v128, gy: v128): v128 {
    return v128.bitselect(gy, v128.andnot(f32x4.mul(gy, f32x4.splat(0.5)), f32x4.lt(a, b)), f32x4.gt(a, b));
  }
}

class Less {
  @inline f(a: v128, b: v128): v128 {
    return v128.and(f32x4.lt(a, b), f32x4.splat(1));
  }
  @inline grad(a: v128, b: v128, gy: v128): v128 {
    return v128.bitselect(gy, v128.andnot(f32x4.mul(gy, f32x4.splat(0.5)), f32x4.gt(a, b)), f32x4.lt(a, b));
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
  @inline grad(b: v128, gy: v128): v128 {
    return v128.and(gy, f32x4.ne(b, f32x4.splat(0)));
  }
}

class DropIf {
  @inline f(a: v128, b: v128): v128 {
    return v128.bitselect(a, f32x4.splat(-0.0), f32x4.eq(b, f32x4.splat(0)));
  }
  @inline grad(b: v128, gy: v128): v128 {
    return v128.and(gy, f32x4.eq(b, f32x4.splat(0)));
  }
}

class Dropout {
  @inline f(a: v128, b: v128): v128 {
    return v128.and(f32x4.mul(a, b), f32x4.ne(b, f32x4.splat(0)));
  }
  @inline grad(b: v128, gy: v128): v128 {
    return this.f(gy, b);
  }
}
