// pnpm --filter examples start step-1-bigram
// Step 1 of 6: a table of letter pairs predicts the next letter; training is counting.

import { Random } from '@microgpt/random';
import { loadDocuments } from '@microgpt/terminal';
import { CharTokenizer } from '@microgpt/tokenizer';

// Settings.
const numSteps = 1000; // one name each
const temperature = 0.5; // of sampling: lower values prefer the most likely tokens

// Data: names in random order. Each letter is a token; one more token, bos, begins and ends a name.
const rng = new Random(42); // one stream for all random numbers
const names = rng.shuffle(await loadDocuments('names'));
const tokenizer = CharTokenizer.train(names);
const { bos, vocabSize } = tokenizer;
const docs = names.map((name) => [bos, ...tokenizer.encode(name), bos]);
const heldOut = docs.splice(-1000); // not used for training

// Parameters: how often each token followed each. All start at 1, so that no token is impossible.
const counts = range(vocabSize).map(() => range(vocabSize).map(() => 1)); // (V, V)

/** The model: the probability of every next token, given only the current token. */
function bigram(token: number): number[] {
  const row = counts[token];
  const total = sum(row);
  return row.map((count) => count / total); // (V)
}

/** The loss at each position of a name: −log of the probability that the model gave to the next token. */
function losses(doc: readonly number[]): number[] {
  return doc.slice(1).map((next, t) => {
    const probabilities = bigram(doc[t]); // (V)
    return -Math.log(probabilities[next]);
  }); // (T)
}

// Training: compute the loss on the next name, then count its letter pairs.
for (let step = 0; step < numSteps; step++) {
  const doc = docs[step % docs.length];
  const loss = mean(losses(doc));
  doc.slice(1).forEach((next, t) => counts[doc[t]][next]++);
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
    const probabilities = bigram(token);
    token = rng.choices(probabilities.map((p) => p ** (1 / temperature)));
    sample.push(token);
  } while (token !== bos);
  console.log(`sample ${i + 1}: ${tokenizer.decode(sample)}`);
}

function mean(x: readonly number[]): number {
  return sum(x) / x.length;
}

function sum(x: readonly number[]): number {
  return x.reduce((a, b) => a + b);
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
