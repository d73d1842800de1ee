import { droppedFiles } from './dropped-files.ts';
import { sentenceOf } from '../design/format/sentence-of.ts';
import { isMissingLayers } from '../layers/missing-layers-error.ts';
import { notify } from './notices.ts';
import type { RunState } from '../run/run-state.ts';
import { droppedText, runs } from './signals.ts';
import type { Texts } from './texts.ts';
import type { TrainerClient } from './trainer-client.ts';

/** What the session does with a run that was opened. */
interface OpenedRuns {
  /** Puts it into the list. */
  put(state: RunState): void;
  /** Brings it to the front. */
  select(id: string): Promise<void>;
}

/** What the session does with layers of the user's own. */
interface DroppedLayers {
  /** Sets the configuration to them. */
  use(file: File): Promise<void>;
  /** Keeps them for a run that is about to be opened. */
  keep(file: File): Promise<unknown>;
}

/** Opens what was dropped or picked. What cannot be opened is a notice, and changes nothing. */
export class FileOpener {
  readonly #trainer: TrainerClient;
  readonly #texts: Texts;
  readonly #opened: OpenedRuns;
  readonly #layers: DroppedLayers;
  /** A checkpoint that waits for its layers. */
  #waiting: { readonly file: Blob; readonly name: string } | undefined;

  constructor(trainer: TrainerClient, texts: Texts, opened: OpenedRuns, layers: DroppedLayers) {
    this.#trainer = trainer;
    this.#texts = texts;
    this.#opened = opened;
    this.#layers = layers;
  }

  /**
   * Opens a checkpoint, the files of a Hugging Face folder, layers of the user's own, or a text, which goes to `droppedText`.
   *
   * @param folder the name of the folder that the files were in, if it is known
   */
  async open(files: readonly File[], folder = 'model.safetensors'): Promise<void> {
    const dropped = await droppedFiles(files);
    if (dropped.kind === 'problem') notify('error', dropped.problem);
    else if (dropped.kind === 'folder') await this.#openFolder(dropped.files, folder);
    else if (dropped.kind === 'checkpoint') await this.openCheckpoint(dropped.file, dropped.file.name);
    else if (dropped.kind === 'layers') await this.#openLayers(dropped.file);
    else await this.#openText(dropped.file);
  }

  /** Opens a checkpoint as a new run. */
  async openCheckpoint(file: Blob, name: string): Promise<void> {
    this.#waiting = undefined;
    const error = await this.#openAs((id) => this.#trainer.call((trainer) => trainer.open(id, file, name)), name);
    if (isMissingLayers(error)) this.#waiting = { file, name };
  }

  /** Takes layers for the next run, or for the checkpoint that waits for them. */
  async #openLayers(file: File): Promise<void> {
    const waiting = this.#waiting;
    if (waiting === undefined) {
      await this.#layers.use(file);
      return;
    }
    try {
      await this.#layers.keep(file);
    } catch (error) {
      notify('error', `${file.name} cannot be used: ${(error as Error).message}. Nothing else has changed.`);
      return;
    }
    await this.openCheckpoint(waiting.file, waiting.name);
  }

  async #openFolder(files: readonly File[], name: string): Promise<void> {
    const named = files.map((file) => ({ name: file.name, file }));
    await this.#openAs((id) => this.#trainer.call((trainer) => trainer.openFolder(id, named, name)), name);
  }

  /** Opens a run. What goes wrong is a notice, and is returned. */
  async #openAs(opened: (id: string) => Promise<RunState>, name: string): Promise<unknown> {
    const id = crypto.randomUUID();
    try {
      this.#opened.put(await opened(id));
      await this.#findText(id);
      await this.#opened.select(id);
      return undefined;
    } catch (error) {
      notify('error', `${name} could not be opened: ${(error as Error).message}. Nothing else has changed.`);
      return error;
    }
  }

  /** Gives an opened run its text, if it comes with the page or is here. */
  async #findText(id: string): Promise<void> {
    const state = runs.value.find((each) => each.id === id);
    if (state?.status !== 'model' || state.data.sha256 === '') return;
    const text = await this.#texts.find(state.data);
    if (text) this.#opened.put(await this.#trainer.call((trainer) => trainer.attach(id, text)));
  }

  async #openText(file: File): Promise<void> {
    try {
      const text = { source: file.name, name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
      const sha256 = await this.#texts.check(text);
      const waiting = runs.value.find(({ status, data }) => status === 'model' && data.sha256 === sha256);
      if (waiting === undefined) {
        droppedText.value = { name: file.name, bytes: text.bytes };
        return;
      }
      this.#opened.put(await this.#trainer.call((trainer) => trainer.attach(waiting.id, text)));
      await this.#opened.select(waiting.id);
    } catch (error) {
      notify('error', sentenceOf(error));
    }
  }
}
