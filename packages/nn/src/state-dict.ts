import type { Tensor } from '@microgpt/autograd';
import { checkData, type TensorData } from '@microgpt/autograd/functional';
import { checkKind, quoted } from './check-arguments.ts';

/** Parameters and buffers by name, as plain data. */
export type StateDict = Readonly<Record<string, TensorData>>;

/** @throws TypeError or RangeError unless the state has exactly these tensors, with these shapes and finite parameters */
export function checkState(tensors: ReadonlyMap<string, Tensor>, state: StateDict): void {
  checkKind('loadStateDict', 'the state of a model', state, Object(state) === state);
  const missing = [...tensors.keys()].filter((name) => !Object.hasOwn(state, name));
  const unknown = Object.keys(state).filter((name) => !tensors.has(name));
  const problems: string[] = [];
  if (missing.length > 0) problems.push(`the state lacks ${quoted(missing)}`);
  if (unknown.length > 0) problems.push(`the model lacks ${quoted(unknown)}`);
  if (problems.length > 0) {
    throw new RangeError(`loadStateDict: ${problems.join('; ')}; was it saved from a model of another configuration?`);
  }
  for (const [name, tensor] of tensors) checkData(`loadStateDict: "${name}"`, state[name], tensor);
}
