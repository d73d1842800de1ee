import { childrenOf, newestTip, pathTo, type TreeNode, type WritingTree } from './writing-tree.ts';

/** A branch: a text from its beginning to its end. */
export interface Branch {
  /** Its last node. */
  readonly tip: number;
  readonly path: readonly TreeNode[];
  /** The number of nodes that it shares with the branch before it in the list, after which the two part. */
  readonly shared: number;
}

/** All branches, so that those that part late are neighbours. */
export function branchesOf(tree: WritingTree): readonly Branch[] {
  const tips: number[] = [];
  // Without recursion, because a text may have thousands of tokens.
  const left = childrenOf(tree, undefined).toReversed();
  for (let node = left.pop(); node; node = left.pop()) {
    const children = childrenOf(tree, node.id);
    if (children.length === 0) tips.push(node.id);
    left.push(...children.toReversed());
  }
  let before: readonly TreeNode[] = [];
  return tips.map((tip) => {
    const path = pathTo(tree, tip);
    const differs = path.findIndex((node, i) => before.at(i) !== node);
    before = path;
    return { tip, path, shared: differs < 0 ? path.length : differs };
  });
}

/** Whether two branches look the same. */
export function isSameBranch(a: Branch, b: Branch): boolean {
  return a.shared === b.shared && a.path.length === b.path.length && a.path.every((node, i) => node === b.path[i]);
}

/** Brings a branch to the front, with the cursor at its end. */
export function selectBranch(tree: WritingTree, tip: number): WritingTree {
  return { ...tree, cursor: tip, tip };
}

/** Removes a branch: its nodes after the point where it parts from all others. */
export function removeBranch(tree: WritingTree, tip: number): WritingTree {
  const removed = new Set<number>();
  const path = pathTo(tree, tip);
  for (const node of path.toReversed()) {
    if (childrenOf(tree, node.id).some(({ id }) => !removed.has(id))) break;
    removed.add(node.id);
  }
  const nodes = tree.nodes.filter(({ id }) => !removed.has(id));
  const left = { ...tree, nodes };
  if (tree.tip === undefined || !removed.has(tree.tip)) return left;
  const last = path.findLast(({ id }) => !removed.has(id))?.id;
  const front = newestTip(left, last);
  // The cursor stays where it is if that is still there, else it goes to the point where the branch parted.
  const cursor = tree.cursor !== undefined && removed.has(tree.cursor) ? last : tree.cursor;
  return { ...left, tip: front, cursor };
}
