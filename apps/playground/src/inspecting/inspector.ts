import type { Contributions, Inspection, PrincipalPlane } from '@microgpt/inspect';
import type { ModelHolder } from '../models/model-holder.ts';
import type { ModelName } from '../models/model-file.ts';
import type { Token } from '../models/token.ts';
import type { NamedValue, StepFacts, TensorNumbers } from './graph.ts';
import type { Origin } from './origin.ts';
import type { TrainedOn } from './trained-on.ts';

/** A token that may come next, and its probability. */
export interface Guess extends Token {
  readonly probability: number;
}

/** What the model would predict after a token if it ended after one of its parts. */
interface LensCell {
  /** The likeliest token. */
  readonly first: Guess;
  /** The probability of the token that comes in the text; undefined for the last one. */
  readonly actual: number | undefined;
}

/** The logit lens after a part. */
export interface LensRow {
  /** The part, such as `layers.0.attn`. */
  readonly path: string;
  /** For each token of the text. */
  readonly cells: readonly LensCell[];
}

/** What a model computes for a text. */
export interface InspectedText {
  /** What the model sees: the text, usually after a token that begins it. */
  readonly tokens: readonly Token[];
  /** How many tokens before these did not fit. */
  readonly leftOut: number;
  readonly inspection: Inspection;
  readonly lens: readonly LensRow[];
  /** The units of each layer that are 0 for every token of the text and of the examples; empty without examples. */
  readonly dead: readonly DeadUnits[];
}

/** The units of a layer that are never active. */
export interface DeadUnits {
  readonly path: string;
  readonly units: readonly number[];
}

/** Why a token is as likely as it is. */
export interface Explanation extends Contributions {
  readonly tokens: readonly Token[];
  /** The likeliest next tokens, the likeliest first. */
  readonly guesses: readonly Guess[];
  /** The token that is explained. */
  readonly explained: Guess;
}

/** The embeddings of a table in the plane. */
export interface EmbeddingPlane extends PrincipalPlane {
  /** What each point is: a token, or a position. */
  readonly labels: readonly string[];
}

/** The size of the gradient and of the weights of a matrix. */
export interface MatrixSize {
  readonly path: string;
  /** The root mean square of its numbers. */
  readonly weights: number;
  /** The root mean square of its gradient for the examples; undefined if no text of the run is known here. */
  readonly gradient: number | undefined;
  /** How far it is from that of an earlier step, as a share of its size; undefined without one. */
  readonly update: number | undefined;
}

/** The worker that looks inside models, which the page calls through comlink. */
export interface Inspector extends ModelHolder {
  /** The beginning of a text that the model learned from, as an example. */
  example(name: ModelName): string;
  /**
   * What a model computes for a text, or for its last tokens if it is longer than the model's block.
   *
   * @throws RangeError naming the characters that the model does not know
   */
  inspect(name: ModelName, text: string): InspectedText;
  /**
   * Why a token is as likely as it is.
   *
   * @param position the place of the token that was read last
   * @param token the id of the token that may come; default the likeliest
   */
  explain(name: ModelName, text: string, position: number, token?: number): Explanation;
  /** The embeddings of tokens or positions in the plane; turned to those of another model if there is one. */
  plane(name: ModelName, table: 'wte' | 'wpe', reference?: ModelName): EmbeddingPlane;
  /** The first document that training reads after a number of steps; after the last document, it starts over. Of running text, a passage. */
  documentAt(name: ModelName, step: number): string;
  /**
   * The documents that a step of the run trained on, with their losses.
   *
   * @param from a model of the run from which they are found: for running text, one of an earlier step
   * @throws RangeError if they cannot be found from there, or the text of the run is not known here
   */
  trainedOn(name: ModelName, from: ModelName, step: number): Promise<TrainedOn>;
  /**
   * Where a text may come from, in the data that the run learned from.
   *
   * @throws RangeError if the data is not known here
   */
  origin(name: ModelName, text: string): Origin;
  /** The graph of a training step on a text. */
  step(name: ModelName, text: string): StepFacts;
  /** The numbers of a tensor in that graph. */
  tensor(name: ModelName, text: string, id: number): TensorNumbers;
  /** Numbers in that graph. */
  values(name: ModelName, text: string, ids: readonly number[]): readonly NamedValue[];
  /** The path from the loss to a number on which most of the gradient flows. */
  path(name: ModelName, text: string, id: number): readonly NamedValue[];
  /** The gradients of numbers when the backward pass has reached a place in the order. */
  gradientsAt(name: ModelName, text: string, ids: readonly number[], place: number): readonly number[];
  /** The sizes of all matrices, and how far they are from those of an earlier step. */
  sizes(name: ModelName, earlier?: ModelName): readonly MatrixSize[];
}
