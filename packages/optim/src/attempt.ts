import { setBuffers, type ParameterState } from './parameter-state.ts';

/**
 * Gradients below this are ordinary: even in float32 their fourth power is far from overflow, and so are a billion
 * times their square and their product with a rate of a million.
 */
export const ORDINARY = 2 ** 30;

/** Below this, no step with an ordinary gradient makes a running average overflow. */
const LARGE = 2 ** 60;

/** Whether numbers may overflow even with ordinary gradients: by a huge rate or decay, or a quotient without `eps`. */
export function mayOverflow(lr: number, options: object): boolean {
  const { weightDecay = 0, eps = 1 }: { readonly weightDecay?: number; readonly eps?: number } = options;
  return lr > 2 ** 20 || lr * weightDecay > 1 || eps < 1e-20;
}

/**
 * Does steps that may overflow.
 *
 * @throws RangeError if a number is NaN or infinite after its step; all steps are then undone
 */
export function attempt<Group>(
  op: string,
  doubtful: ReadonlyMap<ParameterState, Group>,
  step: (state: ParameterState, group: Group) => void,
): void {
  const takeBack: (() => void)[] = [];
  try {
    for (const [state, group] of doubtful) {
      const before = { ...state };
      const numbers = [state.parameter, ...Object.values(state.buffers)].map(
        (tensor) => [tensor, tensor.toFlat()] as const,
      );
      takeBack.push(() => {
        for (const [tensor, was] of numbers) tensor.assign(was);
        setBuffers(state, before.buffers);
        Object.assign(state, before);
      });
      state.buffers = { ...state.buffers };
      step(state, group);
      state.isLarge = checkNumbers(op, state) >= LARGE;
    }
  } catch (error) {
    for (const undo of takeBack) undo();
    throw error;
  }
}

/** The largest number of the gradient, the running averages and the parameter, all of which must be finite. */
function checkNumbers(op: string, { parameter, label, buffers }: ParameterState): number {
  const gradient = parameter.grad?.toFlat() ?? [];
  let largest = 0;
  const check = (what: string, numbers: ArrayLike<number>) => {
    for (let i = 0; i < numbers.length; i++) {
      largest = Math.max(largest, Math.abs(numbers[i]));
      if (largest < Infinity) continue;
      const cause = numbers === gradient ? '' : `, from a gradient of ${gradient[i]}`;
      throw new RangeError(
        `${op}: ${numbers[i]} at index ${i} of ${what}${cause}; nothing was changed. ` +
          'Clip the gradients or lower the learning rate',
      );
    }
  };
  check(`the gradient of ${label}`, gradient);
  for (const [name, buffer] of Object.entries(buffers)) check(`"${name}" of ${label}`, buffer.toFlat());
  check(label, parameter.toFlat());
  return largest;
}
