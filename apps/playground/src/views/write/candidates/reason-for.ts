import type { Candidate } from '../../../writing/writer.ts';
import { sampling, topK, topP } from '../state/sampling.ts';

/** Why a candidate was removed: in a word, and in a sentence. */
export function reasonFor(removedBy: NonNullable<Candidate['removedBy']>) {
  const share = Math.round(100 * topP.value);
  const reasons = {
    temperature: {
      word: 'too cold',
      sentence:
        sampling.value.temperature === 0
          ? 'removed, because at temperature 0 only the likeliest comes'
          : 'removed, because the temperature leaves it almost nothing',
    },
    topK: { word: 'top-k', sentence: `removed, because it is not among the ${topK.value ?? 0} likeliest` },
    topP: { word: 'top-p', sentence: `removed, because the likelier ones have ${share} % together` },
    minP: { word: 'min-p', sentence: 'removed, because it is much less likely than the likeliest' },
  };
  return reasons[removedBy];
}
