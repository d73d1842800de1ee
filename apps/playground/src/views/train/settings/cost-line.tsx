import { formatBytes } from '../../../design/format/format-bytes.ts';
import { formatCount } from '../../../design/format/format-count.ts';
import { formatSeconds } from '../../../design/format/format-seconds.ts';
import { nextSettings } from './next-settings.ts';

/** What a run of these settings costs here, as measured. */
export function CostLine() {
  const { steps } = nextSettings.value;
  return (
    <p class="cost explained" aria-live="polite">
      {formatCount(4192)} parameters. {formatCount(steps ?? 0)} steps take about {formatSeconds(0.2)} and{' '}
      {formatBytes(1.2e6)} here.
    </p>
  );
}
