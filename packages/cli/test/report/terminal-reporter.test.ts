import { setTimeout } from 'node:timers/promises';
import { Random } from '@microgpt/random';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { VirtualTerminal } from '../../../../testing/virtual-terminal.ts';
import { TerminalReporter } from '../../src/report/terminal-reporter.ts';
import { startOf, stepOf, StoryClock, tell, type Story } from './story.ts';

const story: Story = { steps: 200, pace: 0.3, evalEvery: 50 }; // a minute

async function told(terminal: VirtualTerminal, between?: (step: number) => unknown, told = story): Promise<string[]> {
  const clock = new StoryClock();
  await tell(new TerminalReporter(terminal.stream, clock.now), told, clock, between);
  return terminal.lines();
}

describe('on a terminal of 80 columns', () => {
  test('four lines say what is trained on what, why, and where it is saved', async () => {
    const lines = await told(new VirtualTerminal());
    expect(lines.slice(0, 5)).toEqual([
      'data      poems.txt: 1.1 MB of running text, 64 different characters as tokens',
      // 65·16 + 8·16 + 65·16 for tokens, positions and the head, and 12·16² for the layer
      'model     1 layer, width 16, sees 8 back: 5,280 parameters, chosen for about 3',
      '          minutes here',
      'unseen    the last 10 % of the text, 111,540 tokens, held out for evaluation',
      'saved to  poems.safetensors every 20 s; Ctrl-C saves, the same command resumes',
    ]);
  });

  test('the plot and the progress are there once, at the end of the run and in its middle', async () => {
    const terminal = new VirtualTerminal();
    let middle: string[] = [];
    const lines = await told(terminal, async (step) => {
      if (step === 100) middle = await terminal.screen();
    });
    for (const shown of [lines, middle]) {
      expect(shown.filter((line) => line.includes('┄ guessing'))).toHaveLength(1);
      expect(shown.filter((line) => /^[━─]+ step/.test(line))).toHaveLength(1);
    }
    expect(middle.find((line) => line.includes('━'))).toMatch(/^━{20}─{20} step 100 of 200 {2}31 s left$/);
    expect(lines.find((line) => line.includes('━'))).toMatch(/━ step 200 of 200$/);
  });

  test('the numbers are the smoothed loss, the validation loss, the learning rate, the norm and the speed', async () => {
    const lines = await told(new VirtualTerminal());
    const numbers = lines.find((line) => line.startsWith('loss'));
    // 96 tokens in 0.3 s are 320 a second; 10⁶ FLOPs in 0.3 s are 3 % of 10⁸ a second.
    expect(numbers).toMatch(/^loss 1\.5\d\d {2}unseen 1\.601 {2}lr 0 {2}grad 0\.61 {2}320 tokens\/s {2}3 % of peak$/);
  });

  test('at the end it says what the loss means, and how to go on', async () => {
    const lines = await told(new VirtualTerminal());
    const end = lines.slice(lines.findIndex((line) => line.startsWith('done')));
    expect(end).toEqual([
      'done      after 200 steps and 1 min of training',
      expect.stringMatching(/^loss {6}1\.5\d\d in training, 1\.601 on text it never saw$/),
      // e^1.601 = 4.96; e^ln 65, e^3.35 = 28.5 and e^2.48 = 11.9
      'meaning   the model is as uncertain about the next character as if it chose',
      '          among 5 equally likely ones (guessing: 65, letters alone: 29, pairs',
      '          of letters: 12)',
      'saved to  poems.safetensors',
      'write     microgpt sample poems.safetensors',
      'longer    microgpt train --resume poems.safetensors --steps 400',
    ]);
  });

  test('samples say whether they are new, on one line each, with control characters escaped', async () => {
    const lines = await told(new VirtualTerminal());
    const at = lines.indexOf('after 50 steps');
    expect(lines.slice(at + 1, at + 4)).toEqual([
      'new          "The king shall ↵ not be so much to my lord"  "\\u001b[31mred"',
      'in the data  "To be"',
      'after 100 steps',
    ]);
  });
});

test.each([40, 57, 80, 133, 300])('at %d columns no line is wider, and every part is there', async (columns) => {
  const terminal = new VirtualTerminal({ columns, rows: 24 });
  const lines = await told(terminal);
  for (const line of lines) expect(line.length).toBeLessThan(columns);
  expect(lines.filter((line) => line.includes('guessing') && line.includes('┄'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes('step 200 of 200'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes('saved to'))).toHaveLength(2);
});

test.each([3, 5, 8, 12])('in %d rows nothing scrolls away: the plot is left out if there is no room', async (rows) => {
  const terminal = new VirtualTerminal({ rows });
  const lines = await told(terminal);
  expect(lines.filter((line) => line.includes('┄ guessing'))).toHaveLength(rows < 12 ? 0 : 1);
  expect(lines.filter((line) => line.includes('step 200 of 200'))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('loss 1'))).toHaveLength(1);
});

test('resizing again and again while it runs leaves nothing behind', async () => {
  const terminal = new VirtualTerminal();
  const rng = new Random(1);
  const lines = await told(terminal, async (step) => {
    if (step % 20 !== 0) return;
    await terminal.resize(40 + rng.below(100), 30 + rng.below(30));
    await setTimeout(200);
  });
  expect(lines.filter((line) => line.includes('┄ guessing'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes('of 200'))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('after '))).toHaveLength(4);
});

test('after resizing to a size in which the last frame took more than the screen, the screen has one frame', async () => {
  const terminal = new VirtualTerminal({ columns: 140, rows: 24 });
  const screens: string[][] = [];
  await told(terminal, async (step) => {
    if (step % 20 !== 10) return;
    await terminal.resize(step % 40 === 10 ? 40 : 140);
    await setTimeout(200);
    screens.push(await terminal.screen());
  });
  for (const screen of screens) {
    expect(screen.filter((line) => line.includes('┄ guessing'))).toHaveLength(1);
    expect(screen.filter((line) => line.includes('of 200'))).toHaveLength(1);
  }
});

test('colors are used only if the terminal has them', async () => {
  const [with_, without] = [new VirtualTerminal({ hasColors: true }), new VirtualTerminal()];
  const lines = await told(with_);
  expect(await told(without)).toEqual(lines);
  expect(with_.written).toContain('\u001b[36m');
  expect(without.written).not.toContain('\u001b[36m');
});

test('a run by the clock shows the time, and the time that remains', async () => {
  const terminal = new VirtualTerminal();
  let middle: string[] = [];
  const byClock: Story = { ...story, settings: { steps: null, time: 60 } };
  await told(
    terminal,
    async (step) => {
      if (step === 50) middle = await terminal.screen();
    },
    byClock,
  );
  expect(middle.find((line) => line.includes('━'))).toMatch(/ step 50, 15 s of 1 min {2}45 s left$/);
  expect(middle.find((line) => line.includes('── loss'))).toMatch(/ 15 s$/); // the plot grows to the whole run by doubling
});

test('byte pairs are called tokens', async () => {
  const lines = await told(new VirtualTerminal(), undefined, { ...story, settings: { tokenizer: 'byte-pairs' } });
  expect(lines[0]).toBe('data      poems.txt: 1.1 MB of running text, 65 tokens learned from it');
  expect(lines.some((line) => line.includes('┄ pairs of tokens'))).toBe(true);
  expect(lines.some((line) => line.includes('the next token'))).toBe(true);
});

test('a warning goes above the plot, broken between words', async () => {
  const terminal = new VirtualTerminal({ columns: 40 });
  const clock = new StoryClock();
  const reporter = new TerminalReporter(terminal.stream, clock.now);
  reporter.start(startOf(story));
  reporter.step(stepOf(1, story));
  reporter.warn('poems.safetensors could not be written: the disk is full');
  const lines = await terminal.lines();
  const at = lines.findIndex((line) => line.startsWith('warning'));
  expect(lines.slice(at, at + 2)).toEqual(['warning: poems.safetensors could not be', 'written: the disk is full']);
  expect(lines.findIndex((line) => line.includes('step   1 of 200'))).toBeGreaterThan(at);
});

test('it draws at most ten times a second', () => {
  const terminal = new VirtualTerminal();
  const clock = new StoryClock();
  const reporter = new TerminalReporter(terminal.stream, clock.now);
  const write = vi.spyOn(terminal, 'write');
  onTestFinished(() => {
    write.mockRestore();
  });
  const fast = { steps: 100_000, pace: 0.00005, evalEvery: Infinity }; // 5 s
  reporter.start(startOf(fast));
  for (let step = 1; step <= fast.steps; step++) {
    clock.seconds += fast.pace;
    reporter.step(stepOf(step, fast));
  }
  const frames = write.mock.calls.filter(([text]) => text.startsWith('\u001b[?2026h')).length;
  expect(frames).toBeGreaterThan(40);
  expect(frames).toBeLessThanOrEqual(51);
});
