import type { Value } from '@microgpt/autograd';

/** An operand of a number, or a number that was computed from it. */
export interface Operand {
  readonly id: number;
  /** The derivative of the result with respect to the operand. */
  readonly localGrad: number;
}

/** For each number of a graph the numbers that were computed from it, in flat arrays: a graph has millions of arrows. */
export class ResultTable {
  /** The place of the first result of each number; the last entry is the number of arrows. */
  readonly #starts: Int32Array;
  readonly #results: Int32Array;
  readonly #localGrads: Float64Array;

  /** @param ids the place of each number in the order */
  constructor(values: readonly Value[], ids: ReadonlyMap<Value, number>) {
    const idOf = (value: Value): number => ids.get(value) ?? -1;
    this.#starts = new Int32Array(values.length + 1);
    for (const { children } of values) for (const child of children) this.#starts[idOf(child) + 1]++;
    for (let id = 0; id < values.length; id++) this.#starts[id + 1] += this.#starts[id];
    const arrows = this.#starts[values.length];
    this.#results = new Int32Array(arrows);
    this.#localGrads = new Float64Array(arrows);
    const next = this.#starts.slice();
    for (const [result, { children, localGrads }] of values.entries()) {
      for (const [i, child] of children.entries()) {
        const place = next[idOf(child)]++;
        this.#results[place] = result;
        this.#localGrads[place] = localGrads[i];
      }
    }
  }

  /** The results of a number. */
  of(id: number): Operand[] {
    const operands: Operand[] = [];
    this.forEach(id, (result, localGrad) => operands.push({ id: result, localGrad }));
    return operands;
  }

  /** Calls back for each result of a number, with the derivative of the result with respect to it. */
  forEach(id: number, use: (result: number, localGrad: number) => void): void {
    for (let place = this.#starts[id]; place < this.#starts[id + 1]; place++) {
      use(this.#results[place], this.#localGrads[place]);
    }
  }
}
