import type { Random } from '@microgpt/random';
import { cpu, topologicalOrder, type FloatArray, type Shape, type Tensor } from '../../src/index.ts';
import { indices, positiveWave, wave } from './numbers.ts';
import { Literal, operands, Ref, type Argument, type Call, type Program, type Statement } from './program.ts';
import { Run } from './run.ts';

/** A tensor that the program can use, with its values on `cpu`. */
export interface Item {
  readonly id: number;
  readonly ref: Ref;
  readonly tensor: Tensor;
  readonly numbers: FloatArray;
  /** Whether float32 holds its numbers exactly, so that even close numbers may be compared. */
  readonly exact: boolean;
  /** Whether it was made without meeting a kink, so that finite differences can be trusted. */
  readonly smooth: boolean;
  /** The overwritable tensors that it was made from. */
  readonly sources: ReadonlySet<number>;
  /** Whether a tensor that its gradient needs was overwritten. */
  stale: boolean;
}

/** What a recipe knows about the result that it requests. */
export interface Making {
  /** Whether the numbers are at a kink of the function. */
  readonly kink?: boolean;
  /** Whether the result's numbers are copies of the operands', or small integers. */
  readonly exact?: boolean;
  /** Whether its gradient is not the derivative of its values. */
  readonly unlike?: boolean;
  /** The index among several results. */
  readonly at?: number;
}

/** The kinds of tensors that a program uses. */
export interface Sizes {
  /** A shape for a new tensor, with at least this rank. */
  readonly shape: (d: Draft, rank: number) => Shape;
  /** The largest number of elements of a result. */
  readonly most: number;
  /** The probability of choosing a larger tensor, if there is one, instead of a random one; default 0. */
  readonly preferLarge?: number;
}

const LARGEST = 20;
const WRITTEN_OUT = 48; // longer lists of numbers are written as a formula

/** The least distance from a kink, or between numbers, at which all engines decide alike. */
export const MARGIN = 2e-3;

/** A program under construction: it runs on `cpu` as it grows, so that the next step can depend on the numbers. */
export class Draft {
  readonly rng: Random;
  /** Results that are not smooth, or made from such results, including those that the program no longer uses. */
  readonly rough = new Set<number>();
  /** Everything that the program holds. */
  readonly held = new Map<number, Tensor>();
  readonly #sizes: Sizes;
  readonly #run = new Run([cpu], { watch: false });
  #statements: Statement[] = [];
  #items: Item[] = [];
  #next = 0;

  constructor(rng: Random, sizes: Sizes) {
    this.rng = rng;
    this.#sizes = sizes;
  }

  /** The program so far; its last statement may have failed. */
  get program(): Program {
    return this.#statements;
  }

  /** The tensors that the program can still use. */
  get items(): readonly Item[] {
    return this.#items;
  }

  // ------------------------------------------------------------------- chance

  chance(p: number): boolean {
    return this.rng.random() < p;
  }

  between(least: number, most: number): number {
    return least + this.rng.below(most - least + 1);
  }

  oneOf<T>(choices: readonly T[]): T {
    return choices[this.rng.below(choices.length)];
  }

  // ----------------------------------------------------------------- choosing

  /** A tensor for which the condition holds, preferably a recent one. */
  find(fits: (item: Item) => boolean = () => true): Item | undefined {
    const { most, preferLarge = 0 } = this.#sizes;
    const all = this.#items.filter(fits);
    const large = this.chance(preferLarge) ? all.filter(({ numbers }) => numbers.length > most / 16) : [];
    const fitting = large.length > 0 ? large : all;
    if (fitting.length === 0) return undefined;
    const recent = fitting.slice(-6);
    return this.oneOf(this.chance(0.7) ? recent : fitting);
  }

  /** Like {@link find}, but a new tensor if there is none, and sometimes even if there is. */
  someOf(shape: Shape): Item {
    const known = this.chance(0.7) ? this.find(({ tensor }) => String(tensor.shape) === String(shape)) : undefined;
    return known ?? this.leaf(shape);
  }

  /** A tensor of at least this rank. */
  some(rank = 0): Item {
    const known = this.chance(0.9) ? this.find(({ tensor }) => tensor.shape.length >= rank) : undefined;
    return known ?? this.leaf(this.shape(rank));
  }

  /** A shape of at least this rank. */
  shape(rank = 0): Shape {
    return this.#sizes.shape(this, rank);
  }

  /** Whether a result of this shape is small enough. */
  isFit(shape: Shape): boolean {
    return sizeOf(shape) <= this.#sizes.most;
  }

  /** Indices below a size. */
  indices(count: number, below: number): Argument {
    if (count <= WRITTEN_OUT) return Array.from({ length: count }, () => this.rng.below(below));
    const seed = this.rng.below(1000);
    return new Literal(`indices(${count}, ${below}, ${seed})`, () => indices(count, below, seed));
  }

  /** Numbers that float32 holds exactly, rarely two of them equal. */
  numbers(count: number, positive = false): readonly number[] | Literal {
    if (count > WRITTEN_OUT) {
      const seed = this.rng.below(1000);
      const text = `${positive ? 'positiveWave' : 'wave'}(${count}, ${seed})`;
      return new Literal(text, () => (positive ? positiveWave(count, seed) : wave(count, seed)));
    }
    const few = this.chance(0.05); // with equal numbers and zeros
    return Array.from({ length: count }, () => {
      if (positive) return this.between(16, 96) / 32;
      if (few) return this.between(-2, 2) / 2;
      return (this.between(0, 1) === 0 ? -1 : 1) * (this.between(1, 4000) / 2048);
    });
  }

  // ------------------------------------------------------------------- making

  /** A parameter or a constant. */
  leaf(shape: Shape, { positive = false, member = this.chance(0.7) ? 'parameter' : 'tensor' } = {}): Item {
    const numbers = this.numbers(sizeOf(shape), positive);
    const isFlat = numbers instanceof Literal || shape.length === 0 || this.chance(0.5);
    const made = this.make('engine', member, isFlat ? [numbers, shape] : [nested(numbers, shape)], { exact: true });
    if (made === undefined) throw new Error(`a ${member} of shape (${String(shape)}) cannot be made`);
    return made;
  }

  /** The result of an operation; undefined, without any effect, if it is too large or is an operand itself. */
  make(
    on: Call['on'],
    member: string,
    args?: readonly Argument[],
    { kink = false, exact = false, unlike = false, at }: Making = {},
  ): Item | undefined {
    const id = this.#next;
    const call: Call = { kind: 'call', id, on, member, ...(args && { args }), ...(at !== undefined && { at }) };
    this.#append(call);
    const tensor = this.#run.tensor(id);
    const numbers = tensor?.toFlat() ?? new Float64Array();
    const isFit =
      tensor && (on === 'engine' || this.isFit(tensor.shape)) && numbers.every((x) => Math.abs(x) <= LARGEST);
    if (!isFit || this.#items.some((item) => item.tensor === tensor)) {
      this.#run.execute({ kind: 'drop', ids: [id] });
      this.#statements.pop();
      return undefined;
    }
    this.#next++;
    const from = this.#items.filter((item) => operands(call).includes(item.id));
    const recorded = tensor.children.length > 0;
    const item: Item = {
      id,
      ref: new Ref(id),
      tensor,
      numbers,
      exact: exact && from.every((operand) => operand.exact),
      smooth: !recorded || (!kink && !unlike && from.every((operand) => operand.smooth)),
      sources: new Set(recorded ? from.flatMap(({ sources }) => [...sources]) : [id]),
      stale: recorded && from.some(({ stale }) => stale),
    };
    if (!item.smooth) this.rough.add(id);
    this.held.set(id, tensor);
    this.#items.push(item);
    return item;
  }

  /** Does something whose result is not a tensor. */
  do(on: Ref, member: string, args?: readonly Argument[]): void {
    this.#append({ kind: 'call', on, member, ...(args && { args }) });
  }

  /** Writes a property. */
  set(on: Ref, member: string, to: Ref | undefined): void {
    this.#append({ kind: 'call', on, member, set: to });
  }

  /** Does something that must throw. */
  refuse(on: Ref, member: string, args: readonly Argument[]): void {
    this.#append({ kind: 'refusal', call: { kind: 'call', on, member, args } });
  }

  /** The numbers of a tensor have been overwritten. */
  overwritten(target: Item, exact: boolean): void {
    const forget = this.chance(0.7);
    this.#items = this.#items.flatMap((item) => {
      if (item.id === target.id) return [{ ...item, exact, numbers: item.tensor.toFlat() }];
      if (item.sources.has(target.id)) item.stale = true;
      return item.stale && forget ? [] : [item];
    });
  }

  /** Drops the results in the graph of a tensor, as most programs do after `backward`. */
  leave(root: Item): void {
    const met = new Set(topologicalOrder<Tensor>(root.tensor).filter(({ children }) => children.length > 0));
    this.#items = this.#items.filter(({ tensor }) => !met.has(tensor));
  }

  /** A block with the body that `fill` makes. */
  noGrad(fill: () => void): void {
    const outside = this.#statements;
    const before = new Set(this.#items.map(({ id }) => id));
    const body: Statement[] = [];
    this.#statements = body;
    const throws = this.chance(0.15);
    let returns: readonly number[] = [];
    try {
      this.#run.block(throws, () => {
        fill();
        const made = this.#items.filter(({ id }) => !before.has(id));
        returns = throws ? [] : made.filter(() => this.chance(0.6)).map(({ id }) => id);
        const leaks = this.chance(0.1);
        this.#items = this.#items.filter(({ id }) => before.has(id) || returns.includes(id) || leaks);
        return returns;
      });
    } finally {
      this.#statements = [...outside, { kind: 'noGrad', body, returns, throws }];
    }
  }

  /** Drops tensors. */
  drop(ids: readonly number[]): void {
    this.#forget(ids);
    this.#append({ kind: 'drop', ids });
  }

  /** Disposes of a tensor. */
  dispose(item: Item): void {
    this.overwritten(item, false);
    this.#forget([item.id]);
    this.do(item.ref, 'dispose', []);
  }

  /** Yields to the event loop and the garbage collector; not in a block. */
  tick(): void {
    this.#statements.push({ kind: 'tick' });
  }

  #forget(ids: readonly number[]): void {
    for (const id of ids) this.held.delete(id);
    this.#items = this.#items.filter(({ id }) => !ids.includes(id));
  }

  #append(statement: Exclude<Statement, { kind: 'tick' }>): void {
    this.#statements.push(statement); // first, so that a failing program ends with the statement that failed
    this.#run.execute(statement);
  }
}

/** Flat numbers in nested arrays. */
function nested(numbers: readonly number[], shape: Shape): Argument {
  if (shape.length === 0) return numbers[0];
  const size = numbers.length / shape[0];
  return Array.from({ length: shape[0] }, (_, i) => nested(numbers.slice(i * size, (i + 1) * size), shape.slice(1)));
}

function sizeOf(shape: Shape): number {
  return shape.reduce((a, b) => a * b, 1);
}
