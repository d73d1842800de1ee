// pnpm --filter examples start worked-example
// A formula of two numbers and its derivative with respect to each: the example in micrograd's README.

import { Value } from '@microgpt/autograd';

const a = new Value(-4);
const b = new Value(2);
let c = a.add(b); // a + b
let d = a.mul(b).add(b.pow(3)); // ab + b³
c = c.add(c.add(1)); // c + (c + 1)
c = c.add(c.add(1).sub(a)); // c + (c + 1 - a)
d = d.add(d.mul(2).add(b.add(a).relu())); // d + (2d + relu(b + a))
d = d.add(d.mul(3).add(b.sub(a).relu())); // d + (3d + relu(b - a))
const e = c.sub(d); // c - d
const f = e.pow(2); // e²
const g = f.div(2).add(Value.div(10, f)); // f/2 + 10/f
g.backward();

// https://github.com/karpathy/micrograd#example-usage prints 24.7041, 138.8338 and 645.5773.
console.log(`g     = ${g.data.toFixed(4)}`);
console.log(`dg/da = ${a.grad.toFixed(4)}`);
console.log(`dg/db = ${b.grad.toFixed(4)}`);
