import { RunError } from '../settings/run-error.ts';
import type { Settings } from '../settings/settings.ts';
import type { Dataset } from './dataset.ts';

/**
 * Checks that both parts of a running text hold at least one block, and the token after it.
 *
 * @throws RunError otherwise, with the numbers and the settings to change
 */
export function checkBlock(
  dataset: Pick<Dataset, 'kind' | 'trainingTokens' | 'validationTokens'>,
  { block, validation }: Pick<Settings, 'block' | 'validation'>,
): void {
  const { kind, trainingTokens, validationTokens } = dataset;
  if (kind === 'lines') return;
  if (trainingTokens <= block) {
    throw new RunError(
      (s) =>
        `${s('block')} ${block}: a window needs ${block + 1} tokens, but the text has ${trainingTokens} to train on; ` +
        `pass at most ${s('block')} ${Math.max(1, trainingTokens - 1)}, or a longer text`,
    );
  }
  if (validation > 0 && validationTokens <= block) {
    throw new RunError(
      (s) =>
        `${s('block')} ${block}: a window needs ${block + 1} tokens, but ${s('validation')} ${validation} holds out ${validationTokens}; ` +
        `pass at most ${s('block')} ${Math.max(1, validationTokens - 1)}, a larger share, or ${s('validation')} 0`,
    );
  }
}
