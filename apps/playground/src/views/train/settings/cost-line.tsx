import { cost } from '../../../cost/cost.ts';
import { formatBytes } from '../../../design/format/format-bytes.ts';
import { formatCount } from '../../../design/format/format-count.ts';
import { formatSeconds } from '../../../design/format/format-seconds.ts';
import { nextSettings } from './next-settings.ts';

/** What a run of these settings costs here, as measured. */
export function CostLine() {
  return (
    <p class="cost explained" aria-live="polite">
      {sentence()}
    </p>
  );
}

function sentence(): string {
  const steps = `${formatCount(nextSettings.value.steps ?? 0)} steps`;
  const now = cost.value;
  if (now === 'measuring') return `Measuring how long ${steps} take here …`;
  if (now === 'waiting') return `The page measures how long ${steps} take when nothing is training.`;
  if (now === 'failed') return `The page could not measure how long ${steps} take here.`;
  if (now === 'unknown') return 'These settings do not work together.';
  const { parameters, seconds, bytes, isEstimate } = now;
  const memory = bytes === undefined ? '' : ` and ${formatBytes(bytes)}`;
  const take = `${steps} take about ${formatSeconds(seconds)}${memory} here`;
  return `${formatCount(parameters)} parameters. ${take}${isEstimate ? ' (estimate)' : ''}.`;
}
