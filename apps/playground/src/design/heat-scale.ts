import { signal } from '@preact/signals';

/** A color as red, green and blue, from 0 to 255. */
type Rgb = readonly [number, number, number];

/** The colors of a scale. */
export interface ScaleColors {
  /** For 0. */
  readonly paper: Rgb;
  /** For positive numbers. */
  readonly positive: Rgb;
  /** For negative numbers. */
  readonly negative: Rgb;
}

const scheme = matchMedia('(prefers-color-scheme: dark)');

/** Whether the page is dark. What is drawn in pixels depends on it. */
export const darkScheme = signal(scheme.matches);
scheme.addEventListener('change', () => {
  darkScheme.value = scheme.matches;
});

/** The colors of the page for numbers: blue for positive ones, ochre for negative ones, which color-blind people can tell apart. */
export function scaleColors(): ScaleColors {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => rgbOf(style.getPropertyValue(name).trim());
  return { paper: color('--card'), positive: color('--model'), negative: color('--unseen') };
}

/** The numbers of a color such as `#fff` or `#2456c8`. */
function rgbOf(hex: string): Rgb {
  const digits = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex;
  const at = (i: number) => parseInt(digits.slice(i, i + 2), 16);
  return [at(1), at(3), at(5)];
}
