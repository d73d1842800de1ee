import type { SamplingOptions } from '@microgpt/gpt';
import type { ProxyMarked } from 'comlink';
import type { ModelHolder } from '../models/model-holder.ts';
import type { ModelName } from '../models/model-file.ts';
import type { Token } from '../models/token.ts';

/** What a page may know of a model. */
export interface ModelFacts {
  /** The number of tokens that the model can write. */
  readonly vocabSize: number;
  /** The number of tokens that the model sees. */
  readonly blockSize: number;
  /** Whether its texts end by themselves. */
  readonly hasEnd: boolean;
  /** Whether it learned lines, each on its own; otherwise texts of any kind. */
  readonly hasLines: boolean;
  /** Whether each of its tokens is one character. */
  readonly hasCharacters: boolean;
}

/** A token of a text, with its probability after the tokens before it, before temperature, top-k and top-p. */
export interface WrittenToken extends Token {
  readonly probability: number;
}

/** A token that may come next. */
export interface Candidate extends Token {
  /** Its probability before temperature, top-k and top-p. */
  readonly before: number;
  /** Its probability after them; 0 if they removed it. */
  readonly after: number;
  /** What removed it. */
  readonly removedBy: keyof SamplingOptions | undefined;
}

/** What may come next. */
export interface Candidates {
  /** The likeliest, in descending order. */
  readonly first: readonly Candidate[];
  /** All others together. */
  readonly others: { readonly count: number; readonly before: number; readonly after: number };
}

/** A text that the model wrote, token by token, the prompt included. */
export interface WrittenText {
  readonly text: string;
  readonly tokens: readonly WrittenToken[];
  /** Whether the model ended it; otherwise it stopped at the largest number of tokens. */
  readonly isComplete: boolean;
  /** Whether the training data holds it; undefined if the data is not known here. */
  readonly isInData: boolean | undefined;
}

/** Which texts to write. */
export interface SampleOptions extends SamplingOptions {
  /** The number of texts. */
  readonly count: number;
  /** How each begins; default empty. */
  readonly prompt?: string;
  /** The tokens with which each begins, instead of a prompt. */
  readonly ids?: readonly number[];
  /** The seed of the random stream; default a copy of the stream in the checkpoint, which gives the samples of the run. */
  readonly seed?: number | undefined;
  /** The most new tokens; default as many as the model sees for documents, 100 for running text. */
  readonly maxTokens?: number;
}

/** The number of a request, by which it can be cancelled. */
export type RequestId = number;

/** Hears of texts while more are written. */
export type SamplesListener = (texts: readonly WrittenText[]) => void | Promise<void>;

/** The worker that writes, which the page calls through comlink. */
export interface Writer extends ModelHolder {
  /** What a page may know of the model. */
  facts(name: ModelName): ModelFacts;
  /** The tokens of a text. @throws RangeError naming the characters that the model does not know */
  encode(name: ModelName, text: string): readonly number[];
  /** The text of tokens. */
  decode(name: ModelName, ids: readonly number[]): string;
  /** The tokens of a text from a place on, each with its probability after those before it. */
  weigh(name: ModelName, ids: readonly number[], from?: number): readonly WrittenToken[];
  /** The candidates after some tokens, none for the beginning of a text. */
  candidates(name: ModelName, ids: readonly number[], options: SamplingOptions): Candidates;
  /** A token drawn from the candidates, with a seed: the same seed, tokens and options give the same token. */
  draw(name: ModelName, ids: readonly number[], options: SamplingOptions & { readonly seed: number }): WrittenToken;
  /**
   * Writes texts one after the other, and tells them in groups while it writes.
   *
   * @throws DOMException `AbortError` if the request is cancelled
   */
  samples(
    request: RequestId,
    name: ModelName,
    options: SampleOptions,
    listener: SamplesListener & ProxyMarked,
  ): Promise<void>;
  /** Ends a request that is no longer wanted. */
  cancel(request: RequestId): void;
}
