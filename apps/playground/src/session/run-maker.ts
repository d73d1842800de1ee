import { batch } from '@preact/signals';
import { sentenceOf } from '../design/format/sentence-of.ts';
import { ownModule } from '../layers/layers-key.ts';
import { isMissingLayers } from '../layers/missing-layers-error.ts';
import type { RunState } from '../run/run-state.ts';
import { givenOf, published, type Config } from './config.ts';
import { Latest } from './latest.ts';
import { MissingTextError } from './missing-text-error.ts';
import { dismiss, notify } from './notices.ts';
import type { RunList } from './run-list.ts';
import { chosenStep, config, currentId, isMaking, run, type Notice } from './signals.ts';
import type { Texts } from './texts.ts';
import type { TrainerClient } from './trainer-client.ts';

/** The page says that it makes a run if that takes longer, in milliseconds. */
const SAY_AFTER_MS = 300;

/** Makes runs of the configuration. If several are asked for, only the last is made. */
export class RunMaker {
  readonly #trainer: TrainerClient;
  readonly #texts: Texts;
  readonly #list: RunList;
  readonly #making = new Latest();
  #notice: number | undefined;
  /** What was asked for with a text or layers that are not here. */
  #missing: Config | undefined;

  constructor(trainer: TrainerClient, texts: Texts, list: RunList) {
    this.#trainer = trainer;
    this.#texts = texts;
    this.#list = list;
  }

  /** Whether a run is being made. */
  get isBusy(): boolean {
    return this.#making.isBusy;
  }

  /** Settles when no run is being made any more. */
  get done(): Promise<unknown> {
    return this.#making.done;
  }

  /** Gives up the run that is being made. */
  cancel(): void {
    this.#making.cancel();
  }

  /** What was asked for while something was missing, if that is here now. It is forgotten either way. */
  takeAsked(isHere: (missing: Config) => boolean): Config | undefined {
    const missing = this.#missing;
    this.#missing = undefined;
    return missing !== undefined && isHere(missing) ? missing : undefined;
  }

  /**
   * Makes a run of the configuration: in place of the one in front if that has no steps, else beside it.
   *
   * @returns whether it was made
   */
  async make(): Promise<boolean> {
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
        this.#say(undefined);
      } catch (error) {
        if (isCurrent()) this.#say(isMissingLayers(error) ? layersSentence(config.peek()) : sentenceOf(error));
        if (error instanceof MissingTextError || isMissingLayers(error)) this.#missing = config.peek();
      } finally {
        clearTimeout(saying);
        isMaking.value = false;
      }
    });
    return outcome.isMade || (await this.#makeWithoutMissing());
  }

  /**
   * Without the text or the layers of the configuration, and without any run, there would be nothing to do. So the page opens with the
   * names, or with the usual layers.
   */
  async #makeWithoutMissing(): Promise<boolean> {
    const missing = this.#missing;
    if (missing === undefined || missing !== config.value || hasSteps(run.value)) return false;
    const isText = await this.#texts.of(missing.data).then(
      () => false,
      () => true,
    );
    config.value = isText ? published : { ...missing, given: { ...missing.given, parts: undefined } };
    const isMade = await this.make();
    this.#say(
      isText
        ? 'This link uses someone’s own text, which this browser does not have, so the page shows the names instead. ' +
            'To create the run that the link describes, drop the file with that text here.'
        : `${layersSentence(missing)} Until then, the page shows the usual layers.`,
      'note',
    );
    return isMade;
  }

  #say(problem: string | undefined, kind: Notice['kind'] = 'error'): void {
    dismiss(this.#notice);
    this.#notice = problem === undefined ? undefined : notify(kind, problem);
  }
}

/** Whether a run is more than a configuration: it has learned something, is learning, or is a model from elsewhere. */
export function hasSteps(state: RunState | undefined): boolean {
  return state !== undefined && (state.progress.step > 0 || state.status === 'model' || state.status === 'training');
}

/** What to do about layers that are missing. */
function layersSentence({ given: { parts } }: Config): string {
  const file = ownModule(parts ?? '')?.file ?? 'their file';
  return `This run uses someone’s own layers, which this browser does not have. To create the run, drop ${file} here.`;
}
