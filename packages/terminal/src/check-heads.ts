import { UsageError } from './command-line/usage-error.ts';

/** @throws UsageError unless `--heads` divides `--embd` */
export function checkHeads({ embd, heads }: { readonly embd: number; readonly heads: number }): void {
  if (embd % heads === 0) return;
  throw new UsageError(`--embd: ${embd} is not divisible by --heads ${heads}; pass a multiple of ${heads}`);
}
