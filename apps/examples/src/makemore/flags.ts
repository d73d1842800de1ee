import { choice, commonFlags, integer, size, withDefault } from '@microgpt/terminal';
import { models, type ModelName } from './models/index.ts';

const topK = integer('sample from this many most likely tokens; 0 for all', 'an integer from 0 on', 0);

/** The flags; the sizes are those of makemore. */
export const flags = {
  type: withDefault(choice('kind of model', Object.keys(models) as ModelName[]), 'transformer'),
  data: commonFlags.data,
  engine: commonFlags.engine,
  seed: commonFlags.seed,
  embd: withDefault(size('channels of a token'), 64),
  hidden: withDefault(size('hidden numbers of mlp, cnn, rnn, gru, lstm and bag-of-words'), 64),
  heads: withDefault(size('attention heads of the transformer; must divide --embd'), 4),
  layers: withDefault(size('layers of the transformer'), 4),
  steps: withDefault(size('training steps'), 20_000),
  batch: withDefault(size('documents per step'), 32),
  lr: withDefault(commonFlags.lr, 0.002),
  samples: withDefault(commonFlags.samples, 50),
  temperature: withDefault(commonFlags.temperature, 1),
  topK: withDefault(topK, 0),
};
