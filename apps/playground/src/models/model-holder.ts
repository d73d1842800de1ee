import type { LearnedPart } from './learned-text.ts';
import type { ModelFile, ModelName } from './model-file.ts';

/** What every worker that computes with models offers. It holds the few that were used last. */
export interface ModelHolder {
  /** Loads a model. @throws RangeError if the file holds no GPT or no tokenizer */
  load(name: ModelName, file: ModelFile): Promise<void>;
  /** Whether it knows the text that runs learned from. It knows a few, the last ones used. */
  knowsText(part: LearnedPart): boolean;
  /** Tells the text that runs learned from, to know what is new. */
  learnedFrom(part: LearnedPart, text: Uint8Array): Promise<void>;
}
