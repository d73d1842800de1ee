import type { SamplingOptions } from '@microgpt/gpt';
import { proxy, transfer, type Remote } from 'comlink';
import { WorkerClient, type PageWorker } from '../worker/worker-client.ts';
import { Answers } from './answers.ts';
import { keyOf } from './key-of.ts';
import type { LearnedPart } from './learned-text.ts';
import { keyOfPart } from './recent-texts.ts';
import { unlessAborted } from './unless-aborted.ts';
import type {
  Candidates,
  ModelFacts,
  ModelFile,
  ModelName,
  SampleOptions,
  Writer,
  WrittenText,
  WrittenToken,
} from './writer.ts';

/** Where models and texts come from: the session. */
export interface WriterSource {
  /** A model at a kept or live step of a run. Its bytes are transferred to the worker, so the source must not use them again. */
  model(name: ModelName): Promise<ModelFile>;
  /** What a run learned from; undefined for the model of another program. */
  part(name: ModelName): LearnedPart | undefined;
  /** The text that a run learned from; undefined if it is not known here. */
  text(name: ModelName): Promise<Uint8Array | undefined>;
}

/** Which texts to write, who hears of them while they are written, and what ends them early. */
export interface SampleRequest extends SampleOptions {
  /** Hears of all texts so far, again and again. */
  readonly listener?: ((texts: readonly WrittenText[]) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The most answers that are kept, so that going back needs no computation. */
const MOST_ANSWERS = 200;

/**
 * Asks the worker that writes, and loads the models that it needs. The worker starts when it is first asked.
 *
 * Every method throws the reason of its signal if that is aborted, and a RangeError in plain sentences if the model cannot do it.
 */
export class WriterClient {
  readonly #source: WriterSource;
  readonly #worker: WorkerClient<Writer>;
  readonly #loading = new Map<string, Promise<void>>();
  readonly #answers = new Answers(MOST_ANSWERS);
  #requests = 0;

  constructor(source: WriterSource, start = writerWorker) {
    this.#source = source;
    this.#worker = new WorkerClient({ start, whatStopped: 'The part of the page that writes stopped' });
  }

  /** What a page may know of a model. */
  facts(model: ModelName, signal?: AbortSignal): Promise<ModelFacts> {
    return this.#answer(model, ['facts'], signal, (writer) => writer.facts(model));
  }

  /** The tokens of a text. */
  encode(model: ModelName, text: string, signal?: AbortSignal): Promise<readonly number[]> {
    return this.#answer(model, ['encode', text], signal, (writer) => writer.encode(model, text));
  }

  /** The text of tokens. */
  decode(model: ModelName, ids: readonly number[], signal?: AbortSignal): Promise<string> {
    return this.#answer(model, ['decode', ids], signal, (writer) => writer.decode(model, ids));
  }

  /** The tokens of a text from a place on, each with its probability after those before it. */
  weigh(model: ModelName, ids: readonly number[], from = 0, signal?: AbortSignal): Promise<readonly WrittenToken[]> {
    return this.#answer(model, ['weigh', ids, from], signal, (writer) => writer.weigh(model, ids, from));
  }

  /** The candidates after some tokens. */
  candidates(
    model: ModelName,
    ids: readonly number[],
    options: SamplingOptions,
    signal?: AbortSignal,
  ): Promise<Candidates> {
    const question = ['candidates', ids, options];
    return this.#answer(model, question, signal, (writer) => writer.candidates(model, ids, options));
  }

  /** A token drawn from the candidates. */
  draw(
    model: ModelName,
    ids: readonly number[],
    options: SamplingOptions & { readonly seed: number },
    signal?: AbortSignal,
  ): Promise<WrittenToken> {
    return this.#answer(model, ['draw', ids, options], signal, (writer) => writer.draw(model, ids, options));
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
      if (isSent) void this.#worker.running?.cancel(request);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      await unlessAborted(
        (async () => {
          await this.#learn(model);
          await this.#ask(model, signal, (writer) => {
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

  #answer<T>(
    model: ModelName,
    question: readonly unknown[],
    signal: AbortSignal | undefined,
    ask: (writer: Remote<Writer>) => Promise<T>,
  ): Promise<T> {
    const key = JSON.stringify([keyOf(model), ...question]);
    return this.#answers.of(key, signal, (ended) => this.#ask(model, ended, ask));
  }

  /** Asks the worker, and loads the model if the worker does not hold it. Once it is aborted, nothing more is sent. */
  async #ask<T>(
    model: ModelName,
    signal: AbortSignal | undefined,
    ask: (writer: Remote<Writer>) => Promise<T>,
  ): Promise<T> {
    for (let tries = 0; ; tries++) {
      signal?.throwIfAborted();
      try {
        return await this.#worker.call(ask);
      } catch (error) {
        const isMissing = error instanceof Error && error.name === 'NotLoadedError' && tries < 2;
        if (!isMissing) throw error;
        signal?.throwIfAborted();
        await this.#load(model);
      }
    }
  }

  /** Loads a model once, even if several callers need it. */
  #load(model: ModelName): Promise<void> {
    return this.#once(keyOf(model), async () => {
      const file = await this.#source.model(model);
      if (file.settings.kind !== 'lines') await this.#learn(model); // its beginning may be that of the text
      await this.#worker.call((writer) => writer.load(model, transfer(file, [file.bytes.buffer])));
    });
  }

  /** Tells the worker the text of a run, once. */
  async #learn(model: ModelName): Promise<void> {
    const part = this.#source.part(model);
    if (part === undefined) return;
    await this.#once(keyOfPart(part), async () => {
      if (await this.#worker.call((writer) => writer.knowsText(part))) return;
      const text = await this.#source.text(model);
      if (text) await this.#worker.call((writer) => writer.learnedFrom(part, text));
    });
  }

  /** Does something that is not under way yet. */
  #once(key: string, act: () => Promise<void>): Promise<void> {
    let acting = this.#loading.get(key);
    if (acting === undefined) {
      acting = act().finally(() => this.#loading.delete(key));
      this.#loading.set(key, acting);
    }
    return acting;
  }
}

function writerWorker(): PageWorker {
  return new Worker(new URL('./writer.worker.ts', import.meta.url), { type: 'module', name: 'writer' });
}
