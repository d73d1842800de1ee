import { generate } from '@microgpt/gpt';
import { Random } from '@microgpt/random';
import { SAMPLE_TOKENS } from '@microgpt/run';
import { contextOf } from '../models/context.ts';
import { encodeKnown } from '../models/encode-known.ts';
import type { LearnedText } from '../models/learned-text.ts';
import type { LoadedModel } from '../models/loaded-model.ts';
import { readableToken } from '../models/readable-token.ts';
import type { SampleOptions, WrittenText, WrittenToken } from './writer.ts';

/**
 * Texts that a model writes, one after the other from one random stream, so that the first of many are those of few. Without a
 * seed, the stream is a copy of that of the run, which gives the samples of the run.
 *
 * @throws RangeError if the prompt has characters that the model does not know
 * @throws the reason of the signal if it is aborted
 */
export async function* writeTexts(
  loaded: LoadedModel,
  learned: LearnedText | undefined,
  { count, prompt = '', ids, seed, maxTokens, ...sampling }: SampleOptions,
  signal: AbortSignal,
): AsyncGenerator<WrittenText, void> {
  const rng = new Random(seed ?? 0);
  if (seed === undefined) rng.restore(loaded.stream);
  const begun = weighed(loaded, ids ?? encodeKnown(loaded.tokenizer, prompt));
  const context = contextOf(
    loaded,
    begun.map(({ id }) => id),
  );
  const { blockSize } = loaded.model.config;
  const room = blockSize - context.length + 1;
  const most = maxTokens ?? (loaded.kind !== 'lines' ? SAMPLE_TOKENS : room > 0 ? room : blockSize);
  const options = { ...sampling, rng, prompt: context, maxTokens: most, signal };
  const { bos } = loaded.tokenizer;
  for (let n = 0; n < count; n++) {
    const tokens: WrittenToken[] = [...begun];
    const stop = loaded.kind === 'text' ? {} : { stop: bos };
    for await (const { id, probability } of generate(loaded.model, { ...options, ...stop })) {
      tokens.push({ ...readableToken(loaded.tokenizer, id), probability });
    }
    yield written(loaded, learned, tokens, tokens.length < begun.length + most && loaded.kind !== 'text');
  }
}

/** The tokens of a text from a place on, each with its probability after those before it. */
export function weighed(loaded: LoadedModel, ids: readonly number[], from = 0): readonly WrittenToken[] {
  const { tokenizer } = loaded;
  const found = probabilitiesOf(loaded, ids, from);
  return ids.slice(from).map((id, i) => ({ ...readableToken(tokenizer, id), probability: found[i] }));
}

function probabilitiesOf(loaded: LoadedModel, ids: readonly number[], from: number): readonly number[] {
  if (from >= ids.length) return [];
  const { predictor } = loaded;
  const context = contextOf(loaded, ids);
  const begun = context.length - ids.length;
  if (begun + from > 0) return predictor.probabilities(context, begun + from);
  // Nothing is before the first token of a text, so it is as likely as in an empty one.
  const empty = contextOf(loaded, []);
  return [...predictor.probabilities([...empty, ids[0]], empty.length), ...predictor.probabilities(ids)];
}

function written(
  { kind, tokenizer }: LoadedModel,
  learned: LearnedText | undefined,
  tokens: readonly WrittenToken[],
  isComplete: boolean,
): WrittenText {
  const all = tokenizer.decode(tokens.map(({ id }) => id));
  const text = kind === 'lines' ? all : all.trim();
  return { text, tokens, isComplete, isInData: learned && text !== '' && learned.contains(text) };
}
