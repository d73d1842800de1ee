import { computed, signal } from '@preact/signals';
import { shownModel } from '../../../models/shown-model.ts';
import { emptyTree, pathTo, type WritingTree } from '../tree/writing-tree.ts';

/** What was written with each run. */
const trees = signal<ReadonlyMap<string, WritingTree>>(new Map());

/** The run in front. */
export const runId = computed(() => shownModel.value?.run);

/** What was written with the run in front. */
export const tree = computed(() => trees.value.get(runId.value ?? '') ?? emptyTree);

/** The nodes of the text up to the cursor. */
export const textBefore = computed(() => pathTo(tree.value, tree.value.cursor));

/** The nodes of the branch in front after the cursor. */
export const textAfter = computed(() => pathTo(tree.value, tree.value.tip).slice(textBefore.value.length));

/** Where the next token goes: after the cursor, or instead of the end if that is before the cursor. */
export const place = computed(() => placeIn(tree.value));

/** Where the next token goes in a tree. */
export function placeIn(of: WritingTree): number | undefined {
  const last = pathTo(of, of.cursor).at(-1);
  return last?.token.kind === 'end' ? last.parent : last?.id;
}

/** The tokens up to that place, as one string: it changes only when they do. */
const beforeKey = computed(() =>
  textBefore.value
    .filter(({ token }) => token.kind !== 'end')
    .map(({ token }) => token.id)
    .join(),
);

/** The tokens up to the place of the next one. */
export const idsBefore = computed(() => (beforeKey.value === '' ? [] : beforeKey.value.split(',').map(Number)));

/** Whether the text up to the cursor has come to its end. */
export const isEnded = computed(() => textBefore.value.at(-1)?.token.kind === 'end');

/** Changes what was written with a run; by default the one in front. */
export function changeTree(change: (tree: WritingTree) => WritingTree, run = runId.peek()): void {
  if (run === undefined) return;
  const now = trees.peek().get(run) ?? emptyTree;
  const next = change(now);
  if (next !== now) trees.value = new Map(trees.peek()).set(run, next);
}
