import { LayersClient } from '../layers/checking/layers-client.ts';
import type { LayersCode } from '../layers/layers-code.ts';
import { givenOf, type Config } from './config.ts';
import { networkToTry } from './network-to-try.ts';
import type { TrainerClient } from './trainer-client.ts';

/** Layers of the user's own that were checked and kept. */
export interface AddedLayers {
  readonly key: string;
  /** What is wrong with their gradients; undefined if they are right. */
  readonly gradientProblem: string | undefined;
}

/** A module is shorter than this, in bytes. */
const MOST_BYTES = 1_000_000;

/** The layers of runs: those of the guide, and the user's own. */
export class OwnLayers {
  readonly #trainer: TrainerClient;
  readonly #client = new LayersClient();

  constructor(trainer: TrainerClient) {
    this.#trainer = trainer;
  }

  /**
   * The code of the layers that a run names.
   *
   * @throws MissingLayersError if they are the user's own and not kept here
   */
  code(named: string): Promise<LayersCode> {
    return this.#trainer.call((trainer) => trainer.layers(named));
  }

  /**
   * Checks layers of the user's own, and keeps them.
   *
   * @param config of the run that will have them; undefined if it is not known
   * @throws Error what is wrong with them
   */
  async add(file: File, config?: Config): Promise<AddedLayers> {
    checkName(file.name);
    if (file.size > MOST_BYTES) throw new RangeError('it is larger than a megabyte, which no module of layers is');
    const source = await file.text();
    const gradientProblem = await this.#client.check(source, config && networkToTry(givenOf(config)));
    const key = await this.#trainer.call((trainer) => trainer.keepLayers(file.name, source));
    return { key, gradientProblem };
  }
}

/** @throws RangeError if the file is no JavaScript */
function checkName(name: string): void {
  if (/\.m?js$/.test(name)) return;
  const stem = name.replace(/\.[cm]?tsx?$/, '');
  if (stem === name) throw new RangeError('layers must be a JavaScript module in a .js file');
  throw new RangeError(
    `it is TypeScript, which a browser does not run; make JavaScript of it with npx esbuild ${name} --outfile=${stem}.js, and drop that file`,
  );
}
