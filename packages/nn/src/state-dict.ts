import { checkData, type Tensor, type TensorData } from '@microgpt/autograd';

/** Parameters by name, as plain data. */
export type StateDict = Readonly<Record<string, TensorData>>;

/** @throws RangeError unless the state has exactly the parameters, each in its shape and finite */
export function checkState(parameters: ReadonlyMap<string, Tensor>, state: StateDict): void {
  const missing = [...parameters.keys()].filter((name) => !(name in state));
  const unknown = Object.keys(state).filter((name) => !parameters.has(name));
  if (missing.length > 0 || unknown.length > 0) {
    const complaints = [
      ...(missing.length > 0 ? [`the state lacks ${quoted(missing)}`] : []),
      ...(unknown.length > 0 ? [`the state has ${quoted(unknown)}, unknown here`] : []),
    ];
    throw new RangeError(
      `loadStateDict: ${complaints.join('; ')}; was it saved from a model of another configuration?`,
    );
  }
  for (const [name, parameter] of parameters) checkData(`loadStateDict: "${name}"`, state[name], parameter);
}

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  return shown.join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
}
