import type { ModelName } from './model-file.ts';

/** The name of a run as one string. */
export function runKeyOf({ run, made }: ModelName): string {
  return `${run} ${made}`;
}

/** The name of a model as one string. */
export function keyOf(name: ModelName): string {
  return `${runKeyOf(name)} ${name.step}`;
}
