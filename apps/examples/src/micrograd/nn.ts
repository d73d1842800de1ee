// A neural network of single numbers, like https://github.com/karpathy/micrograd/blob/master/micrograd/nn.py

import { Value } from '@microgpt/autograd';
import type { Random } from '@microgpt/random';

/** A part of a network with numbers to train. */
abstract class Module {
  abstract parameters(): Value[];

  /** Clears the gradients; otherwise the next `backward` would add to them. */
  zeroGrad(): void {
    for (const p of this.parameters()) p.grad = 0;
  }
}

/** relu(w·x + b), or w·x + b alone. */
export class Neuron extends Module {
  readonly w: readonly Value[];
  readonly b = new Value(0);
  readonly nonlinear: boolean;

  constructor(inputs: number, nonlinear: boolean, rng: Random) {
    super();
    this.w = Array.from({ length: inputs }, () => new Value(2 * rng.random() - 1)); // uniform in -1 … 1
    this.nonlinear = nonlinear;
  }

  forward(x: readonly Value[]): Value {
    const y = Value.dot(this.w, x).add(this.b);
    return this.nonlinear ? y.relu() : y;
  }

  parameters(): Value[] {
    return [...this.w, this.b];
  }
}

/** Several neurons with the same inputs. */
export class Layer extends Module {
  readonly neurons: readonly Neuron[];

  constructor(inputs: number, outputs: number, nonlinear: boolean, rng: Random) {
    super();
    this.neurons = Array.from({ length: outputs }, () => new Neuron(inputs, nonlinear, rng));
  }

  forward(x: readonly Value[]): Value[] {
    return this.neurons.map((neuron) => neuron.forward(x));
  }

  parameters(): Value[] {
    return this.neurons.flatMap((neuron) => neuron.parameters());
  }
}

/** A multi-layer perceptron: layers one after another, all but the last with relu. */
export class MLP extends Module {
  readonly layers: readonly Layer[];

  /** @param sizes of the input, each hidden layer, and the output: `[2, 16, 16, 1]` */
  constructor(sizes: readonly number[], rng: Random) {
    super();
    const last = sizes.length - 2;
    this.layers = sizes.slice(1).map((size, i) => new Layer(sizes[i], size, i < last, rng));
  }

  forward(x: readonly Value[]): readonly Value[] {
    return this.layers.reduce((y, layer) => layer.forward(y), x);
  }

  parameters(): Value[] {
    return this.layers.flatMap((layer) => layer.parameters());
  }
}
