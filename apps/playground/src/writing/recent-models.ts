import { keyOf } from './key-of.ts';
import type { LoadedModel } from './loaded-model.ts';
import type { ModelName } from './writer.ts';

const MOST_MODELS = 6;
const MOST_BYTES = 256 * 2 ** 20;

/** The models used last, as many as memory allows, at least one. */
export class RecentModels {
  readonly #models = new Map<string, LoadedModel>(); // the last one used is last

  /** Whether it holds a model. */
  has(name: ModelName): boolean {
    return this.#models.has(keyOf(name));
  }

  /**
   * The model, which is then the last one used.
   *
   * @throws Error `NotLoadedError` if it is not here
   */
  get(name: ModelName): LoadedModel {
    const key = keyOf(name);
    const model = this.#models.get(key);
    if (model === undefined)
      throw Object.assign(new Error(`no model ${key}; load it first`), { name: 'NotLoadedError' });
    this.#models.delete(key);
    this.#models.set(key, model);
    return model;
  }

  /** Adds a model, and frees those that were not used for longest. */
  add(name: ModelName, model: LoadedModel): void {
    this.#remove(keyOf(name));
    this.#models.set(keyOf(name), model);
    for (const key of this.#models.keys()) {
      const bytes = [...this.#models.values()].reduce((sum, held) => sum + held.bytes, 0);
      if (this.#models.size === 1 || (this.#models.size <= MOST_MODELS && bytes <= MOST_BYTES)) break;
      this.#remove(key);
    }
  }

  #remove(key: string): void {
    this.#models.get(key)?.dispose();
    this.#models.delete(key);
  }
}
