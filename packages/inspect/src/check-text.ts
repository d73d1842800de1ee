import { checkKind } from '@microgpt/autograd';
import type { GPT } from '@microgpt/gpt';
import { isModule } from '@microgpt/nn';

/** @throws TypeError unless the arguments are a GPT and an array of ids */
export function checkText(what: string, model: GPT, ids: readonly number[]): void {
  checkKind(what, 'a GPT and an array of token ids', [model, ids], isModule(model) && Array.isArray(ids));
}
