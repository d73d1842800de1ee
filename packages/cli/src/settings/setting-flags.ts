import type { Settings } from '@microgpt/run';
import { choice, duration, integer, number, size, text, toggle } from '@microgpt/terminal';
import { guideLayers } from 'examples/guide-layers';

const POSITIVE = ['a positive number', (x: number) => x > 0] as const;
const FROM_ZERO = ['a number from 0 on', (x: number) => x >= 0] as const;
const SHARE = ['a number from 0 to less than 1', (x: number) => x >= 0 && x < 1] as const;
const COUNT = ['an integer from 0 on', 0] as const;

const data = {
  data: text('text to learn from, like the argument', 'file'),
  kind: choice('whether each line is a document, or all is one text', ['lines', 'text']),
  validation: number('share of the text to hold out for evaluation', ...SHARE),
  tokenizer: text('characters, byte-pairs, or the file of a tokenizer', 'tokenizer'),
  vocab: size('tokens in a vocabulary of byte pairs'),
};

const network = {
  architecture: choice('network of the original microgpt, or of GPT-2', ['microgpt', 'gpt2']),
  layers: size('layers of the network'),
  heads: size('attention heads of a layer; must divide embd'),
  embd: size('channels of a token'),
  block: size('tokens that the model sees at once'),
  bias: toggle('biases in linear layers and norms', { withNegated: true }),
  activation: choice('activation of the feed-forward networks', ['relu', 'gelu', 'gelu-tanh']),
  dropout: number('probability of dropout', ...SHARE),
  tieHead: toggle('output layer that shares the weights of the token embedding', { withNegated: true }),
  std: number('standard deviation of the initial weights', ...FROM_ZERO),
  parts: text(`layers of the guide (${guideLayers.join(', ')}), or a module that exports your own`, 'name'),
};

const training = {
  steps: size('steps of training'),
  time: duration('how long to train, such as 5m; makes the best model it can'),
  batch: size('documents or windows in a batch'),
  accumulate: size('batches whose gradients are averaged in a step'),
  optimizer: choice('optimizer', ['adamw', 'adam', 'sgd']),
  lr: number('highest learning rate', ...POSITIVE),
  minLr: number('learning rate at the end', ...FROM_ZERO),
  schedule: choice('how the learning rate falls', ['constant', 'linear', 'cosine']),
  warmup: number('share of the run in which the learning rate rises', ...SHARE),
  beta1: number('decay of the mean of gradients in Adam', ...SHARE),
  beta2: number('decay of the mean of squared gradients in Adam', ...SHARE),
  momentum: number('momentum of SGD', ...SHARE),
  weightDecay: number('weight decay', ...FROM_ZERO),
  clip: number('largest norm of the gradients; 0 for no limit', ...FROM_ZERO),
  seed: integer('seed of the random numbers'),
  engine: choice('scalar: one object per number, cpu: float64 arrays, wasm: SIMD', ['scalar', 'cpu', 'wasm']),
};

const keeping = {
  out: text('file of the checkpoint', 'file'),
  saveEvery: duration('time between two checkpoints, such as 20s'),
  evalEvery: size('steps between two evaluations'),
  evalBatches: integer('random batches of an evaluation; 0 for all held-out text', ...COUNT),
  samples: integer('texts to write now and then', ...COUNT),
  temperature: number('randomness of these texts; 0 takes the likeliest token', ...FROM_ZERO),
};

/**
 * The flag of every setting: its kind, what it is for, and its valid values. This is the table from which the flags of `train`, the checks
 * of a config file, and the file that `init` writes are made.
 */
export const settingFlags = { ...data, ...network, ...training, ...keeping } satisfies Readonly<
  Record<keyof Settings, object>
>;

/** The names of the settings, in groups with a title. */
export const settingGroups = Object.entries({
  'The data': data,
  'The network': network,
  Training: training,
  'Saving, evaluation and samples': keeping,
}).map(([title, flags]) => ({ title, names: Object.keys(flags) as (keyof Settings)[] }));

/** The names of all settings. */
export const settingNames: readonly (keyof Settings)[] = settingGroups.flatMap(({ names }) => names);
