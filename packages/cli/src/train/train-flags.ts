import type { GivenSettings, PresetName } from '@microgpt/run';

/** The flags of `microgpt train`: all settings, and these. */
export interface TrainFlags extends GivenSettings {
  readonly noSamples?: boolean | undefined;
  readonly preset?: PresetName | undefined;
  /** The path of a config file. */
  readonly config?: string | undefined;
  /** A checkpoint whose run goes on. */
  readonly resume?: string | undefined;
  /** A checkpoint whose model a new run starts from. */
  readonly from?: string | undefined;
  readonly restart?: boolean | undefined;
  readonly json?: boolean | undefined;
  /** The path of a file that keeps everything. */
  readonly log?: string | undefined;
}
