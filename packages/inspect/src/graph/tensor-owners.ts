import { isTensor, type Tensor } from '@microgpt/autograd';
import { watchForwards, type Module } from '@microgpt/nn';

/** A call of a module's `forward`. */
interface Call {
  readonly path: string;
  readonly inputs: ReadonlySet<Tensor>;
  readonly output: Tensor;
}

/** A loss, and the innermost module that computed each tensor of its graph. */
export interface OwnedGraph {
  readonly loss: Tensor;
  /** The path of a module; empty for the model itself, and for what comes after it. */
  readonly owners: ReadonlyMap<Tensor, string>;
}

/** Computes a loss and finds out which module computed each tensor. */
export function ownedGraph(model: Module, body: () => Tensor): OwnedGraph {
  const calls: Call[] = [];
  const end = watchForwards(model, (path, inputs, output) => {
    if (isTensor(output)) calls.push({ path, inputs: new Set(inputs.flatMap(tensorsIn)), output });
  });
  try {
    const loss = body();
    const owners = new Map<Tensor, string>();
    // A module ends after those in it: the last ones are the outermost, and inner ones claim their part later.
    for (const call of calls.reverse()) claim(owners, call);
    for (const [path, parameter] of model.namedParameters()) owners.set(parameter, parentOf(path));
    return { loss, owners };
  } finally {
    end();
  }
}

/** Everything between the inputs of a call and its output. */
function claim(owners: Map<Tensor, string>, { path, inputs, output }: Call): void {
  const seen = new Set<Tensor>(inputs);
  const open = [output];
  for (let tensor = open.pop(); tensor !== undefined; tensor = open.pop()) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    if (!tensor.isParameter) owners.set(tensor, path);
    open.push(...tensor.children);
  }
}

function tensorsIn(argument: unknown): Tensor[] {
  return isTensor(argument) ? [argument] : [];
}

/** The path of the module that holds a parameter. */
function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}
