import { cpu } from '@microgpt/autograd';
import { corpusFrom } from '../../src/data/corpus-from.ts';
import { dataRecordOf } from '../../src/data/data-record.ts';
import type { RunOptions } from '../../src/loop/assemble-run.ts';
import { createRun } from '../../src/loop/create-run.ts';
import type { Run } from '../../src/loop/run.ts';
import type { Choices } from '../../src/plan/choices.ts';
import { newSettings } from '../../src/plan/new-settings.ts';
import { resolveSettings } from '../../src/settings/resolve-settings.ts';
import type { GivenSettings } from '../../src/settings/settings.ts';

/** Choices of a small model, without a measurement. */
export const smallChoices: Choices = {
  tokenizer: () => ({ settings: { tokenizer: 'characters' } }),
  plan: () => Promise.resolve({ settings: { steps: 10, layers: 1, heads: 2, embd: 8, block: 8, batch: 2 } }),
  resolve: resolveSettings,
};

const words = ['the', 'king', 'shall', 'not', 'be', 'so', 'much', 'to', 'my', 'lord', 'and', 'rest', 'is', 'silence'];

/** A text of 40 lines, of which each is a few words. */
export const text = Array.from({ length: 40 }, (_, i) =>
  [words[i % 14], words[(3 * i + 1) % 14], words[(5 * i + 2) % 14]].join(' '),
).join('\n');

/** What a new run on the small text is made of, on `cpu`. */
export async function smallOptions(given: GivenSettings) {
  const corpus = await corpusFrom('texts/lord.txt', new TextEncoder().encode(text));
  const out = 'lord.safetensors';
  const options = { corpus, given: { engine: 'cpu', ...given }, choices: smallChoices, out } as const;
  const { settings, dataset, rng } = await newSettings(options);
  const run: RunOptions = { settings, data: dataRecordOf(corpus, dataset), dataset, engine: cpu };
  return { run, rng };
}

/** A new run on the small text, on `cpu`. */
export async function smallRun(given: GivenSettings): Promise<Run> {
  const { run, rng } = await smallOptions(given);
  return createRun(run, rng);
}
