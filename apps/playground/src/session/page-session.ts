import { batch } from '@preact/signals';
import type { GivenSettings } from '@microgpt/run';
import type { Remote } from 'comlink';
import { sentenceOf } from '../design/format/sentence-of.ts';
import type { LayersCode } from '../layers/layers-code.ts';
import { isMissingLayers } from '../layers/missing-layers-error.ts';
import type { SourceText } from '../run/source-text.ts';
import type { Trainer, TrainerEvent } from '../training/trainer.ts';
import { placeOf } from './address.ts';
import { BrowserStorage } from './browser-storage.ts';
import { configOf, isSame } from './config-of.ts';
import { published, type Config } from './config.ts';
import { FileOpener } from './file-opener.ts';
import { follow } from './follow.ts';
import { keepAddress } from './keep-address.ts';
import { leftRun, rememberLeftRun } from './left-run.ts';
import { dismiss, notify } from './notices.ts';
import { OtherTabs, type TabMessage } from './other-tabs.ts';
import type { RunState } from '../run/run-state.ts';
import { OwnLayers } from './own-layers.ts';
import { RunList } from './run-list.ts';
import { hasSteps, RunMaker } from './run-maker.ts';
import { saveFile } from './save-file.ts';
import { servedFileName } from './served-file.ts';
import { SHOWN, shownRun } from './shown-run.ts';
import { chosenStep, config, currentId, droppedText, live, run, runs, type OwnText } from './signals.ts';
import { Texts } from './texts.ts';
import { TrainerClient } from './trainer-client.ts';
import type { UserActions } from './user-actions.ts';

/** The session of the page: it puts what the worker tells into signals, and has the worker do what the user wants. */
export class PageSession implements UserActions {
  readonly #trainer = new TrainerClient(
    (event) => {
      this.#hear(event);
    },
    () => {
      this.#stopAll();
    },
  );
  readonly #tabs = new OtherTabs((message) => {
    void this.#hearTab(message);
  });
  readonly #texts = new Texts(this.#trainer);
  readonly #layers = new OwnLayers(this.#trainer);
  readonly #list = new RunList();
  readonly #storage = new BrowserStorage();
  readonly #files = new FileOpener(
    this.#trainer,
    this.#texts,
    {
      put: (state) => {
        this.#list.own(state.id);
        this.#put(state);
      },
      select: (id) => this.select(id),
    },
    {
      use: (file) => this.useLayers(file),
      keep: (file) => this.#layers.add(file),
    },
  );
  readonly #maker = new RunMaker(this.#trainer, this.#texts, this.#list);
  /** Whether the file of the command line lacks layers of the user's own, or lacked them and is to be shown again. */
  #shown: 'lacking' | 'complete' | undefined;
  /** What was said of the last layers of the user's own. */
  #layersNotice: number | undefined;

  /** Opens the page: the run of the address, or the last one; without any, a new one. */
  async open(views: readonly string[]): Promise<void> {
    const { config: asked, problem } = placeOf(location.hash, views);
    if (problem !== undefined) notify('note', problem);
    await this.#deleteLeftRun();
    await this.#list.refresh();
    const served = servedFileName();
    const front = served === undefined ? this.#frontFor(asked) : undefined;
    config.value = front ? (configOf(front) ?? asked) : asked;
    currentId.value = front?.id;
    if (front && this.#list.isCutOff(front.id)) {
      notify(
        'note',
        `Continuing from step ${front.progress.step.toLocaleString('en-US')}: you closed the page during training.`,
      );
    }
    keepAddress(views, (wanted) => void this.configure(wanted));
    addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.#list.refresh();
      else if (runs.value.some(({ status }) => status === 'training')) void this.#call((trainer) => trainer.save());
    });
    if (served !== undefined) {
      void follow(
        served,
        (file) => this.#show(file),
        () => this.#shown === 'complete',
      );
    } else if (front === undefined) await this.#maker.make();
  }

  async start(): Promise<void> {
    if (isShown(run.value)) await this.#copyShown();
    if (!isShown(run.value)) await this.#train();
  }

  async step(): Promise<void> {
    await this.#train(1);
  }

  async pause(): Promise<void> {
    await this.#call((trainer) => trainer.pause());
  }

  reset(): Promise<boolean> {
    return this.#maker.make();
  }

  async configure(change: Partial<Config>): Promise<void> {
    config.value = { ...config.value, ...change };
    if (!hasSteps(run.value) || this.#maker.isBusy) await this.#maker.make();
  }

  async select(id: string): Promise<void> {
    const state = this.#list.find(id);
    if (state === undefined) return;
    this.#maker.cancel();
    currentId.value = id;
    chosenStep.value = undefined;
    config.value = configOf(state) ?? config.value;
    await this.#list.refresh();
  }

  async remove(id: string): Promise<void> {
    const state = this.#list.find(id);
    if (isShown(state)) {
      notify('note', 'This run is the file that microgpt open shows. It leaves the list when you open another file.');
      return;
    }
    if (state?.status === 'elsewhere') {
      notify('note', 'Another tab is training this run. Pause it there before you delete it.');
      return;
    }
    await this.#call((trainer) => trainer.remove(id));
  }

  async openFiles(files: readonly File[], folder?: string): Promise<void> {
    await this.#files.open(files, folder);
  }

  async download(step?: number): Promise<void> {
    const state = run.value;
    if (state === undefined) return;
    const { id, settings } = state;
    const name = settings.out.split(/[/\\]/).at(-1) ?? 'model.safetensors';
    if (step === undefined) {
      const file = await this.#call((trainer) => trainer.download(id));
      if (file) saveFile(file, name);
      return;
    }
    const bytes = await this.modelBytes(id, step);
    saveFile(new Blob([bytes]), name.replace(/(\.safetensors)?$/, `-step-${step}.safetensors`));
  }

  async modelBytes(id: string, step: number): Promise<Uint8Array<ArrayBuffer>> {
    const newest = live.value;
    if (newest?.id === id && newest.step === step) return newest.bytes.slice();
    return this.#trainer.call((trainer) => trainer.keptStep(id, step));
  }

  async textOf(id: string): Promise<SourceText | undefined> {
    const state = this.#list.find(id);
    return state && this.#texts.find(state.data);
  }

  textFor(data: Config['data']): Promise<SourceText> {
    return this.#texts.of(data);
  }

  async learnFrom({ name, bytes }: OwnText, given: GivenSettings): Promise<void> {
    droppedText.value = undefined;
    try {
      const data = `own:${await this.#texts.add({ source: name, name, bytes })}`;
      const asked = this.#maker.takeAsked((missing) => missing.data === data);
      await this.configure(asked ?? { data, given });
    } catch (error) {
      notify('error', sentenceOf(error));
    }
  }

  async useLayers(file: File): Promise<void> {
    dismiss(this.#layersNotice);
    try {
      const { key, gradientProblem } = await this.#layers.add(file, config.value);
      if (gradientProblem !== undefined) {
        this.#layersNotice = notify(
          'note',
          `The gradients of ${file.name} may be wrong: ${gradientProblem}. You can train with it all the same.`,
        );
      }
      if (this.#shown === 'lacking') {
        this.#shown = 'complete';
        return;
      }
      const asked = this.#maker.takeAsked((missing) => missing.given.parts === key);
      await this.configure(asked ?? { given: { ...config.value.given, parts: key } });
    } catch (error) {
      this.#layersNotice = notify(
        'error',
        `${file.name} cannot be used: ${(error as Error).message}. Nothing else has changed.`,
      );
    }
  }

  async layersCode(named: string | null): Promise<LayersCode | undefined> {
    return named === null ? undefined : this.#layers.code(named);
  }

  dismiss(notice: number): void {
    dismiss(notice);
  }

  /** Deletes the run that was removed just before the last page was closed. */
  async #deleteLeftRun(): Promise<void> {
    const id = leftRun();
    if (id === undefined) return;
    await this.#call((trainer) => trainer.remove(id));
    rememberLeftRun(undefined);
  }

  async #train(steps?: number): Promise<void> {
    await this.#maker.done;
    const id = run.value?.id;
    if (id === undefined) return;
    this.#list.own(id);
    chosenStep.value = undefined;
    const state = await this.#call((trainer) => trainer.train(id, steps));
    if (state === undefined) return;
    this.#put(state);
    if (state.status !== 'elsewhere') return;
    this.#list.disown([id]);
    notify('note', 'Another tab is training this run. Pause it there, or start a new run here.');
  }

  /** Shows the file of the command line. Nothing here trains its run. */
  async #show(file: File): Promise<RunState | undefined> {
    try {
      this.#shown = undefined;
      const state = await shownRun(file, this.#trainer, this.#texts);
      const isFirst = this.#list.find(SHOWN) === undefined;
      this.#put({ ...state, status: 'elsewhere' });
      if (isFirst) await this.select(state.id);
      return state;
    } catch (error) {
      if (isMissingLayers(error)) this.#shown = 'lacking';
      notify('error', `${file.name} could not be shown: ${(error as Error).message}.`);
      const front = this.#frontFor(config.value);
      if (run.value !== undefined) return undefined;
      if (front) await this.select(front.id);
      else await this.#maker.make();
      return undefined;
    }
  }

  /** Opens a copy of the run that the command line trains, to go on with it here. */
  async #copyShown(): Promise<void> {
    const name = servedFileName() ?? '';
    const file = await this.#call((trainer) => trainer.download(SHOWN));
    if (file) await this.#files.openCheckpoint(file, name);
  }

  /** Calls the worker. What goes wrong is a notice. */
  async #call<T>(use: (trainer: Remote<Trainer>) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.#trainer.call(use);
    } catch (error) {
      notify('error', sentenceOf(error));
      return undefined;
    }
  }

  #hear(event: TrainerEvent): void {
    switch (event.type) {
      case 'state':
        this.#put(event.state);
        break;
      case 'live':
        live.value = event;
        break;
      case 'saved':
        this.#storage.saved(event);
        this.#tabs.tell({ type: 'changed', ids: [event.id] });
        break;
      case 'removed':
        this.#drop(event.ids);
        this.#tabs.tell(event);
        break;
      case 'storage':
        this.#storage.tell(event.problem);
        break;
      case 'warning':
        notify('note', event.message);
    }
  }

  /** Puts what is known of a run into the list. The settings on the page stay those of the run in front, unless they were changed. */
  #put(state: RunState): void {
    const before = this.#list.find(state.id);
    const made = before?.id === currentId.value ? before && configOf(before) : undefined;
    const isAsMade = made !== undefined && isSame(made, config.value);
    batch(() => {
      this.#list.put(state);
      if (isAsMade) config.value = configOf(state) ?? config.value;
    });
  }

  #drop(ids: readonly string[]): void {
    this.#list.remove(ids);
    void this.#list.refresh(); // what is being read now may still hold them
    if (currentId.value === undefined || !ids.includes(currentId.value)) return;
    const next = runs.value.at(0);
    if (next) void this.select(next.id);
    else void this.#maker.make();
  }

  async #hearTab({ type, ids }: TabMessage): Promise<void> {
    if (type === 'removed') {
      this.#drop(ids);
      return;
    }
    this.#list.disown(ids);
    await this.#list.refresh();
  }

  /** The run to open the page with: that of the address, or the last one if the address says nothing. */
  #frontFor(asked: Config): RunState | undefined {
    const same = runs.value.find((state) => {
      const made = configOf(state);
      return made !== undefined && isSame(made, asked);
    });
    return same ?? (isSame(asked, published) ? runs.value.at(0) : undefined);
  }

  /** The worker is gone: what trained is paused at its last save. */
  #stopAll(): void {
    this.#list.pauseAll();
    void this.#list.refresh();
  }
}

/** Whether a run shows the file of the command line. */
function isShown(state: RunState | undefined): boolean {
  return state?.id === SHOWN && servedFileName() !== undefined;
}
