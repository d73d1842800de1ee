import { batch, signal } from '@preact/signals';
import type { ModelName } from '../models/model-file.ts';
import type { Token } from '../models/token.ts';
import { addressOf } from '../session/address.ts';
import { chosenStep, config, run } from '../session/session.ts';
import { writer } from '../writing/page-writer.ts';
import { lookAt, type Place } from './look-at.ts';

/** A token of a text that a model wrote, which the view that looks inside should explain. */
export interface Look extends Place {
  /** The id of the run whose model it is. */
  readonly run: string;
}

/** What was asked for last; undefined for nothing. */
export const look = signal<Look | undefined>(undefined);

/**
 * Opens the view that looks inside, at a token of a text.
 *
 * @param model the model that wrote it
 * @param tokens the text, with its end if it has one
 * @param index the token to explain
 */
export async function lookInto(model: ModelName, tokens: readonly Token[], index: number): Promise<void> {
  const facts = await writer.facts(model);
  batch(() => {
    look.value = { run: model.run, ...lookAt(tokens, index, facts) };
    // A model that learns goes on: its last kept step explains what it wrote.
    if (run.peek()?.status === 'training') chosenStep.value = model.step;
  });
  location.hash = addressOf({ config: config.peek(), view: 'inside' });
}
