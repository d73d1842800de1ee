import type { SamplingOptions } from '@microgpt/gpt';

/** A token that may come next. */
export interface Candidate {
  readonly id: number;
  /** The token as text; the one that ends a document is `\n` or empty. */
  readonly text: string;
  /** Whether it ends the document. */
  readonly isEnd: boolean;
  /** Its probability before temperature, top-k and top-p. */
  readonly before: number;
  /** Its probability after them; 0 if they removed it. */
  readonly after: number;
}

/** A text that the model wrote, token by token. */
export interface WrittenText {
  readonly text: string;
  readonly tokens: readonly { readonly text: string; readonly probability: number }[];
  /** Whether the training data holds it; undefined if the data is not known here. */
  readonly isInData: boolean | undefined;
}

/** How a model is named: a run, and one of its kept steps, or the newest. */
export interface ModelName {
  readonly run: string;
  readonly step: number;
}

/** The worker that writes, as the page calls it through comlink. It holds a few models, the last ones used. */
export interface Writer {
  /** Whether it holds the model. */
  has(name: ModelName): Promise<boolean>;
  /** Loads a model from the bytes of a checkpoint without optimizer. */
  load(name: ModelName, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Tells which texts the run learned from, to know what is new. */
  learnedFrom(run: string, texts: readonly string[], kind: 'lines' | 'text'): Promise<void>;
  /** The tokens of a text. @throws RangeError naming a character that the model does not know */
  encode(name: ModelName, text: string): Promise<readonly { readonly id: number; readonly text: string }[]>;
  /** The candidates after some tokens, the likeliest first. */
  candidates(name: ModelName, ids: readonly number[], options: SamplingOptions): Promise<readonly Candidate[]>;
  /** Several texts, with a copy of the random stream of the kept step, or of a seed. */
  samples(
    name: ModelName,
    options: SamplingOptions & { readonly count: number; readonly prompt?: string; readonly seed?: number },
  ): Promise<readonly WrittenText[]>;
}
