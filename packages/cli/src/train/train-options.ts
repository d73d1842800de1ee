import type { GPTParts } from '@microgpt/gpt';
import type { GivenSettings } from '@microgpt/run';

/** What `microgpt train` was asked for. */
export interface TrainCommand {
  /** The file or folder, or `names`; undefined for the embedded names, or for the text of the run that is resumed. */
  readonly text: string | undefined;
  /** The settings from the preset, the config file and the flags; the last ones won. */
  readonly given: GivenSettings;
  /** The checkpoint of a run to go on with. */
  readonly resume?: string | undefined;
  /** The checkpoint whose weights, network and tokenizer a new run starts from. */
  readonly from?: string | undefined;
  /** Whether to start over although the file holds a run. */
  readonly restart: boolean;
  readonly json: boolean;
  readonly log?: string | undefined;
  /** Your own parts of the network. */
  readonly parts?: Partial<GPTParts> | undefined;
}
