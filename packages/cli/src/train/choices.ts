import type { DataKind, GivenSettings, Settings } from '../settings/settings.ts';

/** What is known about a text before a tokenizer is chosen. */
export interface TextFacts {
  readonly kind: DataKind;
  /** The number of characters (UTF-16 code units). */
  readonly characters: number;
  /** The number of different characters. */
  readonly differentCharacters: number;
}

/** What is known about a text when its tokens are counted. */
export interface TokenFacts {
  readonly kind: DataKind;
  readonly trainingTokens: number;
  readonly validationTokens: number;
  readonly vocabSize: number;
  /** The number of tokens of the longest document, with the one that ends it; of a running text, all. */
  readonly longest: number;
  /** The engine that trains. */
  readonly engine: Settings['engine'];
  /** The settings that were given, which need no choice. */
  readonly given: GivenSettings;
}

/** Settings that were chosen, and a sentence for each choice with its reason. */
export interface Chosen {
  readonly settings: GivenSettings;
  readonly reasons: readonly string[];
}

/** Chooses what nobody gave. */
export interface Choices {
  /** The kind of tokenizer, and the size of its vocabulary. */
  tokenizer(facts: TextFacts): Chosen;
  /** The network and how to train it; `steps` is the number of steps that fit the time. */
  plan(facts: TokenFacts): Promise<Chosen>;
  /** All settings: those that were given, else those that were chosen, else the usual ones. */
  resolve(given: GivenSettings, chosen: GivenSettings): Settings;
}
