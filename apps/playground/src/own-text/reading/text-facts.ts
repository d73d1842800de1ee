import type { DataKind, GivenSettings } from '@microgpt/run';
import type { Coverage } from './coverage.ts';

/** What is known of a text that the user gave, and how it would be trained on. Plain data. */
export interface TextFacts {
  readonly sha256: string;
  /** The size of the file. */
  readonly bytes: number;
  readonly kind: DataKind;
  /** What shows that it is of this kind, as a part of a sentence; undefined if the user says so. */
  readonly kindReason: string | undefined;
  readonly tokenizer: 'characters' | 'byte-pairs';
  /** The number of lines; 1 for a running text. */
  readonly documents: number;
  readonly characters: number;
  /** The number of tokens that are to be predicted, in both parts. */
  readonly tokens: number;
  /** The share of the text that is kept apart for validation. */
  readonly validation: number;
  readonly vocabSize: number;
  /** The number of different characters. */
  readonly differentCharacters: number;
  /** Characters that a reader would not see or not expect, as they are called: `tab (12 times)`. */
  readonly unusual: readonly string[];
  /** The tokens of its first lines. */
  readonly preview: readonly (readonly string[])[];
  /** What suits it on this machine, as far as it differs from the settings of an own text. */
  readonly settings: GivenSettings;
  readonly steps: number;
  readonly block: number;
  readonly coverage: Coverage;
  /** What the user should know before training on it, in a sentence. */
  readonly warning: string | undefined;
}

/** What was found of a text, or why it cannot be used, in sentences. */
export type ReadText = { readonly facts: TextFacts } | { readonly problem: string };

/** How to read a text, where the user decides. */
export interface Wishes {
  readonly kind?: DataKind | undefined;
  readonly tokenizer?: 'characters' | 'byte-pairs' | undefined;
}
