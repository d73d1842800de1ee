import type { PartName } from '../code/excerpts.ts';

/** The headings of the parts. */
export const partTitles: Readonly<Record<PartName, string>> = {
  data: '1. Data: the examples',
  tokenizer: '2. Tokenizer: letters become numbers',
  value: '3. Value: a number that remembers',
  network: '4. Network: from letters to a guess',
  loss: '5. Loss: how wrong the guess was',
  backward: '6. Backward: what to change',
  adam: '7. Adam: change it a little',
  sampling: '8. Sampling: the model writes',
};
