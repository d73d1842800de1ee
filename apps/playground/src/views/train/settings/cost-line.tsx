import { cost } from '../../../data/cost/cost.ts';
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
  if (now === 'measuring') return `Measuring what ${steps} take here …`;
  if (now === 'waiting') return `What ${steps} take here is measured when nothing trains.`;
  if (now === 'failed') return `What ${steps} take here could not be measured.`;
  if (now === 'unknown') return 'These settings cannot be trained together.';
  const { parameters, seconds, bytes, isEstimate } = now;
  const memory = bytes === undefined ? '' : ` and ${formatBytes(bytes)}`;
  const take = `${steps} take about ${formatSeconds(seconds)}${memory} here`;
  return `${formatCount(parameters)} parameters. ${take}${isEstimate ? ', as an estimate' : ''}.`;
}
