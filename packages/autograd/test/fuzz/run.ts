import { isTensor, noGrad, type Engine, type FloatArray, type Shape, type Tensor } from '../../src/index.ts';
import { cpu32 } from './float32.ts';
import { graphOf, Lane, perform } from './lane.ts';
import { headline, operands, type Block, type Call, type Refusal, type Statement } from './program.ts';

/** What `backward` did on the first engine. */
export interface BackwardRecord {
  readonly call: Call;
  readonly root: number;
  /** The tensors of the program that the root was made from, including the root. */
  readonly graph: ReadonlySet<number>;
  /** The gradients of all tensors of the program, where they exist. */
  readonly before: ReadonlyMap<number, FloatArray>;
  readonly after: ReadonlyMap<number, FloatArray>;
}

/** What the first engine computed, for a test that computes it again. */
export interface History {
  /** The numbers of every result when it was made. */
  readonly results: Map<Call, { readonly shape: Shape; readonly requiresGrad: boolean; readonly numbers: FloatArray }>;
  /** The numbers of tensors after a call that overwrote them. */
  readonly writes: Map<Call, ReadonlyMap<number, FloatArray>>;
  readonly backwards: BackwardRecord[];
}

/** How closely a {@link Run} watches. */
export interface RunOptions {
  /** Whether all tensors and gradients are read after each statement; else only those the program reads, all at the end. */
  readonly watch: boolean;
}

type Kind = 'value' | 'gradient';

/** The result of a call on one engine; undefined if an operand is missing. */
type Outcome = { readonly value: unknown } | undefined;

const READS_GRADIENT = [
  'grad',
  'hasGrad',
  'hasFiniteGrad',
  'isGradBelow',
  'sumSquaresOfGrad',
  'scaleGrad',
  'fusedUpdate',
];

class BodyError extends Error {}

/**
 * Runs a program on several engines at once, statement by statement, and compares each with the first.
 *
 * The engine {@link cpu32} may be among them; it is not compared with the first, but sets the tolerance for the others.
 */
export class Run {
  readonly history: History = { results: new Map(), writes: new Map(), backwards: [] };
  /** The members of `Tensor` and `Engine` that were used. */
  readonly used = new Set<string>();
  readonly #lanes: readonly Lane[];
  readonly #first: Lane;
  readonly #watch: boolean;
  readonly #noise = { value: 0, gradient: 0 };
  readonly #promised: Promise<void>[] = [];
  /** Tensors that last wherever they were made: parameters, constants, copies, and overwritten tensors. */
  readonly #lasting = new WeakSet<Tensor>();

  constructor(engines: readonly Engine[], { watch }: RunOptions) {
    this.#lanes = engines.map((engine) => new Lane(engine));
    this.#first = this.#lanes[0];
    this.#watch = watch;
  }

  /** A tensor on the first engine, if the program holds it. */
  tensor(id: number): Tensor | undefined {
    return this.#first.tensors.get(id);
  }

  /** Runs a whole program. */
  async all(program: readonly Statement[]): Promise<void> {
    for (const statement of program) {
      if (statement.kind === 'tick') await collectGarbage();
      else this.execute(statement);
    }
    this.#lookAtEverything('the end');
    await Promise.all(this.#promised);
  }

  /** @throws Error if an engine differs from the first, or wrongly loses or changes numbers */
  execute(statement: Exclude<Statement, { kind: 'tick' }>): void {
    switch (statement.kind) {
      case 'call':
        this.#call(statement);
        break;
      case 'refusal':
        this.#refuse(statement);
        break;
      case 'noGrad':
        this.block(statement.throws, () => {
          for (const inner of statement.body) if (inner.kind !== 'tick') this.execute(inner);
          return statement.returns;
        });
        break;
      case 'drop':
        for (const { tensors } of this.#lanes) for (const id of statement.ids) tensors.delete(id);
        break;
    }
  }

  /** Runs a `noGrad` body, which says what it returns. */
  block(throws: Block['throws'], body: () => Block['returns']): void {
    const before = this.#lanes.map(({ tensors }) => new Set(tensors.values()));
    let returns: readonly number[] = [];
    try {
      noGrad(() => {
        returns = body();
        if (throws) throw new BodyError();
        return Object.fromEntries(returns.map((id) => [`x${id}`, this.#lanes.map(({ tensors }) => tensors.get(id))]));
      });
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
    }
    this.#lanes.forEach(({ tensors, recyclable }, i) => {
      for (const [id, tensor] of tensors) {
        const isReturned = !throws && returns.includes(id);
        if (!isReturned && !before[i].has(tensor) && !this.#lasting.has(tensor)) recyclable.add(tensor);
      }
    });
    if (this.#watch) this.#lookAtEverything('noGrad');
  }

  #call(call: Call): void {
    this.used.add(call.member);
    const before = this.#watch && call.member === 'backward' ? this.#gradients() : undefined;
    const outcomes = this.#lanes.map((lane): Outcome => {
      const outcome = this.#outcome(lane, call);
      if (outcome === undefined) this.#skip(lane, call);
      return outcome;
    });
    const [expected] = outcomes;
    if (expected !== undefined) this.#noteWrites(call);
    this.#lanes.forEach((lane, i) => {
      this.#place(lane, call, outcomes[i]);
      const got = outcomes[i];
      if (lane !== this.#first && expected !== undefined && got !== undefined) {
        this.#compare(lane, call, expected.value, got.value);
      }
    });
    if (before !== undefined && expected !== undefined) this.#noteBackward(call, before);
    if (!this.#watch) return;
    if ('set' in call || ['backward', 'scaleGrad', 'zeroGrad'].includes(call.member)) this.#compareGradients(call);
    if (call.id === undefined) this.#lookAtEverything(headline(call));
  }

  /** The result of a call on an engine; undefined if an operand is missing, or was rightly recycled. */
  #outcome(lane: Lane, call: Call): Outcome {
    const tensors = lane.operands(call);
    if (tensors === undefined) return undefined;
    if (!('set' in call) && READS_GRADIENT.includes(call.member) && lane.doubtful.has(tensors[0])) return undefined;
    const graph = graphOf(call, tensors);
    try {
      const value = perform(lane.engine, lane.tensors, call);
      for (const tensor of graph) {
        if (tensor.children.length === 0) continue;
        lane.recyclable.add(tensor);
        lane.doubtful.delete(tensor);
      }
      if ('set' in call || call.member === 'zeroGrad') lane.doubtful.delete(tensors[0]);
      return { value };
    } catch (error) {
      if (lane.isForgotten(error, [...tensors, ...graph])) return undefined;
      throw new Error(`[${lane.engine.name}] ${headline(call)} throws: ${String(error)}`, { cause: error });
    }
  }

  /** Handles a call that an engine cannot make: the tensors it changes on the first engine are then unknown there. */
  #skip(lane: Lane, call: Call): void {
    for (const id of written(call)) lane.tensors.delete(id);
    if (!('set' in call) && !['backward', 'scaleGrad'].includes(call.member)) return;
    const [target] = operands(call);
    const changed = call.member === 'backward' ? this.#graph(call) : [target];
    for (const id of changed) {
      const tensor = lane.tensors.get(id);
      if (tensor) lane.doubtful.add(tensor);
    }
  }

  /** The tensors of the program that `backward` meets on the first engine. */
  #graph(call: Call): Set<number> {
    const tensors = this.#first.operands(call);
    return this.#first.namesOf(new Set(tensors && graphOf(call, tensors)));
  }

  /** Names a result, and reads it. */
  #place(lane: Lane, call: Call, outcome: Outcome): void {
    if (call.member === 'dispose') for (const id of operands(call)) lane.tensors.delete(id);
    if (call.id === undefined) return;
    lane.tensors.delete(call.id);
    const tensor = outcome?.value;
    if (!isTensor(tensor)) return;
    if (call.on === 'engine' || ['detach', 'grad'].includes(call.member)) this.#lasting.add(tensor);
    lane.tensors.set(call.id, tensor);
    if (!this.#watch) return;
    const numbers = tensor.toFlat();
    lane.numbers.set(call.id, numbers);
    const { shape, requiresGrad } = tensor;
    if (lane === this.#first) this.history.results.set(call, { shape, requiresGrad, numbers });
  }

  #refuse({ call }: Refusal): void {
    const messages = this.#lanes.map((lane) => this.#messageOf(lane, call));
    messages.forEach((message, i) => {
      if (message === undefined || messages[0] === undefined || message === messages[0]) return;
      throw this.#difference(this.#lanes[i], headline(call), messages[0], message);
    });
  }

  #messageOf(lane: Lane, call: Call): string | undefined {
    const tensors = lane.operands(call);
    if (tensors === undefined) return undefined;
    const graph = graphOf(call, tensors);
    for (const tensor of graph) {
      lane.doubtful.add(tensor);
      lane.recyclable.add(tensor);
    }
    try {
      perform(lane.engine, lane.tensors, call);
    } catch (error) {
      if (lane.isForgotten(error, [...tensors, ...graph])) return undefined;
      const message = plainText(error, lane.engine);
      return message.includes('out of memory') ? 'out of memory' : message;
    }
    throw new Error(`[${lane.engine.name}] ${headline(call)} does not throw`);
  }

  // ------------------------------------------------------------------- history

  #noteWrites(call: Call): void {
    const ids = written(call);
    if (ids.length === 0) return;
    for (const lane of this.#lanes) {
      const targets = ids.map((id) => lane.tensors.get(id));
      const after = new Map<number, FloatArray>();
      for (const [id, tensor] of lane.tensors) {
        if (!targets.includes(tensor)) continue;
        this.#lasting.add(tensor);
        lane.recyclable.delete(tensor);
        after.set(id, tensor.toFlat());
      }
      for (const [id, numbers] of after) if (lane.numbers.has(id)) lane.numbers.set(id, numbers);
      if (lane === this.#first) this.history.writes.set(call, after);
    }
  }

  #noteBackward(call: Call, before: ReadonlyMap<number, FloatArray>): void {
    const [root] = operands(call);
    this.history.backwards.push({ call, root, graph: this.#graph(call), before, after: this.#gradients() });
  }

  #gradients(): Map<number, FloatArray> {
    const found = new Map<number, FloatArray>();
    for (const [id, { grad }] of this.#first.tensors) if (grad) found.set(id, grad.toFlat());
    return found;
  }

  // ----------------------------------------------------------------- comparing

  #compare(lane: Lane, call: Call, expected: unknown, got: unknown): void {
    if (isTensor(expected) && isTensor(got)) {
      const [a, b] = [expected, got].map(({ shape, requiresGrad, isParameter, children, op }) =>
        JSON.stringify({ shape, requiresGrad, isParameter, isResult: children.length > 0, hasName: op !== '' }),
      );
      if (a !== b) throw this.#difference(lane, headline(call), a, b);
      if (this.#watch) this.#compareNumbers(lane, headline(call), expected.toFlat(), got.toFlat(), 'value');
    } else if (expected instanceof Promise && got instanceof Promise) {
      const compared = Promise.all([expected, got]).then(([a, b]: [unknown, unknown]) => {
        this.#comparePlain(lane, call, a, b);
      });
      this.#promised.push(compared);
    } else this.#comparePlain(lane, call, expected, got);
  }

  /** Compares anything but tensors: numbers in any arrangement, indices, text. */
  #comparePlain(lane: Lane, call: Call, expected: unknown, got: unknown): void {
    const [numbers, others] = [numbersIn(expected), numbersIn(got)];
    if (numbers && others) {
      const kind = READS_GRADIENT.includes(call.member) ? 'gradient' : 'value';
      this.#compareNumbers(lane, headline(call), numbers, others, kind);
    } else if (lane.engine.dtype === 'float64' || (expected instanceof Int32Array && this.#noise.value < 1e-4)) {
      const [a, b] = [plainText(expected, this.#first.engine), plainText(got, lane.engine)];
      if (a !== b && lane.engine !== cpu32) throw this.#difference(lane, headline(call), a, b);
    }
  }

  /** Compares numbers, relative to the largest of them and to the effect of rounding in this program. */
  #compareNumbers(lane: Lane, where: string, expected: FloatArray, got: FloatArray, kind: Kind): void {
    if (expected.length !== got.length) throw this.#difference(lane, `${where}.length`, expected.length, got.length);
    let scale = 1;
    for (const x of expected) if (Math.abs(x) < Infinity) scale = Math.max(scale, Math.abs(x));
    let worst = 0;
    let error = 0;
    expected.forEach((x: number, i: number) => {
      const difference = Object.is(x, got[i]) ? 0 : Math.abs(x - got[i]) / scale;
      if (difference <= error) return;
      worst = i;
      error = Number.isNaN(difference) ? Infinity : difference;
    });
    const noise = this.#noise[kind];
    const tolerance = lane.engine.dtype === 'float32' ? 2e-5 + 32 * noise : 1e-9 + 1e-6 * noise;
    if (lane.engine === cpu32) this.#noise[kind] = Math.max(noise, error);
    else if (error > tolerance) {
      throw this.#difference(lane, `${where}: number ${worst} of the ${kind}`, expected[worst], got[worst]);
    }
  }

  #compareGradients(call: Call): void {
    for (const lane of this.#lanes.slice(1)) {
      for (const [id, tensor] of lane.tensors) {
        const base = this.#first.tensors.get(id);
        if (base === undefined || this.#first.doubtful.has(base) || lane.doubtful.has(tensor)) continue;
        const where = `x${id}.grad after ${headline(call)}`;
        if (base.hasGrad !== tensor.hasGrad) throw this.#difference(lane, where, base.grad, tensor.grad);
        const [expected, got] = [base.grad?.toFlat(), this.#read(lane, id, () => tensor.grad?.toFlat())];
        if (expected && got) this.#compareNumbers(lane, where, expected, got, 'gradient');
      }
    }
  }

  /** Checks that every tensor holds the numbers first read; a first read must agree with the first engine. */
  #lookAtEverything(where: string): void {
    for (const lane of this.#lanes) {
      for (const [id, tensor] of lane.tensors) {
        const known = lane.numbers.get(id);
        const now = this.#read(lane, id, () => tensor.toFlat());
        const expected = this.#first.numbers.get(id);
        if (now === undefined) continue;
        if (known === undefined) lane.numbers.set(id, now);
        else if (known.some((x: number, i: number) => !Object.is(x, now[i]))) {
          const change = `from ${String(known)} to ${String(now)}`;
          throw new Error(`[${lane.engine.name}] x${id} has changed after ${where}: ${change}`);
        }
        if (expected !== undefined && lane !== this.#first)
          this.#compareNumbers(lane, `x${id}`, expected, now, 'value');
      }
    }
  }

  /** Numbers of a tensor or of its gradient; undefined if an engine may have recycled them, and says so. */
  #read(lane: Lane, id: number, read: () => FloatArray | undefined): FloatArray | undefined {
    try {
      return read();
    } catch (error) {
      const tensor = lane.tensors.get(id);
      if (tensor && lane.isForgotten(error, [tensor])) return undefined;
      throw new Error(`[${lane.engine.name}] x${id} cannot be read: ${String(error)}`, { cause: error });
    }
  }

  #difference({ engine }: Lane, where: string, expected: unknown, got: unknown): Error {
    return new Error(`[${engine.name}] ${where} is ${String(got)}, on ${this.#first.engine.name} ${String(expected)}`);
  }
}

/** The tensors that a call overwrites. */
function written(call: Call): readonly number[] {
  if (call.member === 'fusedUpdate') return operands(call);
  return ['assign', 'assignRows'].includes(call.member) ? operands(call).slice(0, 1) : [];
}

function numbersIn(value: unknown): FloatArray | undefined {
  if (value instanceof Float64Array || value instanceof Float32Array) return value;
  if (typeof value === 'number') return Float64Array.of(value);
  return Array.isArray(value) ? Float64Array.from((value as unknown[]).flat(Infinity) as number[]) : undefined;
}

/** A value or an error as text, without the name of the engine. */
function plainText(value: unknown, { name }: Engine): string {
  return String(value).replaceAll(name, 'the engine');
}

/** Lets the event loop turn, and the garbage collector run if it is exposed. */
async function collectGarbage(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve)); // WeakRefs read in this turn hold their targets until it ends
  globalThis.gc?.();
}
