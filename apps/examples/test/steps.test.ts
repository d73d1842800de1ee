import { readFileSync } from 'node:fs';
import { Random } from '@microgpt/random';
import { loadDocuments } from '@microgpt/terminal';
import { expect, test } from 'vitest';
import { examples } from '../src/examples.ts';
import { runExample } from './run-example.ts';

/** What a step of the build-up printed. */
interface Run {
  readonly printed: string;
  readonly losses: readonly number[];
  /** The loss on the names that it was not trained on. */
  readonly heldOut: number;
  readonly samples: readonly string[];
}

async function run(name: string): Promise<Run> {
  const printed = await runExample(name);
  const all = (pattern: RegExp) => Array.from(printed.matchAll(pattern), ([, found]) => found);
  return {
    printed,
    losses: all(/^step \d+ loss (.*)$/gm).map(Number),
    heldOut: Number(all(/^loss on 1,000 other names: (.*)$/gm)[0]),
    samples: all(/^sample \d+: (.*)$/gm),
  };
}

const steps = examples
  .map(({ name }) => name)
  .filter((name) => name.startsWith('step-'))
  .sort();
const runs = await Promise.all(steps.map(run));
const [bigram, mlp, autograd, attention, layers, adam] = runs;

/** What the original program computed with its published settings on the names that come with the demo. */
const goldenFile = new URL('../../demo/test/golden/microgpt-ssa2018-seed42.json', import.meta.url);
const golden = JSON.parse(readFileSync(goldenFile, 'utf8')) as Pick<Run, 'losses' | 'samples'>;

/**
 * The entropy of a letter, given the one before, in the names that no step was trained on.
 *
 * No model of the present letter alone can have a lower loss on them: the mean of −log q is least where q is the frequency
 * itself (Gibbs' inequality).
 */
const bigramLimit = entropyOfNextLetter(new Random(42).shuffle(await loadDocuments('names')).slice(-1000));

function entropyOfNextLetter(names: readonly string[]): number {
  const pairs = names.flatMap((name) => Array.from(`${name}.`, (next, t) => `.${name}`[t] + next));
  const ofPair = countsOf(pairs);
  const ofLetter = countsOf(pairs.map(([letter]) => letter));
  const surprise = (pair: string) => -Math.log((ofPair.get(pair) ?? 0) / (ofLetter.get(pair[0]) ?? 0));
  return pairs.reduce((sum, pair) => sum + surprise(pair), 0) / pairs.length;
}

function countsOf(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** The largest difference between losses of the same step. */
function largestDifference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((loss, step) => Math.abs(loss - b[step])));
}

test('there are six steps; each prints a thousand losses, one on other names, and twenty samples', () => {
  expect(runs.map(({ losses, samples }) => [losses.length, samples.length])).toEqual(Array(6).fill([1000, 20]));
});

test('a table in which everything was counted once guesses: its first loss is ln 27', () => {
  expect(bigram.losses[0]).toBeCloseTo(Math.log(27), 12);
});

test('counts predict other names better than a guess', () => {
  expect(bigram.heldOut).toBeLessThan(Math.log(27));
});

test('gradients derived by hand agree with finite differences', () => {
  const [, error] = /^largest error of a gradient: (.*)$/m.exec(mlp.printed) ?? [];
  expect(Number(error)).toBeLessThan(1e-8);
});

test('the MLP learns: it predicts other names better than a guess', () => {
  expect(mlp.heldOut).toBeLessThan(Math.log(27));
});

test('backward() replaces the gradients by hand: every loss is the same within 1e-9, and so are the samples', () => {
  expect(largestDifference(autograd.losses, mlp.losses)).toBeLessThan(1e-9);
  expect(autograd.heldOut).toBe(mlp.heldOut);
  expect(autograd.samples).toEqual(mlp.samples);
});

test('models of the present letter alone stay above the entropy of a letter given the one before', () => {
  for (const { heldOut } of [bigram, mlp, autograd]) expect(heldOut).toBeGreaterThan(bigramLimit);
});

test('models with positions and attention go below it', () => {
  for (const { heldOut } of [attention, layers, adam]) expect(heldOut).toBeLessThan(bigramLimit);
});

test('the last step predicts other names best of all', () => {
  expect(adam.heldOut).toBe(Math.min(...runs.map(({ heldOut }) => heldOut)));
});

test('the last step is the original: the same thousand losses within 1e-9, the same twenty names', () => {
  expect(largestDifference(golden.losses, adam.losses)).toBeLessThan(1e-9);
  expect(adam.samples).toEqual(golden.samples);
});

test('README.md states the loss of each step on other names, and the entropy', () => {
  const readme = readFileSync(new URL('../src/steps/README.md', import.meta.url), 'utf8');
  const rows = readme.matchAll(/^\| \[(step-[^\]]+)\].*\| ([\d.]+) +\|$/gm);
  expect(Array.from(rows, ([, name, loss]) => [name, loss])).toEqual(
    steps.map((name, i) => [name, runs[i].heldOut.toFixed(2)]),
  );
  expect(readme).toContain(`that entropy is ${bigramLimit.toFixed(2)}`);
});
