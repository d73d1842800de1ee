import { Tensor } from '@microgpt/autograd';
import type { Documents, GenerativeModel } from '@microgpt/gpt';
import { Embedding, type Initializer, Linear, Module } from '@microgpt/nn';
import type { ModelConfig } from './config.ts';

/**
 * WaveNet: each convolution combines a token with an earlier one, twice as far back in each layer, so that a few layers
 * see the whole block.
 *
 * @see https://arxiv.org/abs/1609.03499
 */
export class CNN extends Module implements GenerativeModel {
  readonly config: ModelConfig;
  readonly wte: Embedding;
  readonly layers: readonly DilatedConvolution[];
  readonly hidden: Linear;
  readonly head: Linear;

  constructor(config: ModelConfig, init: Initializer) {
    super();
    const { vocabSize, blockSize, nEmbd, nHidden } = config;
    this.config = config;
    this.wte = new Embedding(vocabSize, nEmbd, init);
    this.layers = dilations(blockSize).map((dilation) => new DilatedConvolution(nEmbd, dilation, init));
    this.hidden = new Linear(nEmbd, nHidden, init, { bias: true });
    this.head = new Linear(nHidden, vocabSize, init, { bias: true });
  }

  /** Documents laid end to end → logits (N, V) */
  forward(documents: Documents): Tensor {
    const lengths = documents.map((document) => document.length);
    let x = this.wte.forward(documents.flat()); // (N, C)
    for (const layer of this.layers) x = layer.forward(x, lengths);
    return this.head.forward(this.hidden.forward(x.relu()).relu()); // (N, V)
  }
}

/** 1, 2, 4, …, as many as are needed to see a whole block. */
function dilations(blockSize: number): number[] {
  const layers = Math.max(1, Math.ceil(Math.log2(blockSize)));
  return Array.from({ length: layers }, (_, i) => 2 ** i);
}

/** x + out(tanh(filter(x, x earlier)) · sigmoid(gate(x, x earlier))) */
class DilatedConvolution extends Module {
  readonly dilation: number;
  readonly filter: Linear;
  readonly gate: Linear;
  readonly out: Linear;

  constructor(size: number, dilation: number, init: Initializer) {
    super();
    this.dilation = dilation;
    this.filter = new Linear(2 * size, size, init, { bias: true });
    this.gate = new Linear(2 * size, size, init, { bias: true });
    this.out = new Linear(size, size, init, { bias: true });
  }

  /** (N, C) → (N, C) */
  forward(x: Tensor, lengths: readonly number[]): Tensor {
    const both = Tensor.concat([x, earlier(x, lengths, this.dilation)], 1); // (N, 2C)
    const z = this.filter.forward(both).tanh().mul(this.gate.forward(both).sigmoid());
    return x.add(this.out.forward(z));
  }
}

/** For each row, the row `places` before it; zeros before the beginning of the document. */
function earlier(x: Tensor, lengths: readonly number[], places: number): Tensor {
  const [N, C] = x.shape;
  let row = 0;
  const rows = lengths.flatMap((length) =>
    Array.from({ length }, (_, t) => {
      const before = t < places ? N : row - places; // row N is zeros
      row++;
      return before;
    }),
  );
  return Tensor.concat([x, x.engine.zeros([1, C])]).take(rows); // (N, C)
}
