import type { ModelName } from './writer.ts';

/** The name of a model as one string. */
export function keyOf({ run, step }: ModelName): string {
  return `${run} ${step}`;
}
