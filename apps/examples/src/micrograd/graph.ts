import { topologicalOrder, type Value } from '@microgpt/autograd';

/** How a number was made, as data to draw: numbers, the operations between them, and arrows towards the result. */
export interface Graph {
  readonly values: readonly ValueNode[];
  readonly operations: readonly OperationNode[];
  readonly edges: readonly Edge[];
}

/** A number; used in several places, it is still one node. */
export interface ValueNode {
  readonly id: string;
  /** What it is called; empty if it has no name. */
  readonly label: string;
  readonly data: number;
  readonly grad: number;
}

/** An operation, which stands between the numbers that it takes and the one that it makes. */
export interface OperationNode {
  readonly id: string;
  readonly op: string;
}

/** An arrow from a number to an operation, or from an operation to its result. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** Into an operation: the derivative of its result with respect to this number. */
  readonly localGrad?: number;
}

/**
 * The graph of everything that a number was made from.
 *
 * @param labels numbers and what to call them: `graphOf(y, { x, w, b })`
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

/** A number as the drawings write it: four digits that count, and no zeros at the end. */
export function fourDigits(x: number): string {
  return String(Number(x.toPrecision(4)));
}
