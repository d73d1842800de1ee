// pnpm --filter examples start step-3-autograd
// Step 3 of 6: the same network of Values, which find their gradients themselves; every loss stays the same.

import { noGrad, Value } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { loadDocuments } from '@microgpt/terminal';
import { CharTokenizer } from '@microgpt/tokenizer';

type Vector = Value[];
type Matrix = Vector[];

// Settings.
const nEmbd = 16; // channels: how many numbers stand for a token
const numSteps = 1000; // one name each
const learningRate = 0.5;
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
const lmHead = matrix(vocabSize, 4 * nEmbd); // from hidden numbers to tokens, (V, 4C)
const fc1 = matrix(4 * nEmbd, nEmbd); // (4C, C)
const params = [wte, lmHead, fc1].flat(2); // all numbers

/** The model: a logit for every token to come next, by the present token alone; softmax makes them probabilities. */
function mlp(token: number): Vector {
  const x = wte[token]; // (C)
  const hidden = linear(x, fc1).map(relu); // (4C)
  return linear(hidden, lmHead); // (V)
}

/** The loss at each position of a name: −log of the probability that the model gave to the token that came next. */
function losses(doc: readonly number[]): Vector {
  return doc.slice(1).map((next, t) => {
    const probabilities = softmax(mlp(doc[t])); // (V)
    return probabilities[next].log().neg();
  }); // (T)
}

// Training: see how well the next name is predicted, then move every parameter a little against its gradient.
for (let step = 0; step < numSteps; step++) {
  const doc = docs[step % docs.length];
  const loss = mean(losses(doc));
  loss.backward();
  const lr = learningRate * (1 - step / numSteps); // ever smaller steps
  for (const p of params) {
    p.data -= lr * p.grad;
    p.grad = 0;
  }
  console.log(`step ${step + 1} loss ${loss.data}`);
}

// Evaluation: how well are names predicted that the model has not seen?
const loss = noGrad(() => mean(heldOut.flatMap(losses))); // nothing needs to be remembered for backward()
console.log(`loss on 1,000 other names: ${loss.data.toFixed(4)}`);

// Sampling: from bos on, draw token after token until bos comes again.
for (let i = 0; i < 20; i++) {
  const sample: number[] = [];
  let token = bos;
  do {
    const logits = mlp(token);
    const probabilities = softmax(logits.map((logit) => logit.div(temperature)));
    token = rng.choices(probabilities.map((p) => p.data));
    sample.push(token);
  } while (token !== bos);
  console.log(`sample ${i + 1}: ${tokenizer.decode(sample)}`);
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
