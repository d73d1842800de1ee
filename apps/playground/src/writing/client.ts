import type { SamplingOptions } from '@microgpt/gpt';
import { proxy, type Remote } from 'comlink';
import { keyOf, runKeyOf } from './key-of.ts';
import { startedWorker, type StartedWorker } from './started-worker.ts';
import type { Division } from './learned-text.ts';
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
  /** A model at a kept or live step of a run. */
  model(name: ModelName): Promise<ModelFile>;
  /** The text that a run learned from; undefined if it is not known here. */
  text(name: ModelName): Promise<{ readonly bytes: Uint8Array; readonly division: Division } | undefined>;
}

/** Which texts to write, who hears of them while they are written, and what ends them early. */
export interface SampleRequest extends SampleOptions {
  /** Hears of all texts so far, again and again. */
  readonly listener?: ((texts: readonly WrittenText[]) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The most answers that are kept, so that going back needs no computation. */
const MOST_ANSWERS = 500;

/**
 * Asks the worker that writes, and loads the models that it needs. The worker starts when it is first asked.
 *
 * Every method throws the reason of its signal if that is aborted, and a RangeError in plain sentences if the model cannot do it.
 */
export class WriterClient {
  readonly #source: WriterSource;
  readonly #start: () => StartedWorker;
  readonly #loading = new Map<string, Promise<void>>();
  readonly #answers = new Map<string, Promise<unknown>>();
  #worker: StartedWorker | undefined;
  #requests = 0;

  constructor(source: WriterSource, start: () => StartedWorker = startedWorker) {
    this.#source = source;
    this.#start = start;
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
    const cancel = () => void this.#worker?.writer.cancel(request);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      await this.#learn(model);
      signal?.throwIfAborted();
      await unlessAborted(
        this.#ask(model, (writer) => writer.samples(request, model, options, proxy(add))),
        signal,
      );
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
    return texts;
  }

  /** The answer to a question, which is asked once. An answer that fails is forgotten. */
  #answer<T>(
    model: ModelName,
    question: readonly unknown[],
    signal: AbortSignal | undefined,
    ask: (writer: Remote<Writer>) => Promise<T>,
  ): Promise<T> {
    const key = JSON.stringify([keyOf(model), ...question]);
    const known = this.#answers.get(key) as Promise<T> | undefined;
    const answer = known ?? this.#ask(model, ask);
    this.#answers.delete(key);
    this.#answers.set(key, answer); // the last, and so the last to be forgotten
    if (known === undefined) answer.catch(() => this.#answers.delete(key));
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= MOST_ANSWERS) break;
      this.#answers.delete(oldest);
    }
    return unlessAborted(answer, signal);
  }

  /** Asks the worker, and loads the model if the worker does not hold it. */
  async #ask<T>(model: ModelName, ask: (writer: Remote<Writer>) => Promise<T>): Promise<T> {
    const { writer, failure } = (this.#worker ??= this.#start());
    for (let tries = 0; ; tries++) {
      try {
        return await Promise.race([ask(writer), failure]);
      } catch (error) {
        const isMissing = error instanceof Error && error.name === 'NotLoadedError' && tries < 2;
        if (!isMissing) throw error;
        await Promise.race([this.#load(writer, model), failure]);
      }
    }
  }

  /** Loads a model once, whoever asks for it. */
  #load(writer: Remote<Writer>, model: ModelName): Promise<void> {
    return this.#once(keyOf(model), async () => {
      const file = await this.#source.model(model);
      if (file.settings.kind !== 'lines') await this.#learn(model); // its beginning may be that of the text
      await writer.load(model, file);
    });
  }

  /** Tells the worker the text of a run, once. */
  async #learn(model: ModelName): Promise<void> {
    const { writer, failure } = (this.#worker ??= this.#start());
    const learned = this.#once(runKeyOf(model), async () => {
      if (await writer.knowsText(model)) return;
      const known = await this.#source.text(model);
      if (known) await writer.learnedFrom(model, known.bytes, known.division);
    });
    await Promise.race([learned, failure]);
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
