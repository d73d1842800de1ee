import { ShapeError, type FloatArray, type Shape, type Tensor } from '@microgpt/autograd';

/** The numbers of a tensor as plain data. */
export interface TensorData {
  readonly shape: Shape;
  /** In row-major order. */
  readonly data: FloatArray | readonly number[];
}

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
  for (const [name, parameter] of parameters) {
    const { shape, data } = state[name];
    if (shape.join() !== parameter.shape.join()) {
      throw new ShapeError(
        `loadStateDict: "${name}" is (${parameter.shape.join(', ')}) here but (${shape.join(', ')}) in the state`,
      );
    }
    const size = shape.reduce((product, axis) => product * axis, 1);
    if (data.length !== size) {
      throw new ShapeError(`loadStateDict: "${name}" has ${data.length} numbers in the state, its shape needs ${size}`);
    }
    const bad = (data as readonly number[]).findIndex((x) => !Number.isFinite(x));
    if (bad !== -1) {
      throw new RangeError(
        `loadStateDict: "${name}" holds ${String(data[bad])} at place ${bad}; weights must be finite`,
      );
    }
  }
}

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  return shown.join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
}
