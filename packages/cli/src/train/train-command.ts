import { resolve } from 'node:path';
import { presets } from '@microgpt/run';
import { UsageError } from '@microgpt/terminal';
import { absolutePaths, findConfig, readConfig, type Config } from '../settings/config-file.ts';
import { loadParts } from '../settings/load-parts.ts';
import { mergeSettings, type SettingsSource } from '../settings/merge-settings.ts';
import type { TrainFlags } from './train-flags.ts';
import type { TrainCommand } from './train-options.ts';

/**
 * What `microgpt train` is asked for: its settings come from the preset, then the config file, then the flags, of which the last wins.
 *
 * The config file is `--config`, or the one in the current folder. A run that goes on takes its settings from its checkpoint instead.
 *
 * @param text the argument: a file, a folder or `names`
 * @throws UsageError if flags contradict each other
 * @throws InputError if the config file or the module of parts cannot be used
 */
export async function trainCommandOf(flags: TrainFlags, text: string | undefined): Promise<TrainCommand> {
  checkFlags(flags, text);
  const { noSamples, preset: presetFlag, config: configFlag, resume, from, restart, json, log, ...settings } = flags;
  const config = resume === undefined ? await configOf(configFlag) : undefined;
  const preset = presetFlag ?? config?.preset;

  const sources: SettingsSource[] = [];
  if (preset !== undefined) sources.push({ from: { preset }, settings: presets[preset] });
  if (config !== undefined) sources.push({ from: { config: config.file }, settings: config.settings });
  const own = noSamples === true ? { ...settings, samples: 0 } : settings;
  sources.push({ from: 'flags', settings: absolutePaths(own, process.cwd()) });

  const { data, ...given } = mergeSettings(sources);
  return {
    text: text ?? data,
    given,
    resume,
    from,
    restart: restart === true,
    json: json === true,
    log,
    parts: given.parts == null ? undefined : await loadParts(given.parts),
  };
}

function checkFlags(flags: TrainFlags, text: string | undefined): void {
  const { resume, from, restart, preset, config, data, samples, noSamples } = flags;
  if (resume !== undefined) {
    if (from !== undefined)
      throw new UsageError('--resume goes on with a run, --from starts a new one; pass one of them');
    if (restart === true) throw new UsageError('--resume goes on with a run, --restart starts over; pass one of them');
    if (preset !== undefined || config !== undefined) {
      const flag = preset === undefined ? '--config' : '--preset';
      throw new UsageError(
        `--resume takes all settings from the checkpoint; leave out ${flag}, and pass what changes as a flag`,
      );
    }
  }
  if (data !== undefined && text !== undefined) {
    throw new UsageError(`"${text}" and --data ${data}: there is one text to learn from; pass one of them`);
  }
  if (noSamples === true && samples !== undefined) {
    throw new UsageError(`--samples ${samples} and --no-samples: pass one of them`);
  }
}

async function configOf(flag: string | undefined): Promise<Config | undefined> {
  const file = flag === undefined ? findConfig(process.cwd()) : resolve(flag);
  return file === undefined ? undefined : readConfig(file);
}
