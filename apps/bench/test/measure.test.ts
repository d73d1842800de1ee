import { describe, expect, test } from 'vitest';
import { isFailure, measure, median, type Pace, type Runner } from '../src/measure/measure.ts';

const pace: Pace = { warmUp: 10, round: 10, rounds: 3, budget: 1000 };

/** A clock that goes on when a runner works. */
function workshop() {
  let now = 0;
  const log: string[] = [];
  const worker = (name: string, millisecondsPerUnit: number): Runner => ({
    run: (units) => {
      log.push(name);
      now += units * millisecondsPerUnit;
      return units;
    },
  });
  return { clock: () => now, log, worker };
}

describe('measure', () => {
  test('tells microseconds for a unit of work', async () => {
    const { clock, worker } = workshop();
    const timings = await measure([worker('fast', 0.5), worker('slow', 3)], pace, clock);
    expect(timings).toEqual([
      { median: 500, fastest: 500, slowest: 500, rounds: 3 },
      { median: 3000, fastest: 3000, slowest: 3000, rounds: 3 },
    ]);
  });

  test('warms everyone up, then they take turns', async () => {
    const { clock, log, worker } = workshop();
    await measure([worker('a', 1), worker('b', 2)], pace, clock);
    expect(log.slice(-6)).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
    expect(log.indexOf('b')).toBeGreaterThan(log.indexOf('a', 1));
  });

  test('who uses up the budget gets fewer rounds', async () => {
    const { clock, worker } = workshop();
    const [slow] = await measure([worker('slow', 40)], { ...pace, budget: 60 }, clock);
    expect(slow).toMatchObject({ median: 40_000, rounds: 2 });
  });

  test('a unit that takes the whole budget is the only round, but never the very first one', async () => {
    const { clock, log, worker } = workshop();
    const [slow] = await measure([worker('slow', 5000)], pace, clock);
    expect(slow).toMatchObject({ median: 5_000_000, rounds: 1 });
    expect(log).toHaveLength(2);
  });

  test('counts what a runner says it did', async () => {
    const { clock, worker } = workshop();
    const { run } = worker('generous', 1);
    const generous: Runner = { run: async (units) => 2 * (await run(units)) };
    const [timing] = await measure([generous], pace, clock);
    expect(timing).toMatchObject({ median: 500 });
  });

  test('an error ends one runner and leaves the others alone', async () => {
    const { clock, worker } = workshop();
    const error = new Error('out of memory');
    const bad: Runner = {
      run: () => {
        throw error;
      },
    };
    const [first, second] = await measure([bad, worker('good', 1)], pace, clock);
    expect(first).toEqual({ error });
    expect(isFailure(first)).toBe(true);
    expect(second).toMatchObject({ median: 1000, rounds: 3 });
  });
});

test('the median is the middle one, or the mean of the two in the middle', () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
});
