import type { ModelName } from '../../../models/model-file.ts';
import { model } from './facts.ts';

/**
 * Asks the model of a run that is at hand. While the run trains, a newer one may take its place before it is loaded, and it is gone
 * then: the newer one is asked instead.
 *
 * @returns undefined if another run is in front
 * @throws what `ask` throws
 */
export async function askModel<T>(run: string, ask: (name: ModelName) => Promise<T>): Promise<T | undefined> {
  for (;;) {
    const name = model.peek();
    if (name?.run !== run) return undefined;
    try {
      return await ask(name);
    } catch (error) {
      if (model.peek() === name) throw error;
    }
  }
}
