// pnpm --filter examples start mistakes
// The errors for a wrong derivative, a parameter that is unused or not found, a gradient cut off, and a changed shape.

import { cpu, type Tensor, type Unary } from '@microgpt/autograd';
import { GPT } from '@microgpt/gpt';
import { Initializer, Linear, Module, Sequential } from '@microgpt/nn';
import { checkLayer } from '@microgpt/nn/testing';
import { Random } from '@microgpt/random';

const init = new Initializer(cpu, new Random(1), { std: 0.5 });
const x = cpu.tensor([
  [0.3, -0.2],
  [0.1, 0.7],
]);

function report(mistake: string, body: () => unknown): void {
  try {
    body();
  } catch (error) {
    console.log(`${mistake}:\n  ${String(error)}`);
  }
}

report('a wrong derivative', () => {
  const cube: Unary = { name: 'cube', f: (x) => x ** 3, df: (x) => x ** 2 };
  class Cube extends Module {
    forward(x: Tensor): Tensor {
      return x.map(cube);
    }
  }
  checkLayer(new Sequential(new Linear(2, 3, init), new Cube(), new Linear(3, 2, init)), x);
});

report('an unused parameter', () => {
  class TwoLinear extends Module {
    readonly first = new Linear(2, 2, init);
    readonly second = new Linear(2, 2, init);

    forward(x: Tensor): Tensor {
      return this.first.forward(this.first.forward(x));
    }
  }
  checkLayer(new TwoLinear(), x);
});

report('a parameter that is not found', () => {
  class Switch extends Module {
    readonly ways = new Map([['straight', new Linear(2, 2, init)]]);

    forward(x: Tensor): Tensor {
      return this.ways.get('straight')?.forward(x) ?? x;
    }
  }
  checkLayer(new Switch(), x);
});

report('a gradient cut off', () => {
  class Gate extends Module {
    readonly inner = new Linear(2, 2, init);

    forward(x: Tensor): Tensor {
      const y = this.inner.forward(x);
      return y.mul(y.detach().sigmoid());
    }
  }
  checkLayer(new Gate(), x);
});

report('a layer that changes the shape', () => {
  const config = { vocabSize: 5, blockSize: 4, nLayer: 2, nHead: 2, nEmbd: 8 };
  const model = new GPT({ ...config, mlp: ({ nEmbd }, init) => new Linear(nEmbd, 4 * nEmbd, init) }, init);
  model.forward([[4, 0, 2]]);
});
