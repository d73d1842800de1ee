import { effect } from '@preact/signals';
import { writer } from '../../../writing/page-writer.ts';
import type { ModelName } from '../../../models/model-file.ts';
import type { WrittenToken } from '../../../writing/writer.ts';
import { branchesOf } from '../tree/branches.ts';
import type { WritingTree } from '../tree/writing-tree.ts';
import { isWriting } from './actions.ts';
import { model } from './facts.ts';
import { changeTree, tree } from './tree.ts';

/** The most tokens that are weighed at once, so that what the user types meanwhile waits only for so many. */
const AT_ONCE = 64;

/** How many times longer than the last weighing the pause after it is: the rest of the time is for what the user does. */
const PAUSES = 3;

/**
 * Keeps the probabilities of all tokens those of the model that is shown, until the function that it returns is called. While a run
 * trains, a long text is weighed with as many of its models as there is time for. While the model writes by itself, each new token
 * brings its probability, and the others are weighed afterwards.
 */
export function followModel(): () => void {
  let weighed: ModelName | undefined;
  let isBusy = false;
  let isOver = false;
  const isWanted = (name: ModelName | undefined): name is ModelName =>
    name !== undefined && name !== weighed && !isOver && !isWriting.peek();
  const keepUp = async () => {
    if (isBusy) return;
    isBusy = true;
    for (let name = model.peek(); isWanted(name); name = model.peek()) {
      const begin = performance.now();
      await weighAll(name).catch(() => undefined); // the candidates tell why the model does not answer
      weighed = name;
      await pause(PAUSES * (performance.now() - begin));
    }
    isBusy = false;
  };
  const stop = effect(() => {
    if (model.value !== undefined && !isWriting.value) void keepUp();
  });
  return () => {
    isOver = true;
    stop();
  };
}

async function weighAll(name: ModelName): Promise<void> {
  const known = new Map<number, number>();
  for (const { path, shared } of branchesOf(tree.peek())) {
    const ids = path.map(({ token }) => token.id);
    for (let from = shared; from < ids.length; from += AT_ONCE) {
      const tokens: readonly WrittenToken[] = await writer.weigh(name, ids.slice(0, from + AT_ONCE), from);
      tokens.forEach(({ probability }, i) => known.set(path[from + i].id, probability));
    }
  }
  changeTree((now) => withProbabilities(now, known), name.run);
}

function withProbabilities(now: WritingTree, known: ReadonlyMap<number, number>): WritingTree {
  if (known.size === 0) return now;
  const nodes = now.nodes.map((node) => {
    const probability = known.get(node.id);
    if (probability === undefined || probability === node.token.probability) return node;
    return { ...node, token: { ...node.token, probability } };
  });
  return { ...now, nodes };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
