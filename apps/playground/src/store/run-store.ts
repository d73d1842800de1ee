import type { KeptStep, RunState } from '../run/run-state.ts';
import { ownModule } from '../layers/layers-key.ts';
import type { LayersCode } from '../layers/layers-code.ts';
import type { SourceText } from '../run/source-text.ts';
import { KeptValues, type StorageProblem } from './kept-values.ts';

/** The most runs that are kept; the oldest is deleted for the next one. */
export const MOST_RUNS = 50;

/** Layers that no run has are kept for a day, in milliseconds: another tab may be about to train a run with them. */
const LAYERS_MS = 24 * 60 * 60 * 1000;

/** What is kept of a run besides its weights. */
export interface KeptRun {
  readonly state: RunState;
  /** Differs from save to save. */
  readonly version: string;
}

/** A change of what is kept of a run, which is made completely or not at all. */
export interface RunChange extends KeptRun {
  /** The checkpoint file, as the command line reads it. */
  readonly checkpoint: Uint8Array<ArrayBuffer>;
  /** The text that it learned from, if the store may not hold it yet. */
  readonly text?: SourceText | undefined;
  /** The files of kept steps that are new. */
  readonly steps?: ReadonlyMap<number, Uint8Array<ArrayBuffer>>;
  /** The kept steps that were dropped since the last save. */
  readonly dropped?: readonly number[];
}

/** A user's own module, as it is kept. */
interface KeptLayers extends LayersCode {
  /** When it was kept, in milliseconds since 1970. */
  readonly added: number;
}

/** What the page keeps in the browser: runs, the models of their kept steps, texts, and layers. */
export class RunStore {
  readonly #values: KeptValues;

  /** @param tell is called when nothing can be kept any more, and when it can again */
  constructor(tell?: (problem: StorageProblem | undefined) => void) {
    this.#values = new KeptValues('microgpt', tell);
  }

  /** All runs, the newest first. */
  async runs(): Promise<RunState[]> {
    const names = await this.#values.namesOf('run/');
    const kept = (await this.#values.readAll(names)) as (KeptRun | undefined)[];
    const states = kept.filter((run) => run !== undefined).map(({ state }) => state);
    return states.sort((a, b) => b.created - a.created);
  }

  /** A run; undefined if it is not kept. */
  async run(id: string): Promise<KeptRun | undefined> {
    return (await this.#values.read(runName(id))) as KeptRun | undefined;
  }

  /** The checkpoint of a run; undefined if it is not kept. */
  async checkpoint(id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return (await this.#values.read(checkpointName(id))) as Uint8Array<ArrayBuffer> | undefined;
  }

  /** The model of a kept step; undefined if it is not kept. */
  async step(id: string, step: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return (await this.#values.read(stepName(id, step))) as Uint8Array<ArrayBuffer> | undefined;
  }

  /** Saves a run. */
  async save({ state, version, checkpoint, text, steps = new Map(), dropped = [] }: RunChange): Promise<void> {
    const { id } = state;
    const values = new Map<string, unknown>([
      [runName(id), { state, version } satisfies KeptRun],
      [checkpointName(id), checkpoint],
    ]);
    if (text) values.set(textName(state.data.sha256), text);
    for (const [step, bytes] of steps) values.set(stepName(id, step), bytes);
    await this.#values.write({ values, deleted: dropped.map((step) => stepName(id, step)) });
  }

  /** Saves what views know of a run that is kept. */
  async saveState(state: RunState, version: string): Promise<void> {
    await this.#values.write({ values: new Map([[runName(state.id), { state, version } satisfies KeptRun]]) });
  }

  /** Deletes a run, and its text if no other run has it. */
  async remove(id: string): Promise<void> {
    const runs = await this.runs();
    const sha256 = runs.find((run) => run.id === id)?.data.sha256;
    const isShared = runs.some((run) => run.id !== id && run.data.sha256 === sha256);
    const text = sha256 === undefined || isShared ? [] : [textName(sha256)];
    const steps = await this.#values.namesOf(stepsName(id));
    await this.#values.write({ values: new Map(), deleted: [runName(id), checkpointName(id), ...steps, ...text] });
  }

  /** Deletes the oldest runs if there are more than {@link MOST_RUNS}. Returns which. */
  async removeOldest(isInUse: (id: string) => boolean): Promise<string[]> {
    const runs = await this.runs();
    const old = runs.slice(MOST_RUNS).filter(({ id }) => !isInUse(id));
    for (const { id } of old) await this.remove(id);
    return old.map(({ id }) => id);
  }

  /** A text by its SHA-256; undefined if it is not kept. */
  async text(sha256: string): Promise<SourceText | undefined> {
    return (await this.#values.read(textName(sha256))) as SourceText | undefined;
  }

  /** Keeps a text, and deletes those that no run has. */
  async keepText(sha256: string, text: SourceText): Promise<void> {
    const known = await this.#values.namesOf(textName(sha256));
    if (known.length > 0) return;
    await this.#removeTexts();
    await this.#values.write({ values: new Map([[textName(sha256), text]]) });
  }

  /** A user's own layers by their key; undefined if they are not kept. */
  async layers(key: string): Promise<LayersCode | undefined> {
    return (await this.#values.read(layersName(key))) as LayersCode | undefined;
  }

  /** The user's own layers that were kept last under the name of a file; undefined if there are none. */
  async layersIn(file: string): Promise<LayersCode | undefined> {
    const named = (await this.#allLayers()).filter(({ key }) => ownModule(key)?.file === file);
    return named.sort((a, b) => b.added - a.added).at(0);
  }

  /** Keeps a user's own layers, and deletes old ones that no run has. */
  async keepLayers({ key, source }: LayersCode): Promise<void> {
    const added = Date.now();
    const others = (await this.#allLayers()).filter((each) => each.key !== key && added - each.added > LAYERS_MS);
    const used = new Set((await this.runs()).map(({ settings }) => settings.parts));
    const unused = others.filter((each) => !used.has(each.key)).map((each) => layersName(each.key));
    const kept: KeptLayers = { key, source, added };
    await this.#values.write({ values: new Map([[layersName(key), kept]]), deleted: unused });
  }

  async #allLayers(): Promise<KeptLayers[]> {
    const names = await this.#values.namesOf(layersName(''));
    const kept = (await this.#values.readAll(names)) as (KeptLayers | undefined)[];
    return kept.filter((each) => each !== undefined);
  }

  async #removeTexts(): Promise<void> {
    const names = await this.#values.namesOf(textName('')); // first, so that none comes with a run that is not looked at
    const runs = await this.runs();
    const used = new Set(runs.map(({ data }) => textName(data.sha256)));
    const unused = names.filter((name) => !used.has(name));
    if (unused.length > 0) await this.#values.write({ values: new Map(), deleted: unused });
  }
}

/**
 * The kept steps that stay if there is room for so many steps and bytes: the multiples of the least distance, a power of two
 * times `every`, for which they fit, and the last one. The first two always stay, however large they are.
 *
 * A step that a page shows may go, too, because each tab may show a different one. That page then shows the last kept step
 * before it (`chosenStep`), and names that one.
 */
export function thinned(steps: readonly KeptStep[], every: number, most: number, mostBytes: number): KeptStep[] {
  const last = steps.at(-1);
  for (let distance = every; ; distance *= 2) {
    const stay = steps.filter((kept) => kept.step % distance === 0 || kept === last);
    const bytes = stay.reduce((sum, kept) => sum + kept.bytes, 0);
    if (stay.length <= 2 || (stay.length <= most && bytes <= mostBytes)) return stay;
  }
}

function runName(id: string): string {
  return `run/${id}`;
}

function checkpointName(id: string): string {
  return `checkpoint/${id}`;
}

function stepsName(id: string): string {
  return `step/${id}/`;
}

function stepName(id: string, step: number): string {
  return `${stepsName(id)}${step}`;
}

function textName(sha256: string): string {
  return `text/${sha256}`;
}

function layersName(key: string): string {
  return `layers/${key}`;
}
