import { checkKind, show } from '@microgpt/autograd';
import { checkData, toData, type TensorData } from '@microgpt/autograd/functional';
import { check, isObject } from './check.ts';
import type { ParameterState } from './parameter-state.ts';

/** Running averages of a parameter by name, as plain data. */
export type BufferData = Readonly<Record<string, TensorData>>;

/** A value for each parameter: by path if the optimizer was given paths, else in the order of the parameters. */
export type ByParameter<T> = readonly T[] | { readonly [path: string]: T; readonly [index: number]: T };

/** The state of an optimizer, without its options, as plain data. */
export interface OptimizerState {
  /** The number of steps that the optimizer has done. */
  readonly step: number;
  /** The running averages of each parameter, by name; none before its first gradient. */
  readonly parameters: ByParameter<BufferData>;
  /** The number of steps of each parameter. Missing in states of version 0.1: then `step` if there are averages, else 0. */
  readonly steps?: ByParameter<number>;
}

/** The state to save. */
export function saveState(step: number, states: readonly ParameterState[]): OptimizerState {
  const byParameter = <T>(save: (state: ParameterState) => T): ByParameter<T> => {
    const saved = Object.fromEntries(states.map((state, i) => [state.path ?? i, save(state)]));
    return states[0].path === undefined ? Object.values(saved) : saved;
  };
  return {
    step,
    parameters: byParameter(({ buffers }) =>
      Object.fromEntries(Object.entries(buffers).map(([name, buffer]) => [name, toData(buffer)])),
    ),
    steps: byParameter(({ steps }) => steps),
  };
}

/**
 * The content of a saved state, in the order of the parameters.
 *
 * @param bufferNames the running averages that a parameter may have
 * @throws TypeError or RangeError unless the state fits these parameters
 */
export function readState(
  op: string,
  saved: unknown,
  states: readonly ParameterState[],
  bufferNames: readonly string[],
): { step: number; parameters: readonly BufferData[]; steps: readonly number[] } {
  checkKind(op, 'a state { step, parameters, steps }', saved, isObject(saved));
  const step = checkedStep(`${op}: step`, saved.step);
  const parameters = inOrder(op, 'parameters', saved.parameters, states).map((buffers, i): BufferData => {
    const { label, parameter } = states[i];
    checkKind(op, `running averages of ${label} by name`, buffers, isObject(buffers));
    for (const [name, data] of Object.entries(buffers)) {
      check(bufferNames.includes(name), `${op}: each average of ${label}`, `one of ${show(bufferNames)}`, name);
      checkData(`${op}: "${name}" of ${label}`, data as TensorData, parameter);
    }
    return buffers as BufferData;
  });
  const steps =
    saved.steps === undefined
      ? parameters.map((buffers) => (bufferNames.length === 0 || Object.keys(buffers).length > 0 ? step : 0))
      : inOrder(op, 'steps', saved.steps, states).map((n, i) =>
          checkedStep(`${op}: steps of ${states[i].label}`, n, step),
        );
  return { step, parameters, steps };
}

function checkedStep(label: string, step: unknown, most = Infinity): number {
  const rule = most < Infinity ? `an integer from 0 to ${most}` : 'a non-negative integer';
  check(Number.isSafeInteger(step) && (step as number) >= 0 && (step as number) <= most, label, rule, step);
  return step as number;
}

/** The saved entries, in the order of the parameters, found by path or by index. */
function inOrder(op: string, field: string, saved: unknown, states: readonly ParameterState[]): readonly unknown[] {
  const entries = new Map<string, unknown>(Object.entries(saved ?? {}));
  if (entries.size !== states.length) {
    throw new RangeError(`${op}: the state holds ${entries.size} ${field}, this optimizer has ${states.length}`);
  }
  return states.map(({ path = '', label }, i) => {
    const key = Array.isArray(saved) ? String(i) : path;
    if (entries.has(key)) return entries.get(key);
    const remedy = path === '' ? '; create the optimizer with namedParameters()' : '';
    throw new RangeError(`${op}: the state has ${field} for ${show([...entries.keys()])}, not for ${label}${remedy}`);
  });
}
