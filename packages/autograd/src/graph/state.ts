/** Called when an outermost `noGrad` body ends, with its result and every object inside that. */
export type NoGradListener = (returned: ReadonlySet<unknown>) => void;

interface GraphState {
  recording: boolean;
  /** The number of graph traversals so far. */
  walks: number;
  /** The listeners called at the end of the current outermost `noGrad` body; a new list for each body. */
  listeners: NoGradListener[];
}

const key = Symbol.for('@microgpt/autograd/graph');
const holder = globalThis as unknown as Record<symbol, GraphState | undefined>;

/** On globalThis, so that the ESM and the CommonJS copy of this package share it if a program loads both. */
export const state: GraphState = (holder[key] ??= { recording: true, walks: 0, listeners: [] });
