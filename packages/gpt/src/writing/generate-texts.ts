import type { FloatArray } from '@microgpt/autograd';
import { inference } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import type { Tokenizer } from '@microgpt/tokenizer';
import { checkCount, checkKind, checkOptions, checkPositive, checkSignal, hasMethod } from '../check-arguments.ts';
import type { KVCache } from '../model/kv-cache.ts';
import { checkModel, type GenerativeModel } from '../model/language-model.ts';
import { pauseIfDue } from '../pause.ts';
import { checkStops, OPTIONS } from './generate.ts';
import type { GenerateTextOptions } from './generate-text.ts';
import { checkedSampling, checkStream, draw, type Sampling } from './sample.ts';

/** The options of {@link generateTexts}: those of `generateText`, and numbers of texts. */
export interface GenerateTextsOptions extends GenerateTextOptions {
  /** The number of texts. */
  readonly count: number;
  /** The number of texts that are generated side by side; default 64. More are faster, and take more memory. */
  readonly batchSize?: number;
}

/** A number of texts that begin alike, and what they have in common. */
interface Task {
  readonly model: GenerativeModel;
  readonly prompt: readonly number[];
  readonly stops: readonly number[];
  readonly maxTokens: number;
  readonly useCache: boolean;
  readonly signal: AbortSignal | undefined;
  readonly sampling: Sampling;
}

/**
 * Generates many texts side by side, each like `generateText`: for each token of all texts, the model runs once.
 *
 * ```ts
 * for await (const name of generateTexts(model, tokenizer, { rng, count: 1000, temperature: 0.5 })) console.log(name);
 * ```
 *
 * Every text has a random stream of its own, seeded by one draw from `rng` before the first token. So the texts do not
 * depend on `batchSize`, and the first of many are those of few.
 *
 * @returns the texts in order; those of a batch come together
 * @throws RangeError if the prompt has characters that are not in the vocabulary, an option is out of range, or logits are
 *   not finite
 * @throws TypeError if an argument has the wrong type
 */
export async function* generateTexts(
  model: GenerativeModel,
  tokenizer: Tokenizer,
  options: GenerateTextsOptions,
): AsyncGenerator<string, void> {
  const op = 'generateTexts';
  checkCount(op, arguments.length, 3);
  checkModel(op, model);
  checkKind(op, 'a tokenizer', tokenizer, hasMethod(tokenizer, 'encode'));
  checkOptions(op, options, [...OPTIONS, 'count', 'batchSize']);
  const { rng, prompt = '', count, batchSize = 64, stop = tokenizer.bos, ...others } = { ...options };
  const { maxTokens: limit, useCache = true, signal, ...given } = others;
  checkKind(op, 'a text for prompt', prompt, typeof prompt === 'string');
  checkSignal(op, signal);
  const sampling = checkedSampling(op, given);
  checkStream(op, sampling, rng);
  const encoded = tokenizer.encode(prompt);
  const { vocabSize, blockSize } = model.config;
  const maxTokens = limit ?? Math.max(1, blockSize - encoded.length);
  checkPositive(op, { count, batchSize, maxTokens });
  const stops = typeof stop === 'number' ? [stop] : stop;
  checkStops(op, stops, vocabSize);
  const task = { model, prompt: [tokenizer.bos, ...encoded], stops, maxTokens, useCache, signal, sampling };

  for (let done = 0; done < count; done += batchSize) {
    const size = Math.min(batchSize, count - done);
    const streams = Array.from({ length: size }, () => (sampling.temperature === 0 ? rng : streamFrom(rng)));
    for (const ids of await batchOf(op, task, streams)) yield tokenizer.decode([...encoded, ...ids]);
  }
}

function streamFrom(rng: Random): Random {
  return new Random(rng.random() * 2 ** 53);
}

/** The new tokens of each text, one text for each stream. */
async function batchOf(op: string, task: Task, streams: readonly Random[]): Promise<number[][]> {
  const { model, prompt, stops, maxTokens, signal, sampling } = task;
  const texts = streams.map(() => [...prompt]);
  let open = texts.map((_, d) => d); // those that have not ended
  const cache = task.useCache ? model.createCache?.(texts.length) : undefined;
  try {
    for (let n = 0; n < maxTokens && open.length > 0; n++) {
      signal?.throwIfAborted();
      const rows = nextLogits();
      open = open.filter((d, i) => {
        const id = draw(op, rows[i], sampling, streams[d]);
        if (stops.includes(id)) return false;
        texts[d].push(id);
        return true;
      });
      const pause = pauseIfDue();
      if (pause) await pause;
    }
  } finally {
    cache?.dispose();
  }
  return texts.map((text) => text.slice(prompt.length));

  /** The logits after each open text. All of these have the same length. */
  function nextLogits(): FloatArray[] {
    const { blockSize, vocabSize } = model.config;
    const { length } = texts[open[0]];
    return inference(() => {
      if (!cache || length > blockSize)
        return lastRows(
          open.map((d) => texts[d].slice(-blockSize)),
          vocabSize,
        );
      const from = cache.lengths[0];
      // The cache has a place for every text, so one that has ended continues with any token, which nobody reads.
      const added = texts.map((text) => (text.length === length ? text.slice(from) : [text[0]]));
      const rows = lastRows(added, vocabSize, cache);
      return open.map((d) => rows[d]);
    });
  }

  /** The logits of the last token of each document. */
  function lastRows(documents: readonly number[][], vocabSize: number, cache?: KVCache): FloatArray[] {
    const logits = model.forward(documents, cache).toFlat();
    let end = 0;
    return documents.map(({ length }) => {
      end += length;
      return logits.subarray((end - 1) * vocabSize, end * vocabSize);
    });
  }
}
