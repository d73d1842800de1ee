import { countParameters } from '@microgpt/run';
import { formatCount } from '../../../design/format/format-count.ts';
import { run } from '../../../session/session.ts';
import { nextSettings } from './next-settings.ts';

/** What a run of these settings costs here. */
export function CostLine() {
  const settings = nextSettings.value;
  const vocabSize = run.value?.vocabSize;
  return (
    <p class="cost explained">
      {vocabSize === undefined ? 'Measuring …' : `${formatCount(countParameters(settings, vocabSize))} parameters.`}
    </p>
  );
}
