import { openCheckpoint } from '@microgpt/checkpoint';
import { describe, expect, test } from 'vitest';
import type { Corpus } from '../../src/data/corpus.ts';
import { runRecordOf } from '../../src/loop/run-record-of.ts';
import { newSettings } from '../../src/plan/new-settings.ts';
import type { GivenSettings } from '../../src/settings/settings.ts';
import { usualSettings } from '../../src/settings/usual-settings.ts';
import { bytesOf } from '../testing/memory-store.ts';
import { smallChoices, smallRun, text } from '../testing/small-run.ts';

function corpusOf(content: string, other: Partial<Corpus> = {}): Corpus {
  const { length } = content;
  return { source: 'a.txt', name: 'a.txt', text: content, bytes: length, sha256: '', files: 1, skipped: [], ...other };
}

function settingsFor(corpus: Corpus, given: GivenSettings = {}) {
  return newSettings({ corpus, given, choices: smallChoices, out: 'a.safetensors' });
}

describe('what nobody gave is chosen, with a reason where there is one', () => {
  test('the kind of text, the share to keep apart, and the evaluations', async () => {
    const { settings, dataset, reasons } = await settingsFor(corpusOf(text));
    expect(settings).toMatchObject({
      kind: 'lines',
      validation: 0.1,
      tokenizer: 'characters',
      steps: 10,
      evalEvery: 1,
    });
    expect(settings).toMatchObject({ data: 'a.txt', out: 'a.safetensors', seed: usualSettings.seed });
    expect(dataset.documents).toBe(40);
    expect(reasons.data).toBe('read as lines because each line stands alone');
    expect(reasons.model).toMatch(/^cuts off the end of \d+ of 40 lines$/);
  });

  test('nothing is held out of a few lines', async () => {
    const { settings, reasons } = await settingsFor(corpusOf('emma\nolivia\nava\nisabella\n'));
    expect(settings.validation).toBe(0);
    expect(reasons.validation).toBe('because 4 lines are few');
  });

  test('a short text has a shorter window', async () => {
    const { settings } = await settingsFor(corpusOf('a rose is'), { kind: 'text', block: undefined });
    expect(settings.block).toBe(8);
    const { settings: shorter } = await settingsFor(corpusOf('a rose'), { kind: 'text' });
    expect(shorter.block).toBe(5);
  });

  test('the files of a folder that were left out are counted, and some named', async () => {
    const skipped = ['b.png is binary', 'c.png is binary', 'd.png is binary', 'e.png is binary', 'f.png is binary'];
    const { reasons } = await settingsFor(corpusOf(text, { files: 2, skipped }), { kind: 'lines' });
    expect(reasons.data).toBe('2 of 7 files, because b.png is binary, c.png is binary, d.png is binary, and 2 more');
  });
});

test('what was given is kept', async () => {
  const given = { kind: 'text', validation: 0.5, layers: 3, time: 60, evalEvery: 7 } as const;
  const { settings } = await settingsFor(corpusOf(text), given);
  expect(settings).toMatchObject({ ...given, steps: null });
});

test.each([
  [{ embd: 10, heads: 3 }, 'embd 10 is not divisible by heads 3; pass a multiple of 3'],
  [{ lr: 0.01, minLr: 0.1 }, 'minLr 0.1 is above lr 0.01'],
  [{ kind: 'text', block: 5000 }, 'block 5000: a window needs 5001 tokens, but the text has'],
  [{ tokenizer: 'words.json' }, 'tokenizer: expected characters or byte-pairs, got "words.json"'],
] as const)('%j is an error that names the setting', async (given, message) => {
  await expect(settingsFor(corpusOf(text), given)).rejects.toThrow(message);
});

describe('a run that starts from a checkpoint', () => {
  async function started(given: GivenSettings, content = text) {
    const checkpoint = await openCheckpoint(await bytesOf(await smallRun({ layers: 2 })));
    const from = { file: 'lord.safetensors', checkpoint, record: runRecordOf(checkpoint.extra) };
    const options = { corpus: corpusOf(content), given, choices: smallChoices };
    return newSettings({ ...options, from });
  }

  test('has its network and its tokenizer', async () => {
    const { settings } = await started({ dropout: 0.1 });
    expect(settings).toMatchObject({ layers: 2, embd: 8, block: 8, dropout: 0.1, tokenizer: 'lord.safetensors' });
  });

  test('cannot change the network, or learn characters that the model does not know', async () => {
    await expect(started({ layers: 3 })).rejects.toThrow('layers 3: the model in lord.safetensors has 2; leave it out');
    await expect(started({}, `${text}\nquiz`)).rejects.toThrow(
      /^from lord\.safetensors: a\.txt has "q" \(U\+0071\), "z" \(U\+007A\), which the model does not know; it knows .*; pass a text without them, or leave out from$/,
    );
  });
});
