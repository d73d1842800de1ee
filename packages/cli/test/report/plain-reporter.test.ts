import { expect, test } from 'vitest';
import { PlainReporter } from '../../src/report/plain-reporter.ts';
import { stepOf, startOf, StoryClock, tell } from './story.ts';

async function linesOf(story: Parameters<typeof tell>[1]): Promise<string[]> {
  let text = '';
  const clock = new StoryClock();
  await tell(new PlainReporter((piece) => (text += piece), clock.now), story, clock);
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

test('a line every five seconds tells the progress, without control codes', async () => {
  const lines = await linesOf({ steps: 1000, pace: 0.06, evalEvery: Infinity });
  const steps = lines.filter((line) => line.startsWith('step'));
  expect(steps).toHaveLength(11); // 60 s; the last is at the end, which tells itself
  expect(steps[0]).toMatch(
    /^step {4}84 of 1,000 {2}loss \d\.\d{3} {2}lr 9\.2e-3 {2}grad 0\.61 {2}1,600 tokens\/s {2}17 % of peak {2}55 s left$/,
  );
  expect(Array.from(lines.join('')).filter((character) => character < ' ')).toEqual([]);
});

test('evaluations get lines of their own, and the five seconds begin anew', async () => {
  const lines = await linesOf({ steps: 1000, pace: 0.06, evalEvery: 250 });
  const steps = lines
    .filter((line) => line.startsWith('step'))
    .map((line) => Number(/ +([\d,]+)/.exec(line)?.[1].replace(',', '')));
  expect(steps).toEqual([84, 168, 250, 334, 418, 500, 584, 668, 750, 834, 918, 1000]);
  expect(lines.find((line) => line.startsWith('step   250'))).toMatch(/ unseen \d\.\d{3} /);
});

test('samples are marked and escaped', async () => {
  const lines = await linesOf({ steps: 10, pace: 0.06, evalEvery: 10 });
  expect(lines).toContain('new          "The king shall ↵ not be so much to my lord"  "\\u001b[31mred"');
  expect(lines).toContain('in the data  "To be"');
});

test('a short run has its beginning and its end', async () => {
  const lines = await linesOf({ steps: 10, pace: 0.06, evalEvery: Infinity });
  expect(lines[0]).toBe('data      poems.txt: 1.1 MB of running text, 64 different characters as tokens');
  expect(lines.at(-1)).toBe('longer    microgpt train --resume poems.safetensors --steps 20');
});

test('a warning is a line', () => {
  let text = '';
  const story = { steps: 10, pace: 1, evalEvery: Infinity };
  const reporter = new PlainReporter((piece) => (text = piece));
  reporter.start(startOf(story));
  reporter.step(stepOf(1, story));
  reporter.warn('the disk is full');
  expect(text).toBe('warning: the disk is full\n');
});
