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
          ? 'ruled out, because at temperature 0 only the likeliest can come'
          : 'ruled out, because this temperature makes it almost impossible',
    },
    topK: { word: 'top-k', sentence: `ruled out, because it is not among the ${topK.value ?? 0} likeliest` },
    topP: { word: 'top-p', sentence: `ruled out, because the likelier ones already reach ${share} % together` },
    minP: { word: 'min-p', sentence: 'ruled out, because it is much less likely than the likeliest' },
  };
  return reasons[removedBy];
}
