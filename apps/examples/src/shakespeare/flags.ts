import { commonFlags, number, size, type Flag } from '@microgpt/terminal';

const data: Flag<string> = {
  ...commonFlags.data,
  default: 'shakespeare',
  help: 'text file, or shakespeare (1 MB, downloaded once)',
  expected: 'a file or shakespeare',
};

/** The flags; the defaults are nanoGPT's for a computer without a GPU. */
export const flags = {
  data,
  engine: commonFlags.engine,
  seed: commonFlags.seed,
  embd: size(128, 'channels of a token'),
  heads: size(4, 'attention heads; must divide --embd'),
  layers: size(4, 'layers'),
  block: size(64, 'characters in the context window'),
  batch: size(12, 'windows of the text per step'),
  steps: size(2000, 'training steps'),
  lr: number(0.001, 'highest learning rate, which falls to a tenth', 'a positive number', (x) => x > 0),
  validation: size(200, 'batches of each evaluation'),
  length: size(500, 'characters to write'),
  temperature: { ...commonFlags.temperature, default: 0.8 },
};
