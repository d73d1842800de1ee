import type { FloatArray } from '@microgpt/autograd';
import { inference } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { checkCount, checkOptions, checkPositive } from '../check-arguments.ts';
import type { KVCache } from '../model/kv-cache.ts';
import type { GenerativeModel } from '../model/language-model.ts';
import { pauseIfDue } from '../pause.ts';
import { checkedOptions, OPTIONS, type CheckedOptions, type GenerateOptions } from './generate.ts';
import { draw } from './sample.ts';

/** The options of {@link generateMany}: those of `generate`, and numbers of texts. */
export interface GenerateManyOptions extends GenerateOptions {
  /** The number of texts. */
  readonly count: number;
  /** The number of texts that are generated side by side; default 64. More are faster, and take more memory. */
  readonly batchSize?: number;
}

/**
 * Continues a prompt many times, side by side: for each token of all texts of a batch, the model runs once.
 *
 * ```ts
 * const options = { rng, prompt: [tokenizer.bos], stop: tokenizer.bos, count: 1000 };
 * for await (const ids of generateMany(model, options)) console.log(tokenizer.decode(ids));
 * ```
 *
 * Every text has a random stream of its own, `new Random(rng.random() * 2 ** 53)`. So a text does not depend on
 * `batchSize`, and the first of many texts are those of few.
 *
 * @returns the new tokens of each text, in order; the texts of a batch come together
 * @throws RangeError if the prompt is empty, an option is out of range, or logits are not finite
 * @throws TypeError if an argument has the wrong type
 * @throws Error if a layer does not use the cache
 */
export async function* generateMany(
  model: GenerativeModel,
  options: GenerateManyOptions,
): AsyncGenerator<number[], void> {
  const op = 'generateMany';
  checkCount(op, arguments.length, 2);
  checkOptions(op, options, [...OPTIONS, 'count', 'batchSize']);
  const { count, batchSize = 64, ...others } = { ...options };
  const task = checkedOptions(op, model, others);
  checkPositive(op, { count, batchSize });
  const { rng, sampling } = task;
  for (let done = 0; done < count; done += batchSize) {
    const size = Math.min(batchSize, count - done);
    const streams = Array.from({ length: size }, () => (sampling.temperature === 0 ? rng : streamFrom(rng)));
    yield* await batchOf(op, model, task, streams);
  }
}

function streamFrom(rng: Random): Random {
  return new Random(rng.random() * 2 ** 53);
}

/** The new tokens of each text, one text for each stream. */
async function batchOf(
  op: string,
  model: GenerativeModel,
  task: CheckedOptions,
  streams: readonly Random[],
): Promise<number[][]> {
  const { prompt, stops, maxTokens, signal, sampling } = task;
  const texts = streams.map(() => [...prompt]);
  let open = texts.map((_, d) => d); // those that have not ended
  let cached = open; // those in the cache
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
      if (cached.length > open.length && cache.keep(open.map((d) => cached.indexOf(d)))) cached = open;
      const from = cache.lengths[0];
      // A text that has ended, but is still in the cache, continues with any token, which nobody reads.
      const added = cached.map((d) => (texts[d].length === length ? texts[d].slice(from) : [texts[d][0]]));
      const rows = lastRows(added, vocabSize, cache);
      return open.map((d) => rows[cached.indexOf(d)]);
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
