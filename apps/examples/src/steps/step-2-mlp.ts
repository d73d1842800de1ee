// pnpm --filter examples start step-2-mlp
// Step 2 of 6: a small network replaces the table; its gradients are derived by hand and checked by finite differences.

import { Random } from '@microgpt/random';
import { loadDocuments } from '@microgpt/terminal';
import { CharTokenizer } from '@microgpt/tokenizer';

type Vector = number[];
type Matrix = Vector[];

// Settings.
const nEmbd = 16; // channels: how many numbers represent a token
const numSteps = 1000; // one name each
const learningRate = 0.5;
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
const lmHead = matrix(vocabSize, 4 * nEmbd); // maps hidden numbers to logits, (V, 4C)
const fc1 = matrix(4 * nEmbd, nEmbd); // (4C, C)
const params = [wte, lmHead, fc1].flat(); // all rows

// The derivative of the loss with respect to each parameter, computed by backward().
const [wteGrad, lmHeadGrad, fc1Grad] = [wte, lmHead, fc1].map(zerosLike);
const grads = [wteGrad, lmHeadGrad, fc1Grad].flat();

/** The model: a logit for every next token, given only the current token; softmax turns logits into probabilities. */
function mlp(token: number): Vector {
  const x = wte[token]; // (C)
  const hidden = linear(x, fc1).map(relu); // (4C)
  return linear(hidden, lmHead); // (V)
}

/** The loss at each position of a name: −log of the probability that the model gave to the next token. */
function losses(doc: readonly number[]): Vector {
  return doc.slice(1).map((next, t) => {
    const probabilities = softmax(mlp(doc[t])); // (V)
    return -Math.log(probabilities[next]);
  }); // (T)
}

/** The chain rule, from the mean of the losses back to the parameters: adds to their gradients. */
function backward(doc: readonly number[]): void {
  doc.slice(1).forEach((next, t) => {
    // Forward, as in mlp(): the derivatives need the intermediate values.
    const x = wte[doc[t]];
    const hidden = linear(x, fc1).map(relu);
    const probabilities = softmax(linear(hidden, lmHead));
    // Backward. The derivative of −log and softmax together is how much each probability is too high.
    const logitsGrad = probabilities.map((p, i) => (p - (i === next ? 1 : 0)) / (doc.length - 1));
    const hiddenGrad = linearBackward(logitsGrad, hidden, lmHead, lmHeadGrad);
    const reluGrad = hiddenGrad.map((g, i) => (hidden[i] > 0 ? g : 0)); // numbers below 0 have no effect
    const xGrad = linearBackward(reluGrad, x, fc1, fc1Grad);
    xGrad.forEach((g, c) => (wteGrad[doc[t]][c] += g));
  });
}

/** For y = W x: adds y's gradient times xᵀ to W's gradient, and returns x's gradient, Wᵀ times y's. */
function linearBackward(yGrad: Vector, x: Vector, w: Matrix, wGrad: Matrix): Vector {
  yGrad.forEach((g, i) => {
    x.forEach((xj, j) => (wGrad[i][j] += g * xj));
  });
  return x.map((_, j) => sum(w.map((row, i) => yGrad[i] * row[j])));
}

/** The largest error of all gradients, compared with finite differences of the loss. */
function gradientError(doc: readonly number[]): number {
  const h = 1e-5;
  const errors = params.flatMap((row, i) =>
    row.map((p, j) => {
      row[j] = p + h;
      const above = mean(losses(doc));
      row[j] = p - h;
      const below = mean(losses(doc));
      row[j] = p;
      return Math.abs(grads[i][j] - (above - below) / (2 * h));
    }),
  );
  return Math.max(...errors);
}

// Training: compute the loss on the next name, then move every parameter a little against its gradient.
for (let step = 0; step < numSteps; step++) {
  const doc = docs[step % docs.length];
  const loss = mean(losses(doc));
  backward(doc);
  if (step === 0) console.log(`largest error of a gradient: ${gradientError(doc).toExponential(1)}`);
  const lr = learningRate * (1 - step / numSteps); // the steps get smaller
  params.forEach((row, i) => {
    row.forEach((_, j) => (row[j] -= lr * grads[i][j]));
    grads[i].fill(0);
  });
  console.log(`step ${step + 1} loss ${loss}`);
}

// Evaluation: the loss on names that the model has not seen.
const loss = mean(heldOut.flatMap(losses));
console.log(`loss on 1,000 other names: ${loss.toFixed(4)}`);

// Sampling: start at bos, and draw one token after another until bos comes again.
for (let i = 0; i < 20; i++) {
  const sample: number[] = [];
  let token = bos;
  do {
    const logits = mlp(token);
    token = rng.choices(softmax(logits.map((logit) => logit / temperature)));
    sample.push(token);
  } while (token !== bos);
  console.log(`sample ${i + 1}: ${tokenizer.decode(sample)}`);
}

/** The exponentials of the logits, divided by their sum; the maximum is subtracted first so that none overflows. */
function softmax(logits: Vector): Vector {
  const max = Math.max(...logits);
  const exps = logits.map((logit) => Math.exp(logit - max));
  const total = sum(exps);
  return exps.map((exp) => exp / total);
}

function linear(x: Vector, w: Matrix): Vector {
  return w.map((row) => sum(row.map((wi, i) => wi * x[i])));
}

function relu(x: number): number {
  return Math.max(0, x);
}

function mean(x: Vector): number {
  return sum(x) / x.length;
}

function sum(x: Vector): number {
  return x.reduce((a, b) => a + b);
}

function matrix(rows: number, columns: number): Matrix {
  return range(rows).map(() => range(columns).map(() => rng.gauss(0, 0.08)));
}

function zerosLike(w: Matrix): Matrix {
  return w.map((row) => row.map(() => 0));
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
