import { baselinesOfDataset, corpusFrom, createRun, type GivenSettings, type Run } from '@microgpt/run';
import { transfer } from 'comlink';
import type { RunState } from '../run/run-state.ts';
import { lockedRuns, RunLocks } from '../store/run-locks.ts';
import { MOST_RUNS, RunStore, type RunChange } from '../store/run-store.ts';
import { engineNamed } from '../run/engine-named.ts';
import type { LayersCode } from '../layers/layers-code.ts';
import { keyOfOwn } from '../layers/layers-key.ts';
import { findLayers, layersCode } from './find-layers.ts';
import { newRun } from './new-run.ts';
import { OpenRun } from './open-run.ts';
import { resumedRun } from './resumed-run.ts';
import { RunKeeper, type SavedRun } from './run-keeper.ts';
import type { RunToShow } from './run-to-show.ts';
import type { SourceText } from '../run/source-text.ts';
import type { FolderFile, Trainer, TrainerEvent } from './trainer.ts';

/** What a run in memory is told besides its numbers. */
interface About {
  readonly id: string;
  readonly created: number;
  readonly text: SourceText;
  readonly saved?: SavedRun;
  readonly isExtended?: boolean;
}

/** A run that shall train, until another one shall, or a pause. */
interface Wanted {
  readonly id: string;
  readonly steps: number | undefined;
  /** Resolves with its state when it has stopped. */
  readonly stopped: Promise<RunState>;
}

/** The trainer: the run that trains and the one that was opened last are in memory, all others in the store. */
export class PageTrainer implements Trainer {
  readonly #store = new RunStore((problem) => {
    this.#tell({ type: 'storage', problem });
  });
  readonly #locks = new RunLocks();
  readonly #open = new Map<string, OpenRun>();
  /** What reads the run that is only shown. */
  #shown: RunToShow | undefined;
  #wanted: Wanted | undefined;
  /** What was started last, which comes to its end before the next one begins. */
  #last: Promise<unknown> = Promise.resolve();
  #removed: Promise<unknown> = Promise.resolve();
  #listener: ((event: TrainerEvent) => unknown) | undefined;

  listen(listener: (event: TrainerEvent) => unknown): void {
    this.#listener = listener;
  }

  async create(id: string, given: GivenSettings, text: SourceText, replaced?: string): Promise<RunState> {
    const { parts } = await findLayers(given.parts ?? null, this.#store);
    const { settings, data, dataset, rng } = await newRun(given, text);
    const engine = await engineNamed(settings.engine);
    const run = await createRun({ settings, data, dataset, engine, parts }, rng);
    if (replaced !== undefined) await this.#discard(replaced);
    const open = await this.#opened(run, { id, created: Date.now(), text });
    await open.keeper.keep(run);
    return open.state;
  }

  async checkText({ source, bytes }: SourceText): Promise<string> {
    return (await corpusFrom(source, bytes)).sha256;
  }

  async open(id: string, file: Blob, name: string): Promise<RunState> {
    const { openedFile } = await opening();
    const about = { id, created: Date.now(), file, name };
    return this.#keepOpened(await openedFile(about, this.#store));
  }

  async show(id: string, file: Blob, name: string, text?: SourceText): Promise<RunState> {
    const { openedFile, RunToShow } = await opening();
    this.#shown ??= new RunToShow();
    const about = { id, created: Date.now(), file, name };
    const opened = await openedFile(about, this.#with(text), this.#shown.read);
    return this.#keepOpened(opened, opened.state.status === 'model' ? undefined : text);
  }

  async openFolder(id: string, files: readonly FolderFile[], name: string): Promise<RunState> {
    const { bytesOfFolder } = await opening();
    const bytes = await bytesOfFolder(files, await engineNamed('wasm'));
    return this.open(id, new Blob([bytes]), name);
  }

  async attach(id: string, text: SourceText): Promise<RunState> {
    const kept = await this.#store.run(id);
    const checkpoint = await this.#store.checkpoint(id);
    if (kept === undefined || checkpoint === undefined) throw goneError();
    const { created, dataName } = kept.state;
    const { openedFile } = await opening();
    const about = { id, created, file: new Blob([checkpoint]), name: dataName };
    return this.#keepOpened(await openedFile(about, this.#with(text)), text);
  }

  train(id: string, steps?: number): Promise<RunState> {
    if (this.#wanted?.id === id) return this.#wanted.stopped;
    void this.#training?.pause();
    const wanted: Wanted = { id, steps, stopped: this.#last.then(() => this.#train(wanted)) };
    this.#wanted = wanted;
    this.#last = wanted.stopped.catch(() => undefined);
    return wanted.stopped;
  }

  async pause(): Promise<void> {
    this.#wanted = undefined;
    void this.#training?.pause();
    await this.#last;
  }

  async save(): Promise<void> {
    await this.#training?.save();
  }

  async download(id: string): Promise<Blob> {
    const open = this.#open.get(id);
    const bytes = open?.isUnsaved ? await open.file() : await this.#store.checkpoint(id);
    if (bytes === undefined) throw goneError();
    return new Blob([bytes], { type: 'application/octet-stream' });
  }

  async keptStep(id: string, step: number): Promise<Uint8Array<ArrayBuffer>> {
    const kept = this.#open.get(id)?.keeper.modelOf(step) ?? (await this.#store.step(id, step));
    if (kept) return handedOver(kept);
    const run = await this.#store.run(id);
    const last = run?.state.progress.step === step ? await this.#store.checkpoint(id) : undefined;
    if (last === undefined) throw new RangeError(`The model at step ${step} was not saved. Choose another step.`);
    return handedOver(last);
  }

  async remove(id: string): Promise<void> {
    if (this.#isBusy(id)) await this.pause();
    const removed = this.#removed.then(() => this.#remove(id));
    this.#removed = removed.catch(() => undefined);
    await removed;
  }

  text(sha256: string): Promise<SourceText | undefined> {
    return this.#store.text(sha256);
  }

  keepText(sha256: string, text: SourceText): Promise<void> {
    return this.#store.keepText(sha256, text);
  }

  layers(named: string): Promise<LayersCode> {
    return layersCode(named, this.#store);
  }

  async keepLayers(file: string, source: string): Promise<string> {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(source));
    const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
    const key = keyOfOwn({ sha256, file });
    await this.#store.keepLayers({ key, source });
    return key;
  }

  /** What is kept, and a text that may not be. */
  #with(text: SourceText | undefined) {
    const store = this.#store;
    return {
      text: async (sha256: string) => text ?? (await store.text(sha256)),
      layers: (key: string) => store.layers(key),
      layersIn: (file: string) => store.layersIn(file),
    };
  }

  /** Keeps a run that was opened, with the steps that are kept of it, and its text if the store may not hold it. */
  async #keepOpened(found: RunChange, text?: SourceText): Promise<RunState> {
    const { withEarlierSteps } = await opening();
    const { id } = found.state;
    const opened = withEarlierSteps(found, await this.#store.run(id));
    await this.#store.save({ ...opened, text });
    this.#tell({ type: 'saved', id, step: opened.state.progress.step });
    return opened.state;
  }

  /** Trains a run as long as it is wanted, which can end while it is loaded. */
  async #train(wanted: Wanted): Promise<RunState> {
    const { id, steps } = wanted;
    const isWanted = (): boolean => this.#wanted === wanted;
    try {
      await this.#removed;
      if (isWanted() && !(await this.#locks.hold(id))) return await this.#stateOf(id, 'elsewhere');
      const run = isWanted() ? await this.#readyToTrain(id) : undefined;
      if (isWanted()) await this.#makeRoom();
      if (run === undefined || !isWanted()) return await this.#stateOf(id, 'paused');
      await run.train(steps);
      return run.state;
    } finally {
      if (isWanted()) this.#wanted = undefined;
      await this.#locks.release(id);
    }
  }

  /** Deletes a run, unless another tab trains it. */
  async #remove(id: string): Promise<void> {
    if (!(await this.#locks.hold(id))) {
      const message = 'Another tab is training this run. Pause it there before you delete it.';
      this.#tell({ type: 'warning', message });
      return;
    }
    try {
      this.#open.delete(id);
      await this.#store.remove(id);
    } finally {
      await this.#locks.release(id);
    }
    this.#tell({ type: 'removed', ids: [id] });
  }

  /** Deletes a run that has no steps. */
  async #discard(id: string): Promise<void> {
    if (this.#isBusy(id)) return;
    this.#open.delete(id);
    if (await this.#store.run(id)) await this.#store.remove(id);
  }

  /** The run in memory if it is as far as that in the store and can go on, else that in the store. */
  async #readyToTrain(id: string): Promise<OpenRun> {
    const open = this.#open.get(id);
    const kept = await this.#store.run(id);
    if (open && kept === undefined) return open;
    if (kept === undefined) throw goneError();
    if (open?.canGoOn && open.keeper.saved?.version === kept.version) return open;
    const { version, state } = kept;
    const checkpoint = await this.#store.checkpoint(id);
    const text = await this.#store.text(state.data.sha256);
    if (checkpoint === undefined || text === undefined) throw goneError();
    const run = await resumedRun(checkpoint, text, this.#store);
    const saved = { version, step: run.progress.step, kept: state.kept };
    const isExtended = state.isExtended === true || state.status === 'done';
    return this.#opened(run, { id, created: state.created, text, saved, isExtended });
  }

  /** Takes a run into memory. What was there is kept in the store. */
  async #opened(run: Run, { id, created, text, saved, isExtended = false }: About): Promise<OpenRun> {
    for (const [other, open] of [...this.#open]) {
      if (this.#isBusy(other)) continue;
      this.#open.delete(other);
      if (other !== id && open.isUnsaved) await open.save();
    }
    const open = new OpenRun(run, {
      ...{ id, created, dataName: text.name, isExtended },
      baselines: baselinesOfDataset(run.dataset),
      keeper: new RunKeeper(this.#store, text, saved),
      tell: (event) => this.#tell(event),
    });
    this.#open.set(id, open);
    return open;
  }

  async #makeRoom(): Promise<void> {
    const inUse = new Set([...(await lockedRuns()), ...this.#open.keys()]);
    const ids = await this.#store.removeOldest((id) => inUse.has(id));
    if (ids.length === 0) return;
    this.#tell({ type: 'removed', ids });
    const message = `The page keeps at most ${MOST_RUNS} runs, so it deleted the oldest. Download a run to keep it.`;
    this.#tell({ type: 'warning', message });
  }

  /** The state of a run that does not train here. */
  async #stateOf(id: string, status: 'paused' | 'elsewhere'): Promise<RunState> {
    const kept = (await this.#store.run(id))?.state;
    const open = this.#open.get(id)?.state;
    if (status === 'paused' && open) return open;
    const state = kept ?? open;
    if (state === undefined) throw goneError();
    return status === 'elsewhere' || state.status === 'training' ? { ...state, status } : state;
  }

  /** Whether a run trains, or will as soon as it is loaded. */
  #isBusy(id: string): boolean {
    return this.#wanted?.id === id || this.#open.get(id)?.isTraining === true;
  }

  get #training(): OpenRun | undefined {
    return [...this.#open.values()].find((open) => open.isTraining);
  }

  /** Tells the page an event. What it returns settles when the page has taken it. */
  #tell(event: TrainerEvent): unknown {
    return this.#listener?.(event.type === 'live' ? transfer(event, [event.bytes.buffer]) : event);
  }
}

/** What opens files, which is loaded when the first one is opened. */
function opening(): Promise<typeof import('./opening.ts')> {
  return import('./opening.ts');
}

/** A copy for the page, which is made here, as the page must draw meanwhile. */
function handedOver(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  return transfer(copy, [copy.buffer]);
}

function goneError(): RangeError {
  return new RangeError('This browser no longer has this run. Start a new one.');
}
