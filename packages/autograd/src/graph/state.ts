/** Called when an outermost `noGrad` body ends, with the object that it returns and every object inside it. */
export type NoGradListener = (returned: ReadonlySet<unknown>) => void;

interface GraphState {
  recording: boolean;
  /** The number of walks so far. */
  walks: number;
  /** What to call at the end of the current outermost `noGrad` body; a new list for each body. */
  listeners: NoGradListener[];
}

const key = Symbol.for('@microgpt/autograd/graph');
const holder = globalThis as unknown as Record<symbol, GraphState | undefined>;

/** Held by globalThis, so that the ESM and the CommonJS copy of this package agree on it if one program loads both. */
export const state: GraphState = (holder[key] ??= { recording: true, walks: 0, listeners: [] });
