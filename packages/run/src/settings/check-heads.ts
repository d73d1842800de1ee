import { RunError } from './run-error.ts';
import type { Settings } from './settings.ts';

/** @throws RunError if the heads of a layer cannot share its channels equally */
export function checkHeads({ embd, heads }: Pick<Settings, 'embd' | 'heads'>): void {
  if (embd % heads === 0) return;
  throw new RunError(
    (s) => `${s('embd')} ${embd} is not divisible by ${s('heads')} ${heads}; pass a multiple of ${heads}`,
  );
}
