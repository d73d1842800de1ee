import type { Tensor } from '@microgpt/autograd';
import { toData } from '@microgpt/autograd/functional';
import { checkCount, checkKind, isTensor, quoted } from './check-arguments.ts';
import { isInference } from './inference.ts';
import { pathOf, record } from './record.ts';
import { checkState, type StateDict } from './state-dict.ts';

/** A module that maps one tensor to another. */
export interface Layer extends Module {
  /** y = f(x) */
  forward(x: Tensor): Tensor;
}

const BRAND = '@microgpt/nn/Module';

/**
 * A part of a network: parameters, submodules, and a `forward` with any signature.
 *
 * Parameters are found by walking the fields: parameter tensors, modules, and arrays of either. Nothing is registered,
 * and parameters elsewhere (in a Map, in a `#private` field) are not found. A parameter's name is its path
 * (`layers.0.attn.wq.weight`); a tensor in several fields is one parameter, under its first name. Fields are walked in
 * the order of their declarations.
 *
 * A constant tensor in a field, such as a running average, is a buffer: not trained, but saved and loaded with the
 * parameters. Store a tensor that should not be saved in a `#private` field.
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

  /** Whether the module is in training mode (`Dropout` drops, `BatchNorm` uses the batch). Set by `train()` and `eval()`; false in `inference`. */
  get training(): boolean {
    return this.#training && !isInference();
  }

  /** Sets the mode of this module alone. */
  set training(training: boolean) {
    this.#training = training;
  }

  /** The mark that {@link isModule} checks; unlike the class, it is the same in every copy of this package. */
  get brand(): string {
    return BRAND;
  }

  /** All parameters, each once, in the order of the fields. */
  parameters(): Tensor[] {
    checkCount('parameters', arguments.length, 0);
    return [...this.namedParameters().values()];
  }

  /** All parameters by path, each once, in the order of the fields. */
  namedParameters(): Map<string, Tensor> {
    checkCount('namedParameters', arguments.length, 0);
    return collect(this, isParameter);
  }

  /** All parameters and buffers by path, each once, in the order of the fields: what {@link stateDict} copies. */
  namedTensors(): Map<string, Tensor> {
    checkCount('namedTensors', arguments.length, 0);
    return collect(this, isParameterOrBuffer);
  }

  /** This module and all modules in it by path, each once; the path of this module is empty. */
  namedModules(): Map<string, Module> {
    checkCount('namedModules', arguments.length, 0);
    return collect(this, isModule);
  }

  /**
   * Replaces a submodule, in a field or an array, as PyTorch's `set_submodule` does.
   *
   * ```ts
   * model.replaceModule('layers.0.attn.wq', (wq) => new Quantized(wq));
   * ```
   *
   * A field keeps its type, so the new module needs the methods that are called there. Create the optimizer afterwards,
   * because an optimizer keeps the parameters that it was given.
   *
   * @param path a path of `namedModules`
   * @param make returns the new module, given the old one, which it may store in a field
   * @returns the new module
   * @throws RangeError unless there is a module at the path; it suggests similar ones
   * @throws TypeError unless `make` is a function that returns a module
   */
  replaceModule<M extends Module>(path: string, make: (old: Module) => M): M {
    checkCount('replaceModule', arguments.length, 2);
    const isComplete = typeof path === 'string' && typeof make === 'function';
    checkKind('replaceModule', 'a path and a function', [path, make], isComplete);
    const modules = this.namedModules();
    modules.delete(''); // this module itself
    const old = modules.get(path);
    if (old === undefined) throw noModule(path, [...modules.keys()]);

    const made = make(old);
    checkKind(`replaceModule: ${path}`, 'a Module from make', made, isModule(made));
    const names = path.split('.');
    const last = names.pop() ?? '';
    const holder = names.reduce<object>((part, name) => (part as Record<string, object>)[name], this);
    (holder as Record<string, Module>)[last] = made;
    return made;
  }

  /** The number of trainable numbers. */
  parameterCount(): number {
    checkCount('parameterCount', arguments.length, 0);
    return this.parameters().reduce((count, { shape }) => count + shape.reduce((size, axis) => size * axis, 1), 0);
  }

  /** A copy of every parameter and buffer by path, as plain data to save (also as JSON), compare, or load elsewhere. */
  stateDict(): StateDict {
    checkCount('stateDict', arguments.length, 0);
    return Object.fromEntries(Array.from(this.namedTensors(), ([name, tensor]) => [name, toData(tensor)]));
  }

  /**
   * Overwrites every parameter and buffer with the entry at its path. Checks everything before it changes anything.
   *
   * To load a partial state, complete it first: `model.loadStateDict({ ...model.stateDict(), ...state })`.
   *
   * @throws TypeError unless the state has the form that `stateDict` returns
   * @throws RangeError if names are missing or unknown, shapes differ, or a number is not finite
   */
  loadStateDict(state: StateDict): void {
    checkCount('loadStateDict', arguments.length, 1);
    const tensors = this.namedTensors();
    checkState(tensors, state);
    for (const [name, tensor] of tensors) tensor.assign(state[name].data);
  }

  /** Clears the gradients of all parameters. */
  zeroGrad(): void {
    checkCount('zeroGrad', arguments.length, 0);
    for (const parameter of this.parameters()) parameter.zeroGrad();
  }

  /** Freezes or unfreezes all parameters: frozen ones get no gradient, and no optimizer changes them. */
  freeze(frozen = true): this {
    checkCount('freeze', arguments.length, 1);
    for (const parameter of this.parameters()) parameter.freeze(frozen);
    return this;
  }

  /** Puts this module and all modules in it into training mode. */
  train(): this {
    checkCount('train', arguments.length, 0, 'call eval() instead');
    return this.#setTraining(true);
  }

  /** Puts this module and all modules in it into evaluation mode: `Dropout` does nothing, and `BatchNorm` uses its averages. */
  eval(): this {
    checkCount('eval', arguments.length, 0);
    return this.#setTraining(false);
  }

  /** The tree of modules with the number of parameters of each; equal consecutive elements of an array are drawn once. */
  toString(): string {
    return this.#tree(this);
  }

  /** The text that `console.log` prints in Node. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return String(this);
  }

  /**
   * Records an intermediate result of this module for {@link trace}.
   *
   * @param make called only while the module is traced
   */
  protected record(name: string, make: () => Tensor | readonly Tensor[]): void {
    record(this, name, make);
  }

  /** The description of this module in the tree; layers add their sizes. */
  protected describe(): string {
    return this.constructor.name;
  }

  #setTraining(training: boolean): this {
    for (const module of this.namedModules().values()) module.training = training;
    return this;
  }

  /** Runs on this module for all others, because they may be from another copy of this package. */
  #tree(module: Module, seen = new Set<Module>()): string {
    seen.add(module);
    const parts: { from: string; to: string; count: number; tree: string }[] = [];
    for (const [name, child] of collect(module, isModule, (x) => x === module)) {
      if (seen.has(child)) continue;
      const tree = this.#tree(child, seen);
      const last = parts.at(-1);
      if (last?.tree === tree && name === nextInArray(last.to)) {
        last.to = name;
        last.count++;
      } else parts.push({ from: name, to: name, count: 1, tree });
    }
    const nested = parts.map(({ from, to, count, tree }, i) => {
      const [first, other] = i < parts.length - 1 ? ['├─ ', '│  '] : ['└─ ', '   '];
      const drawn = count === 1 ? `${from}: ${tree}` : `${from} … ${to}: ${count} × ${tree.replace(/$/m, ' each')}`;
      return first + drawn.replaceAll('\n', `\n${other}`);
    });
    return [`${module.describe()} · ${module.parameterCount().toLocaleString('en-US')}`, ...nested].join('\n');
  }
}

/** The error for a path without a module; suggests the paths that have the most parts in common with it. */
function noModule(path: string, paths: readonly string[]): RangeError {
  const parts = path.split('.');
  const inCommon = (other: string): number => other.split('.').filter((part) => parts.includes(part)).length;
  const near = paths.toSorted((a, b) => inCommon(b) - inCommon(a));
  const remedy = near.length > 0 ? `; did you mean ${quoted(near.slice(0, 3))}?` : '';
  return new RangeError(`replaceModule: there is no module "${path}"${remedy}`);
}

/** The path of the next element of an array: `layers.2` after `layers.1`. */
function nextInArray(path: string): string {
  return path.replace(/\.(\d+)$/, (_, i) => `.${Number(i) + 1}`);
}

/** Whether x is a `Module`, also from another copy of this package. */
export function isModule(x: unknown): x is Module {
  return (x as { brand?: unknown } | null | undefined)?.brand === BRAND;
}

function isParameter(x: unknown): x is Tensor {
  return isTensor(x) && x.isParameter;
}

/** Whether x is a parameter or a buffer; a result in a field is neither. */
function isParameterOrBuffer(x: unknown): x is Tensor {
  return isTensor(x) && x.children.length === 0;
}

/**
 * All matching objects in a module, each once, by path, in the order of the fields.
 *
 * @param isSearched which modules to search; arrays are always searched
 */
function collect<T>(
  part: unknown,
  isMatch: (x: unknown) => x is T,
  isSearched: (x: unknown) => boolean = isModule,
  path = '',
  found = new Map<string, T>(),
  seen = new Set<unknown>(),
): Map<string, T> {
  if (typeof part !== 'object' || part === null || seen.has(part)) return found;
  seen.add(part);
  if (isMatch(part)) found.set(path, part);
  if (isSearched(part) || Array.isArray(part)) {
    for (const [name, field] of Object.entries(part) as [string, unknown][])
      collect(field, isMatch, isSearched, pathOf(path, name), found, seen);
  }
  return found;
}
