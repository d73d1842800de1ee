import { computed, signal } from '@preact/signals';
import { sentenceOf } from '../../../design/format/sentence-of.ts';
import { writer } from '../../../writing/page-writer.ts';
import type { ModelName } from '../../../models/model-file.ts';
import type { WrittenText } from '../../../writing/writer.ts';
import { askModel } from './ask-model.ts';
import { sampling, seed } from './sampling.ts';
import { idsBefore, isEnded, runId } from './tree.ts';

/** How many texts can be asked for at once. */
export const counts = ['20', '100', '500'] as const;

/** The number of texts to write at once. */
export const count = signal<(typeof counts)[number]>('20');

/** Texts that were written at once, as far as they are there. */
export interface ManyTexts {
  readonly model: ModelName;
  /** The number that was asked for. */
  readonly asked: number;
  /** The number of tokens with which all begin. */
  readonly begun: number;
  readonly texts: readonly WrittenText[];
  readonly isDone: boolean;
}

const asked = signal<ManyTexts | undefined>(undefined);

/** The texts that the run in front was asked for last. */
export const many = computed(() => (asked.value?.model.run === runId.value ? asked.value : undefined));

/** Why they could not be written, in sentences. */
export const manyProblem = signal<string | undefined>(undefined);

let writing: AbortController | undefined;

/**
 * Writes many texts that begin as the text up to the cursor. Without a beginning they are those that the run itself writes at that
 * step; else the seed decides.
 */
export async function writeMany(): Promise<void> {
  stopMany();
  const run = runId.peek();
  if (run === undefined) return;
  const controller = new AbortController();
  writing = controller;
  manyProblem.value = undefined;
  const ids = isEnded.peek() ? [] : idsBefore.peek(); // after an end, new ones
  const number = Number(count.peek());
  const start = ids.length === 0 ? {} : { ids, seed: seed.peek() };
  const options = { ...sampling.peek(), ...start, count: number, signal: controller.signal };
  const tell = (name: ModelName, texts: readonly WrittenText[], isDone: boolean) => {
    if (!controller.signal.aborted) asked.value = { model: name, asked: number, begun: ids.length, texts, isDone };
  };
  try {
    await askModel(run, async (name) => {
      tell(name, [], false);
      const listener = (texts: readonly WrittenText[]) => {
        tell(name, texts, false);
      };
      tell(name, await writer.samples(name, { ...options, listener }), true);
    });
  } catch (error) {
    if (controller.signal.aborted) return;
    manyProblem.value = sentenceOf(error);
    asked.value = undefined;
  }
}

/** Stops; the texts that are there stay. */
export function stopMany(): void {
  writing?.abort(new DOMException('The user stopped it.', 'AbortError'));
  writing = undefined;
  const now = asked.peek();
  if (now && !now.isDone) asked.value = { ...now, isDone: true };
}

runId.subscribe(() => {
  stopMany();
  manyProblem.value = undefined;
});
