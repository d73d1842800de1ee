// The place of the largest number in each row; the first of equals, or the first NaN.

import { after } from './lanes';

/** places[i] = argmaxⱼ x[i, j], integers. */
export function argmax(x: usize, places: usize, rows: i32, columns: i32): void {
  const step = after(0, columns);
  for (; rows > 0; rows--, x += step, places += 4) {
    let best = 0;
    let most = load<f32>(x);
    // A number beats a smaller one; NaN beats everything but an earlier NaN.
    for (let j = 1; j < columns && most == most; j++) {
      const next = load<f32>(after(x, j));
      if (next <= most) continue;
      most = next;
      best = j;
    }
    store<i32>(places, best);
  }
}
