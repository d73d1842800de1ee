import { learnedText, type LearnedPart } from './learned-text.ts';
import { loadModel } from './loaded-model.ts';
import type { ModelFile, ModelName } from './model-file.ts';
import type { ModelHolder } from './model-holder.ts';
import { RecentModels } from './recent-models.ts';
import { RecentTexts } from './recent-texts.ts';

/** The models and texts of a worker: the last ones used. */
export class ModelShelf implements ModelHolder {
  protected readonly models = new RecentModels();
  protected readonly texts = new RecentTexts();

  async load(name: ModelName, file: ModelFile): Promise<void> {
    this.models.add(name, await loadModel(file, file.part && this.texts.get(file.part)));
  }

  knowsText(part: LearnedPart): boolean {
    return this.texts.get(part) !== undefined;
  }

  async learnedFrom(part: LearnedPart, text: Uint8Array): Promise<void> {
    this.texts.add(part, await learnedText(text, part));
  }
}
