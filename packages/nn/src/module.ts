import { isTensor, toData, type Tensor } from '@microgpt/autograd';
import { isInference } from './inference.ts';
import { checkState, type StateDict } from './state-dict.ts';
import { record } from './trace.ts';

/** A module that maps one tensor to another, as most layers do. */
export interface Layer extends Module {
  /** y = f(x) */
  forward(x: Tensor): Tensor;
}

const BRAND = '@microgpt/nn/Module';

/**
 * A part of a network: parameters, smaller modules, and a `forward` of whatever signature suits it.
 *
 * Parameters are found by walking the fields: tensors that require a gradient, modules, and arrays of either. Nothing is
 * registered, and what is kept elsewhere (in a Map, in a `#private` field) is not found. A parameter's name is its path
 * (`layers.0.attn.wq.weight`); a tensor that stands in several places is one parameter under its first name. Fields are
 * walked in the order in which they are declared.
 *
 * ```ts
 * class Residual extends Module {
 *   readonly inner: Linear;
 *   constructor(size: number, init: Initializer) {
 *     super();
 *     this.inner = new Linear(size, size, init);
 *   }
 *   forward(x: Tensor): Tensor {
 *     return x.add(this.inner.forward(x).relu());
 *   }
 * }
 * ```
 */
export abstract class Module {
  #training = true;

  /** Whether the module is being trained; decides whether `Dropout` drops. Set by `train()` and `eval()`; false within `inference`. */
  get training(): boolean {
    return this.#training && !isInference();
  }

  set training(training: boolean) {
    this.#training = training;
  }

  /** What {@link isModule} looks for; unlike a class it is the same in every copy of this package. */
  get brand(): string {
    return BRAND;
  }

  /** Every parameter, once, in the order of the fields. */
  parameters(): Tensor[] {
    return Array.from(this.namedParameters(), ([, parameter]) => parameter);
  }

  /** Every parameter with its path, once, in the order of the fields. */
  namedParameters(): Map<string, Tensor> {
    const named = new Map<string, Tensor>();
    for (const [path, part] of walk(this)) if (isTensor(part)) named.set(path, part);
    return named;
  }

  /** This module and every module in it, once, with their paths; its own path is empty. */
  namedModules(): Map<string, Module> {
    const named = new Map<string, Module>();
    for (const [path, part] of walk(this)) if (isModule(part)) named.set(path, part);
    return named;
  }

  /** How many numbers there are to train. */
  parameterCount(): number {
    return this.parameters().reduce((count, { shape }) => count + shape.reduce((size, axis) => size * axis, 1), 0);
  }

  /** A copy of every parameter, under its path: plain data to keep, compare, or load elsewhere. */
  stateDict(): StateDict {
    return Object.fromEntries(Array.from(this.namedParameters(), ([name, parameter]) => [name, toData(parameter)]));
  }

  /**
   * Overwrites every parameter by the one of the same name; all is checked before anything is changed.
   *
   * @throws RangeError if names are missing or unknown, shapes differ, or a number is not finite
   */
  loadStateDict(state: StateDict): void {
    const parameters = this.namedParameters();
    checkState(parameters, state);
    for (const [name, parameter] of parameters) parameter.assign(state[name].data);
  }

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.zeroGrad();
  }

  /** Puts this module and all in it into training (dropout drops). */
  train(): this {
    return this.setTraining(true);
  }

  /** Puts this module and all in it into evaluation (dropout does nothing). */
  eval(): this {
    return this.setTraining(false);
  }

  /** The tree of modules with the number of parameters of each. */
  toString(): string {
    return this.lines('').join('\n');
  }

  /**
   * Hands out something that passes through this module, for whoever calls {@link trace}.
   *
   * @param make called only while the module is traced
   */
  protected record(name: string, make: () => Tensor | readonly Tensor[]): void {
    record(this, name, make);
  }

  /** What a line of the tree says of this module; layers add their sizes. */
  protected describe(): string {
    return this.constructor.name;
  }

  private setTraining(training: boolean): this {
    for (const module of this.namedModules().values()) module.training = training;
    return this;
  }

  /** The modules in the fields, by name; those in an array are named `field.index`. */
  private *children(): Generator<[name: string, child: Module]> {
    for (const [name, part] of fields(this)) if (isModule(part)) yield [name, part];
  }

  private lines(name: string, seen = new Set<Module>()): string[] {
    seen.add(this);
    const count = this.parameterCount().toLocaleString('en-US');
    const title = `${name === '' ? '' : `${name}: `}${this.describe()}`;
    const children = [...this.children()].filter(([, child]) => !seen.has(child));
    const nested = children.flatMap(([childName, child], i) => {
      const last = i === children.length - 1;
      return child.lines(childName, seen).map((line, j) => {
        const branch = last ? ['└─ ', '   '] : ['├─ ', '│  '];
        return (j === 0 ? branch[0] : branch[1]) + line;
      });
    });
    return [`${title} · ${count}`, ...nested];
  }
}

/** Whether x is a `Module`, also one of another copy of this package. */
export function isModule(x: unknown): x is Module {
  return typeof x === 'object' && x !== null && 'brand' in x && x.brand === BRAND;
}

/** The module, the modules and the parameters in it, each once, with their paths, in the order of the fields. */
function* walk(module: Module, path = '', seen = new Set<unknown>()): Generator<[path: string, part: Module | Tensor]> {
  if (seen.has(module)) return;
  seen.add(module);
  yield [path, module];
  for (const [name, part] of fields(module)) {
    const partPath = path === '' ? name : `${path}.${name}`;
    if (isModule(part)) yield* walk(part, partPath, seen);
    else if (isTensor(part) && part.isParameter && !seen.has(part)) {
      seen.add(part);
      yield [partPath, part];
    }
  }
}

/** The fields of a module, with the elements in place of their arrays, by name. */
function* fields(module: object, prefix = ''): Generator<[name: string, part: unknown]> {
  for (const [name, field] of Object.entries(module) as [string, unknown][]) {
    if (Array.isArray(field)) yield* fields(field, `${prefix}${name}.`);
    else yield [prefix + name, field];
  }
}
