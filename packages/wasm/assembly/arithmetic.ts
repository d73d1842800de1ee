// Sums, differences, products and quotients, and their gradients, named like the rows in autograd's elementwise.ts. The
// plain version is the formula of each function, for every row i and column j. b is one row for all rows of a, which is the
// whole b if it is as long as a; in the column forms it has one number for each row.

import { bytes } from './lanes';
import { COLUMN, gradient, pairGradient, ROW, zip } from './loops';
import { dot, Number, Product, sum, sumColumnsAccumulate, sumRows, sumRowsAccumulate } from './sums';

class Add {
  @inline f(a: v128, b: v128): v128 {
    return f32x4.add(a, b);
  }
}

class Sub {
  @inline f(a: v128, b: v128): v128 {
    return f32x4.sub(a, b);
  }
}

class Mul {
  @inline f(a: v128, b: v128): v128 {
    return f32x4.mul(a, b);
  }
  @inline grad(b: v128, gy: v128): v128 {
    return f32x4.mul(gy, b);
  }
}

class Div {
  @inline f(a: v128, b: v128): v128 {
    return f32x4.div(a, b);
  }
  @inline grad(b: v128, gy: v128): v128 {
    return f32x4.div(gy, b);
  }
}

/** The gradient of a divisor. */
class Divisor {
  @inline grad(a: v128, b: v128, gy: v128): v128 {
    return f32x4.neg(f32x4.div(f32x4.div(f32x4.mul(gy, a), b), b));
  }
}

/** y += x */
export function accumulate(x: usize, y: usize, n: i32): void {
  zip<Add>(y, x, y, 1, n, ROW, true);
}

/** y[i, j] = a[i, j] + b[j] */
export function add(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Add>(a, b, y, rows, columns, ROW, true);
}
/** y[i, j] = a[i, j] + b[i] */
export function addColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Add>(a, b, y, rows, columns, COLUMN, true);
}
/** g += gy: the gradient of a, and of b if there is one row */
export function addGrad(_a: usize, _b: usize, gy: usize, g: usize, rows: i32, columns: i32): void {
  zip<Add>(g, gy, g, 1, rows * columns, ROW, true);
}
/** gb[i] += Σⱼ gy[i, j] */
export function addColumnGradB(_a: usize, _b: usize, gy: usize, gb: usize, rows: i32, columns: i32): void {
  sumColumnsAccumulate(gy, gb, rows, columns);
}
/** gb[j] += Σᵢ gy[i, j] */
export function addRowGradB(_a: usize, _b: usize, gy: usize, gb: usize, rows: i32, columns: i32): void {
  sumRowsAccumulate(gy, gb, rows, columns);
}

/** y[i, j] = a[i, j] − b[j] */
export function sub(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Sub>(a, b, y, rows, columns, ROW, true);
}
/** y[i, j] = a[i, j] − b[i] */
export function subColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Sub>(a, b, y, rows, columns, COLUMN, true);
}
/** gb −= gy, for one row */
export function subGradB(_a: usize, _b: usize, gy: usize, gb: usize, _rows: i32, columns: i32): void {
  zip<Sub>(gb, gy, gb, 1, columns, ROW, true);
}
/** gb[i] −= Σⱼ gy[i, j] */
export function subColumnGradB(_a: usize, _b: usize, gy: usize, gb: usize, rows: i32, columns: i32): void {
  const step = bytes(columns);
  for (; rows > 0; rows--, gy += step, gb += 4) store<f32>(gb, load<f32>(gb) - sum(gy, columns));
}
/** gb[j] −= Σᵢ gy[i, j] */
export function subRowGradB(_a: usize, _b: usize, gy: usize, gb: usize, rows: i32, columns: i32): void {
  sumRows<Number>(gy, gy, gb, rows, columns, true);
}

/** y[i, j] = a[i, j] · b[j] */
export function mul(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Mul>(a, b, y, rows, columns, ROW, true);
}
/** y[i, j] = a[i, j] · b[i] */
export function mulColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Mul>(a, b, y, rows, columns, COLUMN, true);
}
/** ga[i, j] += gy[i, j] · b[j] */
export function mulGradA(_a: usize, b: usize, gy: usize, ga: usize, rows: i32, columns: i32): void {
  gradient<Mul>(b, gy, ga, rows, columns, ROW, true);
}
/** gb += gy · a, for one row */
export function mulGradB(a: usize, _b: usize, gy: usize, gb: usize, _rows: i32, columns: i32): void {
  gradient<Mul>(a, gy, gb, 1, columns, ROW, true);
}
/** ga[i, j] += gy[i, j] · b[i] */
export function mulColumnGradA(_a: usize, b: usize, gy: usize, ga: usize, rows: i32, columns: i32): void {
  gradient<Mul>(b, gy, ga, rows, columns, COLUMN, true);
}
/** gb[i] += Σⱼ gy[i, j] · a[i, j] */
export function mulColumnGradB(a: usize, _b: usize, gy: usize, gb: usize, rows: i32, columns: i32): void {
  const step = bytes(columns);
  for (; rows > 0; rows--, a += step, gy += step, gb += 4) store<f32>(gb, load<f32>(gb) + dot(gy, a, columns));
}
/** gb[j] += Σᵢ gy[i, j] · a[i, j] */
export function mulRowGradB(a: usize, _b: usize, gy: usize, gb: usize, rows: i32, columns: i32): void {
  sumRows<Product>(gy, a, gb, rows, columns);
}

/** y[i, j] = a[i, j] / b[j] */
export function div(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Div>(a, b, y, rows, columns, ROW, false);
}
/** y[i, j] = a[i, j] / b[i] */
export function divColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zip<Div>(a, b, y, rows, columns, COLUMN, false);
}
/** ga[i, j] += gy[i, j] / b[j] */
export function divGradA(_a: usize, b: usize, gy: usize, ga: usize, rows: i32, columns: i32): void {
  gradient<Div>(b, gy, ga, rows, columns, ROW, false);
}
/** gb −= gy · a / b², for one row */
export function divGradB(a: usize, b: usize, gy: usize, gb: usize, _rows: i32, columns: i32): void {
  pairGradient<Divisor>(a, b, gy, gb, 1, columns, ROW);
}
/** ga[i, j] += gy[i, j] / b[i] */
export function divColumnGradA(_a: usize, b: usize, gy: usize, ga: usize, rows: i32, columns: i32): void {
  gradient<Div>(b, gy, ga, rows, columns, COLUMN, false);
}
/** gb[i] −= Σⱼ gy[i, j] · a[i, j] / b[i]² */
export function divColumnGradB(a: usize, b: usize, gy: usize, gb: usize, rows: i32, columns: i32): void {
  const step = bytes(columns);
  for (; rows > 0; rows--, a += step, gy += step, b += 4, gb += 4) {
    const divisor = load<f32>(b);
    store<f32>(gb, load<f32>(gb) - dot(gy, a, columns) / divisor / divisor);
  }
}
