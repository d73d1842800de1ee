import { batch } from '@preact/signals';
import type { GivenSettings } from '@microgpt/run';
import type { Remote } from 'comlink';
import { sentenceOf } from '../design/format/sentence-of.ts';
import type { LayersCode } from '../layers/layers-code.ts';
import { ownModule } from '../layers/layers-key.ts';
import { isMissingLayers } from '../layers/missing-layers-error.ts';
import type { SourceText } from '../run/source-text.ts';
import type { Trainer, TrainerEvent } from '../training/trainer.ts';
import { placeOf } from './address.ts';
import { BrowserStorage } from './browser-storage.ts';
import { configOf, isSame } from './config-of.ts';
import { givenOf, published, type Config } from './config.ts';
import { FileOpener } from './file-opener.ts';
import { follow } from './follow.ts';
import { keepAddress } from './keep-address.ts';
import { Latest } from './latest.ts';
import { leftRun, rememberLeftRun } from './left-run.ts';
import { MissingTextError } from './missing-text-error.ts';
import { dismiss, notify } from './notices.ts';
import { OtherTabs, type TabMessage } from './other-tabs.ts';
import type { RunState } from '../run/run-state.ts';
import { OwnLayers } from './own-layers.ts';
import { RunList } from './run-list.ts';
import { saveFile } from './save-file.ts';
import { servedFileName } from './served-file.ts';
import { SHOWN, shownRun } from './shown-run.ts';
import {
  chosenStep,
  config,
  currentId,
  droppedText,
  isMaking,
  live,
  run,
  runs,
  type Notice,
  type OwnText,
} from './signals.ts';
import { Texts } from './texts.ts';
import { TrainerClient } from './trainer-client.ts';
import type { UserActions } from './user-actions.ts';

/** Making a run is said when it takes longer, in milliseconds. */
const SAY_AFTER_MS = 300;

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
  readonly #making = new Latest();
  #configNotice: number | undefined;
  /** What was said of the last layers of the user's own. */
  #layersNotice: number | undefined;
  /** What was asked for with a text or layers that are not here. */
  #missing: Config | undefined;

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
    if (served !== undefined) void follow(served, (file) => this.#show(file));
    else if (front === undefined) await this.#make();
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
    return this.#make();
  }

  async configure(change: Partial<Config>): Promise<void> {
    config.value = { ...config.value, ...change };
    if (!hasSteps(run.value) || this.#making.isBusy) await this.#make();
  }

  async select(id: string): Promise<void> {
    const state = this.#list.find(id);
    if (state === undefined) return;
    this.#making.cancel();
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
      const asked = this.#missing?.data === data ? this.#missing : undefined;
      this.#missing = undefined;
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
      const asked = this.#missing?.given.parts === key ? this.#missing : undefined;
      this.#missing = undefined;
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
    await this.#making.done;
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

  /**
   * Makes a run of the configuration: in place of the one in front if that has no steps, else beside it.
   *
   * @returns whether it was made
   */
  async #make(): Promise<boolean> {
    const outcome = { isMade: false };
    await this.#making.do(async (isCurrent) => {
      const saying = setTimeout(() => (isMaking.value = true), SAY_AFTER_MS);
      const { data } = config.value;
      const front = run.value;
      try {
        const text = await this.#texts.of(data);
        if (!isCurrent()) return;
        const id = crypto.randomUUID(); // another model is another run
        const replaced = hasSteps(front) ? undefined : front?.id;
        const state = await this.#trainer.call((trainer) => trainer.create(id, givenOf(config.value), text, replaced));
        this.#list.own(id);
        const isLeft = currentId.value !== front?.id; // another run was brought to the front meanwhile, and stays there
        batch(() => {
          if (replaced !== undefined) this.#list.remove([replaced]);
          this.#list.put(state);
          if (isLeft) return;
          currentId.value = id;
          chosenStep.value = undefined;
        });
        outcome.isMade = true;
        this.#sayOfConfig(undefined);
      } catch (error) {
        if (isCurrent()) this.#sayOfConfig(isMissingLayers(error) ? layersSentence(config.peek()) : sentenceOf(error));
        if (error instanceof MissingTextError || isMissingLayers(error)) this.#missing = config.peek();
      } finally {
        clearTimeout(saying);
        isMaking.value = false;
      }
    });
    return outcome.isMade || (await this.#makeWithoutMissing());
  }

  /**
   * Without the text or the layers of the configuration and without any run there would be nothing to do: the page opens with the names,
   * or with the usual layers.
   */
  async #makeWithoutMissing(): Promise<boolean> {
    const missing = this.#missing;
    if (missing === undefined || missing !== config.value || hasSteps(run.value)) return false;
    const isText = await this.#texts.of(missing.data).then(
      () => false,
      () => true,
    );
    config.value = isText ? published : { ...missing, given: { ...missing.given, parts: undefined } };
    const isMade = await this.#make();
    this.#sayOfConfig(
      isText
        ? 'This link uses someone’s own text, which this browser does not have, so the page shows the names instead. ' +
            'To create the run of the link, drop the file of that text here.'
        : `${layersSentence(missing)} Until then, the page shows the usual layers.`,
      'note',
    );
    return isMade;
  }

  #sayOfConfig(problem: string | undefined, kind: Notice['kind'] = 'error'): void {
    dismiss(this.#configNotice);
    this.#configNotice = problem === undefined ? undefined : notify(kind, problem);
  }

  /** Shows the file of the command line. Nothing here trains its run. */
  async #show(file: File): Promise<RunState | undefined> {
    try {
      const state = await shownRun(file, this.#trainer, this.#texts);
      this.#put({ ...state, status: 'elsewhere' });
      if (run.value === undefined) await this.select(state.id);
      return state;
    } catch (error) {
      notify('error', `${file.name} could not be shown: ${(error as Error).message}.`);
      if (run.value === undefined) await this.#make();
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
    else void this.#make();
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

function hasSteps(state: RunState | undefined): boolean {
  return state !== undefined && (state.progress.step > 0 || state.status === 'model' || state.status === 'training');
}

/** What to do about layers that are missing. */
function layersSentence({ given: { parts } }: Config): string {
  const file = ownModule(parts ?? '')?.file ?? 'their file';
  return `This run has someone’s own layers, which this browser does not have. To create it, drop ${file} here.`;
}

/** Whether a run shows the file of the command line. */
function isShown(state: RunState | undefined): boolean {
  return state?.id === SHOWN && servedFileName() !== undefined;
}
