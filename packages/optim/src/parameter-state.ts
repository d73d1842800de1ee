import type { Tensor } from '@microgpt/autograd';

/** The state of one parameter in an optimizer. */
export interface ParameterState {
  readonly parameter: Tensor;
  readonly path: string | undefined;
  /** The name used in error messages: `"wte.weight"`, or `parameter 3` without a path. */
  readonly label: string;
  /** The running averages by name. */
  buffers: Record<string, Tensor>;
  /** The number of steps done. */
  steps: number;
  /** Whether the numbers may be so large that a step with a safe gradient makes them overflow. */
  isLarge: boolean;
}

/** Replaces the running averages, and frees the memory of the replaced ones at once. */
export function setBuffers(state: ParameterState, buffers: Record<string, Tensor>): void {
  for (const [name, buffer] of Object.entries(state.buffers)) if (buffers[name] !== buffer) buffer.dispose();
  state.buffers = buffers;
}
