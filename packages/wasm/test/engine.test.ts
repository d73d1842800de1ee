import { scalar, Tensor, type Engine } from '@microgpt/autograd';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inputsFor, operations, orders, run, title } from '../../autograd/test/operations.ts';
import { createWasm } from '../src/index.ts';

const engine = await createWasm();

/** How far float32 may be from float64, relative to max(1, |x|). */
const TOLERANCE = 1e-5;

describe.each(operations.map((operation) => ({ operation, name: title(operation) })))(
  '[wasm] $name equals scalar, value and gradient',
  ({ operation }) => {
    const ways = operation.method in Tensor.prototype ? [false, true] : [false];
    test.each(ways)('with the definition: %s', (definition) => {
      fc.assert(
        fc.property(operation.shapes, orders, (shapes, order) => {
          const numbersOn = (on: Engine) => {
            const inputs = inputsFor(on, shapes, order, operation.positive ?? false);
            const y = run(operation, inputs, { definition });
            const value = flat(y); // before backward, after which the next operation may take the memory
            if (y.requiresGrad) y.mul(weightsFor(y)).sum().backward();
            return [value, ...inputs.map(({ grad, shape }) => (grad ? flat(grad) : zeros(shape)))];
          };
          const expected = numbersOn(scalar);
          numbersOn(engine).forEach((numbers, i) => {
            numbers.forEach((x, j) => {
              const e = expected[i][j];
              expect(Math.abs(x - e), `${x} should be ${e}`).toBeLessThanOrEqual(TOLERANCE * Math.max(1, Math.abs(e)));
            });
          });
        }),
        { numRuns: 25 },
      );
    });
  },
);

function flat(tensor: Tensor): number[] {
  return Array.from(tensor.toFlat());
}

function zeros(shape: readonly number[]): number[] {
  return new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0);
}

/** Uneven, so that no gradient is hidden by symmetry. */
function weightsFor(y: Tensor): Tensor {
  const size = y.shape.reduce((a, b) => a * b, 1);
  return y.engine.tensor(
    Float64Array.from({ length: size }, (_, i) => Math.sin(i + 1)),
    y.shape,
  );
}
