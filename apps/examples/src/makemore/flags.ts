import { choice, commonFlags, integer, size } from '@microgpt/terminal';
import { models, type ModelName } from './models/index.ts';

/** The flags; the sizes are those of makemore. */
export const flags = {
  type: choice('transformer', Object.keys(models) as ModelName[], 'kind of model'),
  data: commonFlags.data,
  engine: commonFlags.engine,
  seed: commonFlags.seed,
  embd: size(64, 'channels of a token'),
  hidden: size(64, 'hidden numbers of mlp, cnn, rnn, gru, lstm and bag-of-words'),
  heads: size(4, 'attention heads of the transformer; must divide --embd'),
  layers: size(4, 'layers of the transformer'),
  steps: size(20_000, 'training steps'),
  batch: size(32, 'documents per step'),
  lr: { ...commonFlags.lr, default: 0.002 },
  samples: { ...commonFlags.samples, default: 50 },
  temperature: { ...commonFlags.temperature, default: 1 },
  'top-k': integer(0, 'sample from this many most likely tokens; 0 for all', 'an integer from 0 on', 0),
};
