import type { Contestant } from './contestant.ts';
import { isFailure, measure, type Pace, type Runner } from './measure.ts';

const SIZE = 256;

/** Many short rounds: it is the best one that counts. */
const pace: Pace = { warmUp: 200, round: 20, rounds: 30, budget: 1000 };

/** How many billion FLOPs a second the 256³ matrix product of each contestant reaches in its best round; null if it has none. */
export async function productSpeeds(contestants: readonly Contestant[]): Promise<(number | null)[]> {
  const runners: (Runner | undefined)[] = [];
  for (const contestant of contestants) runners.push(await runner(contestant));
  const able = runners.filter((runner) => runner !== undefined);
  const timings = await measure(able, pace);
  return runners.map((runner) => {
    const timing = runner && timings[able.indexOf(runner)];
    return timing === undefined || isFailure(timing) ? null : (2 * SIZE ** 3) / timing.fastest / 1000;
  });
}

async function runner({ name, enter, product }: Contestant): Promise<Runner | undefined> {
  await enter?.();
  const multiply = product(SIZE);
  if (multiply === undefined) return undefined;
  const run = (times: number) => {
    for (let i = 0; i < times; i++) multiply();
    return times;
  };
  return { name, run, enter };
}
