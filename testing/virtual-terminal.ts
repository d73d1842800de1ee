import { EventEmitter } from 'node:events';
import type { WriteStream } from 'node:tty';
import xterm from '@xterm/headless';

/** A terminal without a window, for tests: takes what a program writes, and tells what its user would see. */
export class VirtualTerminal extends EventEmitter {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** Everything that was written. */
  written = '';
  readonly #terminal: xterm.Terminal;
  readonly #hasColors: boolean;

  constructor({ columns = 80, rows = 24, hasColors = false } = {}) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.#hasColors = hasColors;
    const options = { cols: columns, rows, scrollback: 10_000, convertEol: true, allowProposedApi: true };
    this.#terminal = new xterm.Terminal(options);
  }

  /** This terminal as what a program writes to. */
  get stream(): WriteStream {
    return this as unknown as WriteStream;
  }

  hasColors(): boolean {
    return this.#hasColors;
  }

  write(text: string): boolean {
    this.written += text;
    this.#terminal.write(text);
    return true;
  }

  /** Changes the size, as a user does with the window; lines that no longer fit are broken. */
  async resize(columns: number, rows = this.rows): Promise<void> {
    await this.#settled();
    this.#terminal.resize(columns, rows);
    this.columns = columns;
    this.rows = rows;
    this.emit('resize');
  }

  /** All lines, those that scrolled out of sight first, without empty ones at the end. */
  async lines(): Promise<string[]> {
    await this.#settled();
    const { active } = this.#terminal.buffer;
    const lines = Array.from({ length: active.length }, (_, i) => active.getLine(i)?.translateToString(true) ?? '');
    return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
  }

  /** The lines in sight. */
  async screen(): Promise<string[]> {
    await this.#settled();
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.rows }, (_, i) => active.getLine(active.baseY + i)?.translateToString(true) ?? '');
  }

  /** Written text is read in the background. */
  #settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#terminal.write('', resolve);
    });
  }
}
