// pnpm --filter examples start weight-tying
// Weight tying: the embedding of tokens is also the weight of the head.

import type { Tensor } from '@microgpt/autograd';
import { GPT } from '@microgpt/gpt';
import { type Embedding, Module } from '@microgpt/nn';
import { config, init, learnNames } from './learn-names.ts';

/** Maps channels to logits with the rows of the embedding. See https://arxiv.org/abs/1608.05859 */
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

// A tensor in two fields is one parameter: it is trained once, and saved once under its first name.
console.log(`${untied.parameterCount()} parameters, tied ${tied.parameterCount()}`);
console.log('lmHead.weight is saved:', 'lmHead.weight' in untied.stateDict(), 'lmHead.weight' in tied.stateDict());

await learnNames(untied);
await learnNames(tied);
