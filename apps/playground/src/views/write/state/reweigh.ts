import { writer } from '../../../writing/page-writer.ts';
import type { ModelName } from '../../../writing/writer.ts';
import { branchesOf } from '../tree/branches.ts';
import type { WritingTree } from '../tree/writing-tree.ts';
import { model } from './facts.ts';
import { changeTree, tree } from './tree.ts';

/**
 * Keeps the probabilities of all tokens those of the model that is shown, until the function that it returns is called. While a run
 * trains, a long text is weighed with as many of its models as there is time for.
 */
export function followModel(): () => void {
  let weighed: ModelName | undefined;
  let isBusy = false;
  let isOver = false;
  const keepUp = async () => {
    if (isBusy) return;
    isBusy = true;
    for (let name = model.peek(); name !== undefined && name !== weighed && !isOver; name = model.peek()) {
      await weighAll(name).catch(() => undefined); // the candidates tell why the model does not answer
      weighed = name;
    }
    isBusy = false;
  };
  const stop = model.subscribe(() => void keepUp());
  return () => {
    isOver = true;
    stop();
  };
}

async function weighAll(name: ModelName): Promise<void> {
  const known = new Map<number, number>();
  for (const { path } of branchesOf(tree.peek())) {
    const ids = path.map(({ token }) => token.id);
    const tokens = await writer.weigh(name, ids);
    path.forEach(({ id }, i) => known.set(id, tokens[i].probability));
  }
  changeTree((now) => withProbabilities(now, known), name.run);
}

function withProbabilities(now: WritingTree, known: ReadonlyMap<number, number>): WritingTree {
  if (known.size === 0) return now;
  const nodes = now.nodes.map((node) => {
    const probability = known.get(node.id) ?? node.token.probability;
    return { ...node, token: { ...node.token, probability } };
  });
  return { ...now, nodes };
}
