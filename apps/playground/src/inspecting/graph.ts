import type { TensorNode, ValueNode } from '@microgpt/inspect';
import type { Token } from '../models/token.ts';

/** The owner of the tensors that are computed after the model. */
export const LOSS = 'loss';

/** A tensor in the graph of a step, without its numbers. */
export interface TensorFacts extends Omit<TensorNode, 'values'> {
  /** The path of its module, `loss` for what comes after the model, or empty for what the model computes between its modules. */
  readonly owner: string;
  /** What it is called in its module: the end of a parameter's path, or its operation, numbered if there are several: `add 2`. */
  readonly name: string;
  /** The first and the last place in the order of computation at which one of its numbers is computed; −1 if none is in the graph. */
  readonly first: number;
  readonly last: number;
}

/** The graph of a training step on one text. */
export interface StepFacts {
  /** The tokens that the model reads. Each target is the token after one of them, which it should guess. */
  readonly tokens: readonly Token[];
  readonly targets: readonly Token[];
  /** How many tokens at the end of the text did not fit. */
  readonly leftOut: number;
  readonly loss: number;
  /** How many numbers there are. The id of the loss is the last. */
  readonly size: number;
  /** All tensors, operands before results. */
  readonly tensors: readonly TensorFacts[];
  /** The tensor of each number. */
  readonly tensorOf: Int32Array<ArrayBuffer>;
}

/** The numbers of a tensor. */
export interface TensorNumbers {
  readonly data: Float64Array<ArrayBuffer>;
  readonly grad: Float64Array<ArrayBuffer>;
  /** The id of each number in the graph; −1 for a number on which the loss does not depend. */
  readonly ids: Int32Array<ArrayBuffer>;
}

/** A number, and where it is: `layers.0.attn.wq.weight[3, 5]`. */
export interface NamedValue extends ValueNode {
  readonly name: string;
}

/** Looks at the graph of a training step on one text, with the model of a kept step. */
export interface GraphReader {
  /**
   * Computes the loss of a text on the `scalar` engine, and its gradients.
   *
   * @throws RangeError if the model is too large for that
   */
  step(): StepFacts;
  /** The numbers of a tensor. */
  tensor(id: number): TensorNumbers;
  /** Numbers by their ids. */
  values(ids: readonly number[]): readonly NamedValue[];
  /** The path from the loss to a number along which most of the gradient flows. */
  path(id: number): readonly NamedValue[];
  /** The gradients of numbers when the backward pass has reached a place in the order. */
  gradientsAt(ids: readonly number[], place: number): readonly number[];
}
