import type { WrittenToken } from '../../../writing/writer.ts';

/** A token at its place in the tree: it continues the text of its parent. */
export interface TreeNode {
  readonly id: number;
  /** The node before it; undefined for the first token of a text. */
  readonly parent: number | undefined;
  readonly token: WrittenToken;
  /** Whether the user typed it; otherwise the model proposed it. */
  readonly isTyped: boolean;
}

/**
 * Everything that was written, as a tree: texts that begin alike share their beginning and part where the next token differs.
 * It is plain data; every change makes a new tree.
 */
export interface WritingTree {
  /** In the order in which they were written. */
  readonly nodes: readonly TreeNode[];
  /** The node after which writing goes on; undefined for the beginning. */
  readonly cursor: number | undefined;
  /** The last node of the branch in front, which goes through the cursor; undefined if nothing was written. */
  readonly tip: number | undefined;
  /** The id of the next node. */
  readonly nextId: number;
}

/** A tree in which nothing was written. */
export const emptyTree: WritingTree = { nodes: [], cursor: undefined, tip: undefined, nextId: 0 };

/** The nodes from the beginning to a node. */
export function pathTo({ nodes }: WritingTree, id: number | undefined): readonly TreeNode[] {
  const path: TreeNode[] = [];
  for (let at = id; at !== undefined;) {
    const node = nodeOf(nodes, at);
    path.push(node);
    at = node.parent;
  }
  return path.reverse();
}

/** The nodes that continue a node, in the order in which they were written. */
export function childrenOf({ nodes }: WritingTree, id: number | undefined): readonly TreeNode[] {
  return indexOf(nodes).children.get(id) ?? [];
}

/**
 * Writes a token after the cursor. If the tree has it there already, the cursor moves along that branch; else a new branch
 * begins, and what was written after the cursor stays as another one.
 */
export function take(tree: WritingTree, token: WrittenToken, isTyped = false): WritingTree {
  const known = childrenOf(tree, tree.cursor).find((child) => child.token.id === token.id);
  if (known) {
    const isInFront = pathTo(tree, tree.tip).includes(known);
    return { ...tree, cursor: known.id, tip: isInFront ? tree.tip : newestTip(tree, known.id) };
  }
  const { nextId: id } = tree;
  const node = { id, parent: tree.cursor, token, isTyped };
  return { nodes: [...tree.nodes, node], cursor: id, tip: id, nextId: id + 1 };
}

/** Moves the cursor after a node, or to the beginning. What follows stays, in front of the same branch if the node is in it. */
export function goTo(tree: WritingTree, id: number | undefined): WritingTree {
  const isInFront = id === undefined || pathTo(tree, tree.tip).some((node) => node.id === id);
  return { ...tree, cursor: id, tip: isInFront ? tree.tip : newestTip(tree, id) };
}

/**
 * Goes back by a token. What the model wrote stays after the cursor; what the user typed last is corrected, and so removed if
 * nothing follows it.
 */
export function goBack(tree: WritingTree): WritingTree {
  if (tree.cursor === undefined) return tree;
  const node = nodeOf(tree.nodes, tree.cursor);
  if (!node.isTyped || childrenOf(tree, node.id).length > 0) return { ...tree, cursor: node.parent };
  const nodes = tree.nodes.filter(({ id }) => id !== node.id);
  return { ...tree, nodes, cursor: node.parent, tip: newestTip({ ...tree, nodes }, node.parent) };
}

/** Goes on by a token of the branch in front. */
export function goOn(tree: WritingTree): WritingTree {
  const path = pathTo(tree, tree.tip);
  const next = path[path.findIndex(({ id }) => id === tree.cursor) + 1] as TreeNode | undefined;
  return next === undefined ? tree : { ...tree, cursor: next.id };
}

/** The end of the branch that was written last after a node. */
export function newestTip(tree: WritingTree, id: number | undefined): number | undefined {
  let tip = id;
  for (let newest = childrenOf(tree, tip).at(-1); newest; newest = childrenOf(tree, tip).at(-1)) tip = newest.id;
  return tip;
}

/** Whether a node is in the tree, as the beginning always is. */
export function hasPlace({ nodes }: WritingTree, id: number | undefined): boolean {
  return id === undefined || indexOf(nodes).byId.has(id);
}

function nodeOf(nodes: readonly TreeNode[], id: number): TreeNode {
  const node = indexOf(nodes).byId.get(id);
  if (node === undefined) throw new RangeError(`writing tree: there is no node ${id}; it was removed`);
  return node;
}

interface Index {
  readonly byId: ReadonlyMap<number, TreeNode>;
  readonly children: ReadonlyMap<number | undefined, readonly TreeNode[]>;
}

const indexes = new WeakMap<readonly TreeNode[], Index>();

/** Where the nodes of a tree are, so that a text of thousands of tokens is drawn as fast as a short one. */
function indexOf(nodes: readonly TreeNode[]): Index {
  let index = indexes.get(nodes);
  if (index === undefined) {
    const children = new Map<number | undefined, TreeNode[]>();
    for (const node of nodes) {
      const siblings = children.get(node.parent);
      if (siblings) siblings.push(node);
      else children.set(node.parent, [node]);
    }
    index = { byId: new Map(nodes.map((node) => [node.id, node])), children };
    indexes.set(nodes, index);
  }
  return index;
}
