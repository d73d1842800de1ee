import { readFileSync } from 'node:fs';
import { Random } from '@microgpt/random';
import {
  corpusFrom,
  createDataset,
  createRun,
  createTokenizer,
  dataRecordOf,
  presets,
  resolveSettings,
  runLoop,
  type GivenSettings,
  type Run,
} from '@microgpt/run';
import { wasm } from '@microgpt/wasm';
import type { LearnedPart } from '../src/models/learned-text.ts';

/** The bytes of the names that come with the page. */
export const names = Uint8Array.from(readFileSync(new URL('../../demo/data/ssa-2018.txt', import.meta.url)));

/** Keeps nothing. */
const store = {
  savedStep: undefined,
  hasBest: false,
  startOver: () => undefined,
  save: () => Promise.resolve(true),
  saveBest: () => Promise.resolve(true),
  saveAtEnd: () => Promise.resolve(),
};

const listener = { step: () => undefined, evaluated: () => undefined, warn: () => undefined };

/** What watches a run. */
interface Watch {
  /** Is told the run before its first step. */
  readonly begins?: (run: Run) => void;
  /** Is told the run at each step whose model is kept. */
  readonly keep?: (run: Run) => Promise<void>;
}

/** A run on a text, with the published settings of the page where no others are given, after its last step. */
export async function trainedRun(bytes: Uint8Array, given: GivenSettings = {}, watch: Watch = {}): Promise<Run> {
  const corpus = await corpusFrom('names', bytes);
  const settings = resolveSettings({ ...presets.names, validation: 0.1, samples: 20, seed: 42, ...given }, {});
  const { kind, validation, seed } = settings;
  const tokenizer = await createTokenizer(settings, { corpus, kind, validation, rng: new Random(seed) });
  const rng = new Random(seed);
  const dataset = await createDataset({ corpus, kind, tokenizer, validation, rng });
  const run = await createRun({ settings, data: dataRecordOf(corpus, dataset), dataset, engine: await wasm() }, rng);
  watch.begins?.(run);
  await runLoop(run, { listener: { ...listener, ...watch }, store, stop: { count: 0 } });
  return run;
}

/** What a run learned from. */
export function partOf({ settings: { kind, validation, seed }, data: { sha256 } }: Run): LearnedPart {
  return { sha256, kind, validation, seed };
}
