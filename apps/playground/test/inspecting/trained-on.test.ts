import { readFileSync } from 'node:fs';
import type { GivenSettings } from '@microgpt/run';
import { describe, expect, test } from 'vitest';
import { ModelInspector } from '../../src/inspecting/model-inspector.ts';
import { modelBytes } from '../../src/training/model-bytes.ts';
import { BatchRecorder } from '../batch-recorder.ts';
import { names, partOf, trainedRun } from '../trained-run.ts';

const few = names.slice(0, 4000);
const readme = Uint8Array.from(readFileSync(new URL('../../../../README.md', import.meta.url)));

/** A run, what it trained on in a step, and the models that were kept of it in an inspector. */
async function recordedRun(text: Uint8Array, given: GivenSettings) {
  const recorder = new BatchRecorder();
  const kept = new Map<number, Uint8Array<ArrayBuffer>>();
  const run = await trainedRun(
    text,
    { layers: 1, embd: 8, heads: 2, block: 8, evalEvery: 10, steps: 30, ...given },
    {
      begins: recorder.begins,
      keep: async (run) => void kept.set(run.progress.step, await modelBytes(run)),
    },
  );
  const inspector = new ModelInspector();
  await inspector.learnedFrom(partOf(run), text);
  for (const [step, bytes] of kept) {
    await inspector.load(nameAt(step), { settings: run.settings, part: partOf(run), bytes });
  }
  return { run, inspector, textsOf: (step: number) => recorder.textsOf(step) };
}

function nameAt(step: number) {
  return { run: 'a', made: 0, step };
}

describe('the documents of a step are those that the run trained on', () => {
  test('lines, from any kept step', async () => {
    const { inspector, textsOf } = await recordedRun(few, { batch: 3, accumulate: 2 });
    for (const from of [0, 10, 30]) {
      for (const step of [1, 2, 11, 30]) {
        const { documents, count } = await inspector.trainedOn(nameAt(30), nameAt(from), step);
        expect(count).toBe(6);
        expect(documents.map(({ text }) => text).sort()).toEqual(textsOf(step).sort());
      }
    }
  });

  test('windows, from a kept step before', async () => {
    const { inspector, textsOf } = await recordedRun(readme, { kind: 'text', batch: 2, accumulate: 2 });
    for (const from of [0, 10, 20]) {
      for (const step of [from + 1, from + 10]) {
        const { documents } = await inspector.trainedOn(nameAt(30), nameAt(from), step);
        expect(documents.map(({ text }) => text).sort()).toEqual(textsOf(step).sort());
      }
    }
    await expect(inspector.trainedOn(nameAt(30), nameAt(20), 20)).rejects.toThrow('is not known at step 20');
  });
});

test('the losses are those of the model that is asked, the largest first', async () => {
  const { run, inspector } = await recordedRun(few, { batch: 4 });
  const { documents } = await inspector.trainedOn(nameAt(30), nameAt(0), 7);
  const { tokenizer } = run.dataset;
  for (const { text, loss } of documents) {
    const ids = [tokenizer.bos, ...tokenizer.encode(text), tokenizer.bos].slice(0, run.settings.block + 1);
    const expected = run.model.forward([ids.slice(0, -1)]).crossEntropy(ids.slice(1));
    expect(loss).toBeCloseTo(expected.item(), 5);
  }
  const losses = documents.map(({ loss }) => loss);
  expect(losses).toEqual(losses.toSorted((a, b) => b - a));
  const earlier = await inspector.trainedOn(nameAt(0), nameAt(0), 7);
  expect(earlier.documents.map(({ loss }) => loss)).not.toEqual(losses);
});

test('of very many documents, the losses of the first are computed, and all are counted', async () => {
  const { inspector } = await recordedRun(readme, { kind: 'text', batch: 300, steps: 1 });
  const { documents, count } = await inspector.trainedOn(nameAt(1), nameAt(0), 1);
  expect(count).toBe(300);
  expect(documents).toHaveLength(2048 / 8);
});

test('without the text of the run, or its place in the data, it says so', async () => {
  const { run } = await recordedRun(few, {});
  const inspector = new ModelInspector();
  const bytes = await modelBytes(run);
  await inspector.load(nameAt(30), { settings: run.settings, part: partOf(run), bytes });
  await expect(inspector.trainedOn(nameAt(30), nameAt(30), 3)).rejects.toThrow('does not have the text');
  expect(() => inspector.origin(nameAt(30), 'emma')).toThrow('does not have the text');
  await inspector.learnedFrom(partOf(run), few);
  await inspector.load(nameAt(30), { settings: { ...run.settings, batch: 2 }, part: partOf(run), bytes });
  await expect(inspector.trainedOn(nameAt(30), nameAt(30), 3)).rejects.toThrow('is not known at step 3');
});

test('with dropout, it says where it would take too long', async () => {
  const { inspector, textsOf } = await recordedRun(readme, { kind: 'text', batch: 2, dropout: 0.2 });
  const { documents } = await inspector.trainedOn(nameAt(30), nameAt(10), 20);
  expect(documents.map(({ text }) => text).sort()).toEqual(textsOf(20).sort());
  await expect(inspector.trainedOn(nameAt(30), nameAt(10), 200_000)).rejects.toThrow(
    'With dropout, it takes too long to find what step 200000 learned from.',
  );
});

test('the origin of a text: the nearest other lines, or the longest passage', async () => {
  const lines = await recordedRun(few, { steps: 1 });
  const [known] = new TextDecoder()
    .decode(few)
    .split('\n')
    .filter((line) => lines.run.dataset.contains(line));
  const origin = lines.inspector.origin(nameAt(1), known);
  expect(origin).toMatchObject({ kind: 'lines', isInData: true });
  expect(origin.kind === 'lines' && origin.nearest.every(({ distance }) => distance > 0)).toBe(true);
  expect(lines.inspector.origin(nameAt(1), 'qqqqq')).toMatchObject({ isInData: false });

  const text = await recordedRun(readme, { kind: 'text', steps: 1 });
  expect(text.inspector.origin(nameAt(1), 'zzz Start with one number zzz')).toMatchObject({
    kind: 'text',
    isInData: false,
    passage: { text: ' Start with one number' },
  });
});
