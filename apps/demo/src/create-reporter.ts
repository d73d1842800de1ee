import { JsonReporter } from './json-reporter.ts';
import type { Reporter } from './reporter.ts';
import type { Settings } from './settings.ts';
import { TextReporter } from './text-reporter.ts';

/** The reporter for the settings. */
export function createReporter(settings: Settings): Reporter {
  return settings.json ? new JsonReporter(settings) : new TextReporter(settings, process.stdout);
}
