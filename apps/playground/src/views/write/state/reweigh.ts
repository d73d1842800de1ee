import { effect, untracked } from '@preact/signals';
import { writer } from '../../../writing/page-writer.ts';
import { branchesOf } from '../tree/branches.ts';
import type { WritingTree } from '../tree/writing-tree.ts';
import { model } from './facts.ts';
import { changeTree, tree } from './tree.ts';

/** Keeps the probabilities of all tokens those of the model that is shown, until the function that it returns is called. */
export function followModel(): () => void {
  return effect(() => {
    const name = model.value;
    if (name === undefined) return undefined;
    const controller = new AbortController();
    const branches = branchesOf(untracked(() => tree.value));
    const asked = branches.map(async ({ path }) => {
      const ids = path.map(({ token }) => token.id);
      const weighed = await writer.weigh(name, ids, 0, controller.signal);
      return path.map(({ id }, i) => [id, weighed[i].probability] as const);
    });
    Promise.all(asked).then(
      (known) => {
        changeTree((now) => withProbabilities(now, new Map(known.flat())), name.run);
      },
      () => undefined, // the candidates tell why the model does not answer
    );
    return () => {
      controller.abort(new DOMException('Another model is shown.', 'AbortError'));
    };
  });
}

function withProbabilities(now: WritingTree, known: ReadonlyMap<number, number>): WritingTree {
  if (known.size === 0) return now;
  const nodes = now.nodes.map((node) => {
    const probability = known.get(node.id) ?? node.token.probability;
    return { ...node, token: { ...node.token, probability } };
  });
  return { ...now, nodes };
}
