import { contributions, inspect, logitLens, principalPlane, rowOf, type Inspection } from '@microgpt/inspect';
import { probabilities, type GPT } from '@microgpt/gpt';
import { inference, trace } from '@microgpt/nn';
import type { FloatArray, Tensor } from '@microgpt/autograd';
import { contextOf } from '../models/context.ts';
import { encodeKnown } from '../models/encode-known.ts';
import { keyOf } from '../models/key-of.ts';
import type { LearnedText } from '../models/learned-text.ts';
import type { LoadedModel } from '../models/loaded-model.ts';
import type { ModelName } from '../models/model-file.ts';
import { ModelShelf } from '../models/model-shelf.ts';
import { readableToken } from '../models/readable-token.ts';
import type { NamedValue, StepFacts, TensorNumbers } from './graph.ts';
import { originOf, type Origin } from './origin.ts';
import { StepReader } from './step-reader.ts';
import { trainedOn, type TrainedOn } from './trained-on.ts';
import type {
  DeadUnits,
  EmbeddingPlane,
  Explanation,
  Guess,
  InspectedText,
  Inspector,
  LensRow,
  MatrixSize,
} from './inspector.ts';

/** How many tokens of examples show which units are dead, and how large the gradients are. More would delay the views. */
const EXAMPLE_TOKENS = 256;
/** The most candidates to explain. */
const MOST_GUESSES = 12;

/** Looks inside the models that it is given. */
export class ModelInspector extends ModelShelf implements Inspector {
  #last: { readonly key: string; readonly reader: StepReader } | undefined;
  #lastInspected: { readonly key: string; readonly inspection: Inspection } | undefined;
  readonly #active = new WeakMap<LoadedModel, ReadonlyMap<string, ReadonlySet<number>>>();

  example(name: ModelName): string {
    const loaded = this.models.get(name);
    const [example = ''] = this.#examplesOf(loaded);
    const most = Math.min(24, loaded.gpt.config.blockSize - 1);
    const start = example.slice(0, most);
    // Not in the middle of a word, if it has several.
    return (example.length > most ? start.replace(/(?<=\S\s+)\S*$/, '') : start).trimEnd();
  }

  inspect(name: ModelName, text: string): InspectedText {
    const loaded = this.models.get(name);
    const inspection = this.#inspected(name, text);
    return {
      tokens: inspection.ids.map((id) => readableToken(loaded.tokenizer, id)),
      leftOut: contextOf(loaded, encodeKnown(loaded.tokenizer, text)).length - inspection.ids.length,
      inspection,
      lens: lensOf(loaded, inspection),
      dead: this.#deadUnits(loaded, inspection),
    };
  }

  explain(name: ModelName, text: string, position: number, token?: number): Explanation {
    const loaded = this.models.get(name);
    const { ids, logits } = this.#inspected(name, text);
    const row = probabilities(rowOf(logits, position));
    const guesses = likeliest(loaded, row, MOST_GUESSES);
    const id = token ?? guesses[0].id;
    return {
      // What comes after the token cannot matter to it.
      ...contributions(loaded.gpt, ids.slice(0, position + 1), { position, token: id }),
      tokens: ids.map((each) => readableToken(loaded.tokenizer, each)),
      guesses,
      explained: { ...readableToken(loaded.tokenizer, id), probability: row[id] },
    };
  }

  plane(name: ModelName, table: 'wte' | 'wpe', reference?: ModelName): EmbeddingPlane {
    const loaded = this.models.get(name);
    const rows = tableOf(loaded, table);
    const other = reference === undefined ? undefined : tableOf(this.models.get(reference), table);
    const points = other?.rows === rows.rows ? principalPlane(other).points : undefined;
    const labelOf = (i: number): string => (table === 'wpe' ? String(i) : readableToken(loaded.tokenizer, i).text);
    return { ...principalPlane(rows, points), labels: Array.from({ length: rows.rows }, (_, i) => labelOf(i)) };
  }

  documentAt(name: ModelName, step: number): string {
    const { part, perStep } = this.models.get(name);
    return (part && this.texts.get(part))?.documentAt(step * perStep.batch * perStep.accumulate) ?? '';
  }

  trainedOn(name: ModelName, from: ModelName, step: number): Promise<TrainedOn> {
    return this.models.hold(name, (loaded) =>
      this.models.hold(from, (start) =>
        trainedOn(step, loaded, { loaded: start, step: from.step }, this.#learnedOf(loaded)),
      ),
    );
  }

  origin(name: ModelName, text: string): Origin {
    const loaded = this.models.get(name);
    return originOf(text, this.#learnedOf(loaded), loaded.part?.kind ?? 'text');
  }

  step(name: ModelName, text: string): StepFacts {
    return this.#reader(name, text).step();
  }

  tensor(name: ModelName, text: string, id: number): TensorNumbers {
    return this.#reader(name, text).tensor(id);
  }

  values(name: ModelName, text: string, ids: readonly number[]): readonly NamedValue[] {
    return this.#reader(name, text).values(ids);
  }

  path(name: ModelName, text: string, id: number): readonly NamedValue[] {
    return this.#reader(name, text).path(id);
  }

  gradientsAt(name: ModelName, text: string, ids: readonly number[], place: number): readonly number[] {
    return this.#reader(name, text).gradientsAt(ids, place);
  }

  sizes(name: ModelName, earlier?: ModelName): readonly MatrixSize[] {
    const loaded = this.models.get(name);
    const before = earlier === undefined ? undefined : this.models.get(earlier).gpt.namedParameters();
    const parameters = loaded.gpt.namedParameters();
    for (const parameter of parameters.values()) parameter.zeroGrad();
    const loss = this.#exampleLoss(loaded);
    loss?.backward();
    return [...parameters].map(([path, parameter]) => {
      const weights = parameter.toFlat();
      const old = before?.get(path)?.toFlat();
      return {
        path,
        weights: rootMeanSquare(weights),
        gradient: loss && rootMeanSquare(parameter.grad?.toFlat() ?? new Float64Array()),
        update: old?.length === weights.length ? distance(weights, old) / rootMeanSquare(old) : undefined,
      };
    });
  }

  /** The reader of a step; that of the last one is kept. */
  #reader(name: ModelName, text: string): StepReader {
    const loaded = this.models.get(name);
    const key = `${keyOf(name)} ${text}`;
    if (this.#last?.key !== key) this.#last = { key, reader: new StepReader(loaded, text) };
    return this.#last.reader;
  }

  /** The loss of a few texts that the model learned from; undefined if they are not known here. */
  #exampleLoss(loaded: LoadedModel): Tensor | undefined {
    const long = this.#exampleDocuments(loaded).filter(({ length }) => length > 1);
    if (long.length === 0) return undefined;
    const logits = loaded.gpt.forward(long.map((ids) => ids.slice(0, -1)));
    return logits.crossEntropy(long.flatMap((ids) => ids.slice(1)));
  }

  /** What a model computes for a text; the last one is kept, because several questions follow about the same. */
  #inspected(name: ModelName, text: string): Inspection {
    const loaded = this.models.get(name);
    const key = `${keyOf(name)} ${text}`;
    if (this.#lastInspected?.key !== key) {
      this.#lastInspected = { key, inspection: inspect(loaded.gpt, idsOf(loaded, text)) };
    }
    return this.#lastInspected.inspection;
  }

  #deadUnits(loaded: LoadedModel, { units }: Inspection): DeadUnits[] {
    if (this.#examplesOf(loaded).length === 0) return [];
    const active = this.#activeUnits(loaded);
    return units.map(({ path, values }) => {
      const awake = new Set(active.get(path));
      values.data.forEach((value, i) => {
        if (value !== 0) awake.add(i % values.columns);
      });
      return {
        path,
        units: Array.from({ length: values.columns }, (_, unit) => unit).filter((unit) => !awake.has(unit)),
      };
    });
  }

  /** The units of each layer that are active for some example. They do not depend on the text, so they are found once for a model. */
  #activeUnits(loaded: LoadedModel): ReadonlyMap<string, ReadonlySet<number>> {
    const known = this.#active.get(loaded);
    if (known !== undefined) return known;
    const documents = this.#exampleDocuments(loaded);
    const found = documents.length === 0 ? new Map<string, Set<number>>() : activeUnits(loaded.gpt, documents);
    this.#active.set(loaded, found);
    return found;
  }

  /** @throws RangeError if the text that a model learned from is not known here */
  #learnedOf({ part }: LoadedModel): LearnedText {
    const learned = part && this.texts.get(part);
    if (learned === undefined) {
      throw new RangeError('The page does not have the text that this model learned from. Open the text to see more.');
    }
    return learned;
  }

  #examplesOf({ part }: LoadedModel): readonly string[] {
    return (part && this.texts.get(part))?.examples ?? [];
  }

  /** The tokens of examples, as many as there is time for. */
  #exampleDocuments(loaded: LoadedModel): (readonly number[])[] {
    const documents: (readonly number[])[] = [];
    let tokens = 0;
    for (const text of this.#examplesOf(loaded)) {
      if (tokens >= EXAMPLE_TOKENS) break;
      const ids = idsOf(loaded, text);
      documents.push(ids);
      tokens += ids.length;
    }
    return documents;
  }
}

/** The units that are not 0 for some token of some document, by the paths of their layers. */
function activeUnits(gpt: GPT, documents: readonly (readonly number[])[]): Map<string, Set<number>> {
  const { activations } = inference(() => trace(gpt, () => gpt.forward(documents)));
  const active = new Map<string, Set<number>>();
  for (const [path, tensor] of activations) {
    if (!path.endsWith('.units')) continue;
    const columns = tensor.shape.at(-1) ?? 1;
    const units = new Set<number>();
    tensor.toFlat().forEach((value: number, i: number) => {
      if (value !== 0) units.add(i % columns);
    });
    active.set(path.slice(0, -'.units'.length), units);
  }
  return active;
}

/** The tokens of a text as the model sees them: the last ones, if there are more than fit. */
function idsOf(loaded: LoadedModel, text: string): number[] {
  const ids = contextOf(loaded, encodeKnown(loaded.tokenizer, text));
  return ids.slice(-loaded.gpt.config.blockSize);
}

function lensOf(loaded: LoadedModel, inspection: Inspection): LensRow[] {
  const { ids } = inspection;
  return logitLens(loaded.gpt, inspection).map(({ path, logits }) => ({
    path,
    cells: ids.map((_, t) => {
      const row = probabilities(rowOf(logits, t));
      const [first] = likeliest(loaded, row, 1);
      return { first, actual: t + 1 < ids.length ? row[ids[t + 1]] : undefined };
    }),
  }));
}

function likeliest({ tokenizer }: LoadedModel, probability: ArrayLike<number>, most: number): Guess[] {
  const ids = Array.from({ length: Math.min(probability.length, tokenizer.vocabSize) }, (_, id) => id);
  ids.sort((a, b) => probability[b] - probability[a]);
  return ids.slice(0, most).map((id) => ({ ...readableToken(tokenizer, id), probability: probability[id] }));
}

function tableOf({ gpt }: LoadedModel, table: 'wte' | 'wpe') {
  const { weight } = gpt[table];
  const [rows, columns] = weight.shape;
  return { rows, columns, data: Float64Array.from(weight.toFlat()) };
}

function rootMeanSquare(xs: FloatArray): number {
  let sum = 0;
  for (const x of xs) sum += x * x;
  return Math.sqrt(sum / Math.max(1, xs.length));
}

/** The root mean square of the differences. */
function distance(a: FloatArray, b: FloatArray): number {
  return rootMeanSquare(Float64Array.from(a, (value, i) => value - b[i]));
}
