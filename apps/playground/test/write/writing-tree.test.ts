import { describe, expect, test } from 'vitest';
import { branchesOf, removeBranch, selectBranch } from '../../src/views/write/tree/branches.ts';
import {
  emptyTree,
  goBack,
  goOn,
  goTo,
  pathTo,
  take,
  type WritingTree,
} from '../../src/views/write/tree/writing-tree.ts';
import type { WrittenToken } from '../../src/writing/writer.ts';

function token(text: string): WrittenToken {
  return { id: text.codePointAt(0) ?? 0, text, kind: 'text', probability: 0.5 };
}

/** Writes the letters of a text after the cursor. */
function write(tree: WritingTree, text: string, isTyped = false): WritingTree {
  return Array.from(text).reduce((written, letter) => take(written, token(letter), isTyped), tree);
}

function textTo(tree: WritingTree, id: number | undefined): string {
  return pathTo(tree, id)
    .map((node) => node.token.text)
    .join('');
}

const cursorText = (tree: WritingTree) => textTo(tree, tree.cursor);
const frontText = (tree: WritingTree) => textTo(tree, tree.tip);
const texts = (tree: WritingTree) => branchesOf(tree).map(({ tip }) => textTo(tree, tip));
const back = (tree: WritingTree, tokens: number) =>
  Array.from({ length: tokens }).reduce<WritingTree>((now) => goBack(now), tree);

describe('writing', () => {
  test('begins with nothing', () => {
    expect(cursorText(emptyTree)).toBe('');
    expect(branchesOf(emptyTree)).toEqual([]);
    expect(goBack(emptyTree)).toBe(emptyTree);
    expect(goOn(emptyTree)).toBe(emptyTree);
  });

  test('appends after the cursor', () => {
    const tree = write(emptyTree, 'mary');
    expect(cursorText(tree)).toBe('mary');
    expect(texts(tree)).toEqual(['mary']);
  });

  test('leaves the tree before as it was', () => {
    const before = write(emptyTree, 'mar');
    write(before, 'y');
    goBack(before);
    expect(texts(before)).toEqual(['mar']);
    expect(cursorText(before)).toBe('mar');
  });
});

describe('going back', () => {
  test('keeps what follows in front of the cursor', () => {
    const tree = back(write(emptyTree, 'mary'), 2);
    expect(cursorText(tree)).toBe('ma');
    expect(frontText(tree)).toBe('mary');
    expect(cursorText(goOn(tree))).toBe('mar');
    expect(cursorText(goOn(goOn(goOn(tree))))).toBe('mary');
  });

  test('and taking another token keeps the earlier continuation as a branch', () => {
    const tree = write(back(write(emptyTree, 'mary'), 2), 'lia');
    expect(texts(tree)).toEqual(['mary', 'malia']);
    expect(cursorText(tree)).toBe('malia');
  });

  test('and taking the same token makes no branch', () => {
    const tree = write(back(write(emptyTree, 'mary'), 2), 'r');
    expect(texts(tree)).toEqual(['mary']);
    expect(cursorText(tree)).toBe('mar');
    expect(frontText(tree)).toBe('mary');
  });

  test('and taking a token of another branch brings that one to the front', () => {
    const two = write(back(write(emptyTree, 'mary'), 2), 'lia');
    const tree = write(back(two, 3), 'r');
    expect(cursorText(tree)).toBe('mar');
    expect(frontText(tree)).toBe('mary');
  });

  test('by a token that was typed corrects it', () => {
    const tree = back(write(emptyTree, 'mx', true), 1);
    expect(texts(tree)).toEqual(['m']);
    expect(frontText(tree)).toBe('m');
    expect(texts(back(tree, 1))).toEqual([]);
    expect(back(tree, 1).tip).toBeUndefined();
  });

  test('by a token that was typed keeps it where something follows', () => {
    const tree = back(write(write(emptyTree, 'ma', true), 'ry'), 3);
    expect(cursorText(tree)).toBe('m');
    expect(texts(tree)).toEqual(['mary']);
  });

  test('goes to any node, also of another branch', () => {
    const two = write(back(write(emptyTree, 'mary'), 2), 'lia');
    const r = two.nodes.find((node) => node.token.text === 'r');
    const tree = goTo(two, r?.id);
    expect(cursorText(tree)).toBe('mar');
    expect(frontText(tree)).toBe('mary');
    expect(cursorText(goTo(tree, undefined))).toBe('');
    expect(frontText(goTo(tree, undefined))).toBe('mary');
  });
});

describe('branches', () => {
  const two = write(back(write(emptyTree, 'mary'), 2), 'lia');
  const three = write(back(two, 1), 'o'); // mary, malia, malio
  const four = write(goTo(three, undefined), 'bo');

  test('are in an order in which those that part late are neighbours, with the point where they part', () => {
    const shared = branchesOf(four).map(({ path, shared }) => [path.map((n) => n.token.text).join(''), shared]);
    expect(shared).toEqual([
      ['mary', 0],
      ['malia', 2],
      ['malio', 4],
      ['bo', 0],
    ]);
  });

  test('can be selected', () => {
    const [first] = branchesOf(four);
    expect(cursorText(selectBranch(four, first.tip))).toBe('mary');
  });

  test('are removed from the point where they part', () => {
    const [, malia, malio] = branchesOf(four);
    expect(texts(removeBranch(four, malia.tip))).toEqual(['mary', 'malio', 'bo']);
    expect(texts(removeBranch(removeBranch(four, malia.tip), malio.tip))).toEqual(['mary', 'bo']);
  });

  test('in front leave the cursor where they parted when they are removed', () => {
    const tree = removeBranch(three, three.tip ?? -1);
    expect(cursorText(tree)).toBe('mali');
    expect(frontText(tree)).toBe('malia');
  });

  test('in front leave the cursor alone when it is in a part that stays', () => {
    const tree = removeBranch(back(three, 4), three.tip ?? -1);
    expect(cursorText(tree)).toBe('m');
    expect(frontText(tree)).toBe('malia');
  });

  test('that are all removed leave nothing', () => {
    const tree = branchesOf(four).reduce((left, { tip }) => removeBranch(left, tip), four);
    expect(texts(tree)).toEqual([]);
    expect(tree.tip).toBeUndefined();
    expect(tree.cursor).toBeUndefined();
  });
});
