import type { GivenSettings, Settings } from '@microgpt/run';

/** The settings that make up a network. */
const networkNames = [
  ...(['architecture', 'layers', 'heads', 'embd', 'block'] as const),
  ...(['bias', 'activation', 'dropout', 'tieHead', 'std'] as const),
] as const;

/** The network of some settings. */
export type Network = Pick<Settings, (typeof networkNames)[number]>;

/** The part of the settings that makes up the network. */
export function networkOf(settings: Settings): Network;
export function networkOf(settings: GivenSettings): Partial<Network>;
export function networkOf(settings: GivenSettings): Partial<Network> {
  return Object.fromEntries(networkNames.map((name) => [name, settings[name]]));
}
