// pnpm --filter examples start grouped-query
// Grouped-query attention: several query heads share a head of keys and values, which makes the cache smaller.

import { cpu } from '@microgpt/autograd';
import { GPT } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { checkLayer } from '@microgpt/nn/testing';
import { Random } from '@microgpt/random';
import { GroupedQueryAttention } from './layers/grouped-query-attention.ts';
import { config, init, learnNames } from './learn-names.ts';

const small = new GroupedQueryAttention(
  { ...config, nEmbd: 8, nHead: 4 },
  2,
  new Initializer(cpu, new Random(1), { std: 0.5 }),
);
const x = cpu.tensor(
  Array.from({ length: 40 }, (_, i) => Math.sin(i)),
  [5, 8],
);
const { error } = checkLayer(small, x, (x) => small.forward(x, [3, 2]));
console.log('gradients are right:', error < 1e-6);

await learnNames(new GPT({ ...config, attention: (config, init) => new GroupedQueryAttention(config, 4, init) }, init));
