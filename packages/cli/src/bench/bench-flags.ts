import type { GivenSettings, PresetName } from '@microgpt/run';

/** The flags of `microgpt bench`: some settings, with the names of those of `train`. */
export interface BenchFlags extends Pick<
  GivenSettings,
  'layers' | 'heads' | 'embd' | 'block' | 'batch' | 'vocab' | 'architecture' | 'optimizer' | 'engine'
> {
  readonly preset?: PresetName | undefined;
  readonly json?: boolean | undefined;
}
