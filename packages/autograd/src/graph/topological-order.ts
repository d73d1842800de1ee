import { state } from './state.ts';

/** A node of a computation graph: a result, and what it was made from. */
export interface GraphNode {
  /** What it was made from; empty for what the user made. */
  readonly children: readonly GraphNode[];
  /** The number of the last walk that visited this node, 0 if none has; only {@link topologicalOrder} writes it. */
  lastWalk: number;
}

/**
 * The node and everything it was made from, each after all of its children.
 *
 * Iterative: a graph of scalars is far deeper than the JavaScript stack.
 *
 * @param onResult called for each node that was made from others, when it is first met
 */
export function topologicalOrder<Node extends GraphNode & { readonly children: readonly Node[] }>(
  root: Node,
  onResult: (node: Node) => void = () => undefined,
): Node[] {
  const walk = ++state.walks;
  const order: Node[] = [];
  const path: Node[] = [root]; // from the root down to the node at hand
  const nextChild: number[] = [0]; // for each node of the path, which child comes next
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
