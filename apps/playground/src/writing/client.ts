import type { SamplingOptions } from '@microgpt/gpt';
import { proxy } from 'comlink';
import { ModelClient, type ModelSource } from '../models/model-client.ts';
import type { PageWorker } from '../worker/worker-client.ts';
import { unlessAborted } from '../models/unless-aborted.ts';
import type { Candidates, ModelFacts, SampleOptions, Writer, WrittenText, WrittenToken } from './writer.ts';
import type { ModelName } from '../models/model-file.ts';

/** Which texts to write, who hears of them while they are written, and what ends them early. */
export interface SampleRequest extends SampleOptions {
  /** Hears of all texts so far, again and again. */
  readonly listener?: ((texts: readonly WrittenText[]) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The most answers that are kept, so that going back needs no computation. */
const MOST_ANSWERS = 200;

/**
 * Asks the worker that writes. It starts when it is first asked.
 *
 * Every method throws the reason of its signal if that is aborted, and a RangeError in plain sentences if the model cannot do it.
 */
export class WriterClient {
  readonly #client: ModelClient<Writer>;
  #requests = 0;

  constructor(source: ModelSource, start = writerWorker) {
    const whatStopped = 'The part of the page that writes stopped';
    this.#client = new ModelClient({ source, start, whatStopped, mostAnswers: MOST_ANSWERS });
  }

  /** What a page may know of a model. */
  facts(model: ModelName, signal?: AbortSignal): Promise<ModelFacts> {
    return this.#client.answer([model], ['facts'], signal, (writer) => writer.facts(model));
  }

  /** The tokens of a text. */
  encode(model: ModelName, text: string, signal?: AbortSignal): Promise<readonly number[]> {
    return this.#client.answer([model], ['encode', text], signal, (writer) => writer.encode(model, text));
  }

  /** The text of tokens. */
  decode(model: ModelName, ids: readonly number[], signal?: AbortSignal): Promise<string> {
    return this.#client.answer([model], ['decode', ids], signal, (writer) => writer.decode(model, ids));
  }

  /** The tokens of a text from a place on, each with its probability after those before it. */
  weigh(model: ModelName, ids: readonly number[], from = 0, signal?: AbortSignal): Promise<readonly WrittenToken[]> {
    return this.#client.answer([model], ['weigh', ids, from], signal, (writer) => writer.weigh(model, ids, from));
  }

  /** The candidates after some tokens. */
  candidates(
    model: ModelName,
    ids: readonly number[],
    options: SamplingOptions,
    signal?: AbortSignal,
  ): Promise<Candidates> {
    const question = ['candidates', ids, options];
    return this.#client.answer([model], question, signal, (writer) => writer.candidates(model, ids, options));
  }

  /** A token drawn from the candidates. */
  draw(
    model: ModelName,
    ids: readonly number[],
    options: SamplingOptions & { readonly seed: number },
    signal?: AbortSignal,
  ): Promise<WrittenToken> {
    return this.#client.answer([model], ['draw', ids, options], signal, (writer) => writer.draw(model, ids, options));
  }

  /** Several texts: without a seed, those that the run itself writes at that step. */
  async samples(model: ModelName, { listener, signal, ...options }: SampleRequest): Promise<readonly WrittenText[]> {
    const request = this.#requests++;
    let texts: readonly WrittenText[] = [];
    const add = (more: readonly WrittenText[]) => {
      if (signal?.aborted === true) return;
      texts = [...texts, ...more];
      listener?.(texts);
    };
    let isSent = false;
    const cancel = () => {
      if (isSent) void this.#client.running?.cancel(request);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      await unlessAborted(
        (async () => {
          await this.#client.learn(model);
          await this.#client.ask([model], signal, (writer) => {
            isSent = true;
            return writer.samples(request, model, options, proxy(add));
          });
        })(),
        signal,
      );
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
    return texts;
  }
}

function writerWorker(): PageWorker {
  return new Worker(new URL('./writer.worker.ts', import.meta.url), { type: 'module', name: 'writer' });
}
