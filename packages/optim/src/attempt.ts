import { setBuffers, type ParameterState } from './parameter-state.ts';

/**
 * The bound of gradients that cannot overflow: even in float32 their fourth power, a billion times their square, and
 * their product with a rate of a million are far from overflow.
 */
export const SAFE_GRADIENT = 2 ** 30;

/** The bound of numbers that no step with a safe gradient makes overflow. */
const SAFE_NUMBER = 2 ** 60;

/** Whether one of the numbers is so large that a step with a safe gradient may make it overflow. */
export function holdsLarge(numbers: ArrayLike<number>): boolean {
  const { length } = numbers;
  for (let i = 0; i < length; i++) if (!(Math.abs(numbers[i]) < SAFE_NUMBER)) return true;
  return false;
}

/** Whether numbers may overflow even with safe gradients: by a huge rate or decay, or a tiny `eps`. */
export function isRisky(lr: number, options: object): boolean {
  const { weightDecay = 0, eps = 1 }: { readonly weightDecay?: number; readonly eps?: number } = options;
  return lr > 2 ** 20 || lr * weightDecay > 1 || eps < 1e-20;
}

/**
 * Does steps that may overflow.
 *
 * @throws RangeError if a number is NaN or infinite after its step; all these steps are then undone
 */
export function attempt<Group>(
  op: string,
  risky: ReadonlyMap<ParameterState, Group>,
  step: (state: ParameterState, group: Group) => void,
): void {
  const undos: (() => void)[] = [];
  try {
    for (const [state, group] of risky) {
      const before = { ...state };
      const numbers = [state.parameter, ...Object.values(state.buffers)].map(
        (tensor) => [tensor, tensor.toFlat()] as const,
      );
      undos.push(() => {
        for (const [tensor, old] of numbers) tensor.assign(old);
        setBuffers(state, before.buffers);
        Object.assign(state, before);
      });
      state.buffers = { ...state.buffers };
      step(state, group);
      state.isLarge = largestNumber(op, state) >= SAFE_NUMBER;
    }
  } catch (error) {
    for (const undo of undos) undo();
    throw error;
  }
}

/** The largest absolute value in the gradient, the running averages and the parameter; checks that all are finite. */
function largestNumber(op: string, { parameter, label: name, buffers }: ParameterState): number {
  const gradient = parameter.grad?.toFlat() ?? [];
  let largest = 0;
  const check = (label: string, numbers: ArrayLike<number>) => {
    for (let i = 0; i < numbers.length; i++) {
      largest = Math.max(largest, Math.abs(numbers[i]));
      if (largest < Infinity) continue;
      const cause = numbers === gradient ? '' : `, from a gradient of ${gradient[i]}`;
      throw new RangeError(
        `${op}: ${numbers[i]} at index ${i} of ${label}${cause}; nothing was changed. ` +
          'Clip the gradients or lower the learning rate',
      );
    }
  };
  check(`the gradient of ${name}`, gradient);
  for (const [key, buffer] of Object.entries(buffers)) check(`"${key}" of ${name}`, buffer.toFlat());
  check(name, parameter.toFlat());
  return largest;
}
