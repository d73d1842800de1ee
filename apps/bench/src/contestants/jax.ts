// jax-js: a whole step is traced once and compiled to WebAssembly kernels. Arrays count their owners: an argument is used up
// by the call, unless it is passed as `x.ref`.
//
// On Node 20 its einsum does not take letters (they need the iterator helpers of Node 22), and a jitted step cannot take rows
// of a table by index (the gradient, a scatter, does not compile). So products are written out, and rows are selected by one-hot products.

import { readFileSync } from 'node:fs';
import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import type { Recipe, Task } from '../workloads/task.ts';
import type { Contestant, Trainer, Writer } from './contestant.ts';
import { pad } from './padding.ts';
import { initialWeights, type Weights } from './weights.ts';
import { sideBySide } from './writing.ts';

type Arrays = Record<string, np.Array>;
/** Queries, keys and values (B, H, T, D) of layer i → what its heads found, (B, H, T, D). */
type Attend = (i: number, q: np.Array, k: np.Array, v: np.Array) => np.Array;

/** jax-js on its wasm backend; in Node it uses one thread, because it finds no `Worker` there. */
export async function jax(): Promise<Contestant> {
  await init('wasm');
  defaultDevice('wasm');
  const manifest = readFileSync(new URL('../../node_modules/@jax-js/jax/package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string }; // it is told nowhere else
  return {
    dtype: 'float32',
    about: `jax-js ${version} on its wasm backend, a whole step compiled by \`jit\``,
    trainer,
    writer,
    matmul,
  };
}

function trainer(task: Task): Trainer {
  const { paddedTo: T, recipe } = task;
  const step = jit(
    (p: Arrays, m: Arrays, v: Arrays, ids: np.Array, targets: np.Array, weights: np.Array, rates: np.Array) => {
      const [value, gradients] = valueAndGrad(meanLoss(task))(tree.ref(p), ids, targets, weights);
      return [value, ...adamW(recipe, p, clip(recipe, gradients), m, v, rates)];
    },
  );
  let p = arraysFrom(initialWeights(task));
  let m = tree.map((x: np.Array) => np.zerosLike(x.ref), p);
  let v = tree.map((x: np.Array) => np.zerosLike(x.ref), p);
  let count = 0;
  return {
    cutTo: T,
    step: (batch) => {
      const { ids, targets, weights } = pad(batch, T);
      const [x, y, w] = [ids, targets, weights].map((numbers) => np.array(numbers).reshape([-1, T])); // (B, T)
      const result = step(p, m, v, x, y, w, rates(recipe, ++count));
      [p, m, v] = result.slice(1) as [Arrays, Arrays, Arrays];
      return (result[0] as np.Array).item();
    },
  };
}

function arraysFrom(weights: Weights): Arrays {
  const arrays = Object.entries(weights).map(([name, { data, shape }]) => [name, np.array(data).reshape([...shape])]);
  return Object.fromEntries(arrays) as Arrays;
}

/** ids (B, T), the tokens that follow them, and the weight of each in the mean → the mean of −log softmax(logits)[target] */
function meanLoss(task: Task): (p: Arrays, ids: np.Array, targets: np.Array, weights: np.Array) => np.Array {
  const { vocabSize } = task.config;
  return (p, ids, targets, weights) => {
    const T = ids.shape[1];
    const positions = p['wpe.weight'].slice([0, T]); // (T, C)
    const y = logits(task, p, ids, positions, (_, q, k, v) => {
      const past = np.where(np.tri(T, T, 0, { dtype: np.bool }), 0, -1e9); // (T, T)
      return np.matmul(nn.softmax(scores(q, k).add(past)), v);
    });
    const surprise = nn.logSoftmax(y).mul(nn.oneHot(targets, vocabSize)).sum(-1); // (B, T)
    return surprise.mul(weights).sum().neg();
  };
}

/** ids (B, T) and position embeddings (T, C) → (B, T, V) */
function logits(
  { architecture, config }: Task,
  p: Arrays,
  ids: np.Array,
  positions: np.Array,
  attend: Attend,
): np.Array {
  const { vocabSize, nLayer, nHead, nEmbd: C } = config;
  const [B, T] = ids.shape;
  const nano = architecture === 'nanoGPT';
  const linear = (x: np.Array, name: string) => np.dot(x, p[`${name}.weight`].transpose());
  const norm = (x: np.Array, name: string) => (nano ? layerNorm(x).mul(p[`${name}.weight`]) : rmsNorm(x));
  const heads = (x: np.Array) => x.reshape([B, T, nHead, C / nHead]).transpose([0, 2, 1, 3]); // (B, H, T, D)

  const table = p['wte.weight'];
  let x = np.dot(nn.oneHot(ids, vocabSize), nano ? table.ref : table).add(positions); // (B, T, C)
  if (!nano) x = rmsNorm(x);
  for (let i = 0; i < nLayer; i++) {
    const h = norm(x.ref, `layers.${i}.norm1`);
    const [q, k, v] = ['wq', 'wk', 'wv'].map((name) => heads(linear(h.ref, `layers.${i}.attn.${name}`)));
    h.dispose();
    const mixed = attend(i, q, k, v).transpose([0, 2, 1, 3]).reshape([B, T, C]);
    x = x.add(linear(mixed, `layers.${i}.attn.wo`));
    const hidden = linear(norm(x.ref, `layers.${i}.norm2`), `layers.${i}.mlp.fc1`); // (B, T, 4C)
    x = x.add(linear(nano ? nn.gelu(hidden, { approximate: false }) : nn.relu(hidden), `layers.${i}.mlp.fc2`));
  }
  return nano ? np.dot(norm(x, 'finalNorm'), table.transpose()) : linear(x, 'lmHead');
}

/** q · kᵀ / √D, (B, H, T, S) */
function scores(q: np.Array, k: np.Array): np.Array {
  const D = q.shape[3];
  return np.matmul(q, k.transpose([0, 1, 3, 2])).mul(1 / Math.sqrt(D));
}

function rmsNorm(x: np.Array): np.Array {
  const meanSquare = np.square(x.ref).mean(-1, { keepdims: true });
  return x.div(np.sqrt(meanSquare.add(1e-5)));
}

function layerNorm(x: np.Array): np.Array {
  return rmsNorm(x.ref.sub(x.mean(-1, { keepdims: true })));
}

/** What Adam's step needs that changes from step to step: the rate over 1 − β₁ᵗ, and 1 / (1 − β₂ᵗ). */
function rates({ lr, beta1, beta2 }: Recipe, step: number): np.Array {
  return np.array(Float32Array.of(lr / (1 - beta1 ** step), 1 / (1 - beta2 ** step)));
}

function clip({ clipNorm }: Recipe, gradients: Arrays): Arrays {
  if (clipNorm === null) return gradients;
  const squares = Object.values(gradients).map((g) => np.square(g.ref).sum());
  const norm = np.sqrt(squares.reduce((a, b) => a.add(b)));
  const factor = np.minimum(np.reciprocal(norm).mul(clipNorm), 1);
  const clipped = tree.map((g: np.Array) => g.mul(factor.ref), gradients);
  factor.dispose();
  return clipped;
}

function adamW(recipe: Recipe, p: Arrays, gradients: Arrays, m: Arrays, v: Arrays, rates: np.Array): Arrays[] {
  const { lr, beta1, beta2, eps, weightDecay } = recipe;
  const [nextP, nextM, nextV]: Arrays[] = [{}, {}, {}];
  for (const [name, g] of Object.entries(gradients)) {
    nextM[name] = m[name].mul(beta1).add(g.ref.mul(1 - beta1));
    nextV[name] = v[name].mul(beta2).add(np.square(g).mul(1 - beta2));
    const root = np.sqrt(nextV[name].ref.mul(rates.ref.slice(1))).add(eps);
    const kept = p[name].ndim > 1 && weightDecay > 0 ? p[name].mul(1 - lr * weightDecay) : p[name];
    nextP[name] = kept.sub(nextM[name].ref.mul(rates.ref.slice(0)).div(root));
  }
  rates.dispose();
  return [nextP, nextM, nextV];
}

/** Keys and values lie in arrays of the full length, where a step fills in one position. */
function writer(task: Task, weights: Weights, documents: number): Writer {
  const { blockSize: S, nHead, nEmbd, nLayer } = task.config;
  const next = jit((p: Arrays, keys: np.Array[], values: np.Array[], ids: np.Array, position: np.Array) => {
    const slot = nn.oneHot(position.ref, S); // (1, S)
    const isSlot = slot.ref.reshape([1, 1, S, 1]).greater(0);
    const unseen = np.where(np.arange(S).greater(position), -1e9, 0); // (S)
    const grown: [np.Array[], np.Array[]] = [[], []];
    const y = logits(task, p, ids, np.dot(slot, p['wpe.weight']), (i, q, k, v) => {
      grown[0][i] = np.where(isSlot.ref, k, keys[i]);
      grown[1][i] = np.where(isSlot.ref, v, values[i]);
      return np.matmul(nn.softmax(scores(q, grown[0][i].ref).add(unseen.ref)), grown[1][i].ref);
    });
    return [y, ...grown];
  });
  const parameters = arraysFrom(weights);
  const empty = () => Array.from({ length: nLayer }, () => np.zeros([documents, nHead, S, nEmbd / nHead]));
  let [keys, values] = [empty(), empty()];
  const nextLogits = (ids: readonly number[], position: number) => {
    const tokens = np.array(Int32Array.from(ids)).reshape([documents, 1]);
    const result = next(tree.ref(parameters), keys, values, tokens, np.array(Int32Array.of(position)));
    [keys, values] = result.slice(1) as [np.Array[], np.Array[]];
    return (result[0] as np.Array).dataSync() as Float32Array;
  };
  return sideBySide(nextLogits, task.config, documents);
}

function matmul(n: number): () => void {
  const lastRow = jit((a: np.Array, b: np.Array) => np.matmul(a, b));
  const [a, b] = [3, 7].map((step) =>
    np.array(Float32Array.from({ length: n * n }, (_, i) => ((i * step) % 11) / 11 - 0.5)).reshape([n, n]),
  );
  return () => {
    lastRow(a.ref, b.ref).slice(-1).dataSync();
  };
}
