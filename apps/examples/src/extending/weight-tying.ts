// pnpm --filter examples start weight-tying
// Weight tying: one table both says what a token means and scores which one comes next.

import type { Tensor } from '@microgpt/autograd';
import { GPT } from '@microgpt/gpt';
import { type Embedding, Module } from '@microgpt/nn';
import { config, init, learnNames } from './learn-names.ts';

/** From channels back to tokens, by the embedding's own rows. See https://arxiv.org/abs/1608.05859 */
export class TiedHead extends Module {
  readonly wte: Embedding;

  constructor(wte: Embedding) {
    super();
    this.wte = wte;
  }

  /** (N, C) → (N, V) */
  forward(x: Tensor): Tensor {
    return x.linear(this.wte.weight);
  }
}

const untied = new GPT(config, init);
const tied = new GPT({ ...config, head: (_config, _init, wte) => new TiedHead(wte) }, init);

// A tensor that stands in two places is one parameter: trained once, saved once, under its first name.
console.log(`${untied.parameterCount()} parameters, tied ${tied.parameterCount()}`);
console.log(
  'saved with a head of its own:',
  'lmHead.weight' in untied.stateDict(),
  'lmHead.weight' in tied.stateDict(),
);

await learnNames(untied);
await learnNames(tied);
