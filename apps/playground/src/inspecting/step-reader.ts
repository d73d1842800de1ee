import { scalar } from '@microgpt/autograd';
import { GPT } from '@microgpt/gpt';
import { StepGraph, type TensorNode } from '@microgpt/inspect';
import { Initializer } from '@microgpt/nn';
import { encodeKnown } from '../models/encode-known.ts';
import type { LoadedModel } from '../models/loaded-model.ts';
import { readableToken } from '../models/readable-token.ts';
import type { GraphReader, NamedValue, StepFacts, TensorFacts, TensorNumbers } from './graph.ts';
import { placeIn } from './place-in.ts';
import { tensorNames, type TensorName } from './tensor-names.ts';

/** The most numbers that a graph may have, as estimated. */
const MOST_NUMBERS = 450_000;

/** Reads the graph of a training step on one text. */
export class StepReader implements GraphReader {
  readonly #loaded: LoadedModel;
  readonly #inputs: readonly number[];
  readonly #targets: readonly number[];
  readonly #leftOut: number;
  readonly #graph: StepGraph;
  readonly #names: readonly TensorName[];

  /** @throws RangeError if the model is too large, or the text has fewer than two tokens */
  constructor(loaded: LoadedModel, text: string) {
    this.#loaded = loaded;
    const ids = trainingIds(loaded, text);
    const read = ids.slice(0, loaded.gpt.config.blockSize + 1);
    this.#leftOut = ids.length - read.length;
    this.#inputs = read.slice(0, -1);
    this.#targets = read.slice(1);
    const model = scalarCopy(loaded, this.#inputs.length);
    this.#graph = new StepGraph(model, () => model.forward([this.#inputs]).crossEntropy(this.#targets));
    this.#names = tensorNames(this.#graph.tensors);
  }

  step(): StepFacts {
    const { tokenizer } = this.#loaded;
    const readable = (id: number) => readableToken(tokenizer, id);
    return {
      tokens: this.#inputs.map(readable),
      targets: this.#targets.map(readable),
      leftOut: this.#leftOut,
      loss: this.#graph.value(this.#graph.size - 1).data,
      size: this.#graph.size,
      tensors: this.#graph.tensors.map((tensor) => this.#factsOf(tensor)),
      tensorOf: Int32Array.from({ length: this.#graph.size }, (_, id) => this.#graph.tensorOf(id)),
    };
  }

  tensor(id: number): TensorNumbers {
    const { values } = this.#tensorAt(id);
    const known = values.map((value) => (value < 0 ? undefined : this.#graph.value(value)));
    return {
      data: Float64Array.from(known, (value) => value?.data ?? NaN),
      grad: Float64Array.from(known, (value) => value?.grad ?? 0),
      ids: Int32Array.from(values),
    };
  }

  values(ids: readonly number[]): readonly NamedValue[] {
    return ids.map((id) => {
      const value = this.#graph.value(id);
      return { ...value, name: this.#nameOf(value.tensor, value.index) };
    });
  }

  path(id: number): readonly NamedValue[] {
    return this.values(this.#graph.pathTo(id));
  }

  gradientsAt(ids: readonly number[], place: number): readonly number[] {
    return ids.map((id) => this.#graph.gradientAt(id, place));
  }

  #factsOf({ values, ...facts }: TensorNode): TensorFacts {
    let [first, last] = [-1, -1];
    for (const id of values) {
      if (id < 0) continue;
      if (first < 0 || id < first) first = id;
      if (id > last) last = id;
    }
    return { ...facts, ...this.#names[facts.id], first, last };
  }

  #tensorAt(id: number): TensorNode {
    const tensor = this.#graph.tensors.at(id);
    if (tensor === undefined) throw new RangeError(`There is no tensor ${id} in this graph.`);
    return tensor;
  }

  /** `layers.0.attn.wq.weight[3, 5]`, `layers.0.attn.wq: linear[2, 7]`, or `inside layers.0.norm1: mul`. */
  #nameOf(id: number, index: number | undefined): string {
    const { parameter, shape } = this.#tensorAt(id);
    const { owner, name } = this.#names[id];
    const tensor = parameter ?? (owner === '' ? name : `${owner}: ${name}`);
    return index === undefined ? `inside ${tensor}` : `${tensor}${placeIn(shape, index)}`;
  }
}

/** The tokens of a document as training sees them: a line begins and ends with the same token. */
function trainingIds(loaded: LoadedModel, text: string): number[] {
  const { tokenizer, kind } = loaded;
  const ids = encodeKnown(tokenizer, text);
  const all = kind === 'text' ? [...ids] : [tokenizer.bos, ...ids, tokenizer.bos];
  if (all.length < 2) throw new RangeError('Type at least two characters: the model guesses each from those before.');
  return all;
}

/** The model with the same weights on the `scalar` engine. */
function scalarCopy({ gpt, parts }: LoadedModel, tokens: number): GPT {
  const numbers = gpt.parameterCount() + tokens * gpt.parameterCount() * 0.2;
  if (numbers > MOST_NUMBERS) {
    throw new RangeError(
      `This model has ${gpt.parameterCount().toLocaleString('en-US')} parameters, too many to draw every number. Train a smaller one, such as with the settings that the page opens with.`,
    );
  }
  const copy = new GPT({ ...gpt.config, ...parts }, Initializer.blank(scalar));
  const weights = gpt.namedParameters();
  for (const [path, parameter] of copy.namedParameters()) {
    const source = weights.get(path);
    if (source !== undefined) parameter.assign(source.toFlat());
  }
  return copy;
}
