import { noGrad, ShapeError, type FloatArray, type Shape, type Tensor } from '@microgpt/autograd';
import { constant, type Schedule } from './schedule.ts';

/** Parameters that are trained alike. `Options` are those of the optimizer; a group may override each. */
export type ParameterGroup<Options> = Partial<Options> & { readonly parameters: readonly Tensor[] };

/** What every optimizer has in common. */
export interface OptimizerOptions {
  /** The learning rate: a number, or a schedule of it. */
  readonly lr: number | Schedule;
}

/** The numbers of one of an optimizer's tensors, as plain data. */
export interface BufferData {
  readonly shape: Shape;
  readonly data: FloatArray | readonly number[];
}

/** Everything an optimizer knows beyond its options, as plain data. */
export interface OptimizerState {
  /** How many steps it has done. */
  readonly step: number;
  /** For each parameter, in order, its running averages by name; empty before its first gradient. */
  readonly parameters: readonly Readonly<Record<string, BufferData>>[];
}

/** An optimizer's running averages for one parameter, by name. */
export type Buffers = Record<string, Tensor>;

interface Group<Options> {
  readonly options: Options;
  readonly rate: Schedule;
  readonly parameters: readonly Tensor[];
}

/** Changes parameters by their gradients. A subclass says how, for one parameter at a time. */
export abstract class Optimizer<Options extends OptimizerOptions> {
  readonly #groups: readonly Group<Options>[];
  readonly #buffers = new Map<Tensor, Buffers>();
  #step = 0;

  /**
   * @param parameters tensors, or groups of them with options of their own
   * @throws RangeError if there is no parameter, or one comes twice
   */
  constructor(parameters: readonly Tensor[] | readonly ParameterGroup<Options>[], options: Options) {
    const groups = isGroups(parameters) ? parameters : [{ parameters } as unknown as ParameterGroup<Options>];
    this.#groups = groups.map(({ parameters: own, ...overrides }) => {
      const merged = { ...options, ...overrides } as Options;
      return {
        options: merged,
        rate: typeof merged.lr === 'number' ? constant(merged.lr) : merged.lr,
        parameters: own,
      };
    });
    const all = this.parameters;
    if (all.length === 0) throw new RangeError(`${this.name}: there is no parameter to train`);
    if (new Set(all).size < all.length) throw new RangeError(`${this.name}: a parameter is listed twice`);
    for (const group of this.#groups) this.checkRate(group.rate(0));
  }

  /** All parameters, in order. */
  get parameters(): Tensor[] {
    return this.#groups.flatMap((group) => group.parameters);
  }

  /** How many steps have been done. */
  get stepCount(): number {
    return this.#step;
  }

  /** The learning rate of the coming step (of the first group). */
  get lr(): number {
    return this.#groups[0].rate(this.#step);
  }

  /** Changes every parameter that has a gradient, and counts the step. */
  step(): void {
    noGrad(() => {
      for (const { options, rate, parameters } of this.#groups) {
        const lr = rate(this.#step);
        this.checkRate(lr);
        for (const parameter of parameters) {
          const gradient = parameter.grad;
          if (gradient !== undefined) this.update(parameter, gradient, lr, this.#step + 1, options);
        }
      }
    });
    this.#step++;
  }

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.zeroGrad();
  }

  /** A copy of the running averages and the number of steps, as plain data. */
  stateDict(): OptimizerState {
    const parameters = this.parameters.map((parameter) => {
      const buffers = Object.entries(this.#buffers.get(parameter) ?? {});
      return Object.fromEntries(
        buffers.map(([name, buffer]) => [name, { shape: buffer.shape, data: buffer.toFlat() }]),
      );
    });
    return { step: this.#step, parameters };
  }

  /**
   * Goes on where `stateDict` was taken; all is checked before anything is changed.
   *
   * @throws RangeError if the state does not fit these parameters
   */
  loadStateDict(state: OptimizerState): void {
    const { parameters } = this;
    const fail = (problem: string) => new RangeError(`${this.name}.loadStateDict: ${problem}`);
    if (!Number.isInteger(state.step) || state.step < 0)
      throw fail(`step must be an integer from 0 on, got ${state.step}`);
    if (state.parameters.length !== parameters.length) {
      throw fail(`the state is of ${state.parameters.length} parameters, here are ${parameters.length}`);
    }
    state.parameters.forEach((buffers, i) => {
      for (const [name, { shape, data }] of Object.entries(buffers)) {
        const own = parameters[i].shape;
        if (shape.join() !== own.join() || data.length !== parameters[i].shape.reduce((a, b) => a * b, 1)) {
          throw new ShapeError(
            `${this.name}.loadStateDict: "${name}" of parameter ${i} is (${shape.join(', ')}), not (${own.join(', ')})`,
          );
        }
      }
    });
    this.#step = state.step;
    parameters.forEach((parameter, i) => {
      const buffers = Object.entries(state.parameters[i]);
      this.#buffers.set(
        parameter,
        Object.fromEntries(buffers.map(([name, { shape, data }]) => [name, parameter.engine.tensor(data, shape)])),
      );
    });
  }

  /** The options of each group. */
  protected get groupOptions(): Options[] {
    return this.#groups.map((group) => group.options);
  }

  /** Changes one parameter; runs without recording. `step` counts from 1. */
  protected abstract update(parameter: Tensor, gradient: Tensor, lr: number, step: number, options: Options): void;

  /** A running average of the parameter's shape, zeros at first; it may be assigned to. */
  protected buffer(parameter: Tensor, name: string): Tensor {
    let buffers = this.#buffers.get(parameter);
    if (buffers === undefined) this.#buffers.set(parameter, (buffers = {}));
    return (buffers[name] ??= parameter.engine.zeros(parameter.shape));
  }

  private get name(): string {
    return this.constructor.name;
  }

  private checkRate(lr: number): void {
    if (!(lr >= 0 && lr < Infinity)) {
      throw new RangeError(
        `${this.name}: the learning rate of step ${this.#step} is ${lr}; it must be finite and not negative`,
      );
    }
  }
}

function isGroups<Options>(
  parameters: readonly Tensor[] | readonly ParameterGroup<Options>[],
): parameters is readonly ParameterGroup<Options>[] {
  return parameters.length > 0 && 'parameters' in parameters[0];
}
