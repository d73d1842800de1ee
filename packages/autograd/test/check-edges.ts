import { describe, expect, test } from 'vitest';
import { Tensor, Value, type Engine } from '../src/index.ts';
import {
  binaryEdges,
  comparisonEdges,
  crossEntropyEdges,
  rowEdges,
  unaryEdges,
  whereEdges,
  type Line,
  type Table,
} from './edges.ts';

/** Tests an engine against every table in edges.ts. */
export function checkEdges(engine: Engine): void {
  const single = engine.dtype === 'float32';
  const close = single ? closeSingle : closeDouble;
  // The inputs are among the first three; lines with numbers too large or too small for float32 are left out.
  const fits = (x: number) => !single || Number.isNaN(x) || Math.fround(x) === x;
  const column = (table: Table, i: number, inputs: number) =>
    table.lines.filter(({ numbers }) => numbers.slice(0, inputs).every(fits)).map(({ numbers }) => numbers[i]);
  const call = (x: Tensor, op: string, ...args: readonly unknown[]) => Reflect.apply(methodOf(x, op), x, args);

  describe.each(Object.entries(unaryEdges))(`[${engine.name}] %s at the edges`, (op, table) => {
    test('has the value and the derivative', () => {
      const x = engine.parameter(column(table, 0, 1));
      const y = call(x, op);
      close(y, column(table, 1, 1), { signed: true });
      y.sum().backward();
      close(x.grad, column(table, 2, 1), slopes[op]);
    });
  });

  describe.each(Object.entries(binaryEdges))(`[${engine.name}] %s at the edges`, (op, table) => {
    const [as, bs, ys, das, dbs] = [0, 1, 2, 3, 4].map((i) => column(table, i, 2));

    test('has the value and both derivatives', () => {
      const [a, b] = [engine.parameter(as), engine.parameter(bs)];
      const y = call(a, op, b);
      close(y, ys, { signed: true });
      y.sum().backward();
      close(a.grad, das);
      close(b.grad, dbs);
    });

    test('is the same with a plain number, and with one number for a whole row', () => {
      as.forEach((a, i) => {
        for (const other of [bs[i], engine.parameter([bs[i]])]) {
          const row = engine.parameter([a, a]);
          const y = call(row, op, other);
          close(y, [ys[i], ys[i]], { signed: true });
          y.sum().backward();
          close(row.grad, [das[i], das[i]]);
          if (typeof other !== 'number') close(other.grad, [2 * dbs[i]]);
        }
      });
    });
  });

  test.each(['greater', 'less', 'equal'])(`[${engine.name}] %s at the edges`, (op) => {
    const i = ['greater', 'less', 'equal'].indexOf(op);
    const a = engine.parameter(column(comparisonEdges, 0, 2));
    const y = call(a, op, engine.parameter(column(comparisonEdges, 1, 2)));
    close(y, column(comparisonEdges, 2 + i, 2));
    expect(y).toMatchObject({ requiresGrad: false, children: [] });
  });

  test(`[${engine.name}] where at the edges`, () => {
    const [a, condition, b] = [0, 1, 2].map((i) => engine.parameter(column(whereEdges, i, 3)));
    const y = a.where(condition, b);
    close(y, column(whereEdges, 3, 3), { signed: true });
    y.sum().backward();
    close(a.grad, column(whereEdges, 4, 3));
    close(b.grad, column(whereEdges, 5, 3));
    expect(condition.hasGrad).toBe(false);
  });

  test.each(Object.entries(rowEdges))(`[${engine.name}] %s of rows at the edges`, (op, table) => {
    // In float32 the squares of 2^100 are infinite.
    const overflows = ({ numbers }: Line) => single && op.endsWith('Norm') && numbers[0] === 2 ** 100;
    for (const { numbers } of table.lines.filter((line) => !overflows(line))) {
      const [expected, gradient] = [numbers.slice(3, -3), numbers.slice(-3)];
      const x = engine.parameter(numbers.slice(0, 3));
      const y = ['sum', 'mean', 'max'].includes(op) ? call(x, op, -1, { keepDim: true }) : call(x, op);
      close(y, expected, { ofRow: true });
      y.mul(engine.tensor(expected.map((_, i) => i + 1)))
        .sum()
        .backward();
      close(x.grad, gradient, { ofRow: true });
    }
  });

  test(`[${engine.name}] crossEntropy at the edges`, () => {
    for (const {
      numbers: [a, b, target, loss, da, db],
    } of crossEntropyEdges.lines) {
      const x = engine.parameter([[a, b]]);
      const y = x.crossEntropy([target]);
      close(y, [loss], { ofRow: true });
      y.backward();
      close(x.grad, [da, db], { ofRow: true });
    }
  });
}

/** Tests that an operand not selected, or only compared, gets no gradient, whatever the incoming gradient. */
export function checkChoices(engine: Engine): void {
  const condition = engine.tensor([0, 1, NaN]);
  const two = engine.full([3], 2);
  const dropHalf = (draws: number[]) => ({ random: () => draws.shift() ?? 0 });
  const clip = { name: 'clip', f: (x: number) => Math.min(x, 2), df: (x: number) => (x < 2 ? 1 : 0), selects: true };

  test.each<[string, (x: Tensor) => Tensor, readonly number[]]>([
    ['relu', (x) => x.sub(2).relu(), [0, 0, 1]],
    ['maximum', (x) => x.maximum(two), [0, 0.5, 1]],
    ['maximum with a number', (x) => x.maximum(2), [0, 0.5, 1]],
    ['maximum with a whole row', (x) => x.maximum(engine.full([2, 1], 2)), [0, 1, 2]],
    ['the second operand of maximum', (x) => two.maximum(x), [0, 0.5, 1]],
    ['minimum', (x) => x.minimum(two), [1, 0.5, 0]],
    ['the second operand of minimum', (x) => two.minimum(x), [1, 0.5, 0]],
    ['where', (x) => x.where(condition, 5), [0, 1, 1]],
    ['what where has otherwise', (x) => two.where(condition, x), [1, 0, 0]],
    ['dropout', (x) => x.dropout(0.5, dropHalf([0.1, 0.6, 0.4])), [0, 2, 0]],
    ['max', (x) => x.max(), [0, 0, 1]],
    ['take', (x) => x.take([1]), [0, 1, 0]],
    ['pick', (x) => x.pick([1]), [0, 1, 0]],
    ['slice', (x) => x.slice(1), [0, 1, 1]],
    ['a row of your own', (x) => x.map(clip), [1, 0, 0]],
  ])(`[${engine.name}] what %s does not choose gets no gradient, also of an infinite one`, (_, f, passed) => {
    for (const above of [Infinity, -Infinity, NaN]) {
      const x = engine.parameter([1, 2, 3]);
      f(x).mul(above).sum().backward();
      expect(numbersOf(x.grad)).toEqual(passed.map((part) => (part === 0 ? 0 : above)));
    }
  });

  test.each<[string, (x: Tensor) => Tensor, number, number]>([
    ['x.relu().sqrt()', (x) => x.relu().sqrt(), -1, 0],
    ['x.maximum(1).sub(1).sqrt()', (x) => x.maximum(1).sub(1).sqrt(), 0, 0],
    ['x.minimum(0).sqrt()', (x) => x.minimum(0).sqrt(), 5, 0],
    ['x.where(x.greater(0), 0).sqrt()', (x) => x.where(x.greater(0), 0).sqrt(), -1, 0],
    ['x.where(x.greater(0), 1).sqrt()', (x) => x.where(x.greater(0), 1).sqrt(), -1, 0],
    ['x.mul(x.log().greater(-5))', (x) => x.mul(x.log().greater(-5)), 0, 0],
    ['x.mul(x.equal(0))', (x) => x.mul(x.equal(0)), 0, 1],
    // A product stays a product: 0 · ∞ in an earlier function.
    ['x.mul(0).sqrt()', (x) => x.mul(0).sqrt(), 1, NaN],
    ['x.abs().sqrt()', (x) => x.abs().sqrt(), 0, NaN],
    ['x.sqrt().where(x.greater(0), 0)', (x) => x.sqrt().where(x.greater(0), 0), 0, NaN],
  ])(`[${engine.name}] the gradient of %s is PyTorch's`, (_, f, at, gradient) => {
    const x = engine.parameter([at]);
    f(x).sum().backward();
    expect(x.grad?.item()).toBe(gradient);
  });

  test(`[${engine.name}] an operand that is only compared gets no gradient and is no child`, () => {
    const [x, threshold] = [engine.parameter([1, 2, 3]), engine.parameter([2])];
    const masks = [x.greater(threshold), x.less(threshold), x.equal(threshold), threshold.less(x)];
    for (const mask of masks) expect(mask).toMatchObject({ requiresGrad: false, children: [] });
    masks
      .reduce((product, mask) => product.add(x.mul(mask)).where(threshold, 0), x)
      .sum()
      .backward();
    expect(numbersOf(x.grad)).toEqual([1 + 0 + 1 + 0 + 0, 1 + 0 + 0 + 1 + 0, 1 + 1 + 0 + 0 + 1]);
    expect(threshold.hasGrad).toBe(false);
  });

  test(`[${engine.name}] your own row can pass a gradient to only one operand, either of them`, () => {
    const second = { name: 'second', f: (_: number, b: number) => b, da: null, db: () => 1 };
    const first = { name: 'first', f: (a: number) => a, da: () => 1, db: null };
    const [a, b] = [engine.parameter([1, 2]), engine.parameter([3, 4])];
    const y = a.zip(second, b).add(a.zip(second, 5));
    expect(numbersOf(y)).toEqual([8, 9]);
    y.sum().backward();
    expect([a.hasGrad, numbersOf(b.grad)]).toEqual([false, [1, 1]]);
    b.zeroGrad();
    a.zip(first, b).sum().backward();
    expect([numbersOf(a.grad), b.hasGrad]).toEqual([[1, 1], false]);
  });
}

/** Tests that equal numbers have exactly their value as the mean, and deviation 0. */
export function checkEqualNumbers(engine: Engine): void {
  test(`[${engine.name}] the mean of n ones is 1`, () => {
    const means = Array.from({ length: 300 }, (_, i) =>
      engine
        .ones([i + 1])
        .mean()
        .item(),
    );
    expect(new Set(means)).toEqual(new Set([1]));
  });

  test.each([0.1, 1 / 3, -3.7, 1e30, -1e-30])(`[${engine.name}] layerNorm of a row of equal numbers %d is 0`, (x) => {
    for (let n = 1; n < 70; n++) {
      const row = engine.full([2, n], x);
      for (const y of [row.layerNorm(), Tensor.prototype.layerNorm.call(row)]) {
        expect(
          numbersOf(y).every((z) => z === 0),
          `${n} of ${x}`,
        ).toBe(true);
      }
      expect(numbersOf(row.layerNorm(0)).every((z) => z === 0 || Number.isNaN(z))).toBe(true);
    }
  });
}

/** Like {@link checkEdges}, for the functions of a `Value`. */
export function checkEdgesOfValue(): void {
  test.each(Object.entries(unaryEdges))('[Value] %s at the edges', (op, { lines }) => {
    for (const {
      numbers: [x, y, slope],
    } of lines) {
      const at = new Value(x);
      const result = methodOf(at, op).call(at);
      result.backward();
      closeDouble([result.data], [y], { signed: true });
      closeDouble([at.grad], [slope]);
    }
  });

  test.each(Object.entries(binaryEdges))('[Value] %s at the edges', (op, { lines }) => {
    for (const {
      numbers: [x, other, y, da, db],
    } of lines) {
      const [a, b, alone] = [new Value(x), new Value(other), new Value(x)];
      for (const result of [methodOf(a, op).call(a, b), methodOf(alone, op).call(alone, other)]) {
        result.backward();
        closeDouble([result.data], [y], { signed: true });
      }
      closeDouble([a.grad, b.grad, alone.grad], [da, db, da]);
    }
  });
}

interface Closeness {
  /** Whether the sign of 0 counts; not in a gradient, which is added to 0. */
  readonly signed?: boolean;
  /** Whether errors are relative to 1 and to the largest number, as in sums over a row. */
  readonly ofRow?: boolean;
  /** The largest error in float32. */
  readonly absolute?: number;
}

/** In float32 these are computed from y, which loses digits near ±1; so they do in PyTorch. */
const slopes: Readonly<Record<string, Closeness>> = { tanh: { absolute: 2 ** -23 }, sigmoid: { absolute: 2 ** -23 } };

function closeDouble(actual: Tensor | readonly number[] | undefined, expected: readonly number[], how?: Closeness) {
  closeTo(numbersOf(actual), expected, 1e-12, 2 ** -1073, how);
}

function closeSingle(actual: Tensor | undefined, expected: readonly number[], how: Closeness = {}) {
  closeTo(numbersOf(actual), expected.map(Math.fround), 3e-6, how.absolute ?? 0, how);
}

function closeTo(
  actual: readonly number[],
  expected: readonly number[],
  relative: number,
  absolute: number,
  { signed = false, ofRow = false }: Closeness = {},
): void {
  const largest = Math.max(1, ...expected.map(Math.abs).filter(Number.isFinite));
  const near = (a: number, e: number) =>
    Object.is(a, e) ||
    (a === 0 && e === 0 && !signed) ||
    (Number.isFinite(e) && e !== 0 && Math.abs(a - e) <= relative * Math.abs(e) + absolute) ||
    (ofRow && Math.abs(a - e) <= relative * largest);
  expect(actual.length).toBe(expected.length);
  const off = actual.flatMap((a, i) =>
    near(a, expected[i]) ? [] : [`[${i}] ${print(a)} instead of ${print(expected[i])}`],
  );
  expect(off).toEqual([]);
}

function print(x: number): string {
  return Object.is(x, -0) ? '-0' : String(x);
}

function numbersOf(numbers: Tensor | readonly number[] = []): readonly number[] {
  return 'toFlat' in numbers ? Array.from(numbers.toFlat()) : numbers;
}

function methodOf<On extends Tensor | Value>(owner: On, op: string): (this: On, ...args: readonly unknown[]) => On {
  return Reflect.get(owner, op) as (this: On, ...args: readonly unknown[]) => On;
}
