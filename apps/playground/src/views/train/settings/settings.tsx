import { useSignal } from '@preact/signals';
import { formatCount } from '../../../design/format/format-count.ts';
import { isOwnTextOpen } from '../../../own-text/is-own-text-open.ts';
import { includedText } from '../../../data/included-texts.ts';
import { config } from '../../../session/session.ts';
import { LearnsBy } from './learns-by.tsx';
import { LearnsFrom } from './learns-from.tsx';
import { ModelSettings } from './model-settings.tsx';
import { modelSizes, sizeOf } from './model-sizes.ts';
import { nextSettings } from './next-settings.ts';
import { RunControls } from './run-controls.tsx';
import { ThisRun } from './this-run.tsx';
import './settings.css';

/** The left column of the first view: what to do next, and what goes in. On phones the settings are a sentence that opens them. */
export function Settings() {
  const isOpen = useSignal(false);
  return (
    <div class="settings">
      <RunControls />
      <button
        type="button"
        class="settings-summary"
        aria-expanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        {summary()}
      </button>
      <div class={isOpen.value ? 'settings-all open' : 'settings-all'}>
        <LearnsFrom
          onOwnText={() => {
            isOwnTextOpen.value = true;
          }}
        />
        <ModelSettings />
        <LearnsBy />
        <ThisRun />
      </div>
    </div>
  );
}

/** The settings in a line. */
function summary(): string {
  const { data } = config.value;
  const sizes = modelSizes(data);
  const settings = nextSettings.value;
  const id = sizeOf(sizes, settings);
  const model =
    sizes.find((size) => size.id === id)?.label ??
    `${settings.layers === 1 ? '1 layer' : `${settings.layers} layers`} of ${settings.embd}`;
  const steps = settings.steps === null ? [] : [`${formatCount(settings.steps)} steps`];
  return [includedText(data)?.title ?? 'your text', model, ...steps].join(' · ');
}
