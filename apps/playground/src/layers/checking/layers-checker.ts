import type { GPTConfig } from '@microgpt/gpt';

/** The worker that checks a user's own module, as the page calls it through comlink. It may hang, as the module may. */
export interface LayersChecker {
  /**
   * Imports the module, and creates and runs a network of one layer with its parts.
   *
   * @param network the sizes of the network; undefined to import the module only
   * @throws RangeError if the module has a mistake, or its parts do not fit the network
   */
  check(source: string, network: GPTConfig | undefined): Promise<void>;
  /** What is wrong with the gradients of its parts; undefined if they are right. */
  checkGradients(source: string, network: GPTConfig): Promise<string | undefined>;
}
