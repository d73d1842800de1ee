import type { Settings } from '@microgpt/run';
import { describe, expect, test } from 'vitest';
import { closing } from '../../src/report/closing.ts';
import { opening } from '../../src/report/opening.ts';
import type { RunEnd, RunStart } from '../../src/report/reporter.ts';
import { startOf } from './story.ts';

function start(settings: Partial<Settings> = {}, others: Partial<RunStart> = {}): RunStart {
  return startOf({ steps: 1000, pace: 1, evalEvery: 100, settings, start: others });
}

describe('the opening', () => {
  const text = (...given: Parameters<typeof start>) => Object.fromEntries(opening(start(...given)));

  test('counts lines', () => {
    const data = {
      source: 'names',
      bytes: 228_145,
      sha256: '',
      documents: 32_033,
      trainingTokens: 9,
      validationTokens: 5,
    };
    const { data: said, unseen } = text({ kind: 'lines' }, { data, vocabSize: 27 });
    expect(said).toBe('names: 228 kB in 32,033 lines, 26 different characters as tokens');
    expect(unseen).toBe('10 % of the lines, 5 tokens, held out for evaluation');
  });

  test('says where the tokens come from', () => {
    expect(text({ tokenizer: 'byte-pairs' }, { vocabSize: 1000 }).data).toMatch(/, 1,000 tokens learned from it$/);
    expect(text({ tokenizer: '/tmp/gpt2.json' }, { vocabSize: 50_257 }).data).toMatch(/, 50,257 tokens of gpt2\.json$/);
  });

  test('gives the reason of each choice', () => {
    const reasons = { data: 'as there is little text', model: 'the best in 60 s', validation: 'as usual' };
    const { data, model, unseen } = text({}, { reasons });
    expect(data).toMatch(/ different characters as tokens, as there is little text$/);
    expect(model).toMatch(/ parameters, the best in 60 s$/);
    expect(unseen).toMatch(/ held out for evaluation, as usual$/);
  });

  test('says that nothing is held out', () => {
    const data = { ...start().data, validationTokens: 0 };
    expect(text({ validation: 0 }, { data }).unseen).toMatch(/^nothing is held out, so only the training loss/);
  });

  test('says after which step a run goes on', () => {
    const progress = { step: 1240, seconds: 60, tokens: 9, done: false };
    expect(text({}, { progress, reasons: {} }).model).toMatch(/: 5,280 parameters, resumes after step 1,240$/);
  });
});

describe('the closing', () => {
  const history = {
    steps: Float64Array.of(500),
    losses: Float64Array.of(1.7),
    evaluatedSteps: Float64Array.of(100, 400),
    validationLosses: Float64Array.of(1.75, 1.8),
    best: { step: 100, loss: 1.75 },
  };
  const end: RunEnd = {
    reason: 'interrupted',
    progress: { step: 500, seconds: 62, tokens: 9, done: false },
    history,
    file: 'my poems.safetensors',
    bestFile: 'my poems.best.safetensors',
    resume: "microgpt train --resume 'my poems.safetensors'",
  };
  const text = (changes: Partial<RunEnd>) => Object.fromEntries(closing(start(), { ...end, ...changes }, 1.71));

  test('of an interrupted run says where it was measured last, and which file is better', () => {
    expect(text({})).toMatchObject({
      stopped: 'after 500 steps and 1 min 2 s of training',
      loss: '1.710 in training, 1.800 on text it never saw, at step 400; the lowest was 1.750, at step 100, in my poems.best.safetensors',
      'saved to': 'my poems.safetensors',
      write: "microgpt sample 'my poems.safetensors'",
      resume: "microgpt train --resume 'my poems.safetensors'",
    });
  });

  test('of a run that failed names the last good file', () => {
    expect(text({ reason: 'not finite' })).toMatchObject({
      failed: expect.any(String) as string,
      'saved to': end.file,
    });
  });

  test('says that nothing was saved', () => {
    const { write, 'saved to': saved } = text({ file: null });
    expect([write, saved]).toEqual([undefined, 'nothing, because no file could be written']);
  });

  test('before the first step there was nothing to save', () => {
    expect(text({ file: null, progress: { ...end.progress, step: 0, seconds: 0 } })).toEqual({
      stopped: 'before the first step, so there is nothing to save',
      again: 'the same command starts it',
    });
  });

  test('says that steps were too large if it guesses worse than by chance', () => {
    const { meaning } = Object.fromEntries(closing(start(), end, 1e22));
    expect(meaning).toMatch(/worse than by chance.* the same command with --restart --lr 0\.003$/);
  });

  test('takes the training loss for the meaning if nothing was held out', () => {
    const none = { ...history, evaluatedSteps: new Float64Array(), validationLosses: new Float64Array(), best: null };
    const { loss, meaning } = text({ history: none });
    expect(loss).toBe('1.710 in training');
    expect(meaning).toMatch(/ chose among 5\.5 equally likely ones /); // e^1.71 = 5.53
  });

  test('of a run that was stopped before its first step has no losses', () => {
    const none = { ...history, evaluatedSteps: new Float64Array(), validationLosses: new Float64Array(), best: null };
    const rows = closing(
      start(),
      { ...end, history: none, progress: { ...end.progress, step: 0, seconds: 0 } },
      undefined,
    );
    expect(rows.map(([label]) => label)).toEqual(['stopped', 'saved to', 'write', 'resume']);
  });
});
