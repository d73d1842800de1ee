import { checkCount, checkKind, checkSync } from '../arguments.ts';
import { state, type NoGradListener } from './state.ts';

/** Whether operations record their operands for `backward`; false inside {@link noGrad}. */
export function isRecording(): boolean {
  return state.recording;
}

/**
 * Runs the body without recording: it takes less time and memory, and no gradients pass.
 *
 * On engines with their own memory, tensors created in the body may be freed when it ends, except those that it
 * returns, alone or in arrays, maps, sets and plain objects.
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
 * The listeners called at the end of the current outermost `noGrad` body. An engine adds one when it computes its first
 * result in the body. Each body has its own list, so an engine can tell whether it has already added one.
 */
export function noGradListeners(): NoGradListener[] {
  return state.listeners;
}

/** An object, and all objects inside it, through arrays, maps, sets and plain objects. */
function objectsIn(result: unknown): ReadonlySet<unknown> {
  const objects = new Set<unknown>([result]);
  // The loop also visits objects added meanwhile: without recursion no nesting is too deep, and cycles end.
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
