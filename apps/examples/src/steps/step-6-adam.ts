// pnpm --filter examples start step-6-adam
// Step 6 of 6: Adam gives each parameter a pace of its own, which makes this the original microgpt, number for number.

import { noGrad, Value } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { loadDocuments } from '@microgpt/terminal';
import { CharTokenizer } from '@microgpt/tokenizer';

type Vector = Value[];
type Matrix = Vector[];

// Settings.
const nEmbd = 16; // channels: how many numbers stand for a token
const blockSize = 16; // how many positions there are
const nLayer = 1; // how many layers, one after another
const nHead = 4; // each attends by itself, with a slice of the channels
const headSize = nEmbd / nHead; // D
const numSteps = 1000; // one name each
const learningRate = 0.01;
const beta1 = 0.85; // how much of the mean gradient each step keeps
const beta2 = 0.99; // and of the mean square
const temperature = 0.5; // of sampling: the lower, the more the likely tokens are preferred

// Data: names in random order. There is a token for each letter, and one, bos, for the beginning and the end of a name.
const rng = new Random(42); // one stream for everything that is drawn
const names = rng.shuffle(await loadDocuments('names'));
const tokenizer = CharTokenizer.train(names);
const { bos, vocabSize } = tokenizer;
const docs = names.map((name) => [bos, ...tokenizer.encode(name), bos]);
const heldOut = docs.splice(-1000); // taken out, so never trained on

// Parameters: noise at first.
const wte = matrix(vocabSize, nEmbd); // a vector for each token, (V, C)
const wpe = matrix(blockSize, nEmbd); // and for each position, (T, C)
const lmHead = matrix(vocabSize, nEmbd); // from channels to tokens, (V, C)
const layers = range(nLayer).map(() => ({
  wq: matrix(nEmbd, nEmbd), // what a token asks for, (C, C)
  wk: matrix(nEmbd, nEmbd), // what it can be found by
  wv: matrix(nEmbd, nEmbd), // what it gives
  wo: matrix(nEmbd, nEmbd), // what becomes of what was given
  fc1: matrix(4 * nEmbd, nEmbd), // (4C, C)
  fc2: matrix(nEmbd, 4 * nEmbd), // (C, 4C)
}));
const params = [wte, wpe, lmHead, ...layers.flatMap((layer) => Object.values(layer))].flat(2); // all numbers

// What Adam remembers: running means of each parameter's gradient, and of its square.
const m = params.map(() => 0);
const v = params.map(() => 0);

/** The keys and values of the tokens so far, in one layer. */
class KVCache {
  readonly keys: Matrix = []; // (T, C)
  readonly values: Matrix = []; // (T, C)
}

/** The model: a logit for every token to come next, by the present token, its position, and what the caches kept. */
function gpt(token: number, position: number, caches: readonly KVCache[]): Vector {
  let x = rmsnorm(plus(wte[token], wpe[position])); // (C)
  layers.forEach(({ wq, wk, wv, wo, fc1, fc2 }, l) => {
    const { keys, values } = caches[l];

    // Attention: the token takes something from all tokens up to itself, in each head something else.
    const h = rmsnorm(x);
    const q = linear(h, wq); // (C)
    keys.push(linear(h, wk));
    values.push(linear(h, wv));
    const taken = range(nHead).flatMap((head) => {
      const own = (vector: Vector) => vector.slice(head * headSize, (head + 1) * headSize); // (D)
      return attention(own(q), keys.map(own), values.map(own));
    }); // (C)
    x = plus(x, linear(taken, wo));

    // MLP: the token thinks for itself.
    const hidden = linear(rmsnorm(x), fc1).map(relu); // (4C)
    x = plus(x, linear(hidden, fc2));
  });
  return linear(x, lmHead); // (V)
}

/** A mean of the values, in which each weighs the more, the better its key answers the query. */
function attention(q: Vector, keys: Matrix, values: Matrix): Vector {
  const weights = softmax(keys.map((key) => Value.dot(q, key).div(Math.sqrt(q.length)))); // (T)
  const channel = (c: number) => values.map((value) => value[c]); // (T)
  return q.map((_, c) => Value.dot(weights, channel(c)));
}

/** The loss at each position of a name: −log of the probability that the model gave to the token that came next. */
function losses(doc: readonly number[]): Vector {
  const caches = layers.map(() => new KVCache());
  return doc.slice(1, blockSize + 1).map((next, t) => {
    const probabilities = softmax(gpt(doc[t], t, caches)); // (V)
    return probabilities[next].log().neg();
  }); // (T)
}

// Training: see how well the next name is predicted, then move every parameter a little against its gradient.
for (let step = 0; step < numSteps; step++) {
  const doc = docs[step % docs.length];
  const loss = mean(losses(doc));
  loss.backward();
  const lr = learningRate * (1 - step / numSteps); // ever smaller steps
  params.forEach((p, i) => {
    m[i] = beta1 * m[i] + (1 - beta1) * p.grad;
    v[i] = beta2 * v[i] + (1 - beta2) * p.grad ** 2;
    const mHat = m[i] / (1 - beta1 ** (step + 1)); // both means began at 0, so at first they are too small
    const vHat = v[i] / (1 - beta2 ** (step + 1));
    p.data -= (lr * mHat) / (Math.sqrt(vHat) + 1e-8);
    p.grad = 0;
  });
  console.log(`step ${step + 1} loss ${loss.data}`);
}

// Evaluation: how well are names predicted that the model has not seen?
const loss = noGrad(() => mean(heldOut.flatMap(losses))); // nothing needs to be remembered for backward()
console.log(`loss on 1,000 other names: ${loss.data.toFixed(4)}`);

// Sampling: from bos on, draw token after token until bos comes again.
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

/** The logits' exponentials, divided by their sum; the maximum is taken off first so that none overflows. */
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
