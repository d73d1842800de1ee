import { InputError } from '@microgpt/terminal';
import type { Settings } from '@microgpt/run';
import type { Dataset } from './dataset.ts';

/**
 * Checks that both parts of a running text hold at least one block, and the token after it.
 *
 * @throws InputError otherwise, with the numbers and the flags to change
 */
export function checkBlock(
  dataset: Pick<Dataset, 'kind' | 'trainingTokens' | 'validationTokens'>,
  { block, validation }: Pick<Settings, 'block' | 'validation'>,
): void {
  const { kind, trainingTokens, validationTokens } = dataset;
  if (kind === 'lines') return;
  if (trainingTokens <= block) {
    throw new InputError(
      `--block ${block}: a window needs ${block + 1} tokens, but the text has ${trainingTokens} to train on; ` +
        `pass at most --block ${Math.max(1, trainingTokens - 1)}, or a longer text`,
    );
  }
  if (validation > 0 && validationTokens <= block) {
    throw new InputError(
      `--block ${block}: a window needs ${block + 1} tokens, but --validation ${validation} keeps ${validationTokens} apart; ` +
        `pass at most --block ${Math.max(1, validationTokens - 1)}, a larger share, or --validation 0`,
    );
  }
}
