import { cpu } from '@microgpt/autograd';
import { GPT } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { describe, expect, test } from 'vitest';
import { choosePlan, type PlanFacts } from '../../src/plan/choose-plan.ts';
import { stepSeconds } from '../../src/plan/step-time.ts';

const text: PlanFacts = { kind: 'text', trainingTokens: 1_000_000, vocabSize: 65, seconds: 60, speed: 1 };
const names: PlanFacts = {
  ...{ kind: 'lines', trainingTokens: 207_000, vocabSize: 27, seconds: 60, speed: 1 },
  ...{ longestDocument: 15, documents: 29_000 },
};
const budgets = [0.1, 1, 5, 15, 60, 240, 1800, 7200, 86_400];

describe.each([
  ['text', text],
  ['names', names],
])('choosePlan for %s', (_, facts) => {
  test('chooses sizes that make a model', () => {
    for (const seconds of budgets) {
      const { layers, heads, embd, block, ...plan } = choosePlan({ ...facts, seconds });
      const init = Initializer.blank(cpu);
      const sizes = { vocabSize: facts.vocabSize, nLayer: layers, nHead: heads, nEmbd: embd, blockSize: block };
      expect(() => new GPT({ ...sizes, architecture: plan.architecture }, init)).not.toThrow();
      expect(plan.steps).toBeGreaterThan(0);
      expect(plan.batch).toBeGreaterThan(0);
    }
  });

  test('chooses as large a model or a larger one for more time', () => {
    const parameters = budgets.map((seconds) => {
      const { layers, embd } = choosePlan({ ...facts, seconds });
      return layers * embd * embd;
    });
    expect(parameters).toEqual(parameters.toSorted((a, b) => a - b));
    expect(parameters[0]).toBeLessThan(parameters[parameters.length - 1]);
  });

  test('gives a machine of half the speed in twice the time the same plan', () => {
    for (const seconds of budgets) {
      const plan = choosePlan({ ...facts, seconds });
      expect(choosePlan({ ...facts, seconds: 2 * seconds, speed: facts.speed / 2 })).toEqual(plan);
    }
  });

  test('plans as many steps as fit', () => {
    for (const speed of [0.1, 1, 3]) {
      const plan = choosePlan({ ...facts, speed });
      const length = facts.documents ? facts.trainingTokens / facts.documents : plan.block;
      const seconds = (plan.steps * stepSeconds({ ...plan, length, vocabSize: facts.vocabSize })) / speed;
      expect(seconds).toBeLessThan(facts.seconds);
      expect(seconds).toBeGreaterThan(0.95 * facts.seconds);
    }
  });
});

describe('choosePlan', () => {
  test('chooses a small model for a small text, however long the run is', () => {
    for (const trainingTokens of [9000, 90_000, 900_000]) {
      const { layers, embd } = choosePlan({ ...text, trainingTokens, seconds: 86_400 });
      expect(12 * layers * embd ** 2).toBeLessThan(trainingTokens);
      expect(12 * layers * embd ** 2).toBeGreaterThan(trainingTokens / 4);
    }
  });

  test('chooses a window that holds the longest line and its end, if it is not too long', () => {
    expect(choosePlan(names).block).toBe(16);
    expect(choosePlan({ ...names, longestDocument: 3 }).block).toBe(4);
    expect(choosePlan({ ...names, longestDocument: 90 }).block).toBe(91);
    expect(choosePlan({ ...names, longestDocument: 100_000 }).block).toBeLessThan(512);
  });

  test('puts more short lines than long ones in a batch', () => {
    const long = { ...names, longestDocument: 60, documents: 4140 }; // 50 tokens on average
    expect(choosePlan(names).batch).toBeGreaterThan(4 * choosePlan(long).batch);
  });

  test('chooses a window that fits into the tenth of a short text that is for validation', () => {
    expect(choosePlan({ ...text, trainingTokens: 90 }).block).toBeLessThan(10);
    expect(choosePlan({ ...text, trainingTokens: 2 }).block).toBe(1);
  });
});
