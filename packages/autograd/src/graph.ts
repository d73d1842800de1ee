import { checkCount, checkKind, checkSync } from './arguments.ts';

/** What a graph of computation is made of: a result, and what it was made from. */
export interface GraphNode {
  /** What it was made from; empty for what the user made. */
  readonly children: readonly GraphNode[];
  /** The number of the last walk that met this node; 0 if none has. */
  visited: number;
}

/** Called when an outermost `noGrad` body ends, with the object that it returns and every object inside it. */
type NoGradListener = (returned: ReadonlySet<unknown>) => void;

interface GraphState {
  recording: boolean;
  walks: number;
  /** What to call at the end of the current outermost `noGrad` body; a new list for each body. */
  listeners: NoGradListener[];
}

// Held by globalThis, so that the ESM and the CommonJS copy of this package agree on it when one program loads both.
const stateKey = Symbol.for('@microgpt/autograd/graph');
const holder = globalThis as unknown as Record<symbol, GraphState | undefined>;
const state: GraphState = (holder[stateKey] ??= { recording: true, walks: 0, listeners: [] });

/** Whether operations remember how their result was made; false inside {@link noGrad}. */
export function isRecording(): boolean {
  return state.recording;
}

/**
 * Runs the body without remembering how results are made: less time and memory, and no gradients.
 *
 * On engines with their own memory, tensors made in the body may be gone after it, except those that it returns: by
 * themselves, or in arrays, maps, sets and plain objects.
 *
 * @param body runs at once; it must not be async or a generator, whose later parts would run with recording back on
 * @returns what the body returns
 * @throws TypeError if the body returns a promise or an iterator
 */
export function noGrad<T>(body: () => T): T {
  checkCount('noGrad', arguments.length, 1);
  checkKind('noGrad', 'a function', body, typeof body === 'function');
  if (!state.recording) return checkSync('noGrad', body());
  const listeners: NoGradListener[] = (state.listeners = []);
  let result: T | undefined;
  state.recording = false;
  try {
    result = checkSync('noGrad', body());
    return result;
  } finally {
    state.recording = true;
    if (listeners.length > 0) {
      const returned = objectsIn(result);
      for (const end of listeners) end(returned);
    }
  }
}

/**
 * What is called at the end of the current outermost `noGrad` body: an engine adds to it when it first makes a result
 * in the body. Each body has its own list, so an engine can tell whether it has already done so.
 */
export function noGradListeners(): NoGradListener[] {
  return state.listeners;
}

/** An object, and all objects inside it, through arrays, maps, sets and plain objects. */
function objectsIn(result: unknown): ReadonlySet<unknown> {
  const objects = new Set<unknown>([result]);
  // A set that grows while it is walked: without recursion no nesting is too deep, and cycles end.
  for (const object of objects) {
    for (const part of partsOf(object)) if (typeof part === 'object' && part !== null) objects.add(part);
  }
  return objects;
}

function partsOf(object: unknown): Iterable<unknown> {
  if (typeof object !== 'object' || object === null) return [];
  if (Array.isArray(object) || object instanceof Map || object instanceof Set) return object.values();
  return Object.getPrototypeOf(object) === Object.prototype
    ? Object.values<unknown>(object as Record<string, unknown>)
    : [];
}

/**
 * The node and everything it was made from, each after all of its children.
 *
 * Iterative: a graph of scalars is far deeper than the JavaScript stack.
 *
 * @param onResult called for each node that was made from others, when it is first met
 */
export function topologicalOrder<Node extends GraphNode & { readonly children: readonly Node[] }>(
  root: Node,
  onResult: (node: Node) => void = () => undefined,
): Node[] {
  const walk = ++state.walks;
  const order: Node[] = [];
  const path: Node[] = [root]; // from the root down to the node at hand
  const nextChild: number[] = [0]; // for each node of the path, which child comes next
  root.visited = walk;
  if (root.children.length > 0) onResult(root);
  while (path.length > 0) {
    const top = path.length - 1;
    const node = path[top];
    const children = node.children;
    let i = nextChild[top];
    while (i < children.length && children[i].visited === walk) i++;
    if (i === children.length) {
      order.push(node);
      path.pop();
      nextChild.pop();
      continue;
    }
    nextChild[top] = i + 1;
    const child = children[i];
    child.visited = walk;
    if (child.children.length === 0) order.push(child);
    else {
      onResult(child);
      path.push(child);
      nextChild.push(0);
    }
  }
  return order;
}
