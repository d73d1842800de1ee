import { InputError } from './input-error.ts';

/** @throws InputError unless `--heads` divides `--embd` */
export function checkHeads({ embd, heads }: { readonly embd: number; readonly heads: number }): void {
  if (embd % heads === 0) return;
  throw new InputError(`--embd: ${embd} is not divisible by --heads ${heads}; pass a multiple of ${heads}`);
}
