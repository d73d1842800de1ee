import { type LoopEnd, lowerRate, type Run, type RunListener, runLoop } from '@microgpt/run';
import type { StopRequests } from '@microgpt/terminal';
import type { Reporter, RunEnd } from '../report/reporter.ts';
import { resumeCommand } from './resume-command.ts';
import type { RunFiles } from './run-files.ts';

/** What a run of the command line needs besides itself. */
export interface RunTools {
  readonly reporter: Reporter;
  readonly files: RunFiles;
  readonly stop: Pick<StopRequests, 'count'>;
  /** The seconds since the program began. */
  readonly now: () => number;
}

/** Trains to the end of the run, or until it is asked to stop, and reports it with the command that resumes it. */
export async function runToEnd(run: Run, { reporter, files, stop, now }: RunTools): Promise<RunEnd> {
  const listener = {
    step: (report) => {
      reporter.step(report);
    },
    evaluated: (evaluation) => {
      reporter.evaluated(evaluation);
    },
    sampled: (samples, step) => {
      reporter.sampled(samples, step);
    },
    warn: (message) => {
      reporter.warn(message);
    },
    diverged: (problem) => {
      reporter.warn(adviceOn(problem, run, files));
    },
  } satisfies RunListener;
  const reason = await runLoop(run, { listener, store: files, stop, now });
  const end = endOf(run, reason, files);
  reporter.end(end);
  return end;
}

function endOf({ progress, curve, settings }: Run, reason: LoopEnd, { file, best }: RunFiles): RunEnd {
  const { history } = curve;
  const isBest = best?.step === history.best?.step;
  return {
    reason,
    progress,
    history,
    file,
    bestFile: best !== null && isBest ? best.file : null,
    resume: resumeCommand(reason, file, settings, progress),
  };
}

/** What happened, which checkpoint is good, and what to try. */
function adviceOn(problem: string, { settings: { lr, clip } }: Run, { file, savedStep }: RunFiles): string {
  const held = file === null ? 'Nothing was saved before' : `${file} holds step ${savedStep ?? 0}, before that`;
  const clipping = clip === 0 || clip > 1 ? ', and gradients limited with --clip 1' : '';
  return `${problem}. ${held}. Try a lower learning rate, such as --lr ${lowerRate(lr)}${clipping}`;
}
