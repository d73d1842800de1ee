import type { RunState } from '../../../run/run-state.ts';
import type { Finding } from './finding-of.ts';

/** What to know, and to do, about a run that cannot be trained now; undefined if it can. */
export function statusNote({ status, problem }: Pick<RunState, 'status' | 'problem'>): Finding | undefined {
  switch (status) {
    case 'failed':
      return {
        tone: 'trouble',
        title: 'It stopped.',
        text: problem ?? 'Something went wrong. Start over, or choose another run in the table.',
      };
    case 'elsewhere':
      return {
        tone: 'wait',
        title: 'This run is open in another tab.',
        text: 'Continue in that tab, or close it and reload this page. You can still read here what the model writes.',
      };
    case 'model':
      return {
        tone: 'wait',
        title: 'This model can only write.',
        text: problem ?? 'Its text or its training state is missing. To train a new model, start over.',
      };
    default:
      return undefined;
  }
}
