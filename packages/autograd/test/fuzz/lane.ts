import { Tensor, topologicalOrder, type Engine, type FloatArray } from '../../src/index.ts';
import { Literal, operands, Ref, type Call } from './program.ts';

/** One engine, and the tensors of a program on it. */
export class Lane {
  readonly engine: Engine;
  readonly tensors = new Map<number, Tensor>();
  /** The numbers of each tensor when they were read. */
  readonly numbers = new Map<number, FloatArray>();
  /** Results whose memory an engine may have recycled: those that `backward` met or that `noGrad` did not return. */
  readonly recyclable = new WeakSet<Tensor>();
  /** Tensors with an unknown gradient, because `backward` failed midway. */
  readonly doubtful = new WeakSet<Tensor>();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** The tensors that a call uses; undefined if one is missing. */
  operands(call: Call): readonly Tensor[] | undefined {
    const found: Tensor[] = [];
    for (const id of operands(call)) {
      const tensor = this.tensors.get(id);
      if (tensor === undefined) return undefined;
      found.push(tensor);
    }
    return found;
  }

  /** The names of tensors. */
  namesOf(tensors: ReadonlySet<Tensor>): Set<number> {
    return new Set([...this.tensors].filter(([, tensor]) => tensors.has(tensor)).map(([id]) => id));
  }

  /** Whether an error says that memory was recycled, and one of these tensors may have lost its memory. */
  isForgotten(error: unknown, tensors: readonly Tensor[]): boolean {
    return String(error).includes('recycled') && tensors.some((tensor) => this.recyclable.has(tensor));
  }
}

/** The tensors that `backward` walks; none for other calls. */
export function graphOf(call: Call, [root]: readonly Tensor[]): readonly Tensor[] {
  return call.member === 'backward' ? topologicalOrder<Tensor>(root) : [];
}

/** Makes a call on an engine. */
export function perform(
  engine: Engine,
  tensors: ReadonlyMap<number, Tensor>,
  { on, member, args, at, ...rest }: Call,
): unknown {
  const owner = resolve(on === 'engine' ? new Literal('engine', () => engine) : on, tensors) as object;
  if ('set' in rest) {
    Reflect.set(owner, member, resolve(rest.set, tensors));
    return undefined;
  }
  const found: unknown = Reflect.get(owner, member);
  if (args === undefined) return found;
  const result: unknown = Reflect.apply(found as () => unknown, owner, resolve(args, tensors) as readonly unknown[]);
  return at === undefined ? result : (result as readonly unknown[])[at];
}

function resolve(argument: unknown, tensors: ReadonlyMap<number, Tensor>): unknown {
  if (argument === 'Tensor') return Tensor;
  if (argument instanceof Ref) return tensors.get(argument.id);
  if (argument instanceof Literal) return argument.make();
  if (Array.isArray(argument)) return argument.map((item) => resolve(item, tensors));
  if (typeof argument !== 'object' || argument === null) return argument;
  return Object.fromEntries(Object.entries(argument).map(([name, option]) => [name, resolve(option, tensors)]));
}
