import type { GPTParts } from '@microgpt/gpt';
import { isGuideLayers } from 'examples/guide-layers';
import type { LayersCode } from './layers-code.ts';

const loaded = new Map<string, Promise<Partial<GPTParts>>>();

/**
 * The parts of the network that layers replace; none for the usual layers. Their code is loaded when it is first used.
 *
 * @throws RangeError if a user's own module cannot be used
 */
export async function loadLayers(layers: LayersCode | undefined): Promise<Partial<GPTParts>> {
  if (layers === undefined) return {};
  const { key } = layers;
  const known = loaded.get(key);
  if (known !== undefined) return known;
  const loading = load(layers);
  loaded.set(key, loading);
  loading.catch(() => loaded.delete(key));
  return loading;
}

async function load({ key, source }: LayersCode): Promise<Partial<GPTParts>> {
  if (isGuideLayers(key)) return (await import('examples/layers')).guideParts[key];
  if (source === undefined) throw new RangeError(`there are no layers called ${key}`);
  const { importOwn } = await import('./own/import-own.ts');
  return importOwn(source);
}
