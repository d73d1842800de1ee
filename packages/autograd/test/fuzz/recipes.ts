// How a program continues: for every operation, a way to find operands where engines must agree and derivatives exist.

import { Random } from '@microgpt/random';
import { noGrad, type Shape } from '../../src/index.ts';
import { customOps, rows } from './custom.ts';
import { MARGIN, type Draft, type Item } from './draft.ts';
import { Literal, type Argument } from './program.ts';

/** Adds statements to a program; none if the current numbers do not fit. */
type Recipe = (d: Draft) => void;

const always =
  (method: string, rank = 0, args: (d: Draft, x: Item) => readonly Argument[] = () => []): Recipe =>
  (d) => {
    const x = d.some(rank);
    d.make(x.ref, method, args(d, x));
  };

/** A rearrangement: the result only copies numbers. */
const moves =
  (method: string, rank: number, args: (d: Draft, x: Item) => readonly Argument[]): Recipe =>
  (d) => {
    const x = d.some(rank);
    d.make(x.ref, method, args(d, x), { exact: true });
  };

const ofPositive =
  (method: string): Recipe =>
  (d) => {
    const x = positive(d);
    if (x) d.make(x.ref, method, []);
  };

/** A function that is not smooth at 0. */
const kinkAtZero =
  (method: string): Recipe =>
  (d) => {
    const x = d.some();
    const nearest = least(x.numbers.map(Math.abs));
    if (nearest >= MARGIN || x.exact) d.make(x.ref, method, [], { exact: true, kink: nearest < MARGIN });
  };

const pair =
  (method: string): Recipe =>
  (d) => {
    const a = d.some();
    const b = d.chance(0.15) ? d.between(-8, 8) / 4 : partner(d, a).ref;
    d.make(a.ref, method, [b]);
  };

/** A function that depends on which of two numbers is larger. */
const comparison =
  (method: string): Recipe =>
  (d) => {
    const a = d.some();
    const b = d.chance(0.2) ? d.between(-8, 8) / 4 : partner(d, a);
    const gap = noGrad(() => a.tensor.sub(typeof b === 'number' ? b : b.tensor).abs());
    const nearest = least(gap.toFlat());
    const exact = a.exact && (typeof b === 'number' || b.exact);
    if (nearest < MARGIN && !exact) return;
    const isChoice = method === 'maximum' || method === 'minimum';
    d.make(a.ref, method, [typeof b === 'number' ? b : b.ref], { exact: exact || !isChoice, kink: nearest < MARGIN });
  };

const reduction =
  (method: string): Recipe =>
  (d) => {
    const x = d.some();
    d.make(x.ref, method, reductionArguments(d, x));
  };

/** What is read from a tensor, and compared. */
const reads =
  (member: string, fits: (x: Item) => boolean = () => true): Recipe =>
  (d) => {
    const x = d.find(fits);
    if (x) d.do(x.ref, member, []);
  };

const property =
  (member: string): Recipe =>
  (d) => {
    d.do(d.some().ref, member);
  };

const hasGradient = (x: Item) => x.tensor.hasGrad;

/** The ways to use every member of `Tensor` and `Engine`. */
export const recipes: Readonly<Record<string, Recipe>> = {
  // --- new ones
  parameter: (d) => {
    d.leaf(d.shape(), { member: 'parameter' });
  },
  tensor: (d) => {
    d.leaf(d.shape(), { member: 'tensor' });
  },
  full: (d) => {
    d.make('engine', 'full', [d.shape(), d.between(-8, 8) / 4], { exact: true });
  },
  zeros: (d) => {
    d.make('engine', 'zeros', [d.shape()], { exact: true });
  },
  ones: (d) => {
    d.make('engine', 'ones', [d.shape()], { exact: true });
  },

  // --- functions of one number
  neg: moves('neg', 0, () => []),
  exp: always('exp'),
  sin: always('sin'),
  cos: always('cos'),
  tanh: always('tanh'),
  sigmoid: always('sigmoid'),
  silu: always('silu'),
  gelu: always('gelu'),
  geluTanh: always('geluTanh'),
  log: ofPositive('log'),
  sqrt: ofPositive('sqrt'),
  relu: kinkAtZero('relu'),
  abs: kinkAtZero('abs'),
  map: always('map', 0, (d) => [d.oneOf([literal('rows.cube', rows.cube), literal('rows.softplus', rows.softplus)])]),

  // --- functions of two numbers
  add: pair('add'),
  sub: pair('sub'),
  mul: pair('mul'),
  div: (d) => {
    const a = d.some();
    if (d.chance(0.2)) d.make(a.ref, 'div', [d.oneOf([0.5, -2, 3])]);
    else d.make(a.ref, 'div', [farFromZero(d, partner(d, a)).ref]);
  },
  pow: (d) => {
    const exponent = d.oneOf([0, 1, 2, 3, 0.5, -1, -0.5, 1.5, undefined]);
    if (exponent === undefined) {
      const base = positive(d);
      if (base) d.make(base.ref, 'pow', [partner(d, base).ref]);
    } else {
      const base = Number.isInteger(exponent) && exponent >= 0 ? d.some() : positive(d);
      if (base) d.make(base.ref, 'pow', [exponent]);
    }
  },
  maximum: comparison('maximum'),
  minimum: comparison('minimum'),
  greater: comparison('greater'),
  less: comparison('less'),
  equal: comparison('equal'),
  zip: (d) => {
    const a = d.some();
    d.make(a.ref, 'zip', [literal('rows.wave', rows.wave), d.chance(0.2) ? 0.75 : partner(d, a).ref]);
  },
  where: (d) => {
    const condition = d.find(({ numbers, exact }) => exact || numbers.every((x) => x === 0 || Math.abs(x) > MARGIN));
    if (condition === undefined) return;
    const x = partner(d, condition);
    const shape = broadcast(x.tensor.shape, condition.tensor.shape) ?? [];
    const other = d.chance(0.3) ? d.between(-8, 8) / 4 : d.chance(0.2) ? x : broadcasting(d, shape);
    const exact = x.exact && (typeof other === 'number' || other.exact);
    const kink = condition.tensor.requiresGrad && condition.numbers.some((c) => Math.abs(c) < MARGIN);
    d.make(x.ref, 'where', [condition.ref, typeof other === 'number' ? other : other.ref], { exact, kink });
  },

  // --- sums and the like
  sum: reduction('sum'),
  mean: reduction('mean'),
  max: (d) => {
    const x = d.some();
    const args = reductionArguments(d, x);
    const gap = smallestLead(x, axesOf(args[0], x.tensor.shape));
    if (gap >= MARGIN || x.exact) d.make(x.ref, 'max', args, { exact: true, kink: gap < MARGIN });
  },
  min: (d) => {
    const x = d.some();
    const args = reductionArguments(d, x);
    const gap = smallestLead(negated(x), axesOf(args[0], x.tensor.shape));
    if (gap >= MARGIN || x.exact) d.make(x.ref, 'min', args, { exact: true, kink: gap < MARGIN });
  },
  argmax: (d) => {
    const x = d.find(({ exact, ...item }) => exact || smallestLead(item, [item.tensor.shape.length - 1]) >= MARGIN);
    if (x) d.do(x.ref, 'argmax', []);
  },
  argmin: (d) => {
    const x = d.find(
      ({ exact, ...item }) => exact || smallestLead(negated(item), [item.tensor.shape.length - 1]) >= MARGIN,
    );
    if (x) d.do(x.ref, 'argmin', d.chance(0.5) ? [] : [-1]);
  },

  // --- products
  matmul: (d) => {
    const a = d.some(2);
    const [n, k] = a.tensor.shape.slice(-2);
    const batch = a.tensor.shape.slice(0, -2);
    const fits = ({ tensor: { shape } }: Item) => {
      const both = broadcast(shape.slice(0, -2), batch);
      return shape.at(-2) === k && both !== undefined && d.isFit([...both, n, shape.at(-1) ?? 1]);
    };
    if (d.chance(0.2) && d.isFit([...batch, n, n])) {
      const b = d.make(a.ref, 'transpose', [], { exact: true }); // so that the inner sizes fit
      if (b) d.make(a.ref, 'matmul', [b.ref]);
      return;
    }
    const b =
      (d.chance(0.6) ? d.find(fits) : undefined) ?? d.leaf([...shrunk(d, batch), k, n === 1 ? 2 : d.between(1, 3)]);
    d.make(a.ref, 'matmul', [b.ref]);
  },
  linear: (d) => {
    const x = d.some(1);
    const size = x.tensor.shape.at(-1) ?? 1;
    const known = d.chance(0.5)
      ? d.find(
          ({ tensor: { shape } }) =>
            shape.length === 2 && shape[1] === size && d.isFit(x.tensor.shape.with(-1, shape[0])),
        )
      : undefined;
    const weight = known ?? d.leaf([d.between(1, 3), size]);
    d.make(x.ref, 'linear', d.chance(0.5) ? [weight.ref] : [weight.ref, d.someOf([weight.tensor.shape[0]]).ref]);
  },
  causalAttention: (d) => {
    const { queries, keys, values, options } = attentionArguments(d);
    d.make(queries.ref, 'causalAttention', [keys.ref, values.ref, options]);
  },
  attentionWeights: (d) => {
    const { queries, keys, options } = attentionArguments(d);
    d.make(queries.ref, 'attentionWeights', [keys.ref, options], { at: d.rng.below(options.lengths.length) });
  },

  // --- rearrangements
  reshape: moves('reshape', 0, (d, { numbers }) => {
    const shape = factors(d, numbers.length);
    if (shape.length > 0 && d.chance(0.4)) shape[d.rng.below(shape.length)] = -1;
    return [shape];
  }),
  transpose: moves('transpose', 1, (d, { tensor: { shape } }) => {
    if (shape.length > 1 && d.chance(0.4)) return [];
    return [d.rng.shuffle(shape.map((_, axis) => axis)).map((axis) => signed(d, axis, shape))];
  }),
  slice: moves('slice', 1, (d, { tensor: { shape } }) => {
    const axis = d.rng.below(shape.length);
    const size = shape[axis];
    const start = d.rng.below(size);
    const end = d.between(start + 1, size);
    const from = d.chance(0.5) ? start : start - size;
    const to = end === size ? undefined : d.chance(0.5) ? end : end - size;
    return axis === 0 && d.chance(0.5) ? [from, to] : [from, to, signed(d, axis, shape)];
  }),
  broadcastTo: moves('broadcastTo', 0, (d, { tensor: { shape } }) => {
    const grown = shape.map((size) => (size === 1 ? d.between(1, 3) : size));
    return [grown.length < 5 && d.chance(0.5) ? [d.between(1, 3), ...grown] : grown];
  }),
  take: moves('take', 1, (d, { tensor: { shape } }) => [d.indices(d.between(1, 4), shape[0])]),
  pick: moves('pick', 1, (d, x) => [indicesOf(d, x)]),
  concat: (d) => {
    const x = d.some(1);
    const { shape } = x.tensor;
    const axis = d.rng.below(shape.length);
    const fits = ({ tensor }: Item) =>
      tensor.shape.length === shape.length && tensor.shape.every((size, i) => i === axis || size === shape[i]);
    const others = Array.from({ length: d.between(0, 2) }, () => d.find(fits) ?? x);
    const parts = d.rng.shuffle([x, ...others]).map(({ ref }) => ref);
    d.make('Tensor', 'concat', axis === 0 && d.chance(0.5) ? [parts] : [parts, signed(d, axis, shape)], {
      exact: true,
    });
  },
  stack: (d) => {
    const x = d.some();
    const parts = Array.from({ length: d.between(1, 3) }, () => (d.chance(0.3) ? x : d.someOf(x.tensor.shape)).ref);
    const axis = d.rng.below(x.tensor.shape.length + 1);
    d.make('Tensor', 'stack', [parts, signed(d, axis, [...x.tensor.shape, 1])], { exact: true });
  },
  detach: moves('detach', 0, () => []),

  // --- of rows
  softmax: always('softmax', 1),
  logSoftmax: always('logSoftmax', 1),
  rmsNorm: always('rmsNorm', 1, (d) => d.oneOf<Argument[]>([[], [0.5], [1e-2]])),
  layerNorm: always('layerNorm', 1, (d) => d.oneOf<Argument[]>([[], [0.5], [1e-2]])),
  crossEntropy: always('crossEntropy', 1, (d, x) => [indicesOf(d, x)]),
  dropout: always('dropout', 0, (d) => {
    const seed = d.between(1, 99);
    return [d.oneOf([0, 0.25, 0.5]), new Literal(`new Random(${seed})`, () => new Random(seed))];
  }),
  custom: (d) => {
    const kind = d.oneOf(['one', 'one', 'two', 'two', 'unlike', 'unlikeOfTwo'] as const);
    const [name, op] = d.oneOf(Object.entries(customOps[kind]));
    const unlike = kind === 'unlike' || kind === 'unlikeOfTwo';
    const x = d.some();
    if (name === 'round' && least(x.numbers.map(Math.abs)) < MARGIN) return;
    const others = kind === 'two' || kind === 'unlikeOfTwo' ? [d.someOf(x.tensor.shape).ref] : [];
    d.make(x.ref, 'custom', [literal(`customOps.${kind}.${name}`, op), ...others], { unlike });
  },

  // --- gradients
  backward: (d) => {
    const root = rootOf(d);
    if (root === undefined) return;
    d.do(root.ref, 'backward', []);
    if (d.chance(0.2)) d.do(root.ref, 'backward', []);
    if (d.chance(0.6)) d.leave(root);
  },
  zeroGrad: reads('zeroGrad', hasGradient),
  grad: (d) => {
    const x = d.find(hasGradient);
    if (x === undefined) return;
    if (d.chance(0.6)) d.make(x.ref, 'grad');
    else if (x.tensor.requiresGrad) d.set(x.ref, 'grad', d.chance(0.8) ? d.someOf(x.tensor.shape).ref : undefined);
  },
  scaleGrad: (d) => {
    d.do(d.some().ref, 'scaleGrad', [d.oneOf([0.5, -1, 0, 2])]);
  },
  sumSquaresOfGrad: reads('sumSquaresOfGrad'),
  hasGrad: property('hasGrad'),
  hasFiniteGrad: property('hasFiniteGrad'),
  isGradBelow: (d) => {
    d.do(d.some().ref, 'isGradBelow', [d.oneOf([0, Infinity])]);
  },

  // --- overwriting
  assign: (d) => {
    const target = d.find(({ tensor }) => tensor.children.length === 0);
    if (target === undefined) return;
    const { shape } = target.tensor;
    const source = d.chance(0.5) ? d.someOf(shape) : undefined;
    d.do(target.ref, 'assign', [source?.ref ?? d.numbers(target.numbers.length)]);
    d.overwritten(target, source?.exact ?? true);
  },
  assignRows: (d) => {
    const target = d.find(({ tensor }) => tensor.children.length === 0 && tensor.shape.length > 0);
    if (target === undefined) return;
    const [rowCount, ...rest] = target.tensor.shape;
    const order = d.rng.shuffle(Array.from({ length: rowCount }, (_, i) => i));
    const source = d.chance(0.2) ? target : d.someOf([d.between(1, rowCount), ...rest]);
    d.do(target.ref, 'assignRows', [order.slice(0, source.tensor.shape[0]), source.ref]);
    d.overwritten(target, target.exact && source.exact);
  },
  fusedUpdate: (d) => {
    const parameter = d.find((x) => x.tensor.isParameter && hasGradient(x));
    if (parameter === undefined) return;
    const { shape } = parameter.tensor;
    const averages = [d.leaf(shape, { member: 'tensor' }), d.leaf(shape, { member: 'tensor', positive: true })];
    const update = {
      lr: 0.125,
      beta1: 0.75,
      beta2: 0.875,
      eps: 0.01,
      weightDecay: 0.1,
      correction1: 0.5,
      correction2: 0.75,
    };
    d.do(parameter.ref, 'fusedUpdate', ['adam', averages.map(({ ref }) => ref), update]);
    for (const item of [parameter, ...averages]) d.overwritten(item, false);
  },

  dispose: (d) => {
    const x = d.find(({ tensor }) => tensor.children.length === 0);
    if (x) d.dispose(x);
  },

  // --- reading
  toFlat: reads('toFlat'),
  toArray: reads('toArray'),
  toString: reads('toString'),
  read: reads('read'),
  item: reads('item', ({ numbers }) => numbers.length === 1),
  requiresGrad: property('requiresGrad'),
  isParameter: property('isParameter'),
  shape: property('shape'),
  brand: property('brand'),

  // --- what is around
  noGrad: (d) => {
    d.noGrad(() => {
      for (let i = d.between(1, 4); i > 0; i--) addSomething(d);
    });
  },
  refusal: (d) => {
    const x = d.some();
    d.oneOf<() => void>([
      () => {
        d.refuse(x.ref, 'reshape', [[7, 11]]);
      },
      () => {
        d.refuse(x.ref, 'sum', [5]);
      },
      () => {
        d.refuse(x.ref, 'custom', [literal('customOps.failing.forward', customOps.failing.forward)]);
      },
      () => {
        if (x.numbers.length > 1) d.refuse(x.ref, 'backward', []);
      },
      () => {
        if (x.tensor.children.length > 0 && ['add', 'mul', 'sum'].includes(x.tensor.op))
          d.refuse(x.ref, 'assign', [x.ref]);
      },
    ])();
  },
};

const names = Object.keys(recipes);

/** One more step of a random program. */
export function addSomething(d: Draft): void {
  recipes[d.oneOf(names)](d);
}

/** A single number that requires a gradient, from which `backward` can start. */
export function rootOf(d: Draft): Item | undefined {
  const fits = ({ tensor, stale }: Item) => tensor.requiresGrad && !stale;
  const x = d.find(fits);
  const root = x && (x.numbers.length === 1 && d.chance(0.8) ? x : reduced(d, x));
  return root && fits(root) ? root : undefined;
}

function reduced(d: Draft, x: Item): Item | undefined {
  if (d.chance(0.3)) return d.make(x.ref, 'mean', []);
  const weighed = d.make(x.ref, 'mul', [d.leaf(x.tensor.shape, { member: 'tensor' }).ref]);
  return weighed && d.make(weighed.ref, 'sum', []);
}

// ------------------------------------------------------------------- operands

function least(numbers: Iterable<number>): number {
  let found = Infinity;
  for (const x of numbers) found = Math.min(found, x);
  return found;
}

function literal(text: string, value: unknown): Literal {
  return new Literal(text, () => value);
}

/** A tensor that broadcasts with another, or the same. */
function partner(d: Draft, item: Item): Item {
  return d.chance(0.1) ? item : broadcasting(d, item.tensor.shape);
}

/** A tensor that broadcasts with a shape: an existing one, or a new one. */
function broadcasting(d: Draft, shape: Shape): Item {
  const fits = ({ tensor }: Item) => {
    const both = broadcast(tensor.shape, shape);
    return both !== undefined && d.isFit(both);
  };
  const known = d.chance(0.6) ? d.find(fits) : undefined;
  return known ?? d.leaf(shrunk(d, shape));
}

/** A shape that broadcasts to another: some leading axes dropped, some shrunk to 1. */
function shrunk(d: Draft, shape: Shape): Shape {
  const drop = d.chance(0.3) ? d.between(0, shape.length) : 0;
  return shape.slice(drop).map((size) => (d.chance(0.2) ? 1 : size));
}

function broadcast(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const sizes = Array.from({ length: rank }, (_, i) => [a.at(i - rank) ?? 1, b.at(i - rank) ?? 1]);
  return sizes.every(([x, y]) => x === y || x === 1 || y === 1) ? sizes.map(([x, y]) => Math.max(x, y)) : undefined;
}

function positive(d: Draft): Item | undefined {
  const isPositive = ({ numbers }: Item) => numbers.every((x) => x > 0.1);
  if (d.chance(0.5)) {
    const known = d.find(isPositive);
    if (known) return known;
  }
  const x = d.some();
  if (d.chance(0.3)) return d.leaf(x.tensor.shape, { positive: true });
  const square = d.make(x.ref, 'mul', [x.ref]);
  return square && d.make(square.ref, 'add', [0.25]);
}

function farFromZero(d: Draft, x: Item): Item {
  if (x.numbers.every((number) => Math.abs(number) > 0.25)) return x;
  return d.leaf(x.tensor.shape, { positive: true });
}

function signed(d: Draft, axis: number, shape: Shape): number {
  return d.chance(0.5) ? axis : axis - shape.length;
}

/** Nothing, one axis or several, and whether they are kept. */
function reductionArguments(d: Draft, { tensor: { shape } }: Item): Argument[] {
  const axes = d.rng.shuffle(shape.map((_, axis) => signed(d, axis, shape))).slice(0, d.between(0, shape.length));
  const first = shape.length === 0 || d.chance(0.25) ? undefined : d.chance(0.5) ? (axes[0] ?? -1) : axes;
  const args: Argument[] = d.chance(0.5) ? [first, { keepDim: d.chance(0.7) }] : [first];
  return first === undefined && args.length === 1 ? [] : args;
}

function axesOf(axes: Argument, shape: Shape): readonly number[] {
  if (axes === undefined) return shape.map((_, axis) => axis);
  return [axes].flat().map((axis) => ((axis as number) + shape.length) % shape.length);
}

function negated<X extends Pick<Item, 'numbers'>>(x: X): X {
  return { ...x, numbers: x.numbers.map((number) => -number) };
}

/** The smallest lead of the largest number along the axes. */
function smallestLead(
  { numbers, tensor: { shape } }: Pick<Item, 'numbers' | 'tensor'>,
  axes: readonly number[],
): number {
  const largest = new Map<number, readonly [number, number]>(); // the two largest of each group
  numbers.forEach((x, place) => {
    let group = 0; // the place with 0 for the position along the axes
    let rest = place;
    let stride = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (!axes.includes(axis)) group += (rest % shape[axis]) * stride;
      rest = Math.floor(rest / shape[axis]);
      stride *= shape[axis];
    }
    const [best, next] = largest.get(group) ?? [-Infinity, -Infinity];
    largest.set(group, x > best ? [x, best] : [best, Math.max(next, x)]);
  });
  return least([...largest.values()].map(([best, next]) => best - next));
}

/** Some sizes whose product is a number. */
function factors(d: Draft, size: number): number[] {
  const shape: number[] = [];
  let rest = size;
  for (let axes = d.between(0, 4); axes > 0 && rest > 1; axes--) {
    const divisors = Array.from({ length: rest }, (_, i) => i + 1).filter((n) => rest % n === 0);
    shape.push(d.oneOf(divisors));
    rest /= shape[shape.length - 1];
  }
  return rest === 1 ? shape : [...shape, rest];
}

/** An index for each row. */
function indicesOf(d: Draft, { numbers, tensor: { shape } }: Item): Argument {
  const columns = shape.at(-1) ?? 1;
  return d.indices(numbers.length / columns, columns);
}

/** Queries, keys and values of several documents, with earlier keys of a cache before some, and room between them. */
function attentionArguments(d: Draft) {
  const channels = d.oneOf([2, 4, 6]);
  const heads = d.oneOf([1, 2]);
  const lengths = Array.from({ length: d.between(1, 3) }, () => d.between(1, 3));
  const total = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  const queries = d.someOf([total(lengths), channels]);
  if (d.chance(0.4)) {
    const options = d.chance(0.3) ? { heads, lengths: [total(lengths)] } : { heads, lengths };
    return {
      queries,
      keys: d.chance(0.3) ? queries : d.someOf(queries.tensor.shape),
      values: d.someOf(queries.tensor.shape),
      options,
    };
  }
  const keyLengths = lengths.map((length) => length + d.between(0, 2));
  if (d.chance(0.4)) {
    const shape = [total(keyLengths), channels];
    return { queries, keys: d.someOf(shape), values: d.someOf(shape), options: { heads, lengths, keyLengths } };
  }
  // Anywhere, also over each other, as documents with a common beginning may lie.
  const shape = [Math.max(...keyLengths) + d.between(0, 4), channels];
  const keyStarts = keyLengths.map((length) => d.between(0, shape[0] - length));
  return {
    queries,
    keys: d.someOf(shape),
    values: d.someOf(shape),
    options: { heads, lengths, keyLengths, keyStarts },
  };
}
