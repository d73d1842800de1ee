import { commonFlags, size, toggle } from '@microgpt/terminal';

const { data, engine, seed, lr, samples, temperature } = commonFlags;

/** The flags; the defaults are the original's settings. */
export const flags = {
  data,
  engine,
  seed,
  embd: size(16, 'channels per token, a multiple of --heads'),
  heads: size(4, 'attention heads'),
  layers: size(1, 'layers'),
  block: size(16, 'tokens in the context window'),
  steps: size(1000, 'training steps'),
  batch: size(1, 'documents per step'),
  lr,
  samples,
  temperature,
  json: toggle('one JSON object per line instead of text'),
};
