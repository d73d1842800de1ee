import { computed, signal } from '@preact/signals';
import { run } from '../../../session/session.ts';
import { writer } from '../../../writing/page-writer.ts';
import { keyOf, runKeyOf } from '../../../models/key-of.ts';
import type { ModelName } from '../../../models/model-file.ts';
import type { WrittenText } from '../../../writing/writer.ts';
import { shownModel } from '../../../models/shown-model.ts';
import { keepUp } from '../../../models/keep-up.ts';

/** Texts that a run wrote at a step. */
interface ShownTexts {
  /** The key of the run. */
  readonly run: string;
  readonly model: ModelName;
  readonly step: number;
  readonly texts: readonly WrittenText[];
}

/** More passages of a running text than this are not read. */
const MOST_PASSAGES = 3;

/** As many steps as a run keeps, and a few live ones: going back to one needs no writing. */
const MOST_KEPT = 48;

const kept = new Map<string, ShownTexts>();

/** How many texts a run writes at a time. A signal of its own: it seldom changes, and the state of the run often does. */
const request = computed(() => {
  const settings = run.value?.settings;
  return settings === undefined ? '' : JSON.stringify([countOf(settings), settings.temperature]);
});

const shown = signal<ShownTexts | undefined>(undefined);

/** What the run in front writes at the shown step; the texts of a step before stay until the next ones are there. */
export const shownTexts = computed(() => {
  const model = shownModel.value;
  return model !== undefined && shown.value?.run === runKeyOf(model) ? shown.value : undefined;
});

/** Keeps {@link shownTexts} up to date until the function that it returns is called. */
export function followTexts(): () => void {
  const { answer, stop } = keepUp<ShownTexts>(() => {
    const name = shownModel.value;
    if (name === undefined || request.value === '') return undefined;
    const [count, temperature] = JSON.parse(request.value) as [number, number];
    const run = runKeyOf(name);
    const key = `${keyOf(name)} ${count} ${temperature}`;
    return {
      run,
      ask: async (signal) => {
        const known = kept.get(key);
        if (known !== undefined) return known;
        const texts = await writer.samples(name, { count, temperature, signal });
        return keep(key, { run, model: name, step: name.step, texts });
      },
    };
  });
  const unsubscribe = answer.subscribe(({ value, problem }) => {
    shown.value = value;
    textsProblem.value = problem;
  });
  return () => {
    unsubscribe();
    stop();
  };
}

/** Why the model cannot write, in sentences; undefined if it can. */
export const textsProblem = signal<string | undefined>(undefined);

function countOf({ kind, samples }: { readonly kind: 'lines' | 'text'; readonly samples: number }): number {
  return kind === 'text' ? Math.min(samples, MOST_PASSAGES) : samples;
}

function keep(key: string, texts: ShownTexts): ShownTexts {
  kept.set(key, texts);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT) kept.delete(oldest);
  return texts;
}
