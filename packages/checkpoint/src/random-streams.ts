import { checkKind, hasMethod } from '@microgpt/autograd';
import type { Module } from '@microgpt/nn';
import type { Random, RandomState } from '@microgpt/random';
import type { JSONValue } from './plain-data.ts';

/** Random streams by name. */
export type RandomStreams = Readonly<Record<string, Random>>;

/**
 * The saved streams. One stream may have several names: a program that uses one `Random` for shuffling, dropout and
 * sampling needs one `Random` again.
 */
export interface SavedStreams {
  /** The state of each stream. */
  readonly states: readonly RandomState[];
  /** The index in `states` of each stream that the program named. */
  readonly program: Readonly<Record<string, number>>;
  /** The index in `states` of each stream in a field of a module, by path, such as `layers.0.attn.dropout.rng`. */
  readonly model: Readonly<Record<string, number>>;
}

/** @throws TypeError unless every value is a `Random` */
export function checkStreams(op: string, random: RandomStreams): void {
  checkKind(op, 'random streams by name, { rng }', random, Object(random) === random && !isStream(random));
  for (const [name, stream] of Object.entries(random))
    checkKind(op, `a Random for "${name}"`, stream, isStream(stream));
}

/** The states of all streams, each once. */
export function saveStreams(random: RandomStreams, model: Module): SavedStreams {
  const streams: Random[] = [];
  const indicesOf = (named: Iterable<readonly [string, Random]>): Record<string, number> =>
    Object.fromEntries(
      Array.from(named, ([name, stream]) => {
        if (!streams.includes(stream)) streams.push(stream);
        return [name, streams.indexOf(stream)];
      }),
    );
  const program = indicesOf(Object.entries(random));
  const inModel = indicesOf(streamsIn(model));
  return { states: streams.map((stream) => stream.save()), program, model: inModel };
}

/** The streams in the fields of a model's modules, by path. */
export function streamsIn(model: Module): Map<string, Random> {
  const found = new Map<string, Random>();
  for (const [path, module] of model.namedModules()) {
    for (const [name, field] of Object.entries(module)) {
      if (isStream(field)) found.set(path === '' ? name : `${path}.${name}`, field);
    }
  }
  return found;
}

/** Restores saved streams, and checks that names that shared a stream share one again. */
export class StreamRestorer {
  readonly #saved: SavedStreams;
  /** The first name under which each stream was restored, and the stream. */
  readonly #restored = new Map<number, { readonly name: string; readonly stream: Random }>();

  constructor(saved: SavedStreams) {
    this.#saved = saved;
  }

  /**
   * Restores the streams of a program.
   *
   * @throws RangeError unless their names are those of the saved streams
   */
  restoreProgram(op: string, random: RandomStreams): void {
    const { program } = this.#saved;
    const [given, expected] = [random, program].map((named) => Object.keys(named).sort().join(', '));
    if (given !== expected) {
      throw new RangeError(`${op}: the random streams of the checkpoint are { ${expected} }, got { ${given} }`);
    }
    for (const [name, stream] of Object.entries(random)) this.#restore(op, name, program[name], stream);
  }

  /** Restores the streams in a model. A stream that the model did not have when it was saved does not change. */
  restoreModel(op: string, model: Module): void {
    for (const [path, stream] of streamsIn(model)) {
      if (Object.hasOwn(this.#saved.model, path)) this.#restore(op, path, this.#saved.model[path], stream);
    }
  }

  #restore(op: string, name: string, index: number, stream: Random): void {
    const before = this.#restored.get(index);
    if (before !== undefined && before.stream !== stream) {
      throw new RangeError(
        `${op}: "${before.name}" and "${name}" were one Random when the checkpoint was saved, and are two now; pass the same one`,
      );
    }
    for (const [other, { name: otherName, stream: otherStream }] of this.#restored) {
      if (otherStream !== stream || other === index) continue;
      throw new RangeError(
        `${op}: "${otherName}" and "${name}" were two Randoms when the checkpoint was saved, and are one now; pass two`,
      );
    }
    stream.restore(this.#saved.states[index]);
    this.#restored.set(index, { name, stream });
  }
}

/** @throws TypeError unless it has the form that {@link saveStreams} returns; `restore` checks the states themselves */
export function checkedStreams(op: string, saved: JSONValue | undefined): SavedStreams {
  const { states, program, model } = { ...(saved as Partial<SavedStreams> | null | undefined) };
  const count = Array.isArray(states) ? states.length : 0;
  const isComplete = [program, model].every(
    (named) =>
      Object(named) === named && Object.values({ ...named }).every((i) => Number.isInteger(i) && i >= 0 && i < count),
  );
  checkKind(op, 'random streams { states, program, model } in the metadata', saved, isComplete);
  return saved as unknown as SavedStreams;
}

/** Whether x is a `Random`, possibly from another copy of its package. */
function isStream(x: unknown): x is Random {
  return hasMethod(x, 'save') && hasMethod(x, 'restore') && hasMethod(x, 'random');
}
