import { checkCount, noGrad, type Tensor } from '@microgpt/autograd';
import { attempt, holdsLarge, isRisky, SAFE_GRADIENT } from './attempt.ts';
import { check, checkDistinct, checkNotNegative, isNotNegative } from './check.ts';
import { readState, saveState, type BufferData, type OptimizerState } from './optimizer-state.ts';
import { resolveGroups, type ParameterGroup } from './parameter-groups.ts';
import type { ParameterList } from './parameter-list.ts';
import { setBuffers, type ParameterState } from './parameter-state.ts';
import type { Schedule } from './schedule.ts';

/** The options of every optimizer. */
export interface OptimizerOptions {
  /** The learning rate: a number, or a schedule. */
  readonly lr: number | Schedule;
}

/** The default options of an optimizer: all but the learning rate, which is required. */
export type Defaults<Options> = Required<Omit<Options, keyof OptimizerOptions>>;

interface Group<Options> {
  readonly options: Required<Options>;
  readonly schedule: Schedule;
  readonly states: readonly ParameterState[];
  /** The learning rate of the current step. */
  lr: number;
}

/** The base class of optimizers: a subclass defines `update`, the step of one parameter. */
export abstract class Optimizer<Options extends OptimizerOptions> {
  readonly #groups: readonly Group<Options>[];
  readonly #states: ReadonlyMap<Tensor, ParameterState>;
  readonly #parameters: readonly Tensor[];
  #step = 0;

  /**
   * @param parameters a list such as `model.namedParameters()`, or groups of such lists with their own options; an
   *   option that is undefined in a group falls back to the optimizer's
   * @throws RangeError if there is no parameter, a parameter or path occurs twice, or an option is out of range
   * @throws TypeError if the list holds anything but parameters or groups, or an option is unknown
   */
  constructor(parameters: ParameterList | readonly ParameterGroup<Options>[], options: Options) {
    const { name } = this;
    checkCount(name, arguments.length, 2);
    const groups = resolveGroups(name, parameters, options, this.defaults);
    const listed = groups.flatMap((group) => group.listed);
    if (listed.length === 0) throw new RangeError(`${name}: no parameters to train`);
    this.#parameters = listed.map(({ parameter }) => parameter);
    checkDistinct(name, 'parameter', this.#parameters);
    const paths = listed.flatMap(({ path }) => path ?? []);
    checkDistinct(name, 'path', paths);
    check(paths.length % listed.length === 0, `${name}: paths`, 'given for all parameters or for none', paths);
    const states = listed.map(({ path, parameter }, i) => {
      const label = path === undefined ? `parameter ${i}` : `"${path}"`;
      check(parameter.isParameter, `${name}: ${label}`, 'made by engine.parameter(…)', parameter);
      return { path, parameter, label, buffers: {}, steps: 0, isLarge: false };
    });
    this.#states = new Map(states.map((state) => [state.parameter, state]));
    let start = 0;
    this.#groups = groups.map(({ options: resolved, listed: { length } }) => {
      const { lr }: OptimizerOptions = resolved;
      const schedule = typeof lr === 'function' ? lr : () => lr;
      this.checkOptions(resolved);
      return {
        options: resolved,
        schedule,
        states: states.slice(start, (start += length)),
        lr: this.#checkedRate(schedule),
      };
    });
  }

  /** All parameters, in order. */
  get parameters(): readonly Tensor[] {
    return this.#parameters;
  }

  /** The number of steps done. */
  get stepCount(): number {
    return this.#step;
  }

  /** The learning rate of the next step, in the first group. */
  get lr(): number {
    return this.#groups[0].schedule(this.#step);
  }

  /**
   * Does a step: updates every parameter that has a gradient.
   *
   * @throws RangeError if a gradient is NaN or infinite, a number would become so, or a rate is negative or not finite;
   *   nothing is changed then
   */
  step(): void {
    checkCount('step', arguments.length, 0);
    for (const group of this.#groups) group.lr = this.#checkedRate(group.schedule); // all, before anything is changed
    let risky: Map<ParameterState, Group<Options>> | undefined;
    for (const group of this.#groups) {
      const isGroupRisky = isRisky(group.lr, group.options);
      for (const state of group.states) {
        const { parameter, isLarge } = state;
        if (!parameter.hasGrad || !(isGroupRisky || isLarge || !parameter.isGradBelow(SAFE_GRADIENT))) continue;
        (risky ??= new Map<ParameterState, Group<Options>>()).set(state, group);
      }
    }
    if (risky !== undefined) attempt(`${this.name}.step`, risky, this.#advance.bind(this));
    for (const group of this.#groups) {
      for (const state of group.states) if (risky?.has(state) !== true) this.#advance(state, group);
    }
    this.#step++;
  }

  /** Clears the gradients of all parameters. */
  zeroGrad(): void {
    checkCount('zeroGrad', arguments.length, 0);
    for (const parameter of this.#parameters) parameter.zeroGrad();
  }

  /** A copy of the running averages and step counts, as plain data; by path if the parameters have paths. */
  stateDict(): OptimizerState {
    checkCount('stateDict', arguments.length, 0);
    return saveState(this.#step, [...this.#states.values()]);
  }

  /**
   * Resumes from a saved state. Checks everything before it changes anything. A state by path fits parameters in any
   * order; a state saved without paths fits parameters in the same order, with or without paths.
   *
   * @throws TypeError if it is not a state
   * @throws RangeError if the state does not fit these parameters, or holds impossible values
   */
  loadStateDict(state: OptimizerState): void {
    const op = `${this.name}.loadStateDict`;
    checkCount(op, arguments.length, 1);
    const states = [...this.#states.values()];
    const { step, parameters, steps } = readState(op, state, states, this.bufferNames);
    states.forEach(({ label }, i) => {
      this.checkBuffers(`${op}: ${label}`, parameters[i]);
    });
    this.#step = step;
    states.forEach((target, i) => {
      const loaded = Object.entries(parameters[i]).map(([name, { data }]): [string, Tensor] => {
        const buffer = this.buffer(target.parameter, name);
        buffer.assign(data);
        return [name, buffer];
      });
      setBuffers(target, Object.fromEntries(loaded));
      const isLarge = Object.values(parameters[i]).some(({ data }) => holdsLarge(data));
      Object.assign(target, { steps: steps[i], isLarge });
    });
  }

  /** Frees the running averages, on engines with their own memory. Do not use the optimizer afterwards. */
  dispose(): void {
    checkCount('dispose', arguments.length, 0);
    for (const state of this.#states.values()) setBuffers(state, {});
  }

  /**
   * The defaults of all options but `lr`. If defined, the optimizer refuses unknown options, and `update` gets
   * every option.
   */
  protected get defaults(): Defaults<Options> | undefined {
    return undefined;
  }

  /** Checks the options of a group. Called in the constructor, before the fields of a subclass exist. */
  protected checkOptions(_options: Required<Options>): void {
    // Accepts everything.
  }

  /** The names of the running averages that `update` uses. */
  protected abstract readonly bufferNames: readonly string[];

  /**
   * Updates one parameter; called in `noGrad`.
   *
   * @param step the step number of this parameter: 1 for its first gradient
   */
  protected abstract update(
    parameter: Tensor,
    gradient: Tensor,
    lr: number,
    step: number,
    options: Required<Options>,
  ): void;

  /** Does `update` in one pass over memory, if the engine can; returns whether it did. */
  protected fusedUpdate(_parameter: Tensor, _lr: number, _step: number, _options: Required<Options>): boolean {
    return false;
  }

  /** Checks running averages before they are loaded; error messages begin with the label. */
  protected checkBuffers(_label: string, _buffers: BufferData): void {
    // Accepts everything.
  }

  /**
   * A running average with the parameter's shape, zeros at first; `update` assigns to it.
   *
   * @throws RangeError unless `bufferNames` has the name and the optimizer has the parameter
   */
  protected buffer(parameter: Tensor, name: string): Tensor {
    const buffers = this.#states.get(parameter)?.buffers;
    return buffers?.[name] ?? this.#newBuffer(parameter, buffers, name);
  }

  /** The name used in error messages. */
  protected get name(): string {
    return this.constructor.name;
  }

  #newBuffer(parameter: Tensor, buffers: Record<string, Tensor> | undefined, name: string): Tensor {
    const label = `${this.name}: buffer "${name}"`;
    check(buffers !== undefined, label, 'for one of the parameters', parameter);
    check(this.bufferNames.includes(name), label, 'in bufferNames', this.bufferNames);
    return (buffers[name] = parameter.engine.zeros(parameter.shape));
  }

  /** One step of one parameter, if it has a gradient. */
  #advance(state: ParameterState, { lr, options }: Group<Options>): void {
    const { parameter } = state;
    if (!parameter.hasGrad) return;
    const step = state.steps + 1;
    if (!this.fusedUpdate(parameter, lr, step, options)) {
      noGrad(() => {
        if (parameter.grad) this.update(parameter, parameter.grad, lr, step, options);
      });
    }
    state.steps = step;
  }

  /** The learning rate of the next step, checked. */
  #checkedRate(schedule: Schedule): number {
    const lr = schedule(this.#step);
    if (!isNotNegative(lr)) checkNotNegative(`${this.name}: the learning rate of step ${this.#step}`, lr);
    return lr;
  }
}
