import type { GPTConfig } from '@microgpt/gpt';

/** The sizes of a model; each kind uses some of them. */
export interface ModelConfig extends GPTConfig {
  /** The number of hidden numbers, besides the channels. */
  readonly nHidden: number;
}
