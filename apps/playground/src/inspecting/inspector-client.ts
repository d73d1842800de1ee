import { ModelClient, type ModelSource } from '../models/model-client.ts';
import type { ModelName } from '../models/model-file.ts';
import type { PageWorker } from '../worker/worker-client.ts';
import type { NamedValue, StepFacts, TensorNumbers } from './graph.ts';
import type { Origin } from './origin.ts';
import type { TrainedOn } from './trained-on.ts';
import type { EmbeddingPlane, Explanation, InspectedText, Inspector, MatrixSize } from './inspector.ts';

/** The most answers that are kept: as many as a few passes of the slider over all kept steps. */
const MOST_ANSWERS = 120;

/**
 * Asks the worker that looks inside models. It starts when it is first asked.
 *
 * Every method throws the reason of its signal if that is aborted, and a RangeError in plain sentences if the model cannot do it.
 */
export class InspectorClient {
  readonly #client: ModelClient<Inspector>;

  constructor(source: ModelSource, start = inspectorWorker) {
    const whatStopped = 'The part of the page that looks inside models stopped';
    this.#client = new ModelClient({ source, start, whatStopped, mostAnswers: MOST_ANSWERS });
  }

  /** A text that the model learned from, to begin with. */
  async example(model: ModelName, signal?: AbortSignal): Promise<string> {
    await this.#client.learn(model);
    return this.#client.answer([model], ['example'], signal, (inspector) => inspector.example(model));
  }

  /** What a model computes for a text. */
  inspect(model: ModelName, text: string, signal?: AbortSignal): Promise<InspectedText> {
    return this.#client.answer([model], ['inspect', text], signal, async (inspector) => {
      await this.#client.learn(model);
      return inspector.inspect(model, text);
    });
  }

  /** Why a token is as likely as it is. */
  explain(
    model: ModelName,
    text: string,
    position: number,
    token?: number,
    signal?: AbortSignal,
  ): Promise<Explanation> {
    const question = ['explain', text, position, token];
    return this.#client.answer([model], question, signal, (inspector) =>
      inspector.explain(model, text, position, token),
    );
  }

  /** The embeddings in the plane. */
  plane(model: ModelName, table: 'wte' | 'wpe', reference?: ModelName, signal?: AbortSignal): Promise<EmbeddingPlane> {
    const models = reference === undefined ? [model] : [model, reference];
    return this.#client.answer(models, ['plane', table], signal, (inspector) =>
      inspector.plane(model, table, reference),
    );
  }

  /** A document of the training data, for the step after a number of steps. */
  async documentAt(model: ModelName, step: number, signal?: AbortSignal): Promise<string> {
    await this.#client.learn(model);
    return this.#client.answer([model], ['documentAt', step], signal, (inspector) => inspector.documentAt(model, step));
  }

  /** The documents that a step of the run trained on, found from one of its models. */
  async trainedOn(model: ModelName, from: ModelName, step: number, signal?: AbortSignal): Promise<TrainedOn> {
    await this.#client.learn(model);
    return this.#client.answer([model, from], ['trainedOn', step], signal, (inspector) =>
      inspector.trainedOn(model, from, step),
    );
  }

  /** Where a text may come from, in the data that the run learned from. */
  async origin(model: ModelName, text: string, signal?: AbortSignal): Promise<Origin> {
    await this.#client.learn(model);
    return this.#client.answer<Origin>([model], ['origin', text], signal, (inspector) => inspector.origin(model, text));
  }

  /** The graph of a training step on a text. */
  step(model: ModelName, text: string, signal?: AbortSignal): Promise<StepFacts> {
    return this.#client.answer([model], ['step', text], signal, (inspector) => inspector.step(model, text));
  }

  /** The numbers of a tensor in that graph. */
  tensor(model: ModelName, text: string, id: number, signal?: AbortSignal): Promise<TensorNumbers> {
    return this.#client.answer([model], ['tensor', text, id], signal, (inspector) => inspector.tensor(model, text, id));
  }

  /** Numbers in that graph. */
  values(model: ModelName, text: string, ids: readonly number[], signal?: AbortSignal): Promise<readonly NamedValue[]> {
    const question = ['values', text, ids];
    return this.#client.answer([model], question, signal, (inspector) => inspector.values(model, text, ids));
  }

  /** The path from the loss to a number on which most of the gradient flows. */
  path(model: ModelName, text: string, id: number, signal?: AbortSignal): Promise<readonly NamedValue[]> {
    return this.#client.answer([model], ['path', text, id], signal, (inspector) => inspector.path(model, text, id));
  }

  /** The gradients of numbers when the backward pass has reached a place in the order. */
  gradientsAt(
    model: ModelName,
    text: string,
    ids: readonly number[],
    place: number,
    signal?: AbortSignal,
  ): Promise<readonly number[]> {
    const question = ['gradientsAt', text, ids, place];
    return this.#client.answer([model], question, signal, (inspector) =>
      inspector.gradientsAt(model, text, ids, place),
    );
  }

  /** The sizes of all matrices. */
  sizes(model: ModelName, earlier?: ModelName, signal?: AbortSignal): Promise<readonly MatrixSize[]> {
    const models = earlier === undefined ? [model] : [model, earlier];
    return this.#client.answer(models, ['sizes'], signal, async (inspector) => {
      await this.#client.learn(model);
      return inspector.sizes(model, earlier);
    });
  }
}

function inspectorWorker(): PageWorker {
  return new Worker(new URL('./inspector.worker.ts', import.meta.url), { type: 'module', name: 'inspector' });
}
