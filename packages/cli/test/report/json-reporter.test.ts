import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { VirtualTerminal } from '../../../../testing/virtual-terminal.ts';
import { createReporter } from '../../src/report/create-reporter.ts';
import { JsonReporter } from '../../src/report/json-reporter.ts';
import { lossOf, startOf, stepOf, StoryClock, tell } from './story.ts';

const story = { steps: 4, pace: 0.5, evalEvery: 2 };
type Line = Record<string, unknown>;

function parsed(text: string): Line[] {
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

async function told(): Promise<Line[]> {
  let text = '';
  await tell(new JsonReporter((piece) => (text += piece)), story, new StoryClock());
  return parsed(text);
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'log-'));
  onTestFinished(() => {
    rmSync(path, { recursive: true });
  });
  return path;
}

test('every event is an object on a line, in order', async () => {
  const types = (await told()).map(({ type }) => type);
  const evaluated = ['evaluation', 'sample', 'sample', 'sample'];
  expect(types).toEqual(['start', 'step', 'step', ...evaluated, 'step', 'step', ...evaluated, 'end']);
});

test('the first line has all settings, the data, the model and the reference lines', async () => {
  const [line] = await told();
  const { settings, data, baselines, peak, progress } = startOf(story);
  expect(line).toMatchObject({ settings, data, baselines, peak, progress, vocabSize: 65, parameters: 5280 });
  expect(line.model).toMatchObject({ type: 'GPT', config: { nEmbd: 16 } });
});

test('numbers have their full precision', async () => {
  const lines = await told();
  expect(lines[1]).toEqual({ type: 'step', ...stepOf(1, story) });
  expect(lines[3]).toEqual({ type: 'evaluation', step: 2, loss: lossOf(2, 4) + 0.1, isBest: true });
});

test('a sample is exact, and says whether it is in the data', async () => {
  const samples = (await told()).filter(({ type, step }) => type === 'sample' && step === 4);
  expect(samples[1]).toEqual({ type: 'sample', step: 4, text: '\u001b[31mred', isInData: false });
  expect(samples[2]).toEqual({ type: 'sample', step: 4, text: 'To be', isInData: true });
});

test('the last line has the progress, the best loss and the command that goes on', async () => {
  expect((await told()).at(-1)).toEqual({
    ...{ type: 'end', reason: 'done', progress: { step: 4, seconds: 2, tokens: 384, done: true } },
    ...{ best: { step: 4, loss: lossOf(4, 4) + 0.1 }, file: 'poems.safetensors' },
    resume: 'microgpt train --resume poems.safetensors --steps 8',
  });
});

test('short steps are written together, and everything else at once', () => {
  const writes: string[] = [];
  const reporter = new JsonReporter((text) => writes.push(text));
  const fast = { steps: 1000, pace: 0.001, evalEvery: Infinity };
  for (let step = 1; step <= 1000; step++) reporter.step(stepOf(step, fast));
  expect(writes.length).toBeLessThan(25);
  reporter.warn('the disk is full');
  expect(writes.join('').split('\n')).toHaveLength(1000 + 1 + 1);
});

test('a log file gets the same besides what the terminal shows, and a resumed run appends to it', async () => {
  const log = join(folder(), 'run.jsonl');
  const terminal = new VirtualTerminal();
  for (let run = 0; run < 2; run++) {
    await tell(createReporter({ out: terminal.stream, json: false, log }), story, new StoryClock());
  }
  const withoutTime = (lines: Line[]) => lines.map((line) => ({ ...line, time: undefined }));
  const once = withoutTime(await told());
  expect(withoutTime(parsed(readFileSync(log, 'utf8')))).toEqual([...once, ...once]);
  expect((await terminal.lines()).filter((line) => line.startsWith('done'))).toHaveLength(2);
});

test('half a line that a killed program left in the log does not spoil the next', async () => {
  const log = join(folder(), 'run.jsonl');
  writeFileSync(log, '{"type":"step","st');
  await tell(createReporter({ out: new VirtualTerminal().stream, json: false, log }), story, new StoryClock());
  const [half, first] = readFileSync(log, 'utf8').split('\n');
  expect(half).toBe('{"type":"step","st');
  expect(JSON.parse(first)).toMatchObject({ type: 'start' });
});

test('a log file that cannot be written is a warning, once', async () => {
  let text = '';
  const out = { isTTY: false, write: (piece: string) => (text += piece) } as unknown as NodeJS.WriteStream;
  const log = join(folder(), 'missing', 'run.jsonl');
  await tell(createReporter({ out, json: false, log }), story, new StoryClock());
  expect(text.match(/^warning: --log: ENOENT: .*; nothing more is logged, and training goes on$/gm)).toHaveLength(1);
  expect(text).toContain('\ndone ');
});
