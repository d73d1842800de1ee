// pnpm --filter examples start step-6-adam
// Step 6 of 6: Adam gives each parameter its own step size; this is the original microgpt, number for number.

import { noGrad, Value } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { loadDocuments } from '@microgpt/terminal';
import { CharTokenizer } from '@microgpt/tokenizer';

type Vector = Value[];
type Matrix = Vector[];

// Settings.
const nEmbd = 16; // channels: how many numbers represent a token
const blockSize = 16; // the number of positions
const nLayer = 1; // the number of layers
const nHead = 4; // each has its own slice of the channels
const headSize = nEmbd / nHead; // D
const numSteps = 1000; // one name each
const learningRate = 0.01;
const beta1 = 0.85; // decay rate of the mean gradient
const beta2 = 0.99; // decay rate of the mean squared gradient
const temperature = 0.5; // of sampling: lower values prefer the most likely tokens

// Data: names in random order. Each letter is a token; one more token, bos, begins and ends a name.
const rng = new Random(42); // one stream for all random numbers
const names = rng.shuffle(await loadDocuments('names'));
const tokenizer = CharTokenizer.train(names);
const { bos, vocabSize } = tokenizer;
const docs = names.map((name) => [bos, ...tokenizer.encode(name), bos]);
const heldOut = docs.splice(-1000); // not used for training

// Parameters: random at first.
const wte = matrix(vocabSize, nEmbd); // a vector for each token, (V, C)
const wpe = matrix(blockSize, nEmbd); // a vector for each position, (T, C)
const lmHead = matrix(vocabSize, nEmbd); // maps channels to logits, (V, C)
const layers = range(nLayer).map(() => ({
  wq: matrix(nEmbd, nEmbd), // query: what a token looks for, (C, C)
  wk: matrix(nEmbd, nEmbd), // key: what others find it by
  wv: matrix(nEmbd, nEmbd), // value: what it passes on
  wo: matrix(nEmbd, nEmbd), // output: combines the values
  fc1: matrix(4 * nEmbd, nEmbd), // (4C, C)
  fc2: matrix(nEmbd, 4 * nEmbd), // (C, 4C)
}));
const params = [wte, wpe, lmHead, ...layers.flatMap((layer) => Object.values(layer))].flat(2); // all numbers

// The state of Adam: running means of each parameter's gradient and of its square.
const m = params.map(() => 0);
const v = params.map(() => 0);

/** The keys and values of the tokens so far, in one layer. */
class KVCache {
  readonly keys: Matrix = []; // (T, C)
  readonly values: Matrix = []; // (T, C)
}

/** The model: a logit for every next token, given the current token, its position, and the caches. */
function gpt(token: number, position: number, caches: readonly KVCache[]): Vector {
  let x = rmsnorm(plus(wte[token], wpe[position])); // (C)
  layers.forEach(({ wq, wk, wv, wo, fc1, fc2 }, l) => {
    const { keys, values } = caches[l];

    // Attention: a weighted mean of the values of all tokens so far, with different weights in each head.
    const h = rmsnorm(x);
    const q = linear(h, wq); // (C)
    keys.push(linear(h, wk));
    values.push(linear(h, wv));
    const taken = range(nHead).flatMap((head) => {
      const own = (vector: Vector) => vector.slice(head * headSize, (head + 1) * headSize); // (D)
      return attention(own(q), keys.map(own), values.map(own));
    }); // (C)
    x = plus(x, linear(taken, wo));

    // MLP: processes each token separately.
    const hidden = linear(rmsnorm(x), fc1).map(relu); // (4C)
    x = plus(x, linear(hidden, fc2));
  });
  return linear(x, lmHead); // (V)
}

/** A weighted mean of the values: the better a key matches the query, the more its value counts. */
function attention(q: Vector, keys: Matrix, values: Matrix): Vector {
  const weights = softmax(keys.map((key) => Value.dot(q, key).div(Math.sqrt(q.length)))); // (T)
  const channel = (c: number) => values.map((value) => value[c]); // (T)
  return q.map((_, c) => Value.dot(weights, channel(c)));
}

/** The loss at each position of a name: −log of the probability that the model gave to the next token. */
function losses(doc: readonly number[]): Vector {
  const caches = layers.map(() => new KVCache());
  return doc.slice(1, blockSize + 1).map((next, t) => {
    const probabilities = softmax(gpt(doc[t], t, caches)); // (V)
    return probabilities[next].log().neg();
  }); // (T)
}

// Training: compute the loss on the next name, then move every parameter a little against its gradient.
for (let step = 0; step < numSteps; step++) {
  const doc = docs[step % docs.length];
  const loss = mean(losses(doc));
  loss.backward();
  const lr = learningRate * (1 - step / numSteps); // the steps get smaller
  params.forEach((p, i) => {
    m[i] = beta1 * m[i] + (1 - beta1) * p.grad;
    v[i] = beta2 * v[i] + (1 - beta2) * p.grad ** 2;
    const mHat = m[i] / (1 - beta1 ** (step + 1)); // both means start at 0, so they are too small at first
    const vHat = v[i] / (1 - beta2 ** (step + 1));
    p.data -= (lr * mHat) / (Math.sqrt(vHat) + 1e-8);
    p.grad = 0;
  });
  console.log(`step ${step + 1} loss ${loss.data}`);
}

// Evaluation: the loss on names that the model has not seen.
const loss = noGrad(() => mean(heldOut.flatMap(losses))); // records no graph for backward()
console.log(`loss on 1,000 other names: ${loss.data.toFixed(4)}`);

// Sampling: start at bos, and draw one token after another until bos comes again.
for (let i = 0; i < 20; i++) {
  const caches = layers.map(() => new KVCache());
  const sample: number[] = [];
  let token = bos;
  do {
    const logits = gpt(token, sample.length, caches);
    const probabilities = softmax(logits.map((logit) => logit.div(temperature)));
    token = rng.choices(probabilities.map((p) => p.data));
    sample.push(token);
  } while (token !== bos && sample.length < blockSize);
  console.log(`sample ${i + 1}: ${tokenizer.decode(sample)}`);
}

/** The vector, scaled so that the mean of its squares is 1. */
function rmsnorm(x: Vector): Vector {
  const scale = Value.dot(x, x).div(x.length).add(1e-5).pow(-0.5);
  return x.map((xi) => xi.mul(scale));
}

/** The exponentials of the logits, divided by their sum; the maximum is subtracted first so that none overflows. */
function softmax(logits: Vector): Vector {
  const max = Math.max(...logits.map((logit) => logit.data));
  const exps = logits.map((logit) => logit.sub(max).exp());
  const total = Value.sum(exps);
  return exps.map((exp) => exp.div(total));
}

function linear(x: Vector, w: Matrix): Vector {
  return w.map((row) => Value.dot(row, x));
}

function plus(x: Vector, y: Vector): Vector {
  return x.map((xi, i) => xi.add(y[i]));
}

function relu(x: Value): Value {
  return x.relu();
}

function mean(x: Vector): Value {
  return Value.sum(x).div(x.length);
}

function matrix(rows: number, columns: number): Matrix {
  return range(rows).map(() => range(columns).map(() => new Value(rng.gauss(0, 0.08))));
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
