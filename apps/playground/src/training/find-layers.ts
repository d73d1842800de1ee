import type { GPTParts } from '@microgpt/gpt';
import { isGuideLayers } from 'examples/guide-layers';
import { ownModule } from '../layers/layers-key.ts';
import type { LayersCode } from '../layers/layers-code.ts';
import { loadLayers } from '../layers/load-layers.ts';
import { MissingLayersError } from '../layers/missing-layers-error.ts';
import type { RunStore } from '../store/run-store.ts';

/** Where the user's own layers are kept. */
export type KeptLayers = Pick<RunStore, 'layers' | 'layersIn'>;

/** The layers of a run, ready to be used. */
export interface FoundLayers {
  /** Their key; null for the usual ones. */
  readonly key: string | null;
  readonly parts: Partial<GPTParts>;
}

/**
 * Finds the layers that a run names: those of the guide, or a module of the user's own that is kept here.
 *
 * A run of the command line names a file. Its layers are those that were kept last under the name of that file.
 *
 * @param named the setting `parts` of the run
 * @throws MissingLayersError if they are not kept here
 */
export async function findLayers(named: string | null, kept: KeptLayers): Promise<FoundLayers> {
  if (named === null) return { key: null, parts: {} };
  const code = await layersCode(named, kept);
  return { key: code.key, parts: await loadLayers(code) };
}

/**
 * The code of the layers that a run names.
 *
 * @throws MissingLayersError if they are not kept here
 */
export async function layersCode(named: string, kept: KeptLayers): Promise<LayersCode> {
  if (isGuideLayers(named)) return { key: named };
  const own = ownModule(named);
  const file = own?.file ?? asJavaScript(named.split(/[/\\]/).at(-1) ?? named);
  const code = await (own ? kept.layers(named) : kept.layersIn(file));
  if (code === undefined) throw new MissingLayersError(file);
  return code;
}

/** The name of the file after TypeScript became JavaScript. */
function asJavaScript(file: string): string {
  return file.replace(/\.([cm]?)tsx?$/, '.$1js');
}
