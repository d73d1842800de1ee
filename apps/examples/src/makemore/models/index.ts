import type { GenerativeModel } from '@microgpt/gpt';
import type { Initializer } from '@microgpt/nn';
import { BagOfWords } from './bag-of-words.ts';
import { Bigram } from './bigram.ts';
import { CNN } from './cnn.ts';
import type { ModelConfig } from './config.ts';
import { GRUCell } from './gru.ts';
import { LSTMCell } from './lstm.ts';
import { MLP } from './mlp.ts';
import { Recurrent } from './recurrent.ts';
import { RNNCell } from './rnn.ts';
import { transformer } from './transformer.ts';

/** Makes a model of each kind. */
export const models = {
  bigram: (config, init) => new Bigram(config, init),
  mlp: (config, init) => new MLP(config, init),
  cnn: (config, init) => new CNN(config, init),
  rnn: (config, init) => new Recurrent(config, init, new RNNCell(config, init)),
  gru: (config, init) => new Recurrent(config, init, new GRUCell(config, init)),
  lstm: (config, init) => new Recurrent(config, init, new LSTMCell(config, init)),
  'bag-of-words': (config, init) => new BagOfWords(config, init),
  transformer,
} satisfies Record<string, (config: ModelConfig, init: Initializer) => GenerativeModel>;

/** The name of a kind of model, as `--type` takes it. */
export type ModelName = keyof typeof models;
