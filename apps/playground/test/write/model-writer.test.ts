import { readFileSync } from 'node:fs';
import { saveCheckpoint } from '@microgpt/checkpoint';
import { generate, probabilities } from '@microgpt/gpt';
import { Random } from '@microgpt/random';
import { writeSamples, type Run } from '@microgpt/run';
import { CharTokenizer } from '@microgpt/tokenizer';
import { proxy } from 'comlink';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedFile } from '../../../../testing/shared-file.ts';
import { bytesOf } from '../../src/training/bytes-of.ts';
import { modelBytes } from '../../src/training/model-bytes.ts';
import { loadModel } from '../../src/models/loaded-model.ts';
import { ModelWriter } from '../../src/writing/model-writer.ts';
import type { ModelFile } from '../../src/models/model-file.ts';
import type { SampleOptions, WrittenText } from '../../src/writing/writer.ts';
import { names, partOf, trainedRun } from '../trained-run.ts';

const name = { run: 'a', made: 0, step: 1000 };
const golden = sharedFile('golden/microgpt-ssa2018-seed42.json');

/** A writer that holds the model of a run, and the text that it learned from. */
async function writerOf(run: Run, text?: Uint8Array): Promise<ModelWriter> {
  const writer = new ModelWriter();
  if (text) await writer.learnedFrom(partOf(run), text);
  await writer.load(name, await fileOf(run));
  return writer;
}

async function fileOf(run: Run): Promise<ModelFile> {
  return { settings: run.settings, part: partOf(run), bytes: await modelBytes(run) };
}

async function samplesOf(writer: ModelWriter, options: SampleOptions): Promise<readonly WrittenText[]> {
  const all: WrittenText[] = [];
  await writer.samples(
    0,
    name,
    options,
    proxy((texts) => void all.push(...texts)),
  );
  return all;
}

describe('with the published run', () => {
  let run: Run;
  let writer: ModelWriter;
  beforeAll(async () => {
    run = await trainedRun(names);
    writer = await writerOf(run, names);
  });

  test.skipIf(golden.missing)(`samples are the 20 names of the original${golden.note}`, async () => {
    const { samples } = JSON.parse(readFileSync(golden.path, 'utf8')) as { samples: readonly string[] };
    const written = await samplesOf(writer, { count: 20, temperature: 0.5 });
    expect(written.map(({ text }) => text)).toEqual(samples);
  });

  test('samples are those of the run, and so is what is in the data; the first of many are those of few', async () => {
    const expected = await writeSamples(run, () => false);
    const written = await samplesOf(writer, { count: 50, temperature: 0.5 });
    expect(written.slice(0, 20).map(({ text, isInData }) => ({ text, isInData }))).toEqual(expected);
  });

  test('without the text, nobody says what is in the data', async () => {
    const [written] = await samplesOf(await writerOf(run), { count: 1, temperature: 0.5 });
    expect(written.isInData).toBeUndefined();
  });

  test('a prompt is the beginning of each sample, with its probabilities', async () => {
    const written = await samplesOf(writer, { count: 3, prompt: 'mar', seed: 7 });
    const typed = writer.encode(name, 'mar');
    const weighed = writer.weigh(name, typed);
    for (const { text, tokens } of written) {
      expect(text.slice(0, 3)).toBe('mar');
      expect(tokens.slice(0, 3)).toEqual(weighed);
    }
    const [again] = await samplesOf(writer, { count: 1, ids: typed, seed: 7 });
    expect(again).toEqual(written[0]);
  });

  test('the probability of a token is that of the candidate that it was', () => {
    const tokens = writer.weigh(name, writer.encode(name, 'marie'));
    expect(writer.weigh(name, writer.encode(name, 'marie'), 3)).toEqual(tokens.slice(3));
    tokens.forEach(({ id, probability }, t) => {
      const before = tokens.slice(0, t).map((token) => token.id);
      const candidate = writer
        .candidates(name, before, { temperature: 0.1, topK: 1 })
        .first.find((one) => one.id === id);
      expect(probability).toBeCloseTo(candidate?.before ?? -1, 6);
    });
  });

  test('candidates are all tokens, with the end among them', () => {
    const { first, others } = writer.candidates(name, [], {});
    expect(first).toHaveLength(27);
    expect(others).toEqual({ count: 0, before: 0, after: 0 });
    expect(first.filter(({ kind }) => kind === 'end')).toHaveLength(1);
    expect(first.reduce((sum, { after }) => sum + after, 0)).toBeCloseTo(1, 6);
  });

  test('tokens that are drawn one by one with a seed are those of a text of that seed', async () => {
    const { tokenizer } = run.dataset;
    const options = { rng: new Random(5), prompt: [tokenizer.bos], temperature: 0.5, maxTokens: 6 };
    const ids: number[] = [];
    for await (const { id } of generate(run.model, options)) {
      expect(writer.draw(name, ids, { temperature: 0.5, seed: 5 }).id).toBe(id);
      ids.push(id);
    }
    expect(ids).toHaveLength(6);
  });

  test('names the characters that the model does not know, and those that it knows', () => {
    expect(() => writer.encode(name, 'Zoë')).toThrow(
      'This model does not know “Z”, “ë”, because the text it learned from has none. It knows abcdefghijklmnopqrstuvwxyz',
    );
  });

  test('a text that is longer than the model sees goes on with what it sees', async () => {
    const long = 'abcdefghijklmnopqrstuvwxyz';
    expect(writer.encode(name, long)).toHaveLength(26);
    const [written] = await samplesOf(writer, { count: 1, prompt: long, seed: 1 });
    expect(written.text.startsWith(long)).toBe(true);
    const seen = writer.encode(name, long);
    const last = writer.candidates(name, seen, {});
    expect(last.first[0].before).toBeGreaterThan(0);
  });

  test('a request that is cancelled ends early, and others go on', async () => {
    const groups: number[] = [];
    const cancelled = writer.samples(
      9,
      name,
      { count: 100_000, temperature: 0.5 },
      proxy((texts) => {
        groups.push(texts.length);
        writer.cancel(9);
      }),
    );
    const other = samplesOf(writer, { count: 20, temperature: 0.5 });
    await expect(cancelled).rejects.toThrow('The texts are no longer wanted.');
    expect(groups).toHaveLength(1);
    expect(await other).toHaveLength(20);
  });

  test('a model that writes is kept until it is done, also if many others come', async () => {
    const others = Array.from({ length: 8 }, (_, i) => ({ ...name, step: i }));
    const file = await fileOf(run);
    const crowded = await writerOf(run, names);
    let count = 0;
    await crowded.samples(
      1,
      name,
      { count: 3000, temperature: 0.5 },
      proxy(async (texts) => {
        if (count === 0) for (const other of others) await crowded.load(other, file);
        count += texts.length;
      }),
    );
    expect(count).toBe(3000);
    expect(() => crowded.facts(name)).toThrow('load it first');
  });

  test('a model that is not loaded is named as that', () => {
    expect(() => writer.facts({ ...name, step: 3 })).toThrow(expect.objectContaining({ name: 'NotLoadedError' }));
    expect(() => writer.facts(name)).not.toThrow();
    expect(() => writer.facts({ ...name, made: 1 })).toThrow('load it first');
  });

  test('a file without a model is refused', async () => {
    const file = { settings: run.settings, part: undefined, bytes: new Uint8Array(100) };
    await expect(writer.load({ ...name, step: 1 }, file)).rejects.toThrow('not a checkpoint');
    expect(() => writer.facts({ ...name, step: 1 })).toThrow('load it first');
  });
});

test('a loaded model has its layers, which a trace reads, also if the tokenizer is shorter', async () => {
  const { model } = await trainedRun(names, { steps: 1 });
  const bytes = await bytesOf(saveCheckpoint({ model, tokenizer: CharTokenizer.train(['abcdefg']) }));
  const settings = { kind: 'lines', engine: 'cpu', seed: 1, batch: 1, accumulate: 1 } as const;
  const loaded = await loadModel({ settings, part: undefined, bytes });
  expect(loaded.model.config.vocabSize).toBe(8);
  expect(loaded.gpt.config.vocabSize).toBe(27);
  expect([...loaded.gpt.namedTensors().keys()]).toEqual([...model.namedTensors().keys()]);
  loaded.dispose();
});

test('texts are shared by runs that learned from the same part, and only those used last are kept', async () => {
  const writer = new ModelWriter();
  const part = (sha256: string, seed: number) => ({ sha256, kind: 'lines', validation: 0.1, seed }) as const;
  for (const seed of [1, 2]) await writer.learnedFrom(part('names', seed), names);
  expect([1, 2].map((seed) => writer.knowsText(part('names', seed)))).toEqual([true, true]);
  expect(writer.knowsText(part('names', 1))).toBe(true); // so the other one was not used for longest
  await writer.learnedFrom(part('others', 1), names);
  expect([1, 2].map((seed) => writer.knowsText(part('names', seed)))).toEqual([true, false]);
});

describe('with a model of another program', () => {
  /** A writer with the published network and a tokenizer of the characters of a text. */
  async function withCharacters(chars: string, settings: { readonly kind?: undefined } = {}): Promise<ModelWriter> {
    const run = await trainedRun(names, { steps: 1 });
    const tokenizer = CharTokenizer.train([chars]);
    const writer = new ModelWriter();
    const bytes = await bytesOf(saveCheckpoint({ model: run.model, tokenizer }));
    await writer.load(name, { settings: { ...run.settings, ...settings }, part: undefined, bytes });
    return writer;
  }

  test('whose tokenizer is shorter writes only the tokens that it has', async () => {
    const writer = await withCharacters('abcdefg'); // 8 of the 27 tokens of the model
    expect(writer.facts(name)).toMatchObject({ vocabSize: 8, hasEnd: true });
    expect(writer.candidates(name, [], {}).first).toHaveLength(8);
    const texts = await samplesOf(writer, { count: 20, seed: 3 });
    for (const { text } of texts) expect(text).toMatch(/^[a-g]*$/);
  });

  test('sees what was written as it is: after the token that begins a text, or alone if it has none', async () => {
    const run = await trainedRun(names, { steps: 20 });
    const { model, dataset } = run;
    const { tokenizer } = dataset;
    const writer = new ModelWriter();
    await writer.load(name, {
      settings: { ...run.settings, kind: undefined },
      part: undefined,
      bytes: await bytesOf(saveCheckpoint({ model, tokenizer })),
    });
    expect(writer.facts(name)).toMatchObject({ hasEnd: true, hasLines: false });
    const ids = tokenizer.encode('an');
    const after = probabilities(
      model
        .forward([[tokenizer.bos, ...ids]])
        .toFlat()
        .slice(-27),
    );
    expect(writer.draw(name, ids, { temperature: 0, seed: 1 }).probability).toBeCloseTo(Math.max(...after), 6);

    const lacking = await withCharacters('abcdefghijklmnopqrstuvwxyz\n', { kind: undefined }); // the model lacks the token that begins a text
    const typed = lacking.encode(name, 'abc');
    const probability = lacking.weigh(name, typed)[2].probability;
    const untrained = await trainedRun(names, { steps: 1 });
    const alone = probabilities(
      untrained.model
        .forward([typed.slice(0, 2)])
        .toFlat()
        .slice(-27),
    );
    expect(probability).toBeCloseTo(alone[typed[2]], 6);
  });

  test('that has no token for the end writes running text, from a seed', async () => {
    const writer = await withCharacters('abcdefghijklmnopqrstuvwxyz '); // 27 characters, and one token that the model lacks
    expect(writer.facts(name)).toMatchObject({ vocabSize: 27, hasEnd: false });
    const [written] = await samplesOf(writer, { count: 1, prompt: 'go' });
    expect(written.tokens).toHaveLength(102);
    expect(written.isComplete).toBe(false);
    expect(await samplesOf(writer, { count: 1, prompt: 'go' })).toEqual([written]);
    expect(writer.candidates(name, [], {}).first.some(({ kind }) => kind === 'end')).toBe(false);
  });

  test('whose tokenizer is of another model is refused', async () => {
    await expect(withCharacters('abcdefghijklmnopqrstuvwxyz .')).rejects.toThrow(
      'The tokenizer has 29 tokens, but the model has only 27. Open the model with its own tokenizer.',
    );
  });
});

describe('with running text', () => {
  const text = new TextEncoder().encode('床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n'.repeat(30));
  const small = { kind: 'text', block: 16, embd: 8, heads: 2, batch: 2, steps: 20 } as const;

  test('samples are those of the run', async () => {
    const run = await trainedRun(text, { ...small, samples: 3 });
    const expected = await writeSamples(run, () => false);
    const written = await samplesOf(await writerOf(run, text), { count: 3, temperature: 0.5 });
    expect(written.map(({ text: shown, isInData }) => ({ text: shown, isInData }))).toEqual(expected);
    expect(written[0].tokens).toHaveLength(100);
  });

  test('samples are those of the run also if the text has no line feed', async () => {
    const flat = new TextEncoder().encode('the cat sat on the mat '.repeat(30));
    const run = await trainedRun(flat, { ...small, samples: 2 });
    const written = await samplesOf(await writerOf(run, flat), { count: 2, temperature: 0.5 });
    expect(written.map((one) => one.text)).toEqual((await writeSamples(run, () => false)).map((one) => one.text));
  });

  test('samples are those of the run also if the text begins with an emoji, and has no line feed', async () => {
    const flat = new TextEncoder().encode('🌱 the cat sat on the mat '.repeat(30));
    const run = await trainedRun(flat, { ...small, samples: 2 });
    const written = await samplesOf(await writerOf(run, flat), { count: 2, temperature: 0.5 });
    expect(written.map((one) => one.text)).toEqual((await writeSamples(run, () => false)).map((one) => one.text));
  });

  test('no end comes, also before the model has learned that there is none', async () => {
    const writer = await writerOf(await trainedRun(text, { ...small, steps: 1 }), text);
    const { first, others } = writer.candidates(name, [], {});
    expect(first).toHaveLength(writer.facts(name).vocabSize - 1);
    expect(first.some(({ kind }) => kind === 'end')).toBe(false);
    expect(first.reduce((sum, { after }) => sum + after, others.after)).toBeCloseTo(1, 6);
    for (let seed = 0; seed < 200; seed++) expect(writer.draw(name, [], { seed }).kind).toBe('text');
  });

  test('tokens that are parts of a character are told as bytes', async () => {
    const writer = await writerOf(await trainedRun(text, { ...small, tokenizer: 'byte-pairs', vocab: 260 }), text);
    const tokens = writer.weigh(name, writer.encode(name, '霜'));
    expect(tokens.map(({ kind, text: bytes }) => [kind, bytes])).toEqual([
      ['bytes', 'E9'],
      ['bytes', '9C'],
      ['bytes', '9C'],
    ]);
    expect(tokens.flatMap(({ bytes }) => bytes)).toEqual([...new TextEncoder().encode('霜')]);
    expect(writer.facts(name)).toEqual({
      vocabSize: 260,
      blockSize: 16,
      hasEnd: false,
      hasLines: false,
      hasCharacters: false,
    });
  });
});
