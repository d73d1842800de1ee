import type { TreeNode } from './writing-tree.ts';

/** What is shown for a node within its text. */
export interface Piece {
  readonly node: TreeNode;
  /** The characters that are complete with it; empty if it only begins one. */
  readonly text: string;
}

/** The nodes of a text with the characters that each completes, where tokens are parts of characters. */
export function piecesOf(path: readonly TreeNode[]): readonly Piece[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return path.map((node) => {
    const { kind, text, bytes = [] } = node.token;
    if (kind !== 'bytes') return { node, text: decoder.decode() + text };
    return { node, text: decoder.decode(Uint8Array.from(bytes), { stream: true }) };
  });
}
