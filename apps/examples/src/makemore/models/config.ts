import type { GPTConfig } from '@microgpt/gpt';

/** The sizes of a model; each kind uses those that it needs. */
export interface ModelConfig extends GPTConfig {
  /** How many hidden numbers a model has besides its channels. */
  readonly nHidden: number;
}
