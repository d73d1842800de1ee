import { plot, type Point } from 'simple-ascii-chart';

const WIDTH = 64; // of the plot
const HEIGHT = 11;
const MARGIN = 10; // for the axis labels
const POINT_WIDTH = 2;
const TICK_WIDTH = 12;
const LINES = { we: '─', ns: '│', wns: '╮', nse: '╰', wsn: '╯', sne: '╭' };

/**
 * The loss curve as text, at most about 72 columns wide.
 *
 * Each point is the mean of several losses, because a single loss depends mainly on the documents of its step.
 *
 * @returns undefined for fewer than two losses, which make no curve
 */
export function lossCurve(losses: readonly number[], columns = 80): string | undefined {
  if (losses.length < 2) return undefined;
  const width = Math.max(MARGIN, Math.min(WIDTH, columns - MARGIN));
  const points = means(losses, Math.min(losses.length, width / POINT_WIDTH));
  const chart = plot(points, {
    width,
    height: HEIGHT,
    customXAxisTicks: linspace(Math.min(4, Math.floor(width / TICK_WIDTH) || 1), 1, losses.length).map(Math.round),
    customYAxisTicks: linspace(5, ...range(points)),
    formatter: (x, { axis }) => (axis === 'y' ? x.toPrecision(3) : x),
    symbols: { chart: LINES, axis: { n: '│', e: '─' } },
  });
  return `${title(losses.length / points.length)}\n${trimmed(chart)}`;
}

/** Points spread evenly over the steps, each the mean of its share of the losses. */
function means(losses: readonly number[], count: number): Point[] {
  const points = Math.floor(count);
  const bounds = linspace(points, 0, losses.length).map(Math.floor);
  const xs = linspace(points - 1, 1, losses.length);
  return xs.map((x, i) => {
    const share = losses.slice(bounds[i], bounds[i + 1]);
    return [x, share.reduce((a, b) => a + b) / share.length];
  });
}

/** n + 1 evenly spaced numbers from `start` to `end`. */
function linspace(n: number, start: number, end: number): number[] {
  return Array.from({ length: n + 1 }, (_, i) => start + ((end - start) * i) / n);
}

function range(points: readonly Point[]): [min: number, max: number] {
  const ys = points.map(([, y]) => y);
  return [Math.min(...ys), Math.max(...ys)];
}

function title(stepsPerPoint: number): string {
  return stepsPerPoint === 1 ? 'loss' : `loss (each point the mean of ${Math.round(stepsPerPoint)} steps)`;
}

/** The chart without blank lines around it and spaces at line ends. */
function trimmed(chart: string): string {
  const lines = chart.split('\n').map((line) => line.trimEnd());
  return lines.join('\n').replace(/^\n+|\n+$/g, '');
}
