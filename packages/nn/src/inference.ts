import { noGrad } from '@microgpt/autograd';
import { checkKind, checkSync } from './check-arguments.ts';

// On globalThis, so that the ESM and the CommonJS copy of this package share it if a program loads both.
const stateKey = Symbol.for('@microgpt/nn/inference');
const holder = globalThis as unknown as Record<symbol, { depth: number } | undefined>;
const state = (holder[stateKey] ??= { depth: 0 });

/** Whether a body of {@link inference} is running. */
export function isInference(): boolean {
  return state.depth > 0;
}

/**
 * Runs the body in inference mode: every module is in evaluation mode, whatever its own mode, and nothing is recorded.
 *
 * The modules keep their own modes, so there is nothing to restore.
 *
 * ```ts
 * const logits = inference(() => model.forward(documents));
 * ```
 *
 * @param body runs at once, in `noGrad`; it must not be async or a generator
 * @returns what the body returns
 * @throws TypeError if the body is not a function, or returns a promise or an iterator
 */
export function inference<T>(body: () => T): T {
  checkKind('inference', 'a function to run', body, typeof body === 'function');
  state.depth++;
  try {
    return noGrad(() => checkSync('inference', body()));
  } finally {
    state.depth--;
  }
}
