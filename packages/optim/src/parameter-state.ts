import type { Tensor } from '@microgpt/autograd';

/** What an optimizer keeps for one parameter. */
export interface ParameterState {
  readonly parameter: Tensor;
  readonly path: string | undefined;
  /** What messages call it: `"wte.weight"`, or `parameter 3` if it has no path. */
  readonly label: string;
  /** Its running averages by name. */
  buffers: Record<string, Tensor>;
  /** How many steps it has done. */
  steps: number;
  /** Whether its numbers may be so large that an ordinary step makes them overflow. */
  isLarge: boolean;
}

/** Replaces the running averages, and frees the memory of the replaced ones at once. */
export function setBuffers(state: ParameterState, buffers: Record<string, Tensor>): void {
  for (const [name, buffer] of Object.entries(state.buffers)) if (buffers[name] !== buffer) buffer.dispose();
  state.buffers = buffers;
}
