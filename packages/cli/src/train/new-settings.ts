import type { Checkpoint } from '@microgpt/checkpoint';
import type { GPTDescription } from '@microgpt/gpt';
import { tokenizerFrom } from '@microgpt/gpt/checkpoint';
import { Random } from '@microgpt/random';
import { InputError } from '@microgpt/terminal';
import type { Tokenizer } from '@microgpt/tokenizer';
import { checkBlock } from '../data/check-block.ts';
import type { Corpus } from '../data/corpus.ts';
import { createDataset, textsOf, type Dataset } from '../data/dataset.ts';
import { createTokenizer } from '../data/create-tokenizer.ts';
import { detectKind } from '../data/detect-kind.ts';
import { chooseEvaluation } from '../run/choose-evaluation.ts';
import type { DataKind, GivenSettings, Settings } from '../settings/settings.ts';
import type { Choices } from './choices.ts';
import type { OpenedRun } from './open-run.ts';

/** Fewer lines, or characters of running text, are too few to keep some of them apart. */
const LEAST_TO_SPLIT = { lines: 20, text: 1000 };

/** A new run before its network exists. */
export interface NewRun {
  readonly settings: Settings;
  readonly dataset: Dataset;
  /** The stream of the seed, after the lines were shuffled. */
  readonly rng: Random;
  /** A sentence for each choice, with its reason. */
  readonly reasons: readonly string[];
}

/** What a new run is made from. */
export interface NewRunOptions {
  readonly corpus: Corpus;
  readonly given: GivenSettings;
  readonly choices: Choices;
  readonly out: string;
  /** The checkpoint to start from. */
  readonly from?: OpenedRun | undefined;
}

/**
 * All settings of a new run, and its data: kind of text, tokenizer, and plan, each chosen unless it was given.
 *
 * @throws InputError if the settings do not fit the text or the checkpoint
 */
export async function newSettings({ corpus, given, choices, out, from }: NewRunOptions): Promise<NewRun> {
  const reasons: string[] = [];
  const fixed = from ? networkOf(from, given) : {};
  const kind = given.kind ?? detected(corpus, reasons);
  const { seed, validation: usual } = choices.resolve(given, {});
  const validation = given.validation ?? usualShare(corpus, kind, usual, reasons);
  const token = from ? {} : chosenTokenizer(corpus, kind, given, choices, reasons);
  const base = { ...fixed, ...token, kind, validation, data: corpus.source, out };

  const first = choices.resolve({ ...given, ...base }, {});
  const tokenizer = from ? tokenizerOf(from) : await createTokenizer(first, textsOf(corpus, kind));
  const rng = new Random(seed);
  const dataset = await createDataset({ corpus, kind, tokenizer, validation, rng });
  const { trainingTokens, validationTokens, longest } = dataset;

  const known = { ...given, ...base };
  const { vocabSize } = tokenizer;
  const { engine } = first;
  const facts = { kind, trainingTokens, validationTokens, vocabSize, longest, engine, given: known };
  const plan = await choices.plan(facts);
  reasons.push(...plan.reasons);
  const planned = { ...plan.settings, ...shorterBlock(plan.settings, dataset) };
  const draft = choices.resolve(known, planned);
  const evaluation = chooseEvaluation(
    { ...draft, steps: draft.steps ?? plan.settings.steps ?? 1000 },
    validationTokens,
  );
  const resolved = choices.resolve(known, { ...planned, ...evaluation });
  const settings = { ...resolved, ...lengthOf(given, resolved) };
  if (settings.embd % settings.heads !== 0) {
    throw new InputError(
      `--embd ${settings.embd} is not divisible by --heads ${settings.heads}; pass a multiple of it`,
    );
  }
  checkBlock(dataset, settings);
  return { settings, dataset, rng, reasons };
}

function detected(corpus: Corpus, reasons: string[]): DataKind {
  const { kind, reason } = detectKind(corpus.text);
  reasons.push(`${corpus.name} is ${kind === 'lines' ? 'a list of lines' : 'running text'}, because ${reason}`);
  return kind;
}

function usualShare(corpus: Corpus, kind: DataKind, usual: number, reasons: string[]): number {
  const size = kind === 'lines' ? textsOf(corpus, kind).length : corpus.text.length;
  if (size >= LEAST_TO_SPLIT[kind]) return usual;
  const items = kind === 'lines' ? 'lines' : 'characters';
  reasons.push(`nothing is kept apart, because ${size} ${items} are too few`);
  return 0;
}

function chosenTokenizer(
  { text }: Corpus,
  kind: DataKind,
  given: GivenSettings,
  choices: Choices,
  reasons: string[],
): Pick<GivenSettings, 'tokenizer' | 'vocab'> {
  if (given.tokenizer !== undefined) return {};
  const differentCharacters = new Set(text).size;
  const chosen = choices.tokenizer({ kind, characters: text.length, differentCharacters });
  reasons.push(...chosen.reasons);
  const { tokenizer, vocab } = chosen.settings;
  return { tokenizer, ...(given.vocab === undefined && vocab !== undefined && { vocab }) };
}

/** A block for which both parts of a short text are long enough, if the planned one is too long. */
function shorterBlock({ block }: GivenSettings, { kind, trainingTokens, validationTokens }: Dataset): GivenSettings {
  if (kind === 'lines' || block === undefined) return {};
  const shortest = validationTokens > 0 ? Math.min(trainingTokens, validationTokens) : trainingTokens;
  return { block: Math.max(1, Math.min(block, shortest - 1)) };
}

function lengthOf({ time }: GivenSettings, { steps }: Settings): Pick<Settings, 'steps' | 'time'> {
  return time == null ? { steps, time: null } : { steps: null, time };
}

function tokenizerOf({ file, checkpoint }: OpenedRun): Tokenizer {
  try {
    return tokenizerFrom(checkpoint);
  } catch (error) {
    throw new InputError(`--from ${file}: ${(error as Error).message.replace(/^tokenizerFrom: /, '')}`);
  }
}

/**
 * The settings of the network in a checkpoint.
 *
 * @throws InputError if the given ones differ
 */
function networkOf({ file, checkpoint }: Pick<OpenedRun, 'file'> & { checkpoint: Checkpoint }, given: GivenSettings) {
  const { config } = { ...(checkpoint.model as Partial<GPTDescription> | null) };
  if (config === undefined) throw new InputError(`--from ${file}: the file does not describe a GPT`);
  const { nLayer, nHead, nEmbd, blockSize, architecture, bias, activation, dropout, tieHead } = config;
  const sizes = { layers: nLayer, heads: nHead, embd: nEmbd, block: blockSize };
  const network = { ...sizes, architecture, bias, activation, dropout, tieHead };
  for (const [name, value] of Object.entries(network)) {
    const wanted = given[name as keyof typeof network];
    if (wanted === undefined || wanted === value) continue;
    throw new InputError(`--${name} ${wanted}: the model in ${file} has ${value}; leave it out`);
  }
  if (given.tokenizer !== undefined) {
    throw new InputError(`--tokenizer ${given.tokenizer}: the model in ${file} has its own tokenizer; leave it out`);
  }
  return network;
}
