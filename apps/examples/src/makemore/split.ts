import { InputError } from '@microgpt/terminal';

/** Documents to train on, and others to test on. */
export interface Split {
  readonly train: readonly string[];
  readonly test: readonly string[];
}

const MOST = 1000;

/**
 * The last tenth of the documents for testing, at most 1,000 as in makemore, and the others for training.
 *
 * @param documents in random order
 * @throws InputError for fewer than two
 */
export function split(documents: readonly string[]): Split {
  if (documents.length < 2) {
    throw new InputError('--data: one document cannot be both trained on and tested on; pass a text of two or more');
  }
  const tested = Math.min(MOST, Math.max(1, Math.floor(documents.length / 10)));
  return { train: documents.slice(0, -tested), test: documents.slice(-tested) };
}
