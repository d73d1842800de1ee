// TensorFlow.js, written to be fast.
//
// Its operations are eager and cost microseconds each before they compute anything, so there are few of them: all parameters
// lie in one flat variable, which one op splits and one chain of ops updates. And its wasm backend multiplies two matrices
// fifteen times faster if neither is to be read as transposed, so they are transposed before.

import * as tf from '@tensorflow/tfjs';
import type { Recipe, Task } from '../workloads/task.ts';
import type { Contestant, Trainer, Writer } from './contestant.ts';
import { pad } from './padding.ts';
import { initialWeights, type Weights } from './weights.ts';
import { sideBySide } from './writing.ts';

type Parameters = Readonly<Record<string, tf.Tensor>>;
/** The keys and values of earlier positions in one layer, (B, H, t, D) each. */
type Cache = readonly { readonly keys: tf.Tensor; readonly values: tf.Tensor }[];

/** TensorFlow.js on one of its backends; in Node both use one thread. */
export async function tfjs(backend: 'cpu' | 'wasm'): Promise<Contestant> {
  tf.enableProdMode(); // no checks for NaN, no advertisement of another package
  if (backend === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js cannot start its ${backend} backend`);
  return {
    dtype: 'float32',
    about: `TensorFlow.js ${tf.version.tfjs} on its ${backend} backend`,
    trainer,
    writer,
    matmul,
  };
}

function trainer(task: Task): Trainer {
  const weights = initialWeights(task);
  const names = Object.keys(weights);
  const parameters = Object.values(parametersFrom(weights));
  const flat = tf.variable(tf.concat(parameters.map((parameter) => tf.reshape(parameter, [-1]))));
  const sizes = parameters.map(({ size }) => size);
  const split = () => tf.split(flat, sizes).map((part, i) => tf.reshape(part, parameters[i].shape));
  const update = adamW(flat, weights, task.recipe);
  const step: Trainer['step'] = (batch) => {
    // A single document needs no padding.
    const padded = pad(batch, task.batchSize === 1 ? batch.inputs[0].length : task.paddedTo);
    const loss = tf.tidy(() => {
      const [ids, targets] = [padded.ids, padded.targets].map((x) => tf.tensor1d(x, 'int32'));
      const tokenWeights = tf.tensor1d(padded.weights);
      const { value, grads } = tf.valueAndGrads((...parts: tf.Tensor[]): tf.Scalar => {
        const y = logits(task, Object.fromEntries(names.map((name, i) => [name, parts[i]])), ids, padded.documents);
        const expected = tf.oneHot(targets, task.config.vocabSize);
        return tf.losses.softmaxCrossEntropy(expected, y, tokenWeights, 0, tf.Reduction.SUM);
      })(split());
      update(tf.concat(grads.map((grad) => tf.reshape(grad, [-1]))));
      return value;
    });
    const [number] = loss.dataSync();
    loss.dispose();
    return number;
  };
  return task.batchSize === 1 ? { step } : { cutTo: task.paddedTo, step };
}

/** Tables as they are, and the weights of linear maps as (in, out). */
function parametersFrom(weights: Weights): Parameters {
  const named = Object.entries(weights).map(([name, { data, shape }]) => {
    const tensor = tf.tensor(data, [...shape]);
    return [name, shape.length === 1 || /^w[tp]e/.test(name) ? tensor : tf.transpose(tensor)];
  });
  return Object.fromEntries(named) as Parameters;
}

/** AdamW on one flat variable; both bias corrections are folded into the rate and eps. */
function adamW(flat: tf.Variable, weights: Weights, recipe: Recipe): (gradient: tf.Tensor) => void {
  const { lr, beta1, beta2, eps, weightDecay, clipNorm } = recipe;
  const m = tf.variable(tf.zerosLike(flat));
  const v = tf.variable(tf.zerosLike(flat));
  const factor = ({ shape }: Weights[string]) => (shape.length > 1 ? 1 - lr * weightDecay : 1);
  const keep = tf.keep(
    tf.concat(Object.values(weights).map((weight) => tf.fill([weight.data.length], factor(weight)))),
  );
  let step = 0;
  return (gradient) => {
    step++;
    const root2 = Math.sqrt(1 - beta2 ** step);
    const norm = () => tf.sqrt(tf.sum(tf.square(gradient)));
    const g = clipNorm === null ? gradient : tf.mul(gradient, tf.minimum(tf.div(clipNorm, norm()), 1));
    m.assign(tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1)));
    v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2)));
    const direction = tf.div(m, tf.add(tf.sqrt(v), eps * root2));
    const decayed = weightDecay === 0 ? flat : tf.mul(flat, keep);
    flat.assign(tf.sub(decayed, tf.mul(direction, (lr * root2) / (1 - beta1 ** step))));
  };
}

/** The model; with a cache the ids are one more position of each document, and the cache's new content goes into `grown`. */
function logits(
  { architecture, config: { nLayer, nHead, nEmbd } }: Task,
  p: Parameters,
  ids: tf.Tensor1D,
  documents: number,
  cache?: Cache,
  grown?: Cache[number][],
) {
  const nano = architecture === 'nanoGPT';
  const positions = ids.shape[0] / documents;
  const past = cache?.[0]?.keys.shape[2] ?? 0;
  const linear = (x: tf.Tensor, name: string) => product(x, p[`${name}.weight`]);
  const norm = (x: tf.Tensor, name: string) => (nano ? tf.mul(layerNorm(x), p[`${name}.weight`]) : rmsNorm(x));
  const heads = (x: tf.Tensor) =>
    tf.transpose(tf.reshape(x, [documents, positions, nHead, nEmbd / nHead]), [0, 2, 1, 3]);

  const tokens = rows(p['wte.weight'], ids); // (N, C)
  const where = tf.slice(p['wpe.weight'], past, positions); // (T, C)
  let x: tf.Tensor = tf.reshape(tf.add(tf.reshape(tokens, [documents, positions, nEmbd]), where), [-1, nEmbd]); // (N, C)
  if (!nano) x = rmsNorm(x);
  for (let i = 0; i < nLayer; i++) {
    const layer = `layers.${i}`;
    const h = norm(x, `${layer}.norm1`);
    const q = heads(tf.mul(linear(h, `${layer}.attn.wq`), 1 / Math.sqrt(nEmbd / nHead))); // (B, H, T, D)
    let keys = heads(linear(h, `${layer}.attn.wk`)); // (B, H, T, D)
    let values = heads(linear(h, `${layer}.attn.wv`)); // (B, H, T, D)
    if (past > 0 && cache) {
      keys = tf.concat([cache[i].keys, keys], 2);
      values = tf.concat([cache[i].values, values], 2);
    }
    grown?.push({ keys, values });
    const scores = tf.matMul(q, keys, false, true); // (B, H, T, S)
    const attention = tf.softmax(positions === 1 ? scores : tf.add(scores, causalMask(positions)));
    const mixed = tf.transpose(tf.matMul(attention, values), [0, 2, 1, 3]); // (B, T, H, D)
    x = tf.add(x, linear(tf.reshape(mixed, [-1, nEmbd]), `${layer}.attn.wo`));
    const hidden = linear(norm(x, `${layer}.norm2`), `${layer}.mlp.fc1`); // (N, 4C)
    x = tf.add(x, linear(nano ? gelu(hidden) : tf.relu(hidden), `${layer}.mlp.fc2`));
  }
  return nano ? product(norm(x, 'finalNorm'), tf.transpose(p['wte.weight'])) : linear(x, 'lmHead'); // (N, V)
}

/** x · w, with a gradient that transposes first and multiplies then. */
const product = tf.customGrad((x, w, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor, w as tf.Tensor]);
  return {
    value: tf.matMul(x as tf.Tensor, w as tf.Tensor),
    gradFunc: (gy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, w] = saved;
      return [tf.matMul(gy, tf.transpose(w)), tf.matMul(tf.transpose(x), gy)];
    },
  };
});

/** Rows of a table by a product, not by gather: the wasm backend lacks UnsortedSegmentSum, which gather's gradient needs. */
function rows(table: tf.Tensor, ids: tf.Tensor1D): tf.Tensor {
  return tf.customGrad((table, save) => {
    const oneHot = tf.cast(tf.oneHot(ids, (table as tf.Tensor).shape[0]), 'float32');
    (save as tf.GradSaveFunc)([oneHot]);
    return {
      value: tf.matMul(oneHot, table as tf.Tensor),
      gradFunc: (gy: tf.Tensor, [oneHot]: tf.Tensor[]) => tf.matMul(tf.transpose(oneHot), gy),
    };
  })(table);
}

function rmsNorm(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), 1e-5)));
}

function layerNorm(x: tf.Tensor): tf.Tensor {
  return rmsNorm(tf.sub(x, tf.mean(x, -1, true)));
}

function gelu(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

const masks: tf.Tensor[] = [];

/** 0 where a position may look, −1e9 where it would see the future; made once per size. */
function causalMask(positions: number): tf.Tensor {
  const mask = Float32Array.from({ length: positions ** 2 }, (_, i) =>
    i % positions > Math.floor(i / positions) ? -1e9 : 0,
  );
  return (masks[positions] ??= tf.keep(tf.tensor2d(mask, [positions, positions])));
}

function writer(task: Task, weights: Weights, documents: number): Writer {
  const parameters = parametersFrom(weights);
  let cache: Cache = [];
  const nextLogits = (ids: readonly number[], position: number) => {
    const old = cache.flatMap(({ keys, values }) => [keys, values]);
    const grown: Cache[number][] = [];
    const next = tf.tidy(() => {
      const known = position === 0 ? undefined : cache;
      const y = logits(task, parameters, tf.tensor1d([...ids], 'int32'), documents, known, grown);
      for (const { keys, values } of grown) [keys, values].forEach((tensor) => tf.keep(tensor));
      return y;
    });
    cache = grown;
    const numbers = next.dataSync();
    tf.dispose([next, ...old]);
    return numbers;
  };
  return sideBySide(nextLogits, task.config, documents);
}

function matmul(n: number): () => void {
  const [a, b] = [1, 2].map((seed) => tf.randomUniform([n, n], -0.5, 0.5, 'float32', seed));
  return () => {
    tf.tidy(() => tf.slice(tf.matMul(a, b), n - 1, 1).dataSync());
  };
}
