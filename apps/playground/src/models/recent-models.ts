import { keyOf } from './key-of.ts';
import type { LoadedModel } from './loaded-model.ts';
import type { ModelName } from './model-file.ts';

const MOST_MODELS = 6;
const MOST_BYTES = 256 * 2 ** 20;

/** The models used last, as many as memory allows, at least one. */
export class RecentModels {
  readonly #models = new Map<string, LoadedModel>(); // the last one used is last
  /** How many requests write with a model for longer than a call. */
  readonly #holders = new Map<LoadedModel, number>();

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

  /**
   * Does something that takes longer than a call, in which other models may come.
   *
   * @throws Error `NotLoadedError` if the model is not here
   */
  async hold<T>(name: ModelName, use: (model: LoadedModel) => Promise<T>): Promise<T> {
    const model = this.get(name);
    this.#holders.set(model, (this.#holders.get(model) ?? 0) + 1);
    try {
      return await use(model);
    } finally {
      const left = (this.#holders.get(model) ?? 1) - 1;
      if (left > 0) this.#holders.set(model, left);
      else this.#holders.delete(model);
      if (this.#models.get(keyOf(name)) !== model) this.#free(model);
    }
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
    const model = this.#models.get(key);
    this.#models.delete(key);
    if (model) this.#free(model);
  }

  /** Frees the memory of a model, unless somebody still writes with it. */
  #free(model: LoadedModel): void {
    if (!this.#holders.has(model)) model.dispose();
  }
}
