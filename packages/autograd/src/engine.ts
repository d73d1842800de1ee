import { checkLength, checkShape, ShapeError, sizeOf, type Shape } from './shape.ts';
import type { NestedNumbers, Tensor } from './tensor.ts';

/** Where tensors live and how they are computed; it makes them, and what is made from them stays with it. */
export abstract class Engine {
  /** What messages call it. */
  abstract readonly name: string;
  /** How precisely it keeps numbers. */
  abstract readonly dtype: 'float64' | 'float32';

  /** A parameter if it requires a gradient, else a constant; the numbers, in row-major order, are copied. */
  protected abstract create(numbers: ArrayLike<number>, shape: Shape, requiresGrad: boolean): Tensor;

  /**
   * A constant, from nested arrays or from flat numbers and a shape.
   *
   * ```ts
   * cpu.tensor([[1, 2], [3, 4]]); // (2, 2)
   * cpu.tensor([1, 2, 3, 4], [2, 2]); // the same
   * ```
   *
   * @throws ShapeError if nested arrays are ragged, or flat numbers do not fill the shape
   */
  tensor(numbers: NestedNumbers | ArrayLike<number>, shape?: Shape): Tensor {
    return this.from('tensor', numbers, shape, false);
  }

  /** Like {@link tensor}, for numbers to be trained: `backward` finds their gradient. */
  parameter(numbers: NestedNumbers | ArrayLike<number>, shape?: Shape): Tensor {
    return this.from('parameter', numbers, shape, true);
  }

  /** A constant of one number throughout. */
  full(shape: Shape, value: number): Tensor {
    checkShape('full', shape);
    return this.create(new Float64Array(sizeOf(shape)).fill(value), [...shape], false);
  }

  /** A constant of zeros. */
  zeros(shape: Shape): Tensor {
    return this.full(shape, 0);
  }

  /** A constant of ones. */
  ones(shape: Shape): Tensor {
    return this.full(shape, 1);
  }

  private from(
    op: string,
    numbers: NestedNumbers | ArrayLike<number>,
    shape: Shape | undefined,
    requiresGrad: boolean,
  ) {
    const isTyped = ArrayBuffer.isView(numbers);
    if (shape === undefined && !isTyped) {
      const nested = numbers as NestedNumbers;
      return this.create(flatten(op, nested), shapeOf(op, nested), requiresGrad);
    }
    const flat = numbers as ArrayLike<number>;
    const wanted = shape ?? [flat.length];
    checkShape(op, wanted);
    checkLength(op, flat.length, wanted);
    if (!isTyped) for (const x of Array.from(flat)) checkNumber(op, x);
    return this.create(flat, [...wanted], requiresGrad);
  }
}

/** The shape of nested arrays, read off their first elements; `flatten` finds out whether the others agree. */
function shapeOf(op: string, nested: NestedNumbers): Shape {
  if (!Array.isArray(nested)) return [];
  if (nested.length === 0) throw new ShapeError(`${op}: an array is empty; every axis needs a number`);
  return [nested.length, ...shapeOf(op, nested[0] as NestedNumbers)];
}

function flatten(op: string, nested: NestedNumbers): number[] {
  const shape = shapeOf(op, nested);
  const flat: number[] = [];
  const visit = (part: NestedNumbers, axis: number): void => {
    if (axis === shape.length) {
      flat.push(checkNumber(op, part));
      return;
    }
    const length = Array.isArray(part) ? part.length : 0;
    if (length !== shape[axis]) {
      const got = Array.isArray(part) ? `one of ${length}` : 'a single number';
      throw new ShapeError(
        `${op}: ragged arrays: along axis ${axis} the first has ${shape[axis]} elements, another is ${got}`,
      );
    }
    for (const inner of part as readonly NestedNumbers[]) visit(inner, axis + 1);
  };
  visit(nested, 0);
  return flat;
}

function checkNumber(op: string, x: unknown): number {
  if (typeof x !== 'number') {
    const shown = typeof x === 'string' ? `string "${x}"` : typeof x;
    const got = Array.isArray(x) ? 'an array, where another place holds a number' : shown;
    throw new TypeError(`${op}: expected numbers, got ${got}`);
  }
  return x;
}
