import { Random } from '@microgpt/random';
import type { Tokenizer } from '@microgpt/tokenizer';
import { checkBlock } from '../data/check-block.ts';
import type { Corpus } from '../data/corpus.ts';
import { createTokenizer, type ReadTokenizer } from '../data/create-tokenizer.ts';
import { createDataset, textsOf, type Dataset } from '../data/dataset.ts';
import { detectKind } from '../data/detect-kind.ts';
import { encodeKnown } from '../data/encode-known.ts';
import { checkHeads } from '../settings/check-heads.ts';
import { checkRate } from '../settings/check-rate.ts';
import { RunError } from '../settings/run-error.ts';
import type { DataKind, GivenSettings, Settings } from '../settings/settings.ts';
import { usualSettings } from '../settings/usual-settings.ts';
import { checkpointNetwork, checkpointTokenizer, type StartingPoint } from './checkpoint-network.ts';
import type { Choices, Chosen } from './choices.ts';
import { chooseEvaluation } from './choose-evaluation.ts';
import { cutOff, leftOut, reasonsOf, type Reasons } from './reasons.ts';

/** Fewer lines, or characters of running text, are too few to keep some of them apart. */
const LEAST_TO_SPLIT = { lines: 20, text: 1000 };

/** A new run before its network exists. */
export interface NewRun {
  readonly settings: Settings;
  readonly dataset: Dataset;
  /** The stream of the seed, after the lines were shuffled. */
  readonly rng: Random;
  readonly reasons: Reasons;
}

/** What a new run is made from. */
export interface NewRunOptions {
  readonly corpus: Corpus;
  readonly given: GivenSettings;
  readonly choices: Choices;
  /** The checkpoint file; default `model.safetensors`. */
  readonly out?: string;
  /** The seconds since the program began, which a run by the clock includes; default 0. */
  readonly now?: () => number;
  /** The checkpoint to start from. */
  readonly from?: StartingPoint | undefined;
  /** Reads the tokenizer in a file, if a setting names one. */
  readonly readTokenizer?: ReadTokenizer | undefined;
}

/**
 * All settings of a new run, and its data. The kind of text, the tokenizer, the share that is held out and the plan are
 * chosen in this order, each from what is known by then, unless they were given.
 *
 * @throws RunError if the settings do not fit the text or the checkpoint
 */
export async function newSettings(options: NewRunOptions): Promise<NewRun> {
  const { corpus, given, choices, out = usualSettings.out, now = () => 0, from, readTokenizer } = options;
  const usual = choices.resolve(given, {});
  const kind = kindOf(corpus, given);
  const token = from ? undefined : tokenizerFor(corpus, kind.value, given, choices);
  const validation = given.validation ?? (isTooShort(corpus, kind.value) ? 0 : usual.validation);
  const network = from ? checkpointNetwork(from, given) : token?.settings;
  const parts = given.parts ?? from?.record?.settings.parts;
  const known = {
    ...given,
    ...network,
    ...(parts != null && { parts }),
    kind: kind.value,
    validation,
    data: corpus.source,
    out,
  };

  const texts = textsOf(corpus, kind.value);
  const data = { corpus, kind: kind.value, validation };
  const tokenizer = from
    ? checkpointTokenizer(from)
    : await createTokenizer(choices.resolve(known, {}), { ...data, rng: new Random(usual.seed) }, readTokenizer);
  if (from) checkCharacters(tokenizer, texts, corpus, from);
  const rng = new Random(usual.seed);
  const dataset = await createDataset({ ...data, tokenizer, rng });
  const { settings, reason } = await plannedSettings(dataset, corpus, known, choices, now());
  checkBlock(dataset, settings);
  checkRate(settings);
  checkHeads(settings);
  const reasons = reasonsOf({
    data: [kind.reason, token?.reason, leftOut(corpus)],
    model: [reason, cutOff(dataset, settings)],
    validation: [given.validation === undefined && validation === 0 ? sizeOf(corpus, kind.value) : undefined],
  });
  return { settings, dataset, rng, reasons };
}

/** @throws RunError if the model to start from does not know a character of the text */
function checkCharacters(
  tokenizer: Tokenizer,
  texts: readonly string[],
  corpus: Corpus,
  { file }: StartingPoint,
): void {
  try {
    encodeKnown(tokenizer, [...new Set(texts.join(''))].join(''), corpus.source);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    const { message } = error;
    throw new RunError((s) => `${s('from')} ${file}: ${message}; pass a text without them, or leave out ${s('from')}`);
  }
}

function kindOf(corpus: Corpus, given: GivenSettings): { readonly value: DataKind; readonly reason?: string } {
  if (given.kind !== undefined) return { value: given.kind };
  const { kind, reason } = detectKind(corpus.text);
  return { value: kind, reason: `read as ${kind === 'lines' ? 'lines' : 'one text'} because ${reason}` };
}

function tokenizerFor({ text }: Corpus, kind: DataKind, given: GivenSettings, choices: Choices): Chosen | undefined {
  if (given.tokenizer !== undefined) return undefined;
  const chosen = choices.tokenizer({ kind, characters: text.length, differentCharacters: new Set(text).size });
  const { tokenizer, vocab } = chosen.settings;
  return { settings: { tokenizer, vocab: given.vocab ?? vocab }, reason: chosen.reason };
}

/** All settings, with a plan for what was not given. */
async function plannedSettings(
  dataset: Dataset,
  { text }: Corpus,
  given: GivenSettings,
  choices: Choices,
  elapsed: number,
): Promise<{ readonly settings: Settings; readonly reason: string | undefined }> {
  const { kind, trainingDocuments, trainingTokens, validationTokens, longest, tokenizer } = dataset;
  const tokens = { trainingTokens, validationTokens, longest, vocabSize: tokenizer.vocabSize };
  const { engine } = choices.resolve(given, {});
  const facts = { kind, characters: text.length, documents: trainingDocuments, ...tokens, elapsed, engine, given };
  const { settings: plan, reason } = await choices.plan(facts);
  const chosen = { ...plan, ...shorterBlock(plan, dataset) };
  const draft = choices.resolve(given, chosen);
  const steps = draft.steps ?? plan.steps ?? 1000;
  const settings = choices.resolve(given, { ...chosen, ...chooseEvaluation({ ...draft, steps }, validationTokens) });
  const length = given.time == null ? { time: null } : { time: given.time, steps: null };
  return { settings: { ...settings, ...length }, reason };
}

/** A block for which both parts of a short text are long enough, if the planned one is too long. */
function shorterBlock({ block }: GivenSettings, { kind, trainingTokens, validationTokens }: Dataset): GivenSettings {
  if (kind === 'lines' || block === undefined) return {};
  const shortest = validationTokens > 0 ? Math.min(trainingTokens, validationTokens) : trainingTokens;
  return { block: Math.max(1, Math.min(block, shortest - 1)) };
}

function isTooShort(corpus: Corpus, kind: DataKind): boolean {
  return lengthOf(corpus, kind) < LEAST_TO_SPLIT[kind];
}

function sizeOf(corpus: Corpus, kind: DataKind): string {
  return `because ${lengthOf(corpus, kind)} ${kind === 'lines' ? 'lines' : 'characters'} are few`;
}

function lengthOf(corpus: Corpus, kind: DataKind): number {
  return kind === 'lines' ? textsOf(corpus, kind).length : corpus.text.length;
}
