import { choicesFor, type Choices, type GivenSettings } from '@microgpt/run';
import { engineNamed } from './engine-named.ts';

const measured = choicesFor(engineNamed);

/** The choices for a text in this browser. Its speed is measured only if there is something to choose. */
export const choicesHere: Choices = {
  ...measured,
  plan: (facts) => (isPlanned(facts.given) ? Promise.resolve({ settings: {} }) : measured.plan(facts)),
};

function isPlanned({ layers, heads, embd, block, batch, steps, lr }: GivenSettings): boolean {
  return [layers, heads, embd, block, batch, steps, lr].every((setting) => setting != null);
}
