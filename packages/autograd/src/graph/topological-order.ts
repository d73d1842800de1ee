import { state } from './state.ts';

/** A node of a computation graph: a result and its operands. */
export interface GraphNode {
  /** The operands; empty for leaves. */
  readonly children: readonly GraphNode[];
  /** The number of the last traversal that visited this node, 0 if none; only {@link topologicalOrder} writes it. */
  lastWalk: number;
}

/**
 * The root and all nodes it was computed from, each after all of its children.
 *
 * Iterative: a graph of scalars is far deeper than the JavaScript stack.
 *
 * @param onResult called for each node that has children, when it is first visited
 */
export function topologicalOrder<Node extends GraphNode & { readonly children: readonly Node[] }>(
  root: Node,
  onResult: (node: Node) => void = () => undefined,
): Node[] {
  const walk = ++state.walks;
  const order: Node[] = [];
  const path: Node[] = [root]; // from the root down to the current node
  const nextChild: number[] = [0]; // for each node of the path, the index of the child to visit next
  root.lastWalk = walk;
  if (root.children.length > 0) onResult(root);
  while (path.length > 0) {
    const top = path.length - 1;
    const node = path[top];
    const children = node.children;
    let i = nextChild[top];
    while (i < children.length && children[i].lastWalk === walk) i++;
    if (i === children.length) {
      order.push(node);
      path.pop();
      nextChild.pop();
      continue;
    }
    nextChild[top] = i + 1;
    const child = children[i];
    child.lastWalk = walk;
    if (child.children.length === 0) order.push(child);
    else {
      onResult(child);
      path.push(child);
      nextChild.push(0);
    }
  }
  return order;
}
