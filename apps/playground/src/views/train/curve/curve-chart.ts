import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { dashes } from '../runs/dashes.ts';
import { SLOTS } from '../runs/overlaid.ts';
import { alignLines, type Line } from './align-lines.ts';
import type { CurvePicture } from './curve-picture.ts';
import { nearestPoint } from './nearest-point.ts';

/** The series of the chart, in the order in which they are drawn: what matters most is on top. */
const RAW = 1;
const HOVERED = 2;
const FIRST_OTHER = 3;
const VALIDATION = FIRST_OTHER + SLOTS;
const TRAINING = VALIDATION + 1;

/** Left and right of the plot, for the points at its ends, in pixels; the style has the same. */
const MARGIN = 8;

/** How near the pointer must be to a curve to mean it, in pixels. */
const NEAR = 24;

/** How near the pointer must be to the loss of a step to mean that step, in pixels. */
const NEAR_POINT = 8;

const nothing: Line = { x: new Float64Array(), y: new Float64Array() };

/** What the pointer is on: a step, and a run if it is near its curve. */
export type HoverListener = (step: number | undefined, run: string | undefined) => void;

/** The curve, drawn by uPlot. It draws at most once a frame, whatever comes in. */
export class CurveChart {
  readonly #plot: uPlot;
  readonly #box: HTMLElement;
  readonly #observer: ResizeObserver;
  readonly #scheme = matchMedia('(prefers-color-scheme: dark)');
  readonly #colors = new Map<string, string>();
  /** The run of each series. */
  readonly #runs = new Array<string | undefined>(TRAINING + 1);
  #picture: CurvePicture | undefined;
  #emphasized: string | undefined;
  #frame = 0;

  constructor(box: HTMLElement, onHover: HoverListener) {
    this.#box = box;
    this.#plot = new uPlot(this.#options(onHover), [[], ...this.#runs.slice(1).map(() => [])], box);
    this.#observer = new ResizeObserver(() => {
      this.#plot.setSize(sizeOf(box));
    });
    this.#observer.observe(box);
    this.#scheme.addEventListener('change', this.#recolor);
  }

  /** Draws a picture in the next frame. */
  show(picture: CurvePicture | undefined, emphasized: string | undefined): void {
    this.#picture = picture;
    this.#emphasized = emphasized;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  /** Takes the chart away. */
  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#scheme.removeEventListener('change', this.#recolor);
    this.#observer.disconnect();
    this.#plot.destroy();
  }

  readonly #recolor = (): void => {
    this.#colors.clear();
    this.#plot.redraw(false);
  };

  #draw(): void {
    const lines = this.#lines();
    const plot = this.#plot;
    const front = this.#picture?.run;
    const isOther =
      this.#emphasized !== undefined && this.#emphasized !== front && this.#runs.includes(this.#emphasized);
    for (const [i, run] of this.#runs.entries()) {
      if (i === 0) continue;
      const isFaint = isOther && run !== this.#emphasized;
      plot.series[i].alpha = (i === RAW ? 0.28 : 1) * (isFaint ? 0.3 : 1);
      plot.series[i].show = lines[i - 1] !== nothing;
    }
    const [min, max] = this.#picture?.losses ?? [0, 1];
    plot.batch(() => {
      plot.setData(alignLines(lines), false);
      plot.setScale('y', { min, max });
      plot.setScale('x', { min: 0, max: this.#picture?.end ?? 1 }); // which also draws
    });
  }

  /** The line of each series, and beside it which run that is. */
  #lines(): Line[] {
    const lines = new Array<Line>(TRAINING).fill(nothing);
    this.#runs.fill(undefined);
    const picture = this.#picture;
    if (picture === undefined) return lines;
    const put = (series: number, run: string, line: Line) => {
      lines[series - 1] = line;
      this.#runs[series] = run;
    };
    put(RAW, picture.run, picture.raw);
    for (const { run, slot, line } of picture.others) put(slot === undefined ? HOVERED : FIRST_OTHER + slot, run, line);
    put(VALIDATION, picture.run, picture.validation);
    put(TRAINING, picture.run, picture.training);
    return lines;
  }

  #options(onHover: HoverListener): uPlot.Options {
    let near: number | null = null;
    let isOver = false;
    const tell = (plot: uPlot) => {
      const { left = -1 } = plot.cursor;
      const wasOver = isOver;
      isOver = left >= 0;
      if (isOver) onHover(this.#stepAt(plot), near === null ? undefined : this.#runs[near]);
      else if (wasOver) onHover(undefined, undefined);
    };
    return {
      ...sizeOf(this.#box),
      padding: [0, MARGIN, 0, MARGIN],
      pxAlign: false,
      legend: { show: false },
      axes: [{ show: false }, { show: false }],
      scales: { x: { time: false, auto: false }, y: { auto: false } },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false }, focus: { prox: NEAR } },
      focus: { alpha: 1 },
      series: [{}, ...this.#series()],
      hooks: {
        setCursor: [tell],
        setSeries: [
          (plot, series) => {
            near = series;
            tell(plot);
          },
        ],
      },
    };
  }

  /** The step under the pointer: that of the nearest point, as several steps may share a pixel. */
  #stepAt(plot: uPlot): number {
    const { left = 0, top = 0 } = plot.cursor;
    const scales = {
      left: (x: number) => plot.valToPos(x, 'x'),
      top: (y: number) => plot.valToPos(y, 'y'),
      x: (place: number) => plot.posToVal(place, 'x'),
    };
    const near = nearestPoint(this.#picture?.raw ?? nothing, { left, top }, scales, NEAR_POINT);
    return near ?? Math.round(plot.posToVal(left, 'x'));
  }

  #series(): uPlot.Series[] {
    const stroke = (name: string) => () => this.#color(name);
    const line = (series: uPlot.Series): uPlot.Series => ({
      auto: false,
      spanGaps: true,
      width: 1.5,
      points: { show: false },
      ...series,
    });
    return [
      line({
        stroke: stroke('--model'),
        paths: () => null,
        points: { show: true, size: 2.5, width: 0, space: 0, fill: stroke('--model') },
      }),
      line({ stroke: stroke('--soft') }),
      ...dashes.map((dash, slot) => line({ stroke: stroke(`--other-${slot + 1}`), dash: [...dash] })),
      // Its points are marked: a validation loss is measured now and then, and color is not all that tells it apart.
      line({
        stroke: stroke('--unseen'),
        width: 2,
        points: { show: true, size: 6, width: 0, space: 12, fill: stroke('--unseen') },
      }),
      line({ stroke: stroke('--model'), width: 2 }),
    ];
  }

  /** A color of the page, which a canvas knows only by its value. */
  #color(name: string): string {
    let color = this.#colors.get(name);
    if (color === undefined) {
      color = getComputedStyle(this.#box).getPropertyValue(name).trim();
      this.#colors.set(name, color);
    }
    return color;
  }
}

function sizeOf({ clientWidth: width, clientHeight: height }: HTMLElement): { width: number; height: number } {
  return { width: Math.max(1, width), height: Math.max(1, height) };
}
