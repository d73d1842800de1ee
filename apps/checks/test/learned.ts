import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { learnNames } from './learn-names.ts';

/** The text of `learnNames`, for the projects that are to run it. */
export const program = readFileSync(new URL('learn-names.ts', import.meta.url), 'utf8');

/** Holds what a project's `learnNames` returned, as JSON, to what the packages' sources do in this process. */
export async function expectLearned(json: string): Promise<void> {
  const { losses, names } = JSON.parse(json) as Awaited<ReturnType<typeof learnNames>>;
  expect(losses[0]).toBeCloseTo(Math.log(9), 0); // guesses among 8 letters and the end
  expect(losses.at(-1)).toBeLessThan(losses[0] / 2);
  expect(names).toHaveLength(5);
  for (const name of names) expect(name).toMatch(/^[a-z]+$/);
  expect(names).toEqual((await learnNames()).names);
}
