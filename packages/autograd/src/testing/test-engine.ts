import { checkArguments, checkKind, hasMethod } from '../arguments.ts';
import { scalar } from '../engines.ts';
import type { FloatArray } from '../shape/numbers.ts';
import { sizeOf } from '../shape/shape.ts';
import type { Engine } from '../tensor/engine.ts';
import { Tensor } from '../tensor/tensor.ts';
import { inputsFor, operations, run, title, type Operation } from './operations.ts';
import { programs, readAll } from './programs.ts';

/** The options of {@link testEngine}. */
export interface EngineTestOptions {
  /** The largest error allowed, relative to max(1, |x|); default 1e-10 in float64, 1e-5 in float32. */
  readonly tolerance?: number;
  /** Registers each case with a test runner, such as `test` of vitest; by default all cases run at once. */
  readonly test?: (name: string, run: () => Promise<void>) => unknown;
}

/** A test case: its numbers must be those on `scalar`. */
interface Case {
  readonly name: string;
  readonly numbers: (engine: Engine) => Promise<readonly FloatArray[]>;
}

/** The number of random inputs for each operation. */
const SEEDS = 25;

/**
 * Compares an engine with `scalar`: the values and gradients of all operations on random inputs, by the engine's methods
 * and by their definitions in `Tensor`, and short programs that assign, freeze, accumulate gradients and train.
 *
 * ```ts
 * await testEngine(myEngine); // throws if a case fails
 * await testEngine(myEngine, { test }); // one test of your test runner for each case
 * ```
 *
 * It reads only with `await tensor.read()`, so it also tests an engine whose memory JavaScript cannot read.
 *
 * @throws Error with a list of the cases that failed, unless `test` is given
 */
export async function testEngine(engine: Engine, options?: EngineTestOptions): Promise<void> {
  checkArguments('testEngine', arguments, 2, ['tolerance', 'test']);
  checkKind('testEngine', 'an Engine', engine, hasMethod(engine, 'parameter'));
  const { tolerance = engine.dtype === 'float32' ? 1e-5 : 1e-10, test } = options ?? {};
  const cases = [
    ...operations.filter(({ reads }) => !reads || canRead(engine)).flatMap(casesOf),
    ...Object.entries(programs).map(([name, numbers]) => ({ name, numbers })),
  ];
  if (test) {
    for (const each of cases) test(each.name, () => check(engine, each, tolerance));
    return;
  }
  const failures: string[] = [];
  for (const each of cases) {
    await check(engine, each, tolerance).catch((error: unknown) => {
      failures.push(error instanceof Error ? error.message : String(error));
    });
  }
  if (failures.length > 0) {
    throw new Error(`testEngine: ${failures.length} of ${cases.length} cases failed:\n${failures.join('\n')}`);
  }
}

/** Whether JavaScript can read the engine's memory. */
function canRead(engine: Engine): boolean {
  try {
    return engine.ones([]).item() === 1;
  } catch {
    return false;
  }
}

/** @throws Error unless the engine gives the numbers that `scalar` does */
async function check(engine: Engine, { name, numbers }: Case, tolerance: number): Promise<void> {
  const [actual, expected] = [await numbers(engine), await numbers(scalar)];
  for (const [i, each] of expected.entries()) {
    if (actual[i].length !== each.length) {
      throw new Error(`${name}: ${engine.name} gives ${actual[i].length} numbers, scalar ${each.length}`);
    }
    for (const [j, x] of each.entries()) {
      const got = actual[i][j];
      if (Object.is(got, x) || Math.abs(got - x) <= tolerance * Math.max(1, Math.abs(x))) continue;
      throw new Error(`${name}: ${engine.name} gives ${got} where scalar gives ${x} (array ${i}, index ${j})`);
    }
  }
}

/** The cases of an operation: by the engine's method, and by the definition in `Tensor`, if there is one. */
function casesOf(operation: Operation): Case[] {
  const ways = !operation.function && operation.method in Tensor.prototype ? [false, true] : [false];
  return ways.flatMap((definition) => ({
    name: `${title(operation)}${definition ? ', by its definition' : ''}`,
    numbers: async (engine) => {
      const results: FloatArray[] = [];
      for (let seed = 0; seed < SEEDS; seed++) results.push(...(await evaluate(operation, engine, seed, definition)));
      return results;
    },
  }));
}

/** The shape, the value and the gradients of an operation. */
async function evaluate(
  operation: Operation,
  engine: Engine,
  seed: number,
  definition: boolean,
): Promise<readonly FloatArray[]> {
  const inputs = inputsFor(operation, engine, seed);
  const y = run(operation, inputs, definition);
  const value = y.read(); // before backward, after which the next operation may reuse the memory
  if (y.requiresGrad) y.mul(unevenWeights(y)).sum().backward();
  const gradients = inputs.map(({ grad }) => grad);
  return [Float64Array.from(y.shape), await value, ...(await readAll(gradients))];
}

/** Constants of the same shape, all different, so that symmetry hides no wrong gradient. */
function unevenWeights({ engine, shape }: Tensor): Tensor {
  return engine.tensor(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i + 1)),
    shape,
  );
}
