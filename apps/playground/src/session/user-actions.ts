import type { GivenSettings } from '@microgpt/run';
import type { LayersCode } from '../layers/layers-code.ts';
import type { SourceText } from '../run/source-text.ts';
import type { Config } from './config.ts';
import type { OwnText } from './signals.ts';

/** What a user can do, from any view. */
export interface UserActions {
  /** Trains the run in front: to its end, or until a pause. A finished run goes on for as many steps again, a file of the command line as a copy. */
  start(): Promise<void>;
  pause(): Promise<void>;
  /** Does one step. */
  step(): Promise<void>;
  /**
   * Makes the run in front anew from the configuration, before its first step. A run that has steps stays in the table.
   *
   * @returns whether that was possible; if not, a notice says why
   */
  reset(): Promise<boolean>;
  /** Changes the configuration. The run in front is made anew if it has no steps, else the next run differs. */
  configure(change: Partial<Config>): Promise<void>;
  /** Brings a run to the front. */
  select(id: string): Promise<void>;
  /** Deletes a run and all that is kept of it. */
  remove(id: string): Promise<void>;
  /**
   * Opens what was dropped or picked: a checkpoint, the files of a Hugging Face folder, layers of the user's own, or a text, which goes to
   * `droppedText`.
   *
   * @param folder the name of the folder that the files were in, if it is known
   */
  openFiles(files: readonly File[], folder?: string): Promise<void>;
  /** Learns from a text of the user's own: keeps it, and sets the configuration to it. */
  learnFrom(text: OwnText, given: GivenSettings): Promise<void>;
  /**
   * Sets the configuration to layers of the user's own, in a JavaScript module. They are checked first, and kept. What is wrong with them
   * is a notice, and then nothing changes.
   */
  useLayers(file: File): Promise<void>;
  /**
   * The code of the layers that a run names; undefined for the usual ones.
   *
   * @throws Error if they are the user's own and not kept in this browser
   */
  layersCode(named: string | null): Promise<LayersCode | undefined>;
  /**
   * The text that a configuration names.
   *
   * @throws Error if it is the user's own and not kept in this browser
   */
  textFor(data: Config['data']): Promise<SourceText>;
  /** Downloads the checkpoint of the run in front, or of one of its kept steps. */
  download(step?: number): Promise<void>;
  /** The bytes of the model at a kept step of a run, or its newest live step, for the writer. */
  modelBytes(id: string, step: number): Promise<Uint8Array<ArrayBuffer>>;
  /** The text that a run learned from; undefined if it is not known here. */
  textOf(id: string): Promise<SourceText | undefined>;
  dismiss(notice: number): void;
}
