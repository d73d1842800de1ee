import { commonFlags, size, toggle, withDefault } from '@microgpt/terminal';

const { data, engine, seed, lr, samples, temperature } = commonFlags;

/** The flags; the defaults are the original's settings. */
export const flags = {
  data,
  engine,
  seed,
  embd: withDefault(size('channels per token, a multiple of --heads'), 16),
  heads: withDefault(size('attention heads'), 4),
  layers: withDefault(size('layers'), 1),
  block: withDefault(size('tokens in the context window'), 16),
  steps: withDefault(size('training steps'), 1000),
  batch: withDefault(size('documents per step'), 1),
  lr,
  samples,
  temperature,
  json: toggle('one JSON object per line instead of text'),
};
