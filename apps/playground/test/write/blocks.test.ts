import { describe, expect, test } from 'vitest';
import { blocksOf, isSameBlock, type Block } from '../../src/views/write/tree/blocks.ts';
import { piecesOf } from '../../src/views/write/tree/pieces.ts';
import { emptyTree, goTo, pathTo, take, type WritingTree } from '../../src/views/write/tree/writing-tree.ts';

/** A tree with one text of so many tokens. */
function written(length: number): WritingTree {
  const ids = Array.from({ length }, (_, i) => i);
  return ids.reduce((tree, id) => take(tree, token(id)), emptyTree);
}

function token(id: number) {
  return { id, text: String.fromCodePoint(97 + (id % 26)), kind: 'text', probability: 0.5 } as const;
}

function blocks(tree: WritingTree): readonly Block[] {
  return blocksOf(piecesOf(pathTo(tree, tree.tip)), pathTo(tree, tree.cursor).length);
}

/** The blocks that a page which shows the first tree draws again for the second. */
function changed(from: WritingTree, to: WritingTree): readonly Block[] {
  const shown = new Map(blocks(from).map((block) => [block.key, block]));
  return blocks(to).filter((block) => {
    const before = shown.get(block.key);
    return before === undefined || !isSameBlock(before, block);
  });
}

const count = (of: readonly Block[]) => of.reduce((sum, { pieces }) => sum + pieces.length, 0);

describe('the blocks of a text', () => {
  test.each([0, 1, 32, 33, 500])('are all of its pieces in order, wherever the cursor is in %d', (length) => {
    for (const cursor of [0, 1, 32, 40, length].filter((place) => place <= length)) {
      const tree = goTo(written(length), cursor === 0 ? undefined : cursor - 1);
      const all = blocks(tree);
      expect(all.flatMap(({ pieces }) => pieces.map(({ node }) => node.id))).toEqual(
        written(length).nodes.map(({ id }) => id),
      );
      expect(count(all.filter(({ isAfter }) => !isAfter))).toBe(cursor);
      expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
    }
  });

  test('stay as they are when a long text grows, but for the last one', () => {
    let tree = written(900);
    for (let length = 900; length < 940; length++) {
      const next = take(tree, token(length));
      expect(changed(tree, next).map(({ key }) => key)).toEqual([`before ${length - (length % 32)}`]);
      tree = next;
    }
  });

  test('are drawn again if a probability changes, and only the one that has it', () => {
    const tree = written(100);
    const nodes = tree.nodes.map((node) =>
      node.id === 40 ? { ...node, token: { ...node.token, probability: 0.1 } } : node,
    );
    expect(changed(tree, { ...tree, nodes }).map(({ key }) => key)).toEqual(['before 32']);
  });
});
