import type { Reporter } from './reporter.ts';

/** A reporter that passes everything on to each of these, in order. */
export function combine(reporters: readonly Reporter[]): Reporter {
  return {
    start: (start) => {
      for (const each of reporters) each.start(start);
    },
    step: (step) => {
      for (const each of reporters) each.step(step);
    },
    evaluated: (evaluation) => {
      for (const each of reporters) each.evaluated(evaluation);
    },
    sampled: (samples, step) => {
      for (const each of reporters) each.sampled(samples, step);
    },
    saved: (file, step) => {
      for (const each of reporters) each.saved(file, step);
    },
    warn: (message) => {
      for (const each of reporters) each.warn(message);
    },
    end: (end) => {
      for (const each of reporters) each.end(end);
    },
  };
}
