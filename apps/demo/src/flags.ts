import { commonFlags, size, toggle } from '@microgpt/terminal';

const { data, engine, seed, lr, samples, temperature } = commonFlags;

/** The flags; the defaults are the original's settings. */
export const flags = {
  data,
  engine,
  seed,
  embd: size(16, 'channels of a token, a multiple of --heads'),
  heads: size(4, 'heads of attention'),
  layers: size(1, 'layers'),
  block: size(16, 'tokens the model can look at'),
  steps: size(1000, 'steps of training'),
  batch: size(1, 'documents in a step'),
  lr,
  samples,
  temperature,
  json: toggle('one JSON object a line instead of text'),
};
