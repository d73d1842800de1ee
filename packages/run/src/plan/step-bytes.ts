import { topologicalOrder, type Shape, type Tensor, type Value } from '@microgpt/autograd';
import type { Batch, GPT } from '@microgpt/gpt';
import type { Settings } from '../settings/settings.ts';

/** The bytes of a number in an array, and of a pointer. */
const ELEMENT = 8;
/**
 * The bytes of a `Value` with its gradient, and of an array besides its elements: what the heap of Node 20 grew by with
 * 200,000 of them, after a collection (--expose-gc). A browser that compresses pointers needs less.
 */
const VALUE = 112;
const ARRAY = 48;
/** The same of a tensor of `cpu` besides its numbers: its objects, and the closure for its gradient. */
const TENSOR = 1000;

/** What {@link stepBytes} needs to know of a run. */
interface Step {
  readonly model: GPT;
  readonly batch: Batch;
  readonly settings: Pick<Settings, 'optimizer' | 'momentum'>;
}

/**
 * The memory of a training step on an engine whose numbers are on JavaScript's heap, in bytes: the results of a forward
 * pass with their gradients, the parameters with theirs, and what the optimizer stores. Garbage that is not collected yet
 * comes on top.
 *
 * It runs the model on the batch.
 *
 * @returns undefined on an engine with a memory of its own, such as `wasm`
 */
export function stepBytes({ model, batch, settings }: Step): number | undefined {
  const { name } = model.wte.weight.engine;
  if (name !== 'cpu' && name !== 'scalar') return undefined;
  const loss = model.forward(batch.inputs).crossEntropy(batch.targets.flat());
  const results = topologicalOrder<Tensor>(loss).filter(isResult);
  const parameters = model.parameterCount();
  const stored = parameters * storedPerParameter(settings);
  if (name === 'scalar') {
    const [value] = (loss as Tensor & { readonly values: readonly Value[] }).values;
    const values = topologicalOrder(value).filter(isResult);
    const arrays = sum(values.map(({ op, children }) => arrayBytes(op, children.length)));
    const inTensors = sum(results.map(({ shape }) => sizeOf(shape)));
    const all = parameters + stored;
    return VALUE * (values.length + all) + arrays + ELEMENT * (inTensors + all);
  }
  const numbers = sum(results.map((result) => 2 * sizeOf(result.shape) + keptBy(result, model, batch)));
  return ELEMENT * (numbers + 2 * parameters + stored) + TENSOR * results.length;
}

function isResult({ children }: { readonly children: readonly unknown[] }): boolean {
  return children.length > 0;
}

/** The numbers that the optimizer stores of each parameter: Adam's two means, or a momentum. */
function storedPerParameter({ optimizer, momentum }: Step['settings']): number {
  if (optimizer !== 'sgd') return 2;
  return momentum > 0 ? 1 : 0;
}

/** The bytes of the operands of a `Value` and of its derivatives, which a dot product does not store. */
function arrayBytes(op: string, operands: number): number {
  return (op === 'dot' ? 1 : 2) * (ARRAY + ELEMENT * operands);
}

/** How many numbers an operation of `cpu` keeps for its gradient besides its result: probabilities, attention weights. */
function keptBy({ op, children }: Tensor, { config }: GPT, { inputs }: Batch): number {
  if (op === 'crossEntropy') return sizeOf(children[0].shape);
  if (op === 'causalAttention') return config.nHead * sum(inputs.map(({ length }) => (length * (length + 1)) / 2));
  return 0;
}

function sizeOf(shape: Shape): number {
  return shape.reduce((size, length) => size * length, 1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
