import { cpu, topologicalOrder, type Engine, type Tensor } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { Draft, type Item, type Sizes } from '../../autograd/test/fuzz/draft.ts';
import { cpu32 } from '../../autograd/test/fuzz/float32.ts';
import type { Case, Fuzz } from '../../autograd/test/fuzz/fuzz.ts';
import { flatten, Literal, Ref } from '../../autograd/test/fuzz/program.ts';
import { addSomething, recipes, rootOf } from '../../autograd/test/fuzz/recipes.ts';
import { customOps } from '../../autograd/test/fuzz/custom.ts';
import { createWasm } from '../src/index.ts';

/** The memory of the engines that run the program of a seed. */
function limits(seed: number): readonly number[] {
  const first = [4, 4, 4, 5, 6, 8][seed % 6];
  return (seed % 5 === 0 ? [first, 5] : [first]).map((mebibytes) => mebibytes * 2 ** 20);
}

/** The engines with little memory that run the program of a seed: one, or two alternating. */
function smallEngines(seed: number): Promise<Engine[]> {
  return Promise.all(limits(seed).map((maximumBytes) => createWasm({ maximumBytes })));
}

/** {@link interleaving}, compared with `cpu` only where the program reads, because reading may restore lost results. */
export const interleavings: Fuzz = {
  name: 'interleavings',
  generate: interleaving,
  engines: async (seed) => [cpu, cpu32, ...(await smallEngines(seed))],
  watch: false,
  differences: false,
};

/**
 * Programs that use memory in every allowed way, in any order: results kept for long, abandoned steps, exceptions,
 * nested `noGrad` bodies, several interleaved graphs, parameters that come and go.
 *
 * What they hold at any time would fit into memory several times.
 */
function interleaving(seed: number): Case {
  const room = Math.min(...limits(seed)) / 4; // numbers
  const d = new Draft(new Random(seed), sizes(room / 16));
  try {
    for (let i = d.between(1, 3); i > 0; i--) d.leaf(d.shape(), { member: 'parameter' });
    for (let i = d.between(10, 60); i > 0; i--) {
      d.oneOf([...operations, ...habits])(d);
      makeRoom(d, room / 4);
    }
  } catch (error) {
    return { program: d.program, rough: d.rough, failure: error as Error };
  }
  return { program: d.program, rough: d.rough };
}

/** One number, a few, and many. */
function sizes(most: number): Sizes {
  return {
    most,
    preferLarge: 0.7,
    shape(d, rank) {
      if (rank === 0 && d.chance(0.1)) return [];
      const columns = d.oneOf([1, 3, 16, 64]);
      const count = d.chance(0.7) ? d.between(most / 8, most / 2) : d.between(1, 200);
      const rows = Math.ceil(count / columns);
      const shape = rank < 2 && d.chance(0.2) ? [rows] : [rows, columns];
      while (shape.length < rank) shape.unshift(1);
      return shape;
    },
  };
}

/** Single operations, often user-defined ones whose `backward` computes results. */
const operations: readonly ((d: Draft) => void)[] = [addSomething, addSomething, recipes.custom];

/** Other things that programs do. */
const habits: readonly ((d: Draft) => void)[] = [
  trainingStep,
  forward,
  thickBackward,
  keepLittle,
  readSomething,
  readGradient,
  goAway,
  fail,
  think,
];

/** Computes many results that no `backward` may ever meet. */
function forward(d: Draft): void {
  for (let i = d.between(4, 12); i > 0; i--) d.oneOf(operations)(d);
}

/** A `backward` that computes more than everything before it. */
function thickBackward(d: Draft): void {
  const op = new Literal('customOps.one.tanh', () => customOps.one.tanh);
  let x = d.find(({ numbers }) => numbers.length < 2 ** 13);
  for (let i = d.between(1, 3); i > 0 && x; i--) x = d.make(x.ref, 'custom', [op]);
  const root = x && d.make(x.ref, 'sum', []);
  if (root?.tensor.requiresGrad && !root.stale) d.do(root.ref, 'backward', []);
}

/** Forward, backward from one or two results, reading the gradients, and an update. */
function trainingStep(d: Draft): void {
  for (const x of parametersOf(d)) if (d.chance(0.7)) d.do(x.ref, 'zeroGrad', []);
  const roots = Array.from({ length: d.between(1, 2) }, () => {
    for (let i = d.between(1, 4); i > 0; i--) d.oneOf(operations)(d);
    return rootOf(d);
  });
  for (const root of roots) {
    if (root === undefined || root.stale || !d.held.has(root.id)) continue;
    d.do(root.ref, 'backward', []);
    if (d.chance(0.2)) d.do(root.ref, 'backward', []);
    if (d.chance(0.2)) d.do(root.ref, 'scaleGrad', [0.5]);
  }
  for (const parameter of parametersOf(d)) {
    if (!parameter.tensor.hasGrad || d.chance(0.5)) continue;
    const gradient = d.make(parameter.ref, 'grad');
    if (gradient === undefined) continue;
    d.do(gradient.ref, 'toFlat', []);
    if (d.chance(0.3)) update(d, parameter, gradient);
    d.drop([gradient.id]);
  }
  for (const root of roots) {
    if (root === undefined || !d.held.has(root.id)) continue;
    d.do(root.ref, 'item', []);
    if (d.chance(0.8)) d.leave(root);
  }
  if (d.chance(0.1)) d.tick();
}

/** parameter ← parameter − gradient / 8 */
function update(d: Draft, parameter: Item, gradient: Item): void {
  const scaled = d.make(gradient.ref, 'mul', [0.125]);
  const next = scaled && d.make(parameter.ref, 'sub', [scaled.ref]);
  if (next === undefined) return;
  d.do(parameter.ref, 'assign', [next.ref]);
  d.overwritten(parameter, false);
}

/** Keeps only a number or a row of a large tensor. */
function keepLittle(d: Draft): void {
  const x = d.some(1);
  const small = d.chance(0.5) ? d.make(x.ref, 'mean', []) : d.make(x.ref, 'slice', [0, 1]);
  if (small && d.chance(0.5)) d.make(small.ref, 'detach', []);
  if (d.chance(0.5)) d.drop([x.id]);
}

/** Reads tensors made at any time. */
function readSomething(d: Draft): void {
  const ids = [...d.held.keys()];
  if (ids.length > 0) for (let i = d.between(1, 4); i > 0; i--) d.do(new Ref(d.oneOf(ids)), 'toFlat', []);
}

/** Reads the gradient of a tensor made at any time, perhaps after an in-place change. */
function readGradient(d: Draft): void {
  const ids = [...d.held].filter(([, tensor]) => tensor.hasGrad).map(([id]) => id);
  if (ids.length === 0) return;
  const ref = new Ref(d.oneOf(ids));
  if (d.chance(0.4)) d.do(ref, 'scaleGrad', [0.5]);
  const gradient = d.make(ref, 'grad');
  if (gradient) d.do(gradient.ref, 'toFlat', []);
}

/** Drops many tensors, and yields. */
function goAway(d: Draft): void {
  const ids = [...d.held.keys()].filter(() => d.chance(0.5));
  if (ids.length > 0) d.drop(ids);
  if (d.chance(0.3)) d.tick();
}

/** Runs into an error, out of memory or otherwise, forward or backward, and continues. */
function fail(d: Draft): void {
  const x = d.some();
  const { forward, backward } = d.chance(0.5) ? customOps.failing : exhausting;
  if (d.chance(0.5)) {
    d.refuse(x.ref, 'custom', [new Literal(`failing.${forward.name}`, () => forward)]);
    return;
  }
  const y = d.make(x.ref, 'custom', [new Literal(`failing.${backward.name}`, () => backward)], { unlike: true });
  const root = y && d.make(y.ref, 'sum', []);
  if (root?.tensor.requiresGrad === true) {
    d.refuse(root.ref, 'backward', []);
    for (const { ref } of parametersOf(d)) d.do(ref, 'zeroGrad', []);
  }
  d.drop([y, root].flatMap((item) => item?.id ?? []));
}

/** Evaluates, and uses the result. */
function think(d: Draft): void {
  d.noGrad(() => {
    for (let i = d.between(1, 8); i > 0; i--) d.oneOf([...operations, readSomething, keepLittle])(d);
    const isRoot = ({ numbers, tensor, stale }: Item) => numbers.length === 1 && tensor.requiresGrad && !stale;
    for (let i = d.between(0, 2); i > 0; i--) {
      const root = d.find(isRoot);
      if (root) d.do(root.ref, 'backward', []);
    }
  });
}

/** Drops tensors until the program holds little enough, directly or as part of a graph. */
function makeRoom(d: Draft, most: number): void {
  while (reachable(d) > most) d.drop([...d.held.keys()].filter(() => d.chance(0.3)));
  if (lastingSinceTick(d) > most) d.tick();
}

/** How many numbers the program holds. */
function reachable(d: Draft): number {
  const found = new Set([...d.held.values()].flatMap((tensor) => topologicalOrder<Tensor>(tensor)));
  let count = 0;
  for (const { shape } of found) count += sizeOf(shape);
  return count;
}

/** How many numbers went into persistent memory since it could last be reclaimed. */
function lastingSinceTick(d: Draft): number {
  const start = d.program.findLastIndex(({ kind }) => kind === 'tick') + 1;
  let count = 0;
  for (const statement of flatten(d.program.slice(start))) {
    if (statement.kind !== 'call') continue;
    const { id, member, on } = statement;
    if (member === 'parameter') count += 2 * sizeOf(d.held.get(id ?? -1)?.shape ?? []);
    else if (on instanceof Ref && member.startsWith('assign')) count += sizeOf(d.held.get(on.id)?.shape ?? []);
    else if (member === 'fusedUpdate' && on instanceof Ref) count += 2 * sizeOf(d.held.get(on.id)?.shape ?? []);
  }
  return count;
}

function parametersOf(d: Draft): readonly Item[] {
  return d.items.filter(({ tensor }) => tensor.isParameter);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** Operations that need more memory than there is, in the middle of others. */
const exhausting = {
  forward: {
    name: 'exhaustsForward',
    forward: (x: Tensor) => exhaust(x.mul(2)),
    backward: (gy: Tensor) => [gy],
  },
  backward: {
    name: 'exhaustsBackward',
    forward: (x: Tensor) => x.mul(2),
    backward: (gy: Tensor) => [exhaust(gy.mul(2))],
  },
};

const FAR_TOO_MANY = 2 ** 23; // 32 MiB

function exhaust(x: Tensor): Tensor {
  if (x.engine.name !== 'wasm') throw new RangeError('out of memory');
  return x.broadcastTo([Math.ceil(FAR_TOO_MANY / sizeOf(x.shape)), ...x.shape]);
}
