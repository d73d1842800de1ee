import type { FloatArray } from '@microgpt/autograd';
import { candidates, sample, probabilities, type SamplingOptions } from '@microgpt/gpt';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { releaseProxy, type ProxyMethods } from 'comlink';
import { contextOf } from '../models/context.ts';
import { encodeKnown } from '../models/encode-known.ts';
import type { LoadedModel } from '../models/loaded-model.ts';
import { ModelShelf } from '../models/model-shelf.ts';
import { readableToken } from '../models/readable-token.ts';
import { weighed, writeTexts } from './text-writer.ts';
import type {
  Candidate,
  Candidates,
  ModelFacts,
  RequestId,
  SampleOptions,
  SamplesListener,
  Writer,
  WrittenText,
  WrittenToken,
} from './writer.ts';
import type { ModelName } from '../models/model-file.ts';

/** The most candidates that are told one by one. */
const MOST_CANDIDATES = 60;
/** The milliseconds between two groups of samples. */
const GROUP_MS = 40;

/** Writes with the models that it is given. */
export class ModelWriter extends ModelShelf implements Writer {
  readonly #requests = new Map<RequestId, AbortController>();

  facts(name: ModelName): ModelFacts {
    const { model, tokenizer, kind } = this.models.get(name);
    const { vocabSize, blockSize } = model.config;
    const hasCharacters = tokenizer instanceof CharTokenizer;
    return { vocabSize, blockSize, hasEnd: kind !== 'text', hasLines: kind === 'lines', hasCharacters };
  }

  encode(name: ModelName, text: string): readonly number[] {
    return encodeKnown(this.models.get(name).tokenizer, text);
  }

  decode(name: ModelName, ids: readonly number[]): string {
    return this.models.get(name).tokenizer.decode(ids);
  }

  weigh(name: ModelName, ids: readonly number[], from = 0): readonly WrittenToken[] {
    return weighed(this.models.get(name), ids, from);
  }

  candidates(name: ModelName, ids: readonly number[], options: SamplingOptions): Candidates {
    const loaded = this.models.get(name);
    const all = candidates(logitsAfter(loaded, ids), options).filter(({ id }) => !isEndless(loaded, id));
    const readable = ({ id, ...rest }: (typeof all)[number]): Candidate => ({
      ...rest,
      ...readableToken(loaded.tokenizer, id),
    });
    return { first: all.slice(0, MOST_CANDIDATES).map(readable), others: together(all.slice(MOST_CANDIDATES)) };
  }

  draw(
    name: ModelName,
    ids: readonly number[],
    { seed, ...options }: SamplingOptions & { readonly seed: number },
  ): WrittenToken {
    const loaded = this.models.get(name);
    const logits = logitsAfter(loaded, ids);
    const rng = new Random(seed);
    ids.forEach(() => rng.random()); // as if the earlier tokens had been drawn, too
    const id = sample(logits, options, rng);
    return { ...readableToken(loaded.tokenizer, id), probability: probabilities(logits)[id] };
  }

  async samples(
    request: RequestId,
    name: ModelName,
    options: SampleOptions,
    listener: SamplesListener & Partial<ProxyMethods>,
  ): Promise<void> {
    const controller = new AbortController();
    this.#requests.set(request, controller);
    try {
      await this.models.hold(name, async (loaded) => {
        const learned = loaded.part && this.texts.get(loaded.part);
        let group: WrittenText[] = [];
        let last = performance.now();
        for await (const text of writeTexts(loaded, learned, options, controller.signal)) {
          group.push(text);
          if (performance.now() - last < GROUP_MS) continue;
          await listener(group); // messages to it have a channel of their own, so nothing else keeps their order
          group = [];
          last = performance.now();
        }
        if (group.length > 0) await listener(group);
      });
    } finally {
      this.#requests.delete(request);
      listener[releaseProxy]?.(); // else its channel stays open until a collector runs
    }
  }

  cancel(request: RequestId): void {
    this.#requests.get(request)?.abort(new DOMException('The texts are no longer wanted.', 'AbortError'));
  }
}

/** The logits after some tokens. Running text has no end, so the token for it cannot come, which a model learns only with time. */
function logitsAfter(loaded: LoadedModel, ids: readonly number[]): FloatArray {
  return loaded.predictor
    .logits(contextOf(loaded, ids))
    .map((logit, id) => (isEndless(loaded, id) ? -Infinity : logit));
}

/** Whether a token is the end of a text in a model whose texts have none. */
function isEndless({ kind, tokenizer }: LoadedModel, id: number): boolean {
  return kind === 'text' && id === tokenizer.bos;
}

function together(others: readonly { readonly before: number; readonly after: number }[]): Candidates['others'] {
  return {
    count: others.length,
    before: others.reduce((sum, { before }) => sum + before, 0),
    after: others.reduce((sum, { after }) => sum + after, 0),
  };
}
