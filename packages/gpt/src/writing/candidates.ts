import { checkArguments } from '../check-arguments.ts';
import { probabilities, SAMPLING, type SamplingOptions } from './sample.ts';

/** A token that may come next, and what the sampling options do to it. */
export interface Candidate {
  readonly id: number;
  /** Its probability without options. */
  readonly before: number;
  /** Its probability with the options, from which `sample` draws. */
  readonly after: number;
  /** The first option that reduced its probability to 0; undefined if it is not 0, or was 0 before. */
  readonly removedBy: keyof SamplingOptions | undefined;
}

/**
 * Each token with its probability before and after temperature, top-k, top-p and min-p, and the option that removed it, the
 * likeliest first.
 *
 * ```ts
 * candidates(logits, { temperature: 0.5, topK: 5 })[0]; // { id: 3, before: 0.4, after: 0.7, removedBy: undefined }
 * ```
 *
 * @returns (V); the smaller id wins ties
 * @throws RangeError like {@link probabilities}
 */
export function candidates(logits: ArrayLike<number>, options: SamplingOptions = {}): Candidate[] {
  checkArguments('candidates', arguments, 2, SAMPLING);
  const before = probabilities(logits);
  const stages = stagesOf(options).map(({ name, applied }) => ({ name, left: probabilities(logits, applied) }));
  const after = stages.at(-1)?.left ?? before;
  return before
    .map((p, id) => ({ id, before: p, after: after[id], removedBy: removedBy(p, id) }))
    .sort((a, b) => b.before - a.before);

  function removedBy(p: number, id: number): Candidate['removedBy'] {
    return p === 0 ? undefined : stages.find(({ left }) => left[id] === 0)?.name;
  }
}

/** The given options, one after another, each combined with those before it. */
function stagesOf(options: SamplingOptions) {
  let applied: SamplingOptions = {};
  return (SAMPLING as (keyof SamplingOptions)[])
    .filter((name) => options[name] !== undefined)
    .map((name) => {
      applied = { ...applied, [name]: options[name] };
      return { name, applied };
    });
}
