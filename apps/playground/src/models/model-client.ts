import { transfer, type Remote } from 'comlink';
import { WorkerClient, type PageWorker } from '../worker/worker-client.ts';
import { Answers } from './answers.ts';
import { keyOf } from './key-of.ts';
import type { LearnedPart } from './learned-text.ts';
import type { ModelFile, ModelName } from './model-file.ts';
import type { ModelHolder } from './model-holder.ts';
import { keyOfPart } from './recent-texts.ts';

/** Where models and texts come from: the session. */
export interface ModelSource {
  /** A model at a kept or live step of a run. Its bytes are transferred to the worker, so the source must not use them again. */
  model(name: ModelName): Promise<ModelFile>;
  /** What a run learned from; undefined for the model of another program. */
  part(name: ModelName): LearnedPart | undefined;
  /** The text that a run learned from; undefined if it is not known here. */
  text(name: ModelName): Promise<Uint8Array | undefined>;
}

/** What a {@link ModelClient} needs. */
export interface ModelClientOptions {
  readonly source: ModelSource;
  readonly start: () => PageWorker;
  /** What errors begin with, such as `The part of the page that writes stopped`. */
  readonly whatStopped: string;
  /** The most answers that are kept, so that going back needs no computation. */
  readonly mostAnswers: number;
}

/**
 * Asks a worker that computes with models, and loads the models that it needs. The worker starts when it is first asked.
 *
 * Every method throws the reason of its signal if that is aborted, and a RangeError in plain sentences if the model cannot do it.
 */
export class ModelClient<Api extends ModelHolder> {
  readonly #source: ModelSource;
  readonly #worker: WorkerClient<Api>;
  readonly #loading = new Map<string, Promise<void>>();
  readonly #answers: Answers;

  constructor({ source, start, whatStopped, mostAnswers }: ModelClientOptions) {
    this.#source = source;
    this.#worker = new WorkerClient<Api>({ start, whatStopped });
    this.#answers = new Answers(mostAnswers);
  }

  /** The worker that runs now; undefined if none does. */
  get running(): Remote<Api> | undefined {
    return this.#worker.running;
  }

  /** The answer to a question about models. The same question is asked once, as long as its answer is kept. */
  answer<T>(
    models: readonly ModelName[],
    question: readonly unknown[],
    signal: AbortSignal | undefined,
    ask: (worker: Remote<Api>) => Promise<T>,
  ): Promise<T> {
    const key = JSON.stringify([...models.map(keyOf), ...question]);
    return this.#answers.of(key, signal, (ended) => this.ask(models, ended, ask));
  }

  /** Asks the worker, and loads the models that the worker does not hold. Once it is aborted, nothing more is sent. */
  async ask<T>(
    models: readonly ModelName[],
    signal: AbortSignal | undefined,
    ask: (worker: Remote<Api>) => Promise<T>,
  ): Promise<T> {
    for (let tries = 0; ; tries++) {
      signal?.throwIfAborted();
      try {
        return await this.#worker.call(ask);
      } catch (error) {
        const isMissing = error instanceof Error && error.name === 'NotLoadedError' && tries < 2;
        if (!isMissing) throw error;
        for (const model of models) {
          signal?.throwIfAborted();
          await this.#load(model);
        }
      }
    }
  }

  /** Tells the worker the text of a run, once. */
  async learn(model: ModelName): Promise<void> {
    const part = this.#source.part(model);
    if (part === undefined) return;
    await this.#once(keyOfPart(part), async () => {
      if (await this.#call((worker) => worker.knowsText(part))) return;
      const text = await this.#source.text(model);
      if (text) await this.#call((worker) => worker.learnedFrom(part, text));
    });
  }

  /** Loads a model once, even if several callers need it. */
  #load(model: ModelName): Promise<void> {
    return this.#once(keyOf(model), async () => {
      const file = await this.#source.model(model);
      if (file.settings.kind !== 'lines') await this.learn(model); // its beginning may be that of the text
      await this.#call((worker) => worker.load(model, transfer(file, [file.bytes.buffer])));
    });
  }

  #call<T>(use: (worker: Remote<ModelHolder>) => Promise<T>): Promise<T> {
    return this.#worker.call((worker) => use(worker as Remote<ModelHolder>));
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
