import { signal } from '@preact/signals';
import { formatCount } from '../../../design/format/format-count.ts';
import { sentenceOf } from '../../../design/format/sentence-of.ts';
import { writer } from '../../../writing/page-writer.ts';
import type { WrittenToken } from '../../../writing/writer.ts';
import { childrenOf, emptyTree, goBack, goOn, goTo, hasPlace, take, type WritingTree } from '../tree/writing-tree.ts';
import { askModel } from './ask-model.ts';
import { drawText } from './draw-text.ts';
import { facts, words } from './facts.ts';
import { seed } from './sampling.ts';
import { changeTree, idsBefore, isEnded, placeIn, runId, tree } from './tree.ts';

/** The most tokens of a text: each has a place on the page, and beyond what the model sees, each takes as long as the whole. */
export const MOST_TOKENS = 500;

/** The most tokens that it writes on by itself. */
export const mostTokens = signal(100);

/** Whether the model writes on by itself. */
export const isWriting = signal(false);

/** Why what was typed or asked cannot be done, in sentences; undefined if it can. */
export const problem = signal<string | undefined>(undefined);

let writing: AbortController | undefined;
let typing = Promise.resolve();

/** Changes what was written, as the user wants, and so ends what the model writes by itself. */
function act(change: (tree: WritingTree) => WritingTree): void {
  stopWriting();
  problem.value = undefined;
  changeTree(change);
}

/** Takes a token after the cursor, or instead of the end. */
export function takeToken({ id, text, kind, bytes, probability }: WrittenToken): void {
  act((now) => take(goTo(now, placeIn(now)), { id, text, kind, probability, ...(bytes && { bytes }) }));
}

/** Writes a whole text from its beginning, as a branch; one that is too long is cut to fit. */
export function takeText(tokens: readonly WrittenToken[]): void {
  const room = tokens.slice(0, MOST_TOKENS);
  act((now) => room.reduce((written, token) => take(written, token), goTo(now, undefined)));
  if (tokens.length > MOST_TOKENS) problem.value = tooLong(tokens.length);
}

/** Moves the cursor after a node, or to the beginning. */
export function moveTo(id: number | undefined): void {
  act((now) => goTo(now, id));
}

/** Moves the cursor back by a token. */
export function moveBack(): void {
  act(goBack);
}

/** Moves the cursor on by a token of the branch in front. */
export function moveOn(): void {
  act(goOn);
}

/** Changes the branches. */
export function changeBranches(change: (tree: WritingTree) => WritingTree): void {
  act(change);
}

/** Forgets all that was written. */
export function beginAnew(): void {
  act(() => emptyTree);
}

/**
 * Writes what the user typed, where the cursor is when its turn comes: what is typed meanwhile waits. It is not written if another run
 * comes to the front before.
 */
export function typeText(text: string): Promise<void> {
  stopWriting();
  const run = runId.peek();
  typing = typing.then(async () => {
    if (run === undefined || runId.peek() !== run || text === '') return;
    problem.value = undefined;
    const at = placeIn(tree.peek());
    try {
      const before = idsBefore.peek();
      const tokens = await askModel(run, async (name) => {
        const typed = await writer.encode(name, text);
        const length = before.length + typed.length;
        if (length > MOST_TOKENS) throw new RangeError(tooLong(length));
        return writer.weigh(name, [...before, ...typed], before.length);
      });
      if (tokens === undefined) return;
      changeTree(
        (now) => (hasPlace(now, at) ? tokens.reduce((text, token) => take(text, token, true), goTo(now, at)) : now),
        run,
      );
    } catch (error) {
      problem.value = sentenceOf(error);
    }
  });
  return typing;
}

/** Lets the model choose the next token. */
export function letItChoose(): Promise<void> {
  return write(1);
}

/**
 * Lets the model write on, until the text ends, the largest number of tokens, or a change by the user. A document ends at the
 * latest where the model no longer sees its beginning: it has learned nothing of what comes then.
 */
export function writeOn(): Promise<void> {
  const known = facts.peek().value;
  const room = known?.hasEnd === true ? known.blockSize - idsBefore.peek().length : 0;
  return write(room > 0 ? Math.min(room, mostTokens.peek()) : mostTokens.peek());
}

/** Lets the model write another text from the beginning. */
export function writeAnother(): Promise<void> {
  moveTo(undefined);
  return writeOn();
}

/** Stops what the model writes by itself. */
export function stopWriting(): void {
  writing?.abort(new DOMException('The user stopped it.', 'AbortError'));
  writing = undefined;
  isWriting.value = false;
}

/**
 * Draws tokens and takes them.
 *
 * Where the text goes on already, the seed is another one, so that the model may choose another way; else the same seed gives
 * the same text.
 */
async function write(most: number): Promise<void> {
  stopWriting();
  problem.value = undefined;
  const run = runId.peek();
  if (run === undefined || isEnded.peek()) return;
  const controller = new AbortController();
  writing = controller;
  isWriting.value = true;
  const own = seed.peek() + childrenOf(tree.peek(), tree.peek().cursor).length;
  try {
    const room = MOST_TOKENS - idsBefore.peek().length;
    await drawText({ run, seed: own, most: Math.min(most, room), signal: controller.signal });
    if (most > room && !isEnded.peek()) throw new RangeError(tooLong(MOST_TOKENS + 1));
  } catch (error) {
    if (!controller.signal.aborted) problem.value = sentenceOf(error);
  } finally {
    if (writing === controller) stopWriting();
  }
}

// Another run has a text of its own.
runId.subscribe(() => {
  stopWriting();
  problem.value = undefined;
});

function tooLong(length: number): string {
  const { units } = words.peek();
  const sees = facts.peek().value?.blockSize ?? 0;
  return `That text would have ${formatCount(length)} ${units}. There is room for ${formatCount(MOST_TOKENS)}, and this model sees only the last ${formatCount(sees)}.`;
}
