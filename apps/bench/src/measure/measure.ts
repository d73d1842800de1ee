/** Work whose time is measured. */
export interface Runner {
  /** Does about so many units of work (steps, tokens, matrix products) and returns how many it did. */
  readonly run: (units: number) => number | Promise<number>;
}

/** How long to measure, in milliseconds. */
export interface Pace {
  /** The minimum warm-up of each runner. */
  readonly warmUp: number;
  /** The length of a round. */
  readonly round: number;
  /** The number of rounds of each runner. */
  readonly rounds: number;
  /** The total time of a runner; a slow one gets fewer rounds, but at least one. */
  readonly budget: number;
}

/** Statistics over the rounds, in microseconds per unit of work. */
export interface Timing {
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
  readonly rounds: number;
}

/** The reason why there is no timing. */
export interface Failure {
  readonly error: unknown;
}

interface Entrant {
  readonly runner: Runner;
  /** The number of units in a round. */
  readonly units: number;
  /** Microseconds per unit, round by round. */
  readonly times: number[];
}

/**
 * Measures several runners alternately, so that a change in the machine's speed affects them equally.
 *
 * @param clock milliseconds
 * @returns the timing of each runner, or its error
 */
export async function measure(
  runners: readonly Runner[],
  pace: Pace,
  clock: () => number = () => performance.now(),
): Promise<(Timing | Failure)[]> {
  const entrants: (Entrant | Failure)[] = [];
  for (const runner of runners) entrants.push(await attempt(() => warmUp(runner, pace, clock)));
  for (let round = 0; round < pace.rounds; round++) {
    for (const [i, entrant] of entrants.entries()) {
      if (isFailure(entrant) || timeTaken(entrant) >= pace.budget) continue;
      const { runner, units, times } = entrant;
      const result = await attempt(async () => times.push(await timePerUnit(runner, units, clock)));
      if (isFailure(result)) entrants[i] = result;
    }
  }
  return entrants.map((entrant) => (isFailure(entrant) ? entrant : timing(entrant.times)));
}

/** The timing; throws the error if there is one instead. */
export function timingOf(result: Timing | Failure): Timing {
  if (isFailure(result)) throw result.error;
  return result;
}

/** Whether a runner ended with an error. */
export function isFailure(result: object | number): result is Failure {
  return typeof result === 'object' && 'error' in result;
}

/**
 * Runs until it is warm, and finds out how much work fills a round.
 *
 * The first unit may compile things and is never counted. If the second takes all the time there is, it is the only round.
 */
async function warmUp(runner: Runner, { warmUp, round, budget }: Pace, clock: () => number): Promise<Entrant> {
  await timePerUnit(runner, 1, clock);
  let time = await timePerUnit(runner, 1, clock);
  if (time >= budget * 1000) return { runner, units: 1, times: [time] };
  const start = clock();
  for (let units = 1; clock() - start < warmUp; units *= 2) time = await timePerUnit(runner, units, clock);
  return { runner, units: Math.max(1, Math.round((round * 1000) / time)), times: [] };
}

/** Does so many units of work; returns the microseconds that each took. */
async function timePerUnit(runner: Runner, units: number, clock: () => number): Promise<number> {
  const start = clock();
  const done = await runner.run(units);
  return ((clock() - start) / done) * 1000;
}

/** The milliseconds that its rounds took. */
function timeTaken({ units, times }: Entrant): number {
  return times.reduce((sum, time) => sum + (time * units) / 1000, 0);
}

function timing(times: readonly number[]): Timing {
  const sorted = times.toSorted((a, b) => a - b);
  return { median: median(sorted), fastest: sorted[0], slowest: sorted[sorted.length - 1], rounds: times.length };
}

/** The median. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

async function attempt<T>(action: () => Promise<T>): Promise<T | Failure> {
  try {
    return await action();
  } catch (error) {
    return { error };
  }
}
