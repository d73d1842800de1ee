import type { GivenSettings } from '@microgpt/run';
import type { LayersCode } from '../layers/layers-code.ts';
import type { RunState } from '../run/run-state.ts';
import type { SourceText } from '../run/source-text.ts';
import type { StorageProblem } from '../store/kept-values.ts';

/** What the worker tells the page. */
export type TrainerEvent =
  | { readonly type: 'state'; readonly state: RunState }
  /** The model between two kept steps, as the bytes of a checkpoint without optimizer. */
  | { readonly type: 'live'; readonly id: string; readonly step: number; readonly bytes: Uint8Array<ArrayBuffer> }
  /** A run is kept in the browser as it was after a step, so that other tabs can read it. */
  | { readonly type: 'saved'; readonly id: string; readonly step: number }
  /** Old runs were deleted to make room. */
  | { readonly type: 'removed'; readonly ids: readonly string[] }
  /** The browser does not keep anything now, or does so again. */
  | { readonly type: 'storage'; readonly problem: StorageProblem | undefined }
  /** Something failed that does not stop the training. */
  | { readonly type: 'warning'; readonly message: string };

/** A file of a folder in Hugging Face's format. */
export interface FolderFile {
  readonly name: string;
  readonly file: Blob;
}

/** The worker that trains, as the page calls it through comlink. One run at a time trains in it. */
export interface Trainer {
  /** Sets who is told of changes: at most every 50 ms while it trains. */
  listen(listener: (event: TrainerEvent) => void): void;
  /**
   * Makes a new run before its first step. It is kept in the browser when it has a step, or when others are opened.
   *
   * @param replaced a run without steps in whose place it comes
   * @throws RangeError if the text or the settings cannot be used
   * @throws MissingLayersError if its layers are the user's own and not kept here
   */
  create(id: string, given: GivenSettings, text: SourceText, replaced?: string): Promise<RunState>;
  /**
   * SHA-256 of a text, in hexadecimal.
   *
   * @throws RangeError if nothing can be learned from it: it is empty, too short, or no text in UTF-8
   */
  checkText(text: SourceText): Promise<string>;
  /**
   * Opens a checkpoint: of this page, of the command line, or of a model alone. Without its text it can only write.
   *
   * @throws RangeError if the file is no checkpoint of a GPT with a tokenizer
   */
  open(id: string, file: Blob, name: string): Promise<RunState>;
  /**
   * Opens a checkpoint, again and again, of a run that is trained elsewhere. What only training needs is not checked.
   *
   * @param text what it learned from, if it is not kept here
   * @throws RangeError if the file is no checkpoint of a GPT with a tokenizer
   */
  show(id: string, file: Blob, name: string, text?: SourceText): Promise<RunState>;
  /**
   * Opens GPT-2 in Hugging Face's format.
   *
   * @throws RangeError if a file is missing, or they describe another network
   */
  openFolder(id: string, files: readonly FolderFile[], name: string): Promise<RunState>;
  /**
   * Gives a run the text that it learned from, so that it can go on.
   *
   * @throws RangeError if it is another text
   */
  attach(id: string, text: SourceText): Promise<RunState>;
  /**
   * Trains a run until its end, a pause, or after so many steps; a finished run, for as many steps as it has.
   * Another run that trains is paused. If another tab trains this one, nothing happens, and its status is `elsewhere`.
   */
  train(id: string, steps?: number): Promise<RunState>;
  /** Pauses after the step at hand. */
  pause(): Promise<void>;
  /** Keeps the run that trains in the browser now. */
  save(): Promise<void>;
  /** The checkpoint file of a run, which the command line reads. */
  download(id: string): Promise<Blob>;
  /** The checkpoint of a kept step, without optimizer, or of the last step. */
  keptStep(id: string, step: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Deletes a run. */
  remove(id: string): Promise<void>;
  /** A text that is kept, by its SHA-256. */
  text(sha256: string): Promise<SourceText | undefined>;
  /** Keeps a text. */
  keepText(sha256: string, text: SourceText): Promise<void>;
  /**
   * The code of the layers that a run names.
   *
   * @throws MissingLayersError if they are the user's own and not kept here
   */
  layers(named: string): Promise<LayersCode>;
  /** Keeps the user's own layers. Returns their key. */
  keepLayers(file: string, source: string): Promise<string>;
}
