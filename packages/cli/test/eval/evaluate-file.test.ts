import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { evaluate, textBatches, toBatch } from '@microgpt/gpt';
import { CharTokenizer } from '@microgpt/tokenizer';
import { beforeAll, describe, expect, test } from 'vitest';
import { evalCommand } from '../../src/commands/eval.ts';
import type { EvaluationResult } from '../../src/eval/evaluate-file.ts';
import { runCommand } from '../run-command.ts';
import { smallRun, type SmallRun } from '../small-run.ts';

const evaluateJSON = async (...args: string[]) => {
  const { stdout } = await runCommand(evalCommand, [...args, '--json', '--engine', 'cpu']);
  return JSON.parse(stdout) as EvaluationResult;
};

/** −ln p of each token after the tokens before it, one at a time, from the softmax of the logits. */
function nats({ model }: SmallRun, ids: readonly number[], at: number, start: number): number {
  const logits = model
    .forward([ids.slice(start, at)])
    .toFlat()
    .subarray(-model.config.vocabSize);
  const sum = Array.from(logits).reduce((total, x) => total + Math.exp(x), 0);
  return -Math.log(Math.exp(logits[ids[at]]) / sum);
}

describe('a running text', () => {
  const text = 'she sells sea shells by the sea shore, and é costs two bytes.\n'.repeat(20);
  const tokenizer = CharTokenizer.train([text]);
  const other = 'the shells she sells she sells by é, é, é and sea shells.\n';
  const measured = tokenizer.encode(other);
  let run: SmallRun;
  let file: string;
  beforeAll(async () => {
    run = await smallRun({ text, kind: 'text', steps: 60 });
    file = join(run.folder, 'other.txt');
    await writeFile(file, other);
  });

  test('is cut into blocks of the model, each predicted from its own beginning', async () => {
    let sum = 0;
    for (let at = 1; at < measured.length; at++) sum += nats(run, measured, at, 8 * Math.floor((at - 1) / 8));
    const bytes = Buffer.byteLength(other) - 1; // the first letter is not predicted
    const result = await evaluateJSON(run.file, file);
    expect(result.tokens).toBe(measured.length - 1);
    expect(result.bytes).toBe(bytes);
    expect(result.loss).toBeCloseTo(sum / result.tokens, 10);
    expect(result.perplexity).toBeCloseTo(Math.exp(sum / result.tokens), 8);
    expect(result.bitsPerByte).toBeCloseTo(sum / Math.log(2) / bytes, 10);
    const batches = [...textBatches(measured, { blockSize: 8, batchSize: 3 })];
    expect(result.loss).toBeCloseTo(await evaluate(run.model, batches), 10);
  });

  test.each([1, 3, 8])(
    'with --stride %i, every token is predicted after as many as there is room for',
    async (stride) => {
      let sum = 0;
      for (let at = 1; at < measured.length; at++) {
        // The first window predicts tokens 1 to 8; each later one the next `stride`, and begins at a multiple of stride.
        const window = at <= 8 ? 0 : Math.ceil((at - 8) / stride);
        sum += nats(run, measured, at, window * stride);
      }
      const result = await evaluateJSON(run.file, file, '--stride', String(stride));
      expect(result.tokens).toBe(measured.length - 1);
      expect(result.loss).toBeCloseTo(sum / result.tokens, 10);
    },
  );

  test('without a text is what the run held out', async () => {
    const validation = tokenizer.encode(text.slice(Math.floor(0.9 * text.length)));
    const { loss, tokens } = await evaluateJSON(run.file);
    expect(tokens).toBe(validation.length - 1);
    expect(loss).toBeCloseTo(await evaluate(run.model, [...textBatches(validation, { blockSize: 8 })]), 10);
  });

  test('is described in words', async () => {
    const { stdout, stderr } = await runCommand(evalCommand, [run.file, file, '--stride', '2']);
    expect(stdout).toMatch(
      /tokens predicted, \d+ bytes, windows that begin 2 tokens apart\nloss +\d\.\d{4} nats per token\n/,
    );
    expect(stdout).toMatch(/\nperplexity +[\d.]+\nbits per byte +[\d.]+\n$/);
    expect(stderr).toBe('');
  });

  test('may be shorter than a block', async () => {
    const short = join(run.folder, 'shore.txt');
    await writeFile(short, 'shore');
    const { loss, tokens } = await evaluateJSON(run.file, short);
    expect(tokens).toBe(4);
    expect(loss).toBeCloseTo(
      await evaluate(run.model, [...textBatches(tokenizer.encode('shore'), { blockSize: 4 })]),
      10,
    );
  });

  test('with other characters is an error that names them', async () => {
    await writeFile(join(run.folder, 'foreign.txt'), 'she sells sea shells ZZ top\n');
    await expect(evaluateJSON(run.file, join(run.folder, 'foreign.txt'))).rejects.toThrow(/has "Z" \(U\+005A\), "p"/);
  });

  test('--stride is at most the block', async () => {
    await expect(evaluateJSON(run.file, file, '--stride', '9')).rejects.toThrow('--stride: expected at most 8');
  });

  test.each<[string, string, RegExp]>([
    ['missing', 'nowhere.txt', /there is no file .*nowhere\.txt/],
    ['empty', 'empty.txt', /is empty/],
    ['too short', 'short.txt', /nothing to predict; pass one of at least two tokens/],
  ])('that is %s is an error', async (_, name, message) => {
    await writeFile(join(run.folder, 'empty.txt'), '');
    await writeFile(join(run.folder, 'short.txt'), 's');
    await expect(evaluateJSON(run.file, join(run.folder, name))).rejects.toThrow(message);
  });
});

describe('lines', () => {
  const names = ['emma', 'anna', 'ava', 'mia', 'amelia', 'ella', 'nora', 'lena', 'elena', 'mila', 'annamarialena'];
  let run: SmallRun;
  beforeAll(async () => {
    run = await smallRun({ text: names.join('\n'), kind: 'lines', steps: 60, validation: 0 });
  });

  test('are predicted with their ends, up to the block', async () => {
    const file = join(run.folder, 'names.txt');
    await writeFile(file, `${names.join('\n')}\n`);
    const tokenizer = CharTokenizer.train(names);
    const { loss, tokens, bytes, bitsPerByte } = await evaluateJSON(run.file, file);
    const expected = await evaluate(run.model, [toBatch(names, tokenizer, 8)]);
    expect(loss).toBeCloseTo(expected, 10);
    const counted = names.reduce((sum, { length }) => sum + Math.min(length + 1, 8), 0);
    expect([tokens, bytes]).toEqual([counted, counted]); // letters, and a line feed for each end
    expect(bitsPerByte).toBeCloseTo(expected / Math.LN2, 10);
    const { stderr } = await runCommand(evalCommand, [run.file, file]);
    expect(stderr).toContain('1 line has more than 8 tokens');
  });

  test('do not overlap', async () => {
    await expect(evaluateJSON(run.file, '--stride', '2')).rejects.toThrow('--stride: this model reads lines');
  });

  test('that a run did not keep apart are an error that says what to pass', async () => {
    await expect(evaluateJSON(run.file)).rejects.toThrow(`held out no text to evaluate; pass a text: microgpt eval`);
  });
});
