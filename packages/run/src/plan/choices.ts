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
  /** The number of characters of the whole text. */
  readonly characters: number;
  /** The number of lines to train on; 1 for a running text. */
  readonly documents: number;
  readonly trainingTokens: number;
  readonly validationTokens: number;
  readonly vocabSize: number;
  /** The number of tokens of the longest document, with the one that ends it; of a running text, all. */
  readonly longest: number;
  /** The seconds since the program began. */
  readonly elapsed: number;
  /** The engine that trains. */
  readonly engine: Settings['engine'];
  /** The settings that were given, which need no choice. */
  readonly given: GivenSettings;
}

/** Settings that were chosen. */
export interface Chosen {
  readonly settings: GivenSettings;
  /** Why, as a clause such as `chosen for about 3 minutes here`; undefined if it goes without saying. */
  readonly reason?: string | undefined;
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
