import type { RunState } from '../../../session/run-state.ts';
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
        title: 'Another tab has this run.',
        text: 'It is trained or kept there. Go on in that tab, or close it and reload this page. You can still read here what it writes.',
      };
    case 'model':
      return {
        tone: 'wait',
        title: 'This is a model without its training.',
        text: problem ?? 'It can write here, but it cannot learn on. Start over to train a new one with your settings.',
      };
    default:
      return undefined;
  }
}
