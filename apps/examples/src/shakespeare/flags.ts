import { commonFlags, number, size, text, withDefault } from '@microgpt/terminal';

const lr = number('highest learning rate, which falls to a tenth', 'a positive number', (x) => x > 0);

/** The flags; the defaults are nanoGPT's for a computer without a GPU. */
export const flags = {
  data: withDefault(text('text file, or shakespeare (1 MB, downloaded once)', 'file'), 'shakespeare'),
  engine: commonFlags.engine,
  seed: commonFlags.seed,
  embd: withDefault(size('channels of a token'), 128),
  heads: withDefault(size('attention heads; must divide --embd'), 4),
  layers: withDefault(size('layers'), 4),
  block: withDefault(size('characters in the context window'), 64),
  batch: withDefault(size('windows of the text per step'), 12),
  steps: withDefault(size('training steps'), 2000),
  lr: withDefault(lr, 0.001),
  validation: withDefault(size('batches of each evaluation'), 200),
  length: withDefault(size('characters to write'), 500),
  temperature: withDefault(commonFlags.temperature, 0.8),
};
