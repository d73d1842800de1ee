// Runs a custom operation, and checks the tensors that it returns.

import { checkKind, hasMethod } from '../arguments.ts';
import { noGrad } from '../graph/no-grad.ts';
import { matching, operand } from './checks.ts';
import type { CustomOp, Tensor } from './tensor.ts';

/** The inputs and the output of a custom operation, checked. */
export function runCustomOp<T extends Tensor>(
  op: CustomOp,
  x: T,
  others: readonly Tensor[],
): { inputs: T[]; output: T } {
  checkKind('custom', '{ name, forward, backward }', op, hasMethod(op, 'forward') && hasMethod(op, 'backward'));
  const inputs = [x, ...others.map((other) => operand(op.name, x, other))];
  const output = noGrad(() => op.forward(...inputs));
  return { inputs, output: operand(op.name, x, output) };
}

/** The gradients that `backward` of a custom operation returns, checked. */
export function customGradients<T extends Tensor>(op: CustomOp, gy: T, y: T, inputs: readonly T[]): (T | undefined)[] {
  const gradients = noGrad(() => op.backward(gy, y, ...inputs));
  if (gradients.length !== inputs.length) {
    throw new RangeError(`${op.name}: expected ${inputs.length} gradients, got ${gradients.length}`);
  }
  return gradients.map(
    (gradient, i) => gradient && matching(`${op.name}: the gradient of input ${i}`, inputs[i], gradient),
  );
}
