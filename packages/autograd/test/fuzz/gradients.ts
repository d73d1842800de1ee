import type { Random } from '@microgpt/random';
import { cpu, isTensor, type FloatArray, type Tensor } from '../../src/index.ts';
import { perform } from './lane.ts';
import { flatten, headline, type Call, type Program } from './program.ts';
import type { BackwardRecord, History } from './run.ts';

/** A change of one tensor of the program, wherever it is made or overwritten. */
interface Nudge {
  readonly id: number;
  readonly by: Float64Array;
}

/** Runs the program up to a `backward`, as though it were the first. */
type Replay = (nudge?: Nudge) => ReadonlyMap<number, Tensor>;

const STEP = 1e-4;
const MOST_RESULTS = 3;

/**
 * Checks what every `backward` of a program did on `cpu`, by running the program once more for each.
 *
 * The gradient of a parameter must be its earlier gradient plus that of the same `backward` run alone; the gradient of
 * a result must be the latter only. Where the program is smooth, the latter must equal finite differences, along a
 * random direction for every parameter and for a few intermediate results.
 *
 * @param rough the results that are not smooth, or whose gradient is not meant to be their derivative
 */
export function checkBackwards(program: Program, history: History, rough: ReadonlySet<number>, rng: Random): void {
  for (const record of history.backwards) {
    const replay: Replay = (nudge) => replayed(program, history, record.call, nudge);
    const tensors = replay();
    tensors.get(record.root)?.backward();
    for (const [id, tensor] of tensors) checkSum(record, id, tensor);
    if ([...record.graph].some((id) => rough.has(id))) continue;
    for (const [id, tensor] of chosen(record, tensors, rng)) checkDifferences(record, id, tensor, replay, rng);
  }
}

/** The gradient after is the one before plus that of this `backward` alone; for a result, only the latter. */
function checkSum({ call, graph, before, after }: BackwardRecord, id: number, { grad, isParameter }: Tensor): void {
  const alone = grad?.toFlat();
  const earlier = isParameter || !graph.has(id) ? before.get(id) : undefined;
  const got = after.get(id);
  const where = `x${id}.grad after ${headline(call)}`;
  if ((alone ?? earlier) === undefined && got === undefined) return;
  if ((alone ?? earlier) === undefined || got === undefined) {
    throw new Error(`${where} is ${String(got)}, expected ${String(alone ?? earlier)}`);
  }
  got.forEach((x: number, i: number) => {
    const [a, b] = [alone?.[i] ?? 0, earlier?.[i] ?? 0];
    if (Math.abs(x - (a + b)) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))) return;
    throw new Error(`${where}: number ${i} is ${x}, expected ${a + b}`);
  });
}

/** All parameters, and a few results that the root was made from. */
function chosen({ root, graph }: BackwardRecord, tensors: ReadonlyMap<number, Tensor>, rng: Random) {
  const all = [...tensors];
  const results = all.filter(([id, x]) => id !== root && graph.has(id) && x.requiresGrad && !x.isParameter);
  return [...all.filter(([, x]) => x.isParameter), ...rng.shuffle(results).slice(0, MOST_RESULTS)];
}

function checkDifferences(
  { call, root }: BackwardRecord,
  id: number,
  { grad, shape }: Tensor,
  replay: Replay,
  rng: Random,
): void {
  const direction = Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.gauss());
  const slope = (step: number) => {
    const [before, after] = [-step, step].map((h) =>
      replay({ id, by: direction.map((x) => x * h) })
        .get(root)
        ?.item(),
    );
    return ((after ?? NaN) - (before ?? NaN)) / (2 * step);
  };
  const [coarse, fine] = [slope(STEP), slope(STEP / 2)];
  const expected = (4 * fine - coarse) / 3; // cancels the second-order error
  const gradient = grad?.toFlat() ?? [];
  const got = direction.reduce((sum, x, i) => sum + x * (gradient[i] ?? 0), 0);
  if (Math.abs(got - expected) <= 1e-6 * Math.max(1, Math.abs(expected)) + 10 * Math.abs(fine - coarse)) return;
  const along = Array.from(direction, (x) => x.toFixed(3)).join(', ');
  throw new Error(
    `x${id}.grad after ${headline(call)}: along [${along}] it is ${got}, the finite difference ${expected}`,
  );
}

/** The tensors of a program just before a `backward`; what needs no gradient has the numbers that it had. */
function replayed(program: Program, history: History, until: Call, nudge?: Nudge): Map<number, Tensor> {
  const tensors = new Map<number, Tensor>();
  const nudged = (id: number, numbers: FloatArray) =>
    nudge?.id === id ? nudge.by.map((x, i) => numbers[i] + x) : numbers;
  for (const call of flatten(program)) {
    if (call === until) break;
    if (call.kind !== 'call') continue;
    history.writes.get(call)?.forEach((numbers, id) => tensors.get(id)?.assign(nudged(id, numbers)));
    const result = history.results.get(call);
    if (call.id === undefined || result === undefined) continue;
    const { shape, requiresGrad, numbers } = result;
    if (call.member === 'parameter') tensors.set(call.id, cpu.parameter(nudged(call.id, numbers), shape));
    else if (!requiresGrad) tensors.set(call.id, cpu.tensor(numbers, shape));
    else {
      const again = perform(cpu, tensors, call);
      if (!isTensor(again)) throw new Error(`${headline(call)} gives no tensor the second time`);
      tensors.set(call.id, nudge?.id === call.id ? again.add(cpu.tensor(nudge.by, shape)) : again);
    }
  }
  return tensors;
}
