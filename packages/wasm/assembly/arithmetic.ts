// Sums, products and quotients, and the sums that are their gradients. The plain version is the formula of each function,
// for every i below n, or every row i and column j.

import { after, loadPart, storePart, transpose4x4 } from './lanes';
import { dot, Number, Product, sum, sumRows } from './sums';

/** y = f(a, b) */
@inline
function zip<F>(a: usize, b: usize, y: usize, n: i32): void {
  const op = changetype<F>(0);
  const end16 = after(a, n & ~15);
  for (; a < end16; a += 64, b += 64, y += 64) {
    v128.store(y, op.f(v128.load(a), v128.load(b)));
    v128.store(y, op.f(v128.load(a, 16), v128.load(b, 16)), 16);
    v128.store(y, op.f(v128.load(a, 32), v128.load(b, 32)), 32);
    v128.store(y, op.f(v128.load(a, 48), v128.load(b, 48)), 48);
  }
  const end = after(a, n & 12);
  for (; a < end; a += 16, b += 16, y += 16) v128.store(y, op.f(v128.load(a), v128.load(b)));
  const rest = n & 3;
  if (rest) storePart(y, op.f(loadPart(a, rest), loadPart(b, rest)), rest);
}

/** y[i, j] = f(a[i, j], b[i]) */
@inline
function zipColumn<F>(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  const op = changetype<F>(0);
  const rest = columns & 3;
  for (let i = 0; i < rows; i++, b += 4) {
    const four = v128.load32_splat(b);
    const end = after(a, columns - rest);
    for (; a < end; a += 16, y += 16) v128.store(y, op.f(v128.load(a), four));
    if (!rest) continue;
    storePart(y, op.f(loadPart(a, rest), four), rest);
    a = after(a, rest);
    y = after(y, rest);
  }
}

/** y = f(y, a, b) */
@inline
function update<F>(a: usize, b: usize, y: usize, n: i32): void {
  const op = changetype<F>(0);
  const end = after(a, n & ~3);
  for (; a < end; a += 16, b += 16, y += 16) v128.store(y, op.f(v128.load(y), v128.load(a), v128.load(b)));
  const rest = n & 3;
  if (rest) storePart(y, op.f(loadPart(y, rest), loadPart(a, rest), loadPart(b, rest)), rest);
}

/** y[i, j] = f(y[i, j], a[i, j], b[i]) */
@inline
function updateColumn<F>(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  const op = changetype<F>(0);
  const rest = columns & 3;
  for (let i = 0; i < rows; i++, b += 4) {
    const four = v128.load32_splat(b);
    const end = after(a, columns - rest);
    for (; a < end; a += 16, y += 16) v128.store(y, op.f(v128.load(y), v128.load(a), four));
    if (!rest) continue;
    storePart(y, op.f(loadPart(y, rest), loadPart(a, rest), four), rest);
    a = after(a, rest);
    y = after(y, rest);
  }
}

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
}

class Div {
  @inline f(a: v128, b: v128): v128 {
    return f32x4.div(a, b);
  }
}

class AddProduct {
  @inline f(y: v128, a: v128, b: v128): v128 {
    return f32x4.add(y, f32x4.mul(a, b));
  }
}

class AddQuotient {
  @inline f(y: v128, a: v128, b: v128): v128 {
    return f32x4.add(y, f32x4.div(a, b));
  }
}

/** y = a + b */
export function add(a: usize, b: usize, y: usize, n: i32): void {
  zip<Add>(a, b, y, n);
}
/** y = a − b */
export function sub(a: usize, b: usize, y: usize, n: i32): void {
  zip<Sub>(a, b, y, n);
}
/** y = a · b */
export function mul(a: usize, b: usize, y: usize, n: i32): void {
  zip<Mul>(a, b, y, n);
}
/** y = a / b */
export function div(a: usize, b: usize, y: usize, n: i32): void {
  zip<Div>(a, b, y, n);
}

/** y[i, j] = a[i, j] + b[i] */
export function addColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zipColumn<Add>(a, b, y, rows, columns);
}
/** y[i, j] = a[i, j] − b[i] */
export function subColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zipColumn<Sub>(a, b, y, rows, columns);
}
/** y[i, j] = a[i, j] · b[i] */
export function mulColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zipColumn<Mul>(a, b, y, rows, columns);
}
/** y[i, j] = a[i, j] / b[i] */
export function divColumn(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  zipColumn<Div>(a, b, y, rows, columns);
}

/** y[i, j] = a[i, j] + b[j] */
export function addRow(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  const step = after(0, columns);
  for (let i = 0; i < rows; i++, a += step, y += step) zip<Add>(a, b, y, columns);
}
/** y[i, j] = a[i, j] − b[j] */
export function subRow(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  const step = after(0, columns);
  for (let i = 0; i < rows; i++, a += step, y += step) zip<Sub>(a, b, y, columns);
}
/** y[i, j] = a[i, j] · b[j] */
export function mulRow(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  const step = after(0, columns);
  for (let i = 0; i < rows; i++, a += step, y += step) zip<Mul>(a, b, y, columns);
}

/** y += x */
export function accumulate(x: usize, y: usize, n: i32): void {
  zip<Add>(y, x, y, n);
}
/** y −= x */
export function subtract(x: usize, y: usize, n: i32): void {
  zip<Sub>(y, x, y, n);
}
/** y += a · b */
export function mulAccumulate(a: usize, b: usize, y: usize, n: i32): void {
  update<AddProduct>(a, b, y, n);
}
/** y += a / b: the gradient of a quotient's dividend, a being that of the quotient. */
export function divAccumulate(a: usize, b: usize, y: usize, n: i32): void {
  update<AddQuotient>(a, b, y, n);
}
/** gb −= gy · a / b²: the gradient of a quotient's divisor. */
export function divisorGrad(a: usize, b: usize, gy: usize, gb: usize, n: i32): void {
  const end = after(b, n & ~3);
  for (; b < end; a += 16, b += 16, gy += 16, gb += 16) {
    const four = v128.load(b);
    const slope = f32x4.div(f32x4.div(f32x4.mul(v128.load(gy), v128.load(a)), four), four);
    v128.store(gb, f32x4.sub(v128.load(gb), slope));
  }
  const rest = n & 3;
  if (!rest) return;
  const four = loadPart(b, rest);
  const slope = f32x4.div(f32x4.div(f32x4.mul(loadPart(gy, rest), loadPart(a, rest)), four), four);
  storePart(gb, f32x4.sub(loadPart(gb, rest), slope), rest);
}
/** y[i, j] += a[i, j] · b[i] */
export function mulColumnAccumulate(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  updateColumn<AddProduct>(a, b, y, rows, columns);
}
/** y[i, j] += a[i, j] / b[i] */
export function divColumnAccumulate(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  updateColumn<AddQuotient>(a, b, y, rows, columns);
}
/** gb[i] −= Σⱼ gy[i, j] · a[i, j] / b[i]²: the gradient of a quotient's divisor. */
export function divisorGradColumn(a: usize, b: usize, gy: usize, gb: usize, rows: i32, columns: i32): void {
  const step = after(0, columns);
  for (let i = 0; i < rows; i++, a += step, gy += step, b += 4, gb += 4) {
    const divisor = load<f32>(b);
    store<f32>(gb, load<f32>(gb) - dot(gy, a, columns) / divisor / divisor);
  }
}
/** y[i] += Σⱼ a[i, j] · c[i, j] */
export function mulSumColumnsAccumulate(a: usize, c: usize, y: usize, rows: i32, columns: i32): void {
  const step = after(0, columns);
  for (let i = 0; i < rows; i++, a += step, c += step, y += 4) store<f32>(y, load<f32>(y) + dot(a, c, columns));
}
/** y[i] += Σⱼ x[i, j] */
export function sumColumnsAccumulate(x: usize, y: usize, rows: i32, columns: i32): void {
  const step = after(0, columns);
  for (let i = 0; i < rows; i++, x += step, y += 4) store<f32>(y, load<f32>(y) + sum(x, columns));
}
/** y[i] −= Σⱼ x[i, j] */
export function sumColumnsSubtract(x: usize, y: usize, rows: i32, columns: i32): void {
  const step = after(0, columns);
  for (let i = 0; i < rows; i++, x += step, y += 4) store<f32>(y, load<f32>(y) - sum(x, columns));
}
/** y[i, j] += a[i, j] · b[j] */
export function mulRowAccumulate(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  const step = after(0, columns);
  for (let i = 0; i < rows; i++, a += step, y += step) update<AddProduct>(a, b, y, columns);
}
/** y[j] += Σᵢ x[i, j] */
export function sumRowsAccumulate(x: usize, y: usize, rows: i32, columns: i32): void {
  sumRows<Number>(x, x, y, rows, columns);
}
/** y[j] −= Σᵢ x[i, j] */
export function sumRowsSubtract(x: usize, y: usize, rows: i32, columns: i32): void {
  sumRows<Number>(x, x, y, rows, columns, true);
}
/** y[j] += Σᵢ a[i, j] · c[i, j] */
export function mulSumRowsAccumulate(a: usize, c: usize, y: usize, rows: i32, columns: i32): void {
  sumRows<Product>(a, c, y, rows, columns);
}

/** x[i] = value */
export function fill(x: usize, n: i32, value: f32): void {
  const four = f32x4.splat(value);
  const end16 = after(x, n & ~15);
  for (; x < end16; x += 64) {
    v128.store(x, four);
    v128.store(x, four, 16);
    v128.store(x, four, 32);
    v128.store(x, four, 48);
  }
  const end = after(x, n & 12);
  for (; x < end; x += 16) v128.store(x, four);
  if (n & 3) storePart(x, four, n & 3);
}

/** y = x */
export function copy(x: usize, y: usize, n: i32): void {
  if (n > 1024) {
    memory.copy(y, x, after(0, n));
    return;
  }
  const end16 = after(x, n & ~15);
  for (; x < end16; x += 64, y += 64) {
    v128.store(y, v128.load(x));
    v128.store(y, v128.load(x, 16), 16);
    v128.store(y, v128.load(x, 32), 32);
    v128.store(y, v128.load(x, 48), 48);
  }
  const end = after(x, n & 12);
  for (; x < end; x += 16, y += 16) v128.store(y, v128.load(x));
  if (n & 3) storePart(y, loadPart(x, n & 3), n & 3);
}

/** y[j, i] = x[i, j] */
export function transpose(x: usize, y: usize, rows: i32, columns: i32): void {
  const stepX = after(0, columns);
  const stepY = after(0, rows);
  let i = 0;
  for (; i <= rows - 4; i += 4) {
    let p = x + <usize>i * stepX;
    let q = after(y, i);
    let j = 0;
    for (; j <= columns - 4; j += 4, p += 16, q += 4 * stepY) {
      transpose4x4(p, p + stepX, p + 2 * stepX, p + 3 * stepX, q, stepY);
    };
    for (; j < columns; j++, p += 4, q += stepY) {
      for (let c = 0; c < 4; c++) store<f32>(after(q, c), load<f32>(p + <usize>c * stepX));
    }
  }
  for (; i < rows; i++) {
    const p = x + <usize>i * stepX;
    let q = after(y, i);
    for (let j = 0; j < columns; j++, q += stepY) store<f32>(q, load<f32>(after(p, j)));
  }
}
