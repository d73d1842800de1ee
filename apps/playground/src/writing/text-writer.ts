import { generate, probabilities } from '@microgpt/gpt';
import { Random } from '@microgpt/random';
import { contextOf } from './context.ts';
import { encodeKnown } from './encode-known.ts';
import type { LearnedText } from './learned-text.ts';
import type { LoadedModel } from './loaded-model.ts';
import { readableToken } from './readable-token.ts';
import type { SampleOptions, WrittenText, WrittenToken } from './writer.ts';

/** The number of tokens of a sample of running text, as in the samples of a run. */
const TEXT_TOKENS = 100;

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
  const begun = weighed(loaded, learned, ids ?? encodeKnown(loaded.tokenizer, prompt));
  const context = contextOf(
    loaded,
    learned,
    begun.map(({ id }) => id),
  );
  const { blockSize } = loaded.model.config;
  const room = blockSize - context.length + 1;
  const most = maxTokens ?? (loaded.kind === 'text' ? TEXT_TOKENS : room > 0 ? room : blockSize);
  const options = { ...sampling, rng, prompt: context, maxTokens: most, signal };
  const { bos } = loaded.tokenizer;
  for (let n = 0; n < count; n++) {
    const tokens: WrittenToken[] = [...begun];
    const stop = loaded.kind === 'lines' ? { stop: bos } : {};
    for await (const { id, probability } of generate(loaded.model, { ...options, ...stop })) {
      tokens.push({ ...readableToken(loaded.tokenizer, id), probability });
    }
    yield written(loaded, learned, tokens, tokens.length < begun.length + most && loaded.kind === 'lines');
  }
}

/** The tokens of a text, each with its probability after those before it. */
export function weighed(
  loaded: LoadedModel,
  learned: LearnedText | undefined,
  ids: readonly number[],
): readonly WrittenToken[] {
  return ids.map((id, t) => {
    const logits = loaded.predictor.logits(contextOf(loaded, learned, ids.slice(0, t)));
    return { ...readableToken(loaded.tokenizer, id), probability: probabilities(logits)[id] };
  });
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
