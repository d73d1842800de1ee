import { Tensor } from '@microgpt/autograd';
import type { Documents, GenerativeModel } from '@microgpt/gpt';
import { Embedding, type Initializer, Linear, Module } from '@microgpt/nn';
import type { ModelConfig } from './config.ts';

/** One step of a recurrent network: computes the next state from the state and a token. */
export interface Cell extends Module {
  /** The number of tensors (B, hidden) in the state; the first is also the output. */
  readonly states: number;
  forward(x: Tensor, state: readonly Tensor[]): Tensor[];
}

/** A network that reads one token after another and updates a state. */
export class Recurrent extends Module implements GenerativeModel {
  readonly config: ModelConfig;
  readonly wte: Embedding;
  /** The state before the first token, (1, hidden) each. */
  readonly start: readonly Tensor[];
  readonly cell: Cell;
  readonly head: Linear;

  constructor(config: ModelConfig, init: Initializer, cell: Cell) {
    super();
    this.config = config;
    this.wte = new Embedding(config.vocabSize, config.nEmbd, init);
    this.cell = cell;
    this.start = Array.from({ length: cell.states }, () => init.zeros([1, config.nHidden]));
    this.head = new Linear(config.nHidden, config.vocabSize, init, { bias: true });
  }

  /** Documents laid end to end → logits (N, V) */
  forward(documents: Documents): Tensor {
    // Longest documents first, so that those that continue at a position are the first rows of the state.
    const order = [...documents.keys()].sort((a, b) => documents[b].length - documents[a].length);
    let state = this.start.map((part) => part.broadcastTo([documents.length, part.shape[1]])); // (B, hidden) each
    const outputs: Tensor[] = [];
    const placeOf = documents.map((): number[] => []); // the row of each token in the outputs
    let place = 0;
    for (let t = 0; t < documents[order[0]].length; t++) {
      const running = order.filter((d) => t < documents[d].length);
      const x = this.wte.forward(running.map((d) => documents[d][t]));
      state = this.cell.forward(
        x,
        state.map((part) => part.slice(0, running.length)),
      );
      outputs.push(state[0]);
      for (const d of running) placeOf[d].push(place++);
    }
    return this.head.forward(Tensor.concat(outputs).take(placeOf.flat())); // (N, V)
  }
}
