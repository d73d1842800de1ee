import type { Token } from '../../../models/token.ts';
import type { TreeNode } from './writing-tree.ts';

/** What is shown for a node within its text. */
export interface Piece {
  readonly node: TreeNode;
  /** The characters that are complete with it; empty if it only begins one. */
  readonly text: string;
}

/** The nodes of a text with the characters that each completes, where tokens are parts of characters. */
export function piecesOf(path: readonly TreeNode[]): readonly Piece[] {
  const texts = piecesOfTokens(path.map(({ token }) => token));
  return path.map((node, i) => ({ node, text: texts[i] }));
}

/** The characters that each token of a text completes; none if it only begins one. */
export function piecesOfTokens(tokens: readonly Token[]): readonly string[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let isOpen = false; // whether a character may be incomplete
  return tokens.map(({ kind, text, bytes = [] }) => {
    if (kind !== 'bytes') {
      const rest = isOpen ? decoder.decode() : '';
      isOpen = false;
      return rest + text;
    }
    isOpen = true;
    return decoder.decode(Uint8Array.from(bytes), { stream: true });
  });
}

/** Whether two parts of texts look the same. */
export function isSamePieces(a: readonly Piece[], b: readonly Piece[]): boolean {
  return a.length === b.length && a.every(({ node, text }, i) => node === b[i].node && text === b[i].text);
}
