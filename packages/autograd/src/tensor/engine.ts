import { checkCount, checkKind } from '../arguments.ts';
import { flatten, type Numbers } from '../shape/numbers.ts';
import { checkedShape, checkLength, IN_AN_ARRAY, sizeOf, type Shape } from '../shape/shape.ts';
import type { Tensor } from './tensor.ts';

/** Where tensors live and how they are computed; it makes them, and what is made from them stays with it. */
export abstract class Engine {
  /** What messages call it. */
  abstract readonly name: string;
  /** How precisely it keeps numbers. */
  abstract readonly dtype: 'float64' | 'float32';

  /** A parameter if it requires a gradient, else a constant; the numbers, in row-major order, are copied. */
  protected abstract create(numbers: ArrayLike<number>, shape: Shape, requiresGrad: boolean): Tensor;

  /**
   * A constant, from nested arrays (the rows may be typed arrays) or from flat numbers and a shape.
   *
   * ```ts
   * cpu.tensor([[1, 2], [3, 4]]); // (2, 2)
   * cpu.tensor([1, 2, 3, 4], [2, 2]); // the same
   * ```
   *
   * @throws ShapeError if nested arrays are ragged, or flat numbers do not fill the shape
   */
  tensor(numbers: Numbers, shape?: Shape): Tensor {
    return this.#from('tensor', numbers, shape, false, arguments.length);
  }

  /** Like {@link tensor}, for numbers to be trained: `backward` finds their gradient. */
  parameter(numbers: Numbers, shape?: Shape): Tensor {
    return this.#from('parameter', numbers, shape, true, arguments.length);
  }

  /** A constant of one number throughout. */
  full(shape: Shape, value: number): Tensor {
    return this.#filled('full', shape, value, arguments.length, 2);
  }

  /** A constant of zeros. */
  zeros(shape: Shape): Tensor {
    return this.#filled('zeros', shape, 0, arguments.length);
  }

  /** A constant of ones. */
  ones(shape: Shape): Tensor {
    return this.#filled('ones', shape, 1, arguments.length);
  }

  #filled(op: string, shape: Shape, value: number, count: number, most = 1): Tensor {
    checkCount(op, count, most, IN_AN_ARRAY);
    checkKind(op, 'a number', value, typeof value === 'number');
    const sizes = checkedShape(op, shape);
    return this.create(new Float64Array(sizeOf(sizes)).fill(value), sizes, false);
  }

  #from(op: string, numbers: Numbers, shape: Shape | undefined, requiresGrad: boolean, count: number): Tensor {
    checkCount(op, count, 2, IN_AN_ARRAY);
    const wanted = shape === undefined ? undefined : checkedShape(op, shape);
    const { flat, shape: own } = flatten(op, numbers);
    const sizes = wanted ?? own;
    checkLength(op, flat.length, sizes);
    return this.create(flat, sizes, requiresGrad);
  }
}
