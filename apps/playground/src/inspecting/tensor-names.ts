import type { TensorNode } from '@microgpt/inspect';
import { LOSS, type TensorFacts } from './graph.ts';

/** Where a tensor belongs, and what it is called there. */
export type TensorName = Pick<TensorFacts, 'owner' | 'name'>;

/** Where each tensor of a step belongs, and what it is called there. */
export function tensorNames(tensors: readonly TensorNode[]): readonly TensorName[] {
  const beforeModules = tensorsBeforeModules(tensors);
  const owned = tensors.map(({ id, owner, parameter, op }) => ({
    owner: owner === '' && !beforeModules.has(id) ? LOSS : owner,
    name: parameter?.split('.').slice(-2).join('.') ?? (op === '' ? 'constant' : op),
  }));
  const key = ({ owner, name }: TensorName) => `${owner} ${name}`;
  const counts = new Map<string, number>();
  for (const each of owned) counts.set(key(each), (counts.get(key(each)) ?? 0) + 1);
  const numbers = new Map<string, number>();
  return owned.map((each) => {
    if (counts.get(key(each)) === 1) return each;
    const number = (numbers.get(key(each)) ?? 0) + 1;
    numbers.set(key(each), number);
    return { ...each, name: `${each.name} ${number}` };
  });
}

/** The tensors outside all modules from which a module computes something. The other ones outside belong to the loss. */
function tensorsBeforeModules(tensors: readonly TensorNode[]): ReadonlySet<number> {
  const before = new Set<number>();
  for (const { id, owner, operands } of tensors.toReversed()) {
    if (owner !== '' || before.has(id)) for (const operand of operands) before.add(operand);
  }
  return before;
}
