import type { WriteStream } from 'node:tty';
import { combine } from './combine.ts';
import { JsonReporter } from './json-reporter.ts';
import { LogFile } from './log-file.ts';
import { PlainReporter } from './plain-reporter.ts';
import type { Reporter } from './reporter.ts';
import { TerminalReporter } from './terminal-reporter.ts';

/** Where a run is reported. */
export interface ReporterOptions {
  readonly out: WriteStream;
  /** Whether programs read the output. */
  readonly json: boolean;
  /** A file to which everything is appended as JSON, besides. */
  readonly log?: string | undefined;
}

/** The reporter for these options: lines of JSON, a picture on a terminal, or plain lines for a pipe or a file. */
export function createReporter({ out, json, log }: ReporterOptions): Reporter {
  const reporter = reporterFor(out, json);
  if (log === undefined) return reporter;
  const file = new LogFile(log, (message) => {
    reporter.warn(message);
  });
  const logging = new JsonReporter((text) => {
    file.append(text);
  });
  return combine([reporter, logging]);
}

function reporterFor(out: WriteStream, json: boolean): Reporter {
  const write = (text: string) => {
    out.write(text);
  };
  if (json) return new JsonReporter(write);
  return out.isTTY && process.env.TERM !== 'dumb' ? new TerminalReporter(out) : new PlainReporter(write);
}
