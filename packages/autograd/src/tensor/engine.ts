import { checkCount, checkKind } from '../arguments.ts';
import { flatten, type Numbers } from '../shape/numbers.ts';
import { checkedShape, checkLength, IN_AN_ARRAY, sizeOf, type Shape } from '../shape/shape.ts';
import type { Tensor } from './tensor.ts';

/** A factory of tensors that fixes their memory and element type; results are on the engine of their operands. */
export abstract class Engine {
  /** The name used in error messages. */
  abstract readonly name: string;
  /** The element type. */
  abstract readonly dtype: 'float64' | 'float32';

  /** A parameter if `requiresGrad`, else a constant; the numbers, in row-major order, are copied. */
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

  /** A parameter, otherwise like {@link tensor}: its numbers are trained, and `backward` computes their gradient. */
  parameter(numbers: Numbers, shape?: Shape): Tensor {
    return this.#from('parameter', numbers, shape, true, arguments.length);
  }

  /** A constant filled with one number. */
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
    const requested = shape === undefined ? undefined : checkedShape(op, shape);
    const { flat, shape: inferred } = flatten(op, numbers);
    const sizes = requested ?? inferred;
    checkLength(op, flat.length, sizes);
    return this.create(flat, sizes, requiresGrad);
  }
}
