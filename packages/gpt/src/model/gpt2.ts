import { LayerNorm } from '@microgpt/nn';
import type { GPTParts, Part } from './parts.ts';

/**
 * The parts of GPT-2 that differ from those of microgpt, unless others are given.
 *
 * The rest of the difference is in the settings: biases, GELU and a tied head are its defaults in `config.ts`.
 *
 * @see https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf
 */
export function gpt2Parts({
  norm = layerNorm,
  embeddingNorm = false,
  finalNorm = norm,
  ...others
}: Partial<GPTParts>): Partial<GPTParts> {
  return { norm, embeddingNorm, finalNorm, ...others };
}

const layerNorm: Part<LayerNorm> = ({ nEmbd, bias }, init) => new LayerNorm(nEmbd, init, { bias });
