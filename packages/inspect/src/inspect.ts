import type { GPT } from '@microgpt/gpt';
import { inference, trace, type Activations } from '@microgpt/nn';
import { checkText } from './check-text.ts';
import { lossesOf } from './losses-of.ts';
import { matrixOf, type Matrix } from './matrix.ts';

/** The residual stream after a part of the network: one row for each token. */
export interface StreamPoint {
  /** The part that wrote last: `wte` for the embeddings, `layers.0.attn`, `layers.0.mlp`, …; a block of your own as a whole. */
  readonly path: string;
  /** (T, C) */
  readonly values: Matrix;
}

/** The weights of an attention layer, for each head. */
export interface AttentionPattern {
  /** The path of the layer, such as `layers.0.attn`. */
  readonly path: string;
  /** For each head (T, T): how much a token (row) takes from each token (column). Each row adds up to 1. */
  readonly heads: readonly Matrix[];
}

/** The hidden units of a layer after their activation function. */
export interface Units {
  /** The path of the layer, such as `layers.0.mlp`. */
  readonly path: string;
  /** (T, units) */
  readonly values: Matrix;
}

/** What a GPT computes for one text, from the embeddings to the logits, as plain data. */
export interface Inspection {
  /** The token ids. */
  readonly ids: readonly number[];
  /** The residual stream: after the embeddings, and after each part that adds to it. */
  readonly stream: readonly StreamPoint[];
  /** The layers that record `weights`, as `CausalSelfAttention` does. */
  readonly attention: readonly AttentionPattern[];
  /** The layers that record `units`, as `FeedForward` does. */
  readonly units: readonly Units[];
  /** The logits of the next token (T, V). */
  readonly logits: Matrix;
  /** The loss of each token but the first, −ln p, in nats. */
  readonly losses: Float64Array<ArrayBuffer>;
}

/**
 * Runs a model on one text and returns what it computes, in evaluation mode and without gradients.
 *
 * Your own layers show their attention if they `record('weights', …)` one tensor (heads, T, T) for each document, and their
 * hidden units if they `record('units', …)` a matrix (T, units).
 *
 * ```ts
 * const { attention, losses } = inspect(model, tokenizer.encode('emma'));
 * attention[0].heads[0]; // the first head of the first layer
 * ```
 *
 * @throws RangeError if the text is empty, or longer than the model's block
 */
export function inspect(model: GPT, ids: readonly number[]): Inspection {
  return traced(model, ids).inspection;
}

/** An inspection, and the activations that it was made of, which stay valid until the next computation. */
export function traced(model: GPT, ids: readonly number[]): { inspection: Inspection; activations: Activations } {
  checkText('inspect', model, ids);
  const { result, activations } = inference(() => trace(model, () => model.forward([ids])));
  const logits = matrixOf(result);
  const inspection: Inspection = {
    ids: [...ids],
    stream: streamOf(model, activations),
    attention: attentionIn(activations, ids.length),
    units: unitsIn(activations, ids.length),
    logits,
    losses: lossesOf(logits, ids),
  };
  return { inspection, activations };
}

function streamOf(model: GPT, activations: Activations): StreamPoint[] {
  const at = (path: string): Matrix => {
    const tensor = activations.get(path);
    if (tensor === undefined) throw new RangeError(`inspect: ${path} did not run in the forward pass of the model`);
    return matrixOf(tensor);
  };
  const points: StreamPoint[] = [
    { path: 'wte', values: model.embeddingNorm ? at('embeddingNorm') : sumOf(at('wte'), at('wpe')) },
  ];
  for (const i of model.layers.keys()) {
    const block = `layers.${i}`;
    const isUsual = activations.has(`${block}.residual`) && activations.has(`${block}.mlp`);
    if (isUsual) points.push({ path: `${block}.attn`, values: at(`${block}.residual`) });
    points.push({ path: isUsual ? `${block}.mlp` : block, values: at(block) });
  }
  return points;
}

function attentionIn(activations: Activations, length: number): AttentionPattern[] {
  return endingIn(activations, '.weights.0').flatMap(([path, tensor]) => {
    const [heads, rows, columns] = tensor.shape;
    if (tensor.shape.length !== 3 || rows !== length || columns !== length) return [];
    const { data } = matrixOf(tensor);
    const size = length * length;
    const headOf = (h: number): Matrix => ({ rows, columns, data: data.slice(h * size, (h + 1) * size) });
    return [{ path, heads: Array.from({ length: heads }, (_, h) => headOf(h)) }];
  });
}

function unitsIn(activations: Activations, length: number): Units[] {
  return endingIn(activations, '.units').flatMap(([path, tensor]) =>
    tensor.shape.length === 2 && tensor.shape[0] === length ? [{ path, values: matrixOf(tensor) }] : [],
  );
}

/** What layers recorded under a name, with the paths of the layers. */
function endingIn(activations: Activations, ending: string) {
  return [...activations]
    .filter(([path]) => path.endsWith(ending))
    .map(([path, tensor]) => [path.slice(0, -ending.length), tensor] as const);
}

function sumOf(a: Matrix, b: Matrix): Matrix {
  return { ...a, data: a.data.map((value, i) => value + b.data[i]) };
}
