// pnpm --filter examples start step-3-autograd
// Step 3 of 6: the same network of Values, which compute their own gradients; every loss stays the same.

import { noGrad, Value } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { loadDocuments } from '@microgpt/terminal';
import { CharTokenizer } from '@microgpt/tokenizer';

type Vector = Value[];
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
const params = [wte, lmHead, fc1].flat(2); // all numbers

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
    return probabilities[next].log().neg();
  }); // (T)
}

// Training: compute the loss on the next name, then move every parameter a little against its gradient.
for (let step = 0; step < numSteps; step++) {
  const doc = docs[step % docs.length];
  const loss = mean(losses(doc));
  loss.backward();
  const lr = learningRate * (1 - step / numSteps); // the steps get smaller
  for (const p of params) {
    p.data -= lr * p.grad;
    p.grad = 0;
  }
  console.log(`step ${step + 1} loss ${loss.data}`);
}

// Evaluation: the loss on names that the model has not seen.
const loss = noGrad(() => mean(heldOut.flatMap(losses))); // records no graph for backward()
console.log(`loss on 1,000 other names: ${loss.data.toFixed(4)}`);

// Sampling: start at bos, and draw one token after another until bos comes again.
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
