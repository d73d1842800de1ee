import { chosenNames, presetNames, type Settings, usualSettings } from '@microgpt/run';
import { settingFlags, settingGroups } from '../settings/setting-flags.ts';

/** What to write where the usual value is none. */
const examples: Partial<Record<keyof Settings, string>> = { time: '5m', parts: './parts.ts' };

/** The text of a config file that lists every setting as a comment, with what it is for and its usual value. */
export function configText(): string {
  const lines = [
    '// Settings of microgpt train. Remove the // before the ones that you want to change.',
    '// A flag wins over this file, and this file wins over a preset. Where it says “chosen”, microgpt chooses',
    '// for your text, your machine and the time, and the value here is only an example.',
    '',
    'export default {',
    `  // preset: '${presetNames[0]}', // settings by name: ${presetNames.join(', ')}`,
  ];
  for (const { title, names } of settingGroups) {
    lines.push('', `  // ${title}`);
    for (const name of names) lines.push(`  // ${name}: ${literal(name)}, // ${meaning(name)}`);
  }
  return [...lines, '};', ''].join('\n');
}

function literal(name: keyof Settings): string {
  const value = examples[name] ?? usualSettings[name];
  return typeof value === 'string' ? `'${value}'` : String(value);
}

function meaning(name: keyof Settings): string {
  const flag = settingFlags[name];
  const words = flag.kind === 'enum' ? `: ${flag.values.join(', ')}` : '';
  return `${flag.brief}${words}${chosenNames.has(name) ? ' (chosen)' : ''}`;
}
