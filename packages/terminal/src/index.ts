export { formatDuration } from '@microgpt/run';
export { applicationOf } from './command-line/application.ts';
export {
  choice,
  duration,
  integer,
  number,
  secondsIn,
  size,
  text,
  toggle,
  withDefault,
  type ChoiceFlag,
  type ToggleFlag,
  type ValueFlag,
  type ValuesOf,
} from './command-line/flags.ts';
export { inputsOf } from './command-line/inputs-of.ts';
export { kebabCase } from './command-line/kebab-case.ts';
export { nearest } from './command-line/nearest.ts';
export type { Program } from './command-line/program.ts';
export { readCommandLine, type About } from './command-line/read-command-line.ts';
export { runCommandLine, runProgram } from './command-line/run-program.ts';
export { UsageError } from './command-line/usage-error.ts';
export { checkHeads } from './check-heads.ts';
export { commonFlags } from './common-flags.ts';
export { loadDocuments } from './documents.ts';
export { engines, type EngineName } from './engines.ts';
export { exitWithMessage } from './exit-with-message.ts';
export { InputError } from './input-error.ts';
export { untilInterrupted } from './interrupt.ts';
export { fitted, widthOf } from './live/fitted.ts';
export { LiveRegion, type Size } from './live/live-region.ts';
export { progressBar } from './live/progress-bar.ts';
export { printable } from './printable.ts';
export { range } from './range.ts';
export { readInputFile } from './read-input-file.ts';
export { listenForStop, type StopOptions, type StopRequests } from './stop-requests.ts';
export { loadText } from './text.ts';
export { isSystemError } from './system-error.ts';
export { withSize } from './with-size.ts';
