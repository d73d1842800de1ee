import { generate, generateMany, type SamplingOptions } from '@microgpt/gpt';
import { Random } from '@microgpt/random';
import { knownTokens } from '@microgpt/run';
import { StreamDecoder } from '@microgpt/tokenizer';
import { encodeKnown } from '../checkpoints/encode-known.ts';
import { findData, type FoundData } from '../checkpoints/find-data.ts';
import { loadModel, type LoadedModel } from '../checkpoints/load-model.ts';
import { printableText } from '../checkpoints/printable-text.ts';
import { withCheckpoint } from '../checkpoints/with-checkpoint.ts';
import type { SampleFlags } from './sample-flags.ts';
import { writeJSON, type CommandStreams, type Output } from '../output.ts';
import { readPrompt } from './read-prompt.ts';
import { untilStop } from './until-stop.ts';

/** The default number of tokens of a running text. */
const TEXT_LENGTH = 500;
/** The default number of documents. */
const DOCUMENTS = 20;
/** About the most numbers that the logits of a batch hold. */
const MOST_LOGITS = 2 ** 21;

/** How texts begin, continue and end. */
interface Task extends LoadedModel {
  readonly sampling: SamplingOptions;
  readonly rng: Random;
  /** The beginning, as text. */
  readonly prompt: string;
  /** The tokens before the first new one. */
  readonly begun: readonly number[];
  readonly maxTokens: number;
  /** The text that ends a text; empty for none. */
  readonly stop: string;
  /** The tokens that end a text. */
  readonly stopIds: readonly number[];
}

/** Writes texts with the model in a checkpoint: `microgpt sample`. */
export async function sample(this: CommandStreams, flags: SampleFlags, file: string): Promise<void> {
  const { stdout, stderr } = this.process;
  await withCheckpoint(file, async (opened) => {
    const loaded = await loadModel(opened, flags.engine);
    const given = await readPrompt(flags);
    const prompt = loaded.kind === 'lines' ? given.replace(/\n$/, '') : given;
    const task = taskOf(loaded, prompt, flags, opened.record?.settings.temperature);
    warnIfLong(task, stderr);
    const count = flags.count ?? (loaded.kind === 'lines' ? DOCUMENTS : 1);
    if (count === 1 && flags.json !== true && loaded.kind !== 'lines') {
      await writeOne(task, stdout);
      return;
    }
    const found = await findData(opened.record, loaded.tokenizer);
    await writeMany(task, count, found, flags.json === true, this.process);
  });
}

function taskOf(loaded: LoadedModel, prompt: string, flags: SampleFlags, trained: number | undefined): Task {
  const { model, tokenizer, kind } = loaded;
  const { temperature = trained ?? 0.8, topK, topP, minP, seed, stop = '' } = flags;
  const encoded = encodeKnown(tokenizer, prompt, 'the prompt');
  const begun = kind === 'text' ? beginningOf(loaded, encoded) : [tokenizer.bos, ...encoded];
  const rest = model.config.blockSize - begun.length + 1;
  const stopIds = [tokenizer.bos, ...stopToken(loaded, stop)].filter((id) => id < model.config.vocabSize);
  return {
    ...loaded,
    sampling: {
      temperature,
      ...(topK !== undefined && { topK }),
      ...(topP !== undefined && { topP }),
      ...(minP !== undefined && { minP }),
    },
    rng: new Random(seed),
    prompt,
    begun,
    maxTokens: flags.length ?? (kind === 'lines' ? (rest > 0 ? rest : model.config.blockSize) : TEXT_LENGTH),
    stop,
    stopIds,
  };
}

/** The tokens before a running text: the prompt, or a line feed, or the first token if the tokenizer has no line feed. */
function beginningOf({ tokenizer }: LoadedModel, encoded: readonly number[]): readonly number[] {
  if (encoded.length > 0) return encoded;
  try {
    return tokenizer.encode('\n').slice(-1);
  } catch {
    return [0];
  }
}

/** The stop text as a token, if it is one. A text then ends there without the tokens that would follow. */
function stopToken({ tokenizer }: LoadedModel, stop: string): readonly number[] {
  if (stop === '') return [];
  try {
    const ids = tokenizer.encode(stop);
    return ids.length === 1 ? ids : [];
  } catch {
    return [];
  }
}

function warnIfLong({ begun, model }: Task, stderr: Output): void {
  const { blockSize } = model.config;
  if (begun.length <= blockSize) return;
  stderr.write(
    `the prompt has ${begun.length.toLocaleString('en-US')} tokens; the model sees the last ${blockSize} of them\n`,
  );
}

/** Prints one running text as it is made. */
async function writeOne(task: Task, stdout: Output): Promise<void> {
  stdout.write(printableText(task.prompt));
  let last = task.prompt;
  for await (const piece of untilStop(continuation(task), task.stop)) {
    stdout.write(printableText(piece));
    last = piece;
  }
  if (!last.endsWith('\n')) stdout.write('\n');
}

async function* continuation({ model, tokenizer, ...task }: Task): AsyncGenerator<string, void> {
  const { sampling, rng, begun: prompt, stopIds: stop, maxTokens } = task;
  const decoder = new StreamDecoder(tokenizer);
  for await (const { id } of generate(knownTokens(model, tokenizer), { ...sampling, rng, prompt, stop, maxTokens }))
    yield decoder.push(id);
  yield decoder.end();
}

/** Writes texts side by side, and says at the end how many are new. */
async function writeMany(
  task: Task,
  count: number,
  found: FoundData,
  json: boolean,
  { stdout, stderr }: CommandStreams['process'],
): Promise<void> {
  const isLines = task.kind === 'lines';
  const different = new Set<string>();
  let known = 0;
  let written = 0;
  for await (const text of textsOf(task, count)) {
    const isInData = found.dataset?.contains(isLines ? text : text.trim()) ?? null;
    if (json) writeJSON(stdout, { text, isInData });
    else if (isLines) stdout.write(`${printableText(text).replaceAll('\n', '\\n')}\n`);
    else stdout.write(`${written > 0 ? '---\n' : ''}${printableText(text)}${text.endsWith('\n') ? '' : '\n'}`);
    different.add(text);
    written++;
    if (isInData === true) known++;
  }
  if (json) return;
  const numbers = [written, different.size, written - known, known].map((n) => n.toLocaleString('en-US'));
  const repeated = different.size < written ? `, ${numbers[1]} of them different` : '';
  const news = found.dataset
    ? `${numbers[2]} new, ${numbers[3]} in the training data`
    : `cannot tell how many are new, because ${found.problem}`;
  stderr.write(`${numbers[0]} text${written === 1 ? '' : 's'}${repeated}: ${news}\n`);
}

async function* textsOf(task: Task, count: number): AsyncGenerator<string, void> {
  const { model, tokenizer, prompt, begun, sampling, rng, maxTokens, stopIds, stop } = task;
  const { vocabSize } = model.config;
  const batchSize = Math.max(1, Math.min(64, Math.floor(MOST_LOGITS / (vocabSize * begun.length))));
  const options = { ...sampling, rng, count, batchSize, maxTokens, stop: stopIds, prompt: begun };
  for await (const ids of generateMany(knownTokens(model, tokenizer), options)) {
    const text = prompt + tokenizer.decode(ids);
    const end = stop === '' ? -1 : text.indexOf(stop, prompt.length);
    yield end < 0 ? text : text.slice(0, end);
  }
}
