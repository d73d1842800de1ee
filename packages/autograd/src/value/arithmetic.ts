import { binary, unary, type Binary, type Unary } from './elementwise.ts';

/**
 * The arithmetic that `Value` and `Tensor` share: one method per row of the elementwise table.
 *
 * The other operand of a binary method may be a plain number, which is a constant.
 */
export abstract class Arithmetic<Self> {
  /**
   * Applies a function of one number to every element; use it with your own row.
   *
   * @param count the number of arguments of the calling method, so that a tensor can refuse surplus ones; default 0
   */
  abstract map(op: Unary, count?: number): Self;

  /**
   * Applies a function of two numbers to every pair of elements.
   *
   * @param count as in `map`; default 1
   */
  abstract zip(op: Binary, other: Self | number, count?: number): Self;

  /** The class and the numbers, as text. */
  abstract toString(): string;

  /** this + other */
  add(other: Self | number): Self {
    return this.zip(binary.add, other, arguments.length);
  }

  /** this − other */
  sub(other: Self | number): Self {
    return this.zip(binary.sub, other, arguments.length);
  }

  /** this · other, elementwise */
  mul(other: Self | number): Self {
    return this.zip(binary.mul, other, arguments.length);
  }

  /** this / other, elementwise */
  div(other: Self | number): Self {
    return this.zip(binary.div, other, arguments.length);
  }

  /** this ^ exponent, at 0, ±1, ±∞ and NaN as in IEEE 754: 1 to any power is 1, and so is any number to the power 0. */
  pow(exponent: Self | number): Self {
    return this.zip(binary.pow, exponent, arguments.length);
  }

  /** The larger of the two, which gets the gradient; if they are equal, each gets half. */
  maximum(other: Self | number): Self {
    return this.zip(binary.maximum, other, arguments.length);
  }

  /** The smaller of the two, which gets the gradient; if they are equal, each gets half. */
  minimum(other: Self | number): Self {
    return this.zip(binary.minimum, other, arguments.length);
  }

  /** 1 where this > other, else 0; passes no gradient, so neither operand is a child of the result. */
  greater(other: Self | number): Self {
    return this.zip(binary.greater, other, arguments.length);
  }

  /** 1 where this < other, else 0; like `greater`, passes no gradient. */
  less(other: Self | number): Self {
    return this.zip(binary.less, other, arguments.length);
  }

  /** 1 where this = other, else 0; like `greater`, passes no gradient. */
  equal(other: Self | number): Self {
    return this.zip(binary.equal, other, arguments.length);
  }

  /** −this */
  neg(): Self {
    return this.map(unary.neg, arguments.length);
  }

  /** e ^ this */
  exp(): Self {
    return this.map(unary.exp, arguments.length);
  }

  /** The natural logarithm; −∞ at 0, NaN below. */
  log(): Self {
    return this.map(unary.log, arguments.length);
  }

  /** The square root; NaN below 0. */
  sqrt(): Self {
    return this.map(unary.sqrt, arguments.length);
  }

  /** |this|; its derivative at 0 is taken as 0. */
  abs(): Self {
    return this.map(unary.abs, arguments.length);
  }

  /** The sine. */
  sin(): Self {
    return this.map(unary.sin, arguments.length);
  }

  /** The cosine. */
  cos(): Self {
    return this.map(unary.cos, arguments.length);
  }

  /** The hyperbolic tangent. */
  tanh(): Self {
    return this.map(unary.tanh, arguments.length);
  }

  /** 1 / (1 + e^−this) */
  sigmoid(): Self {
    return this.map(unary.sigmoid, arguments.length);
  }

  /** max(this, 0); the gradient is 0 at 0 and below. */
  relu(): Self {
    return this.map(unary.relu, arguments.length);
  }

  /** this · sigmoid(this), also called swish. See https://arxiv.org/abs/1702.03118 */
  silu(): Self {
    return this.map(unary.silu, arguments.length);
  }

  /** this · Φ(this), Φ being the normal distribution function, exactly. See https://arxiv.org/abs/1606.08415 */
  gelu(): Self {
    return this.map(unary.gelu, arguments.length);
  }

  /** The tanh approximation of GELU, as in GPT-2. See https://arxiv.org/abs/1606.08415 */
  geluTanh(): Self {
    return this.map(unary.geluTanh, arguments.length);
  }

  /** The text that `console.log` prints in Node. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return String(this);
  }
}
