// pnpm --filter examples start draw-graph
// A picture of one neuron: every number with its gradient, every operation with its local derivatives.

import { Value } from '@microgpt/autograd';
import { toDot } from './dot.ts';
import { graphOf } from './graph.ts';
import { toMermaid } from './mermaid.ts';
import { save } from './save.ts';
import { toSvg } from './svg.ts';

// tanh(x1·w1 + x2·w2 + b), with the numbers of
// https://github.com/karpathy/nn-zero-to-hero/blob/master/lectures/micrograd/micrograd_lecture_first_half_roughly.ipynb
const x1 = new Value(2);
const x2 = new Value(0);
const w1 = new Value(-3);
const w2 = new Value(1);
const b = new Value(6.8813735870195432);
const n = x1.mul(w1).add(x2.mul(w2)).add(b);
const out = n.tanh();
out.backward();

const graph = graphOf(out, { x1, x2, w1, w2, b, n, out });
console.log(`For Markdown, in a block marked mermaid:\n\n${toMermaid(graph)}`);
console.log(`For Graphviz: ${save('neuron.dot', toDot(graph))}`);
console.log(`As a picture: ${save('neuron.svg', await toSvg(graph))}`);
