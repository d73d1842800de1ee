import { expect, test } from 'vitest';
import { lateBy, RunClock, timeLeft } from '../../src/loop/run-clock.ts';

const nothing = { step: 0, seconds: 0, tokens: 0, done: false };

test('the share that is done grows with the time since the first step, and never falls', () => {
  let now = 2;
  const clock = new RunClock(12, () => now, nothing, 0);
  const shares = [clock.fraction];
  for (now = 3; now < 11; now++) {
    clock.tick(0.01);
    shares.push(clock.fraction);
  }
  expect(shares[0]).toBe(0);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares[5]).toBeCloseTo(5 / (12 - 2), 1); // without the time reserved for the end
});

test('it ends early enough for the last evaluation and save, as long as they took so far', () => {
  let now = 0;
  const clock = new RunClock(60, () => now, nothing, 0);
  clock.took('evaluation', 3);
  clock.took('saving', 1);
  clock.took('samples', 0.5);
  now = 52;
  expect(clock.tick(0.1)).toBe(false);
  expect(clock.hasTimeToEvaluate).toBe(false);
  now = 60 - 3 - (2 * 1 + 0.5 - 0.6 - 0.25) - 0.01; // an evaluation; two saves and samples, less 1 % and 0.25 s
  expect(clock.tick(0.1)).toBe(false);
  now += 0.02;
  expect(clock.tick(0.1)).toBe(true);
});

test('a first step that takes long does not end it, although an evaluation would take many times as long', () => {
  let now = 1;
  const clock = new RunClock(6, () => now, nothing, 30);
  now = 1.3;
  expect(clock.tick(0.3)).toBe(false); // 30 evaluation steps of 0.3 s are more than all the time
  now = 1.31;
  expect(clock.tick(0.01)).toBe(false);
  expect(clock.left).toBeCloseTo(6 - 1.31 - 30 * 0.01, 9);
});

test('start-up takes no more than half of the time', () => {
  let now = 9;
  const clock = new RunClock(6, () => now, nothing, 0);
  expect(clock.left).toBe(3);
  now = 11.9;
  expect(clock.tick(0.01)).toBe(false);
  now = 12;
  expect(clock.tick(0.01)).toBe(true);
});

test('it leaves out evaluations once pauses took more than their share of the time', () => {
  let now = 0;
  const clock = new RunClock(60, () => now, nothing, 0);
  now = 10;
  expect(clock.hasTimeToEvaluate).toBe(true);
  clock.took('evaluation', 1);
  clock.took('saving', 1);
  expect(clock.hasTimeToEvaluate).toBe(false); // 2 of 10 seconds
  now = 20;
  expect(clock.hasTimeToEvaluate).toBe(true);
});

test('start-up leaves at least half of the time, and makes the run late if it takes more', () => {
  expect([0, 15, 45].map((startUp) => timeLeft(60, startUp))).toEqual([60, 45, 30]);
  expect([0, 15, 45].map((startUp) => lateBy(60, startUp))).toEqual([0, 0, 15]);
});
