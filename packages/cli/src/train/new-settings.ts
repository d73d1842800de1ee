import { Random } from '@microgpt/random';
import { InputError } from '@microgpt/terminal';
import type { Tokenizer } from '@microgpt/tokenizer';
import { encodeKnown } from '../checkpoints/encode-known.ts';
import type { OpenedCheckpoint } from '../checkpoints/with-checkpoint.ts';
import { checkBlock } from '../data/check-block.ts';
import { listed, type Corpus } from '../data/corpus.ts';
import { createTokenizer } from '../data/create-tokenizer.ts';
import { createDataset, textsOf, type Dataset } from '../data/dataset.ts';
import { detectKind } from '../data/detect-kind.ts';
import type { Reasons } from '../report/reporter.ts';
import { chooseEvaluation } from '../run/choose-evaluation.ts';
import type { DataKind, GivenSettings, Settings } from '@microgpt/run';
import { checkpointNetwork, checkpointTokenizer } from './checkpoint-network.ts';
import type { Choices, Chosen } from './choices.ts';
import { checkRate } from './resumed-settings.ts';

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
  readonly out: string;
  /** The seconds since the program began. */
  readonly now: () => number;
  /** The checkpoint to start from. */
  readonly from?: OpenedCheckpoint | undefined;
}

/**
 * All settings of a new run, and its data. The kind of text, the tokenizer, the share that is kept apart and the plan are
 * chosen in this order, each from what is known by then, unless they were given.
 *
 * @throws InputError if the settings do not fit the text or the checkpoint
 */
export async function newSettings({ corpus, given, choices, out, now, from }: NewRunOptions): Promise<NewRun> {
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
    : await createTokenizer(choices.resolve(known, {}), { ...data, rng: new Random(usual.seed) });
  if (from) checkCharacters(tokenizer, texts, corpus, from);
  const rng = new Random(usual.seed);
  const dataset = await createDataset({ ...data, tokenizer, rng });
  const { settings, reason } = await plannedSettings(dataset, corpus, known, choices, now());
  checkBlock(dataset, settings);
  checkRate(settings);
  if (settings.embd % settings.heads !== 0) {
    const { embd, heads } = settings;
    throw new InputError(`--embd ${embd} is not divisible by --heads ${heads}; pass a multiple of ${heads}`);
  }
  const reasons = reasonsOf({
    data: [kind.reason, token?.reason, leftOut(corpus)],
    model: [reason, cutOff(dataset, settings)],
    validation: [given.validation === undefined && validation === 0 ? sizeOf(corpus, kind.value) : undefined],
  });
  return { settings, dataset, rng, reasons };
}

/** @throws InputError if the model to start from does not know a character of the text */
function checkCharacters(
  tokenizer: Tokenizer,
  texts: readonly string[],
  corpus: Corpus,
  { file }: OpenedCheckpoint,
): void {
  try {
    encodeKnown(tokenizer, [...new Set(texts.join(''))].join(''), corpus.source);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`--from ${file}: ${error.message}; pass a text without them, or leave out --from`);
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

function leftOut({ files, skipped }: Corpus): string | undefined {
  if (skipped.length > 0) return `${files} of ${files + skipped.length} files, because ${listed(skipped)}`;
  return files > 1 ? `${files} files` : undefined;
}

function cutOff(dataset: Dataset, { block }: Settings): string | undefined {
  const long = dataset.longerThan(block);
  return long === 0 ? undefined : `cuts off the end of ${long} of ${dataset.documents} lines`;
}

function reasonsOf(clauses: Record<keyof Reasons, readonly (string | undefined)[]>): Reasons {
  const given = Object.entries(clauses).map(
    ([name, list]) => [name, list.filter((clause) => clause !== undefined)] as const,
  );
  return Object.fromEntries(given.filter(([, list]) => list.length > 0).map(([name, list]) => [name, list.join('; ')]));
}
