import { topologicalOrder, ValueTensor, type Tensor, type Value } from '@microgpt/autograd';
import type { Module } from '@microgpt/nn';
import { ResultTable, type Operand } from './result-table.ts';
import { ownedGraph } from './tensor-owners.ts';

/** A tensor in the graph of a step. */
export interface TensorNode {
  readonly id: number;
  /** The innermost module that computed or holds it, such as `layers.0.attn.wq`; empty for the model, and for what comes after it. */
  readonly owner: string;
  /** Its path, if it is a parameter. */
  readonly parameter: string | undefined;
  /** The operation that computed it; empty for a parameter. */
  readonly op: string;
  readonly shape: readonly number[];
  /** The tensors that it was computed from. */
  readonly operands: readonly number[];
  /** The ids of its numbers in row-major order; −1 for a number on which the loss does not depend. */
  readonly values: readonly number[];
}

/** One number in the graph of a step. */
export interface ValueNode {
  /** Its place in the order of computation: operands have smaller ids. */
  readonly id: number;
  readonly op: string;
  readonly data: number;
  /** The derivative of the loss with respect to it. */
  readonly grad: number;
  readonly operands: readonly Operand[];
  /** The numbers that were computed from it. */
  readonly results: readonly Operand[];
  /** The tensor that it belongs to, or in whose computation it is. */
  readonly tensor: number;
  /** Its place in the tensor in row-major order; undefined for a number inside the computation. */
  readonly index: number | undefined;
}

/**
 * The computation of a loss on the `scalar` engine, after its backward pass: modules, the tensors that they compute, and the
 * single numbers of those. Numbers are named by their place in the order of computation.
 *
 * ```ts
 * const graph = new StepGraph(model, () => model.forward(inputs).crossEntropy(targets));
 * graph.value(graph.size - 1); // the loss, with its operands and local derivatives
 * ```
 */
export class StepGraph {
  readonly #values: readonly Value[];
  readonly #ids = new Map<Value, number>();
  readonly #results: ResultTable;
  readonly #places: readonly { readonly tensor: number; readonly index: number | undefined }[];
  /** All tensors, operands before results. */
  readonly tensors: readonly TensorNode[];

  /**
   * Computes the loss and its gradients. It clears the gradients that the model had.
   *
   * @param body returns the loss, one number
   * @throws TypeError if the loss is not on the `scalar` engine
   * @throws RangeError if it depends on no parameter
   */
  constructor(model: Module, body: () => Tensor) {
    for (const parameter of model.parameters()) parameter.zeroGrad();
    const { loss, owners } = ownedGraph(model, body);
    if (!(loss instanceof ValueTensor)) throw new TypeError('StepGraph: the model must be on the scalar engine');
    if (!loss.requiresGrad) throw new RangeError('StepGraph: the loss depends on no parameter');
    loss.backward();
    this.#values = topologicalOrder<Value>(loss.values[0]);
    for (const [id, value] of this.#values.entries()) this.#ids.set(value, id);
    this.#results = new ResultTable(this.#values, this.#ids);
    const tensors = topologicalOrder<ValueTensor>(loss);
    this.tensors = this.#tensorNodes(tensors, owners, model);
    this.#places = this.#allPlaces(tensors);
  }

  /** How many numbers there are. */
  get size(): number {
    return this.#values.length;
  }

  /**
   * A number.
   *
   * @throws RangeError unless the id is an integer from 0 to `size` − 1
   */
  value(id: number): ValueNode {
    const value = this.#at(id);
    const { op, data, grad } = value;
    return {
      id,
      op,
      data,
      grad,
      operands: this.#operandsOf(value),
      results: this.#results.of(id),
      ...this.#places[id],
    };
  }

  /**
   * The tensor that a number belongs to, as in {@link value}, but faster.
   *
   * @throws RangeError unless the id is an integer from 0 to `size` − 1
   */
  tensorOf(id: number): number {
    this.#at(id);
    return this.#places[id].tensor;
  }

  /**
   * The gradient of a number when `backward` has reached a place in the order: the sum over the results it has passed.
   *
   * @param place the id of the number that was passed last
   */
  gradientAt(id: number, place: number): number {
    if (id === this.size - 1) return 1;
    let sum = 0;
    this.#results.forEach(id, (result, localGrad) => {
      if (result >= place) sum += this.#values[result].grad * localGrad;
    });
    return sum;
  }

  /**
   * The path from the loss to a number along which most of the gradient flows: of all paths, the one with the largest product of local
   * derivatives, in absolute value.
   *
   * @returns the ids, that of the loss first; only the number itself if no gradient flows to it
   */
  pathTo(id: number): number[] {
    this.#at(id);
    const last = this.size - 1;
    const flow = new Float64Array(this.size);
    const from = new Int32Array(this.size);
    flow[id] = 1;
    for (let at = id; at < last; at++) {
      if (flow[at] === 0) continue;
      this.#results.forEach(at, (result, localGrad) => {
        const along = flow[at] * Math.abs(localGrad);
        if (along <= flow[result]) return;
        flow[result] = along;
        from[result] = at;
      });
    }
    if (flow[last] === 0) return [id];
    const path = [last];
    for (let at = last; at !== id; path.push(at)) at = from[at];
    return path;
  }

  #at(id: number): Value {
    const value = this.#values.at(id);
    if (value !== undefined && id >= 0) return value;
    throw new RangeError(`StepGraph: expected the id of a number, from 0 to ${this.size - 1}, got ${id}`);
  }

  #operandsOf({ children, localGrads }: Value): Operand[] {
    return children.map((child, i) => ({ id: this.#ids.get(child) ?? -1, localGrad: localGrads[i] }));
  }

  #tensorNodes(
    tensors: readonly ValueTensor[],
    owners: ReadonlyMap<Tensor, string>,
    model: Module,
  ): readonly TensorNode[] {
    const paths = new Map([...model.namedParameters()].map(([path, parameter]) => [parameter, path]));
    const ids = new Map(tensors.map((tensor, id) => [tensor, id]));
    return tensors.map((tensor, id) => ({
      id,
      owner: owners.get(tensor) ?? '',
      parameter: paths.get(tensor),
      op: tensor.op,
      shape: tensor.shape,
      operands: tensor.children.map((operand) => ids.get(operand) ?? -1),
      values: tensor.values.map((value) => this.#ids.get(value) ?? -1),
    }));
  }

  /** Where each number is: in the tensor that computed it, or inside such a computation. */
  #allPlaces(tensors: readonly ValueTensor[]): { readonly tensor: number; readonly index: number | undefined }[] {
    const places = new Map<Value, { readonly tensor: number; readonly index: number | undefined }>();
    for (const [tensor, { values }] of tensors.entries()) {
      for (const [index, value] of values.entries()) if (!places.has(value)) places.set(value, { tensor, index });
    }
    for (const [tensor, { values }] of tensors.entries()) {
      const open = values.flatMap(({ children }) => children);
      for (let value = open.pop(); value !== undefined; value = open.pop()) {
        if (places.has(value)) continue;
        places.set(value, { tensor, index: undefined });
        open.push(...value.children);
      }
    }
    return this.#values.map((value) => places.get(value) ?? { tensor: tensors.length - 1, index: undefined });
  }
}
