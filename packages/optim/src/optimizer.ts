import { checkData, noGrad, toData, type Tensor, type TensorData } from '@microgpt/autograd';
import { constant, type Schedule } from './schedule.ts';

/** Parameters that are trained alike. `Options` are those of the optimizer; a group may override each. */
export type ParameterGroup<Options> = Partial<Options> & { readonly parameters: readonly Tensor[] };

/** What every optimizer has in common. */
export interface OptimizerOptions {
  /** The learning rate: a number, or a schedule of it. */
  readonly lr: number | Schedule;
}

/** Everything an optimizer knows beyond its options, as plain data. */
export interface OptimizerState {
  /** How many steps it has done. */
  readonly step: number;
  /** For each parameter, in order, its running averages by name; empty, or zeros, before its first gradient. */
  readonly parameters: readonly Readonly<Record<string, TensorData>>[];
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
  readonly #parameters: readonly Tensor[];
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
    for (const { options: merged } of this.#groups) {
      const kind: string = typeof merged.lr;
      if (kind !== 'number' && kind !== 'function') {
        throw new TypeError(`${this.name}: lr must be a number or a schedule, got ${kind}`);
      }
    }
    const all = (this.#parameters = this.#groups.flatMap((group) => group.parameters));
    if (all.length === 0) throw new RangeError(`${this.name}: there is no parameter to train`);
    const bad = all.findIndex((parameter) => !parameter.isParameter);
    if (bad !== -1) {
      throw new RangeError(`${this.name}: tensor ${bad} is not a parameter; make it with engine.parameter(…)`);
    }
    if (new Set(all).size < all.length) throw new RangeError(`${this.name}: a parameter is listed twice`);
    for (const group of this.#groups) this.checkRate(group.rate(0));
  }

  /** All parameters, in order. */
  get parameters(): readonly Tensor[] {
    return this.#parameters;
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
    const rates = this.#groups.map(({ rate }) => this.checkRate(rate(this.#step))); // all, before anything is changed
    const step = this.#step + 1;
    this.#groups.forEach(({ options, parameters }, i) => {
      for (const parameter of parameters) {
        if (!parameter.hasGrad || this.fusedUpdate(parameter, rates[i], step, options)) continue;
        noGrad(() => {
          if (parameter.grad) this.update(parameter, parameter.grad, rates[i], step, options);
        });
      }
    });
    this.#step = step;
  }

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.zeroGrad();
  }

  /** A copy of the running averages and the number of steps, as plain data. */
  stateDict(): OptimizerState {
    const parameters = this.parameters.map((parameter) => {
      const buffers = Object.entries(this.#buffers.get(parameter) ?? {});
      return Object.fromEntries(buffers.map(([name, buffer]) => [name, toData(buffer)]));
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
    const loaded = parameters.map((parameter, i) => this.loadBuffers(parameter, i, state.parameters[i]));
    this.#step = state.step;
    parameters.forEach((parameter, i) => this.#buffers.set(parameter, loaded[i]));
  }

  /** The options of each group. */
  protected get groupOptions(): Options[] {
    return this.#groups.map((group) => group.options);
  }

  /** The names of the running averages that `update` keeps. */
  protected abstract readonly bufferNames: readonly string[];

  /** Changes one parameter; runs without recording. `step` counts from 1. */
  protected abstract update(parameter: Tensor, gradient: Tensor, lr: number, step: number, options: Options): void;

  /** Does what `update` would in one pass, where the engine can; returns whether it did. */
  protected fusedUpdate(_parameter: Tensor, _lr: number, _step: number, _options: Options): boolean {
    return false;
  }

  /**
   * A running average of the parameter's shape, zeros at first; it may be assigned to.
   *
   * @throws RangeError unless `bufferNames` has its name
   */
  protected buffer(parameter: Tensor, name: string): Tensor {
    let buffers = this.#buffers.get(parameter);
    if (buffers === undefined) this.#buffers.set(parameter, (buffers = {}));
    return (buffers[name] ??= this.newBuffer(parameter, name));
  }

  private newBuffer({ engine, shape }: Tensor, name: string): Tensor {
    if (this.bufferNames.includes(name)) return engine.zeros(shape);
    throw new RangeError(
      `${this.name}: buffer "${name}" is not in bufferNames [${this.bufferNames.join(', ')}]; add it there`,
    );
  }

  /** What error messages begin with. */
  protected get name(): string {
    return this.constructor.name;
  }

  /** The running averages of one parameter as tensors; the data is checked first. */
  private loadBuffers(parameter: Tensor, index: number, state: OptimizerState['parameters'][number]): Buffers {
    const prefix = `${this.name}.loadStateDict: `;
    const names = Object.keys(state);
    if (names.length > 0 && names.toSorted().join() !== this.bufferNames.toSorted().join()) {
      throw new RangeError(
        `${prefix}parameter ${index} has [${names.join(', ')}], not [${this.bufferNames.join(', ')}]; ` +
          'was the state saved from another optimizer?',
      );
    }
    const buffers = Object.entries(state).map(([name, data]): [string, Tensor] => {
      checkData(`${prefix}"${name}" of parameter ${index}`, data, parameter);
      return [name, parameter.engine.tensor(data.data, data.shape)];
    });
    return Object.fromEntries(buffers);
  }

  /** The rate, checked. */
  private checkRate(lr: number): number {
    if (!(lr >= 0 && lr < Infinity)) {
      throw new RangeError(
        `${this.name}: the learning rate of step ${this.#step} is ${lr}; it must be finite and not negative`,
      );
    }
    return lr;
  }
}

function isGroups<Options>(
  parameters: readonly Tensor[] | readonly ParameterGroup<Options>[],
): parameters is readonly ParameterGroup<Options>[] {
  return parameters.length > 0 && 'parameters' in parameters[0];
}
