import { isSamePieces, type Piece } from './pieces.ts';

/** The most pieces of a block. */
const BLOCK = 32;

/** Neighbours in a text, which are drawn together. */
export interface Block {
  /** The same for the same place, so that a block that has not changed is not drawn again. */
  readonly key: string;
  readonly pieces: readonly Piece[];
  /** Whether it is after the cursor. */
  readonly isAfter: boolean;
}

/**
 * The blocks of a text. They begin at the same places however long the text grows, so that a new token changes only the last one. The
 * cursor divides the block that it is in.
 *
 * @param cursor the number of pieces before the cursor
 */
export function blocksOf(pieces: readonly Piece[], cursor: number): readonly Block[] {
  const blocks: Block[] = [];
  for (let from = 0; from < pieces.length;) {
    const isAfter = from >= cursor;
    const next = from - (from % BLOCK) + BLOCK;
    const to = Math.min(isAfter ? next : Math.min(next, cursor), pieces.length);
    blocks.push({ key: `${isAfter ? 'after' : 'before'} ${from}`, pieces: pieces.slice(from, to), isAfter });
    from = to;
  }
  return blocks;
}

/** Whether two blocks look the same. */
export function isSameBlock(a: Block, b: Block): boolean {
  return a.isAfter === b.isAfter && isSamePieces(a.pieces, b.pieces);
}
