import type { WriteStream } from 'node:tty';
import cliCursor from 'cli-cursor';
import { createLogUpdate } from 'log-update';
import { withSize } from '../with-size.ts';
import { fitted, widthOf } from './fitted.ts';

const ERASE_LINE = '\r\u001b[K';
const ERASE_AND_UP = '\u001b[2K\u001b[1A';
const QUIET_MS = 150;
// A terminal that knows synchronized output shows nothing in between; others ignore the codes.
const BEGIN_FRAME = '\u001b[?2026h';
const END_FRAME = '\u001b[?2026l';

/** The size of a terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The last lines of a terminal, which change in place. What is printed meanwhile goes above them.
 *
 * A frame is one write, and changes only the lines that differ, so nothing flickers. The region is drawn anew when the
 * terminal changes its size. Most terminals then break the lines of the last frame anew, and the region erases all rows
 * that this takes.
 */
export class LiveRegion {
  readonly #out: WriteStream;
  readonly #render: (size: Size) => readonly string[];
  readonly #update: ReturnType<typeof createLogUpdate>;
  #unwritten = '';
  // The last frame: its lines, their widths, and the columns to which longer ones were cut.
  #lines: readonly string[] = [];
  #widths: readonly number[] = [];
  #columns = 0;
  #kept = 0; // the rows that the next frame has at least
  #seen: Size;
  #quietFrom = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param render the lines for a terminal of this size: fewer lines than rows; longer ones are cut
   */
  constructor(out: WriteStream, render: (size: Size) => readonly string[]) {
    this.#out = withSize(out);
    this.#seen = { columns: out.columns, rows: out.rows };
    this.#render = render;
    this.#update = createLogUpdate(this.#collector(), { showCursor: true }); // its own hiding is on stderr
    cliCursor.hide(out);
    out.on('resize', this.#onResize);
  }

  /**
   * Draws the region as it is now. While the size of the terminal changes, and 150 ms longer, it does nothing: every frame
   * in between would be broken at once.
   */
  refresh(): void {
    this.#size(); // may be new
    if (performance.now() >= this.#quietFrom) this.#drawNow();
  }

  /** Prints lines above the region. */
  print(text: string): void {
    this.#clear();
    this.#unwritten += `${text}\n`;
    this.#kept -= text.split('\n').length;
    this.#drawNow();
  }

  /** Draws the region once more and leaves it; whatever is written afterwards follows below. */
  end(): void {
    this.#out.off('resize', this.#onResize);
    clearTimeout(this.#timer);
    this.#clear();
    this.#kept = 0;
    this.#drawNow();
    this.#update.done();
    cliCursor.show(this.#out);
  }

  readonly #onResize = (): void => {
    const { columns, rows } = withSize(this.#out); // a terminal that reports 0 × 0 has not changed its size
    if (columns === this.#seen.columns && rows === this.#seen.rows) return;
    this.#seen = { columns, rows };
    this.#quietFrom = performance.now() + QUIET_MS;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#drawNow();
    }, QUIET_MS).unref();
  };

  #drawNow(): void {
    this.#draw();
    this.#flush();
  }

  #clear(): void {
    this.#kept = this.#eraseBrokenLines(this.#size().columns);
    this.#update.clear();
    this.#lines = [];
    this.#widths = [];
  }

  /**
   * The region keeps the rows that it had, even if it had them only because lines were broken: with empty lines above,
   * until something is printed there. Some terminals scroll when they break lines, even if there is room below, and what
   * scrolled out of sight cannot be erased.
   */
  #draw(): void {
    const size = this.#size();
    const height = Math.max(this.#kept, this.#eraseBrokenLines(size.columns));
    this.#kept = 0;
    const rendered = this.#render(size);
    const missing = Math.min(height, size.rows - 1) - rendered.length;
    const lines = [...Array<string>(Math.max(0, missing)).fill(''), ...rendered];
    const widths = lines.map((line, i) => (line === this.#lines[i] ? this.#widths[i] : widthOf(line)));
    const frame = lines.map((line, i) => (widths[i] > size.columns ? fitted(line, size.columns) : line));
    this.#update(frame.join('\n'));
    this.#lines = lines;
    this.#widths = widths;
    this.#columns = size.columns;
  }

  /**
   * Erases the rows that the last frame takes beyond its lines, since the terminal became narrower.
   *
   * @returns the number of all its rows
   */
  #eraseBrokenLines(columns: number): number {
    const rowsOf = (width: number) => Math.max(1, Math.ceil(Math.min(width, this.#columns) / columns));
    const rows = this.#widths.reduce((sum, width) => sum + rowsOf(width), 0);
    this.#unwritten += ERASE_AND_UP.repeat(rows - this.#widths.length);
    return rows;
  }

  /** The size at this moment. Node itself notices a new size only when the program returns to the event loop. */
  #size(): Size {
    const out = this.#out as WriteStream & { _refreshSize?: () => void };
    out._refreshSize?.(); // emits the event if the size has changed
    const { columns, rows } = withSize(out);
    return { columns, rows };
  }

  #flush(): void {
    // The line of the cursor is empty but for what was typed, such as ^C.
    if (this.#unwritten !== '') this.#out.write(BEGIN_FRAME + this.#unwritten + ERASE_LINE + END_FRAME);
    this.#unwritten = '';
  }

  /** The stream for log-update, which writes a frame in pieces. */
  #collector(): NodeJS.WritableStream {
    const out = this.#out;
    const collector = {
      get columns() {
        return out.columns;
      },
      get rows() {
        return out.rows;
      },
      write: (piece: string) => {
        this.#unwritten += piece;
        return true;
      },
    };
    return collector as unknown as NodeJS.WritableStream;
  }
}
