import { isRecording } from '../graph/no-grad.ts';
import { topologicalOrder, type GraphNode } from '../graph/topological-order.ts';
import { Arithmetic } from './arithmetic.ts';
import type { Binary, Unary } from './elementwise.ts';

const NO_CHILDREN: readonly Value[] = [];
const NO_GRADS: readonly number[] = [];
/** Marks a dot product, whose local derivatives are the other factors: they are read there instead of copied. */
const OTHER_FACTORS: readonly number[] = [];

/**
 * One number that remembers how it was computed, so that `backward` can differentiate a result with respect to it.
 *
 * A result holds its `children` (its operands) and `localGrads` (its derivative with respect to each child);
 * the chain rule does the rest. Everything is data, nothing is hidden in closures: a picture can show all of it.
 *
 * ```ts
 * const a = new Value(2);
 * const b = new Value(-3);
 * const y = a.mul(b).add(6.5).tanh(); // tanh(a·b + 6.5)
 * y.backward();
 * a.grad; // dy/da
 * ```
 *
 * @see https://github.com/karpathy/micrograd
 */
export class Value extends Arithmetic<Value> implements GraphNode {
  /** The number itself; an optimizer step overwrites it. */
  data: number;
  /** d(result)/d(this) after `result.backward()`. `backward` adds to it, so set it to 0 before the next call. */
  grad = 0;
  /** The operands; empty for a number that you created. */
  readonly children: readonly Value[];
  /** The name of the operation; empty for a number that you created. */
  readonly op: string;
  lastWalk = 0;
  private readonly derivatives: readonly number[];
  private readonly selects: boolean | undefined;

  /** @param selects whether a local derivative of 0 passes 0 even if the gradient is infinite; default false */
  constructor(data: number, children = NO_CHILDREN, localGrads = NO_GRADS, op = '', selects?: boolean) {
    super();
    this.data = data;
    this.children = children;
    this.derivatives = localGrads;
    this.op = op;
    this.selects = selects;
  }

  /** d(this)/d(child), one for each child. */
  get localGrads(): readonly number[] {
    if (this.derivatives !== OTHER_FACTORS) return this.derivatives;
    const n = this.children.length / 2;
    return this.children.map((_, i) => this.children[(i + n) % (2 * n)].data);
  }

  override map(op: Unary): Value {
    const y = op.f(this.data);
    if (!isRecording()) return new Value(y);
    return new Value(y, [this], [op.df(this.data, y)], op.name, op.selects);
  }

  override zip(op: Binary, other: Value | number): Value {
    const a = this.data;
    const b = typeof other === 'number' ? other : other.data;
    const y = op.f(a, b);
    if (!isRecording()) return new Value(y);
    const { da, db } = op;
    if (typeof other === 'number' || !db) {
      return da ? new Value(y, [this], [da(a, b, y)], op.name, op.selects) : new Value(y);
    }
    if (!da) return new Value(y, [other], [db(a, b, y)], op.name, op.selects);
    return new Value(y, [this, other], [da(a, b, y), db(a, b, y)], op.name, op.selects);
  }

  /** Σ xᵢ as one node: a fraction of the time and memory of a chain of `add`. */
  static sum(xs: readonly Value[]): Value {
    let y = 0;
    for (const x of xs) y += x.data;
    return isRecording() ? new Value(y, xs.slice(), new Array<number>(xs.length).fill(1), 'sum') : new Value(y);
  }

  /**
   * Σ xᵢ·yᵢ as one node.
   *
   * @throws RangeError if the lengths differ
   */
  static dot(xs: readonly Value[], ys: readonly Value[]): Value {
    const n = xs.length;
    if (ys.length !== n) throw new RangeError(`Value.dot: lengths differ: ${n} and ${ys.length}`);
    let y = 0;
    if (!isRecording()) {
      for (let i = 0; i < n; i++) y += xs[i].data * ys[i].data;
      return new Value(y);
    }
    const children = new Array<Value>(2 * n);
    for (let i = 0; i < n; i++) {
      const a = xs[i];
      const b = ys[i];
      y += a.data * b.data;
      children[i] = a;
      children[n + i] = b;
    }
    return new Value(y, children, OTHER_FACTORS, 'dot');
  }

  /** a + b, either of them a plain number. */
  static add(a: Value | number, b: Value | number): Value {
    return lift(a).add(b);
  }

  /** a − b, either of them a plain number. */
  static sub(a: Value | number, b: Value | number): Value {
    return lift(a).sub(b);
  }

  /** a · b, either of them a plain number. */
  static mul(a: Value | number, b: Value | number): Value {
    return lift(a).mul(b);
  }

  /** a / b, either of them a plain number. */
  static div(a: Value | number, b: Value | number): Value {
    return lift(a).div(b);
  }

  /** a ^ b, either of them a plain number. */
  static pow(a: Value | number, b: Value | number): Value {
    return lift(a).pow(b);
  }

  /**
   * Adds d(this)/d(x) to the `grad` of every number x that this one was computed from.
   *
   * The chain rule, from the result down: a child's gradient is the sum, over the results computed from it, of their
   * gradients times the local derivatives.
   */
  backward(): void {
    // Gradients that earlier calls left on results would count twice; only leaves accumulate over several calls.
    const order = topologicalOrder<Value>(this, (result) => (result.grad = 0));
    this.grad += 1;
    for (let i = order.length - 1; i >= 0; i--) order[i].passGradient();
  }

  private passGradient(): void {
    const { grad, children, derivatives } = this;
    if (derivatives !== OTHER_FACTORS) {
      for (let c = 0; c < children.length; c++) {
        if (derivatives[c] !== 0 || !this.selects) children[c].grad += derivatives[c] * grad;
      }
      return;
    }
    const n = children.length / 2;
    for (let c = 0; c < n; c++) {
      const x = children[c];
      const y = children[n + c];
      x.grad += y.data * grad;
      y.grad += x.data * grad;
    }
  }

  override toString(): string {
    return `Value(${this.data}, grad ${this.grad})`;
  }
}

function lift(x: Value | number): Value {
  return typeof x === 'number' ? new Value(x) : x;
}
