import type { Activation } from '@microgpt/gpt';

/** How a text is divided: each line is a document of its own, or everything is one running text. */
export type DataKind = 'lines' | 'text';

/**
 * All settings of a run, with nothing left to choose. They are plain JSON: a checkpoint holds them.
 *
 * In a config file they have these names; as flags they are in kebab case, as in `--eval-every`.
 */
export interface Settings {
  // The data.
  /** The files or folders that hold the text, or `names`. */
  readonly data: string;
  readonly kind: DataKind;
  /** The share of the data that is held out for validation, from the end of a text or of the shuffled lines; 0 for none. */
  readonly validation: number;
  /** `characters`, `byte-pairs`, or the file of a tokenizer. */
  readonly tokenizer: string;
  /** The size of a vocabulary of byte pairs. */
  readonly vocab: number;

  // The network, as in `GPTConfig`.
  readonly architecture: 'microgpt' | 'gpt2';
  readonly layers: number;
  readonly heads: number;
  readonly embd: number;
  /** The number of tokens in the context window. */
  readonly block: number;
  readonly bias: boolean;
  readonly activation: Activation;
  readonly dropout: number;
  readonly tieHead: boolean;
  /** The standard deviation of the initial weights. */
  readonly std: number;
  /** Other parts of the network: the name of layers of the guide, such as `swiglu`, or the path of a module with your own; null for none. */
  readonly parts: string | null;

  // Training.
  readonly optimizer: 'adamw' | 'adam' | 'sgd';
  /** The number of documents or windows in a batch. */
  readonly batch: number;
  /** The number of batches whose gradients are averaged in a step. */
  readonly accumulate: number;
  /** The number of the last step; null if the run ends by the clock. */
  readonly steps: number | null;
  /** The duration of the run in seconds, of which the learning rate is a function; null if the run ends after `steps`. */
  readonly time: number | null;
  /** The highest learning rate. */
  readonly lr: number;
  /** The learning rate at the end. */
  readonly minLr: number;
  /** The shape of the learning rate after the warmup. */
  readonly schedule: 'constant' | 'linear' | 'cosine';
  /** The share of the run in which the learning rate rises. */
  readonly warmup: number;
  readonly beta1: number;
  readonly beta2: number;
  /** The momentum of SGD. */
  readonly momentum: number;
  readonly weightDecay: number;
  /** The largest norm of the gradients; 0 for no limit. */
  readonly clip: number;
  readonly seed: number;
  readonly engine: 'scalar' | 'cpu' | 'wasm';

  // Evaluation and saving.
  /** The checkpoint file. */
  readonly out: string;
  /** The seconds between two checkpoints. */
  readonly saveEvery: number;
  /** The steps between two evaluations. */
  readonly evalEvery: number;
  /** The number of random batches of an evaluation; 0 for all of the validation data. */
  readonly evalBatches: number;
  /** The number of samples that are written now and then. */
  readonly samples: number;
  readonly temperature: number;
}

/** The settings that were given, by flags, a config file or a preset. */
export type GivenSettings = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };
