import { topologicalOrder, type Value } from '@microgpt/autograd';

/** The graph of a number, as data to draw: numbers, operations between them, and arrows toward the result. */
export interface Graph {
  readonly values: readonly ValueNode[];
  readonly operations: readonly OperationNode[];
  readonly edges: readonly Edge[];
}

/** A number; it is one node even if it is used in several places. */
export interface ValueNode {
  readonly id: string;
  /** The name; empty if it has none. */
  readonly label: string;
  readonly data: number;
  readonly grad: number;
}

/** An operation, between its operands and its result. */
export interface OperationNode {
  readonly id: string;
  readonly op: string;
}

/** An arrow from a number to an operation, or from an operation to its result. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** For an arrow into an operation, the derivative of its result with respect to this number. */
  readonly localGrad?: number;
}

/**
 * The graph of everything that a number was made from.
 *
 * @param labels the names of numbers: `graphOf(y, { x, w, b })`
 */
export function graphOf(result: Value, labels: Readonly<Record<string, Value>> = {}): Graph {
  const labelOf = new Map(Object.entries(labels).map(([label, value]) => [value, label]));
  const idOf = new Map<Value, string>();
  const values: ValueNode[] = [];
  const operations: OperationNode[] = [];
  const edges: Edge[] = [];

  topologicalOrder(result).forEach((value, i) => {
    const { data, grad, op, children, localGrads } = value;
    const id = `v${i}`;
    idOf.set(value, id);
    values.push({ id, label: labelOf.get(value) ?? '', data, grad });
    if (children.length === 0) return;

    const operation = `o${i}`;
    operations.push({ id: operation, op });
    // Children come first in the order, so each has its id already.
    children.forEach((child, c) =>
      edges.push({ from: idOf.get(child) ?? '', to: operation, localGrad: localGrads[c] }),
    );
    edges.push({ from: operation, to: id });
  });
  return { values, operations, edges };
}

/** A number with four significant digits and no trailing zeros. */
export function fourDigits(x: number): string {
  return String(Number(x.toPrecision(4)));
}
