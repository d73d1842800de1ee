import type { Contributions, Inspection, PrincipalPlane } from '@microgpt/inspect';
import type { ModelHolder } from '../models/model-holder.ts';
import type { ModelName } from '../models/model-file.ts';
import type { Token } from '../models/token.ts';
import type { NamedValue, StepFacts, TensorNumbers } from './graph.ts';

/** A token that may come next, and its probability. */
export interface Guess extends Token {
  readonly probability: number;
}

/** What would come after a token if the model ended after a part of it. */
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
  readonly inspection: Inspection;
  readonly lens: readonly LensRow[];
  /** The units of each layer that are 0 for every token of the text and of the examples. */
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
  /** The likeliest tokens that may come, the first ones first. */
  readonly guesses: readonly Guess[];
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
  /** The root mean square of its gradient for the examples. */
  readonly gradient: number;
  /** How far it is from that of an earlier step, as a share of its size; undefined without one. */
  readonly update: number | undefined;
}

/** The worker that looks inside models, which the page calls through comlink. */
export interface Inspector extends ModelHolder {
  /** A text that the model learned from, or a letter of it, to begin with. */
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
  /** A document of the training data in the order of training, for the step after a number of steps; the first ones again at the end. */
  documentAt(name: ModelName, step: number): string;
  /** The graph of a training step on a text. */
  step(name: ModelName, text: string): StepFacts;
  /** The numbers of a tensor in that graph. */
  tensor(name: ModelName, text: string, id: number): TensorNumbers;
  /** Numbers in that graph. */
  values(name: ModelName, text: string, ids: readonly number[]): readonly NamedValue[];
  /** The path from the loss to a number on which most of the gradient flows. */
  path(name: ModelName, text: string, id: number): readonly NamedValue[];
  /** The gradients of numbers while the backward pass has come down to a place in the order. */
  gradientsAt(name: ModelName, text: string, ids: readonly number[], place: number): readonly number[];
  /** The sizes of all matrices, and how far they are from those of an earlier step. */
  sizes(name: ModelName, earlier?: ModelName): readonly MatrixSize[];
}
