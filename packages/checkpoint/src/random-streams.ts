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

/** The streams in the fields of a model's modules, and in arrays there, by path. */
function streamsIn(model: Module): Map<string, Random> {
  const found = new Map<string, Random>();
  const collect = (path: string, part: unknown): void => {
    if (isStream(part)) found.set(path, part);
    else if (Array.isArray(part)) for (const [i, item] of part.entries()) collect(`${path}.${i}`, item);
  };
  for (const [path, module] of model.namedModules()) {
    for (const [name, field] of Object.entries(module)) collect(path === '' ? name : `${path}.${name}`, field);
  }
  return found;
}

/** A stream to restore: its name, and the index of its saved state. */
interface Planned {
  readonly name: string;
  readonly index: number;
  readonly stream: Random;
}

/** Restores saved streams, and checks that names that shared a stream share one again. */
export class StreamRestorer {
  readonly #saved: SavedStreams;
  /** The streams of each model loaded so far; those of the program may be loaded later, and belong to one of them. */
  readonly #ofModels: (readonly Planned[])[] = [];

  constructor(saved: SavedStreams) {
    this.#saved = saved;
  }

  /**
   * Checks the streams of a model and of a program, and returns a function that restores them. A stream that the model
   * did not have when it was saved does not change.
   *
   * @throws RangeError unless the program's names are those of the saved streams, and the same names share streams
   */
  plan(op: string, model: Module | undefined, random: RandomStreams | undefined): () => void {
    const ofModel = model === undefined ? undefined : this.#plannedIn(model);
    const ofProgram = random === undefined ? [] : this.#plannedOf(op, random);
    const candidates = ofModel === undefined ? this.#ofModels : [ofModel];
    const problems = candidates.map((streams) => sharingProblem([...streams, ...ofProgram]));
    const problem = problems.every((found) => found !== undefined) ? problems[0] : undefined;
    if (problem !== undefined) throw new RangeError(`${op}: ${problem}`);
    return () => {
      if (ofModel !== undefined) this.#ofModels.push(ofModel);
      for (const { stream, index } of [...(ofModel ?? []), ...ofProgram]) stream.restore(this.#saved.states[index]);
    };
  }

  #plannedIn(model: Module): Planned[] {
    const saved = this.#saved.model;
    return [...streamsIn(model)]
      .filter(([name]) => Object.hasOwn(saved, name))
      .map(([name, stream]) => ({ name, index: saved[name], stream }));
  }

  #plannedOf(op: string, random: RandomStreams): Planned[] {
    const { program } = this.#saved;
    const [given, expected] = [random, program].map((named) => Object.keys(named).sort().join(', '));
    if (given !== expected) {
      const saved = expected === '' ? 'the checkpoint has none' : `those of the checkpoint are { ${expected} }`;
      throw new RangeError(`${op}: random streams: ${saved}, got { ${given} }`);
    }
    return Object.entries(random).map(([name, stream]) => ({ name, index: program[name], stream }));
  }
}

/** What differs if names that shared a stream when it was saved do not share one now, or the reverse. */
function sharingProblem(planned: readonly Planned[]): string | undefined {
  const byIndex = new Map<number, Planned>();
  const byStream = new Map<Random, Planned>();
  for (const now of planned) {
    const { name, index, stream } = now;
    const sharer = byIndex.get(index) ?? now;
    if (sharer.stream !== stream) {
      return `"${sharer.name}" and "${name}" were one Random when the checkpoint was saved, and are two now; pass the same one`;
    }
    const other = byStream.get(stream) ?? now;
    if (other.index !== index) {
      return `"${other.name}" and "${name}" were two Randoms when the checkpoint was saved, and are one now; pass two`;
    }
    byIndex.set(index, now);
    byStream.set(stream, now);
  }
  return undefined;
}

/** @throws TypeError unless it has the form that {@link saveStreams} returns; `restore` checks the states themselves */
export function checkSavedStreams(op: string, saved: JSONValue | undefined): void {
  const { states, program, model } = { ...(saved as Partial<SavedStreams> | null | undefined) };
  const count = Array.isArray(states) ? states.length : 0;
  const isComplete = [program, model].every(
    (named) =>
      Object(named) === named && Object.values({ ...named }).every((i) => Number.isInteger(i) && i >= 0 && i < count),
  );
  checkKind(op, 'random streams { states, program, model } in the metadata', saved, isComplete);
}

/** Whether x is a `Random`, possibly from another copy of its package. */
function isStream(x: unknown): x is Random {
  return hasMethod(x, 'save') && hasMethod(x, 'restore') && hasMethod(x, 'random');
}
