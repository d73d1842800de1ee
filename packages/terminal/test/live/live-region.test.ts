import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { VirtualTerminal } from '../../../../testing/virtual-terminal.ts';
import { LiveRegion } from '../../src/live/live-region.ts';

function counting(terminal: VirtualTerminal): { region: LiveRegion; next: () => void } {
  let count = 0;
  const region = new LiveRegion(terminal.stream, ({ columns }) => ['─'.repeat(columns - 1), `count ${count}`]);
  return {
    region,
    next: () => {
      count++;
      region.refresh();
    },
  };
}

test('lines change in place, below what was there before', async () => {
  const terminal = new VirtualTerminal({ columns: 10 });
  terminal.write('before\n');
  const { region, next } = counting(terminal);
  for (let i = 0; i < 50; i++) next();
  region.end();
  expect(await terminal.lines()).toEqual(['before', '─────────', 'count 50']);
});

test('what is printed goes above, and scrolls up', async () => {
  const terminal = new VirtualTerminal({ columns: 10, rows: 4 });
  const { region, next } = counting(terminal);
  for (const text of ['a', 'b\nc', 'd']) {
    next();
    region.print(text);
  }
  expect(await terminal.lines()).toEqual(['a', 'b', 'c', 'd', '─────────', 'count 3']);
  expect(await terminal.screen()).toEqual(['d', '─────────', 'count 3', '']);
});

test('a frame is one write, which erases no line that stays', () => {
  const terminal = new VirtualTerminal({ columns: 10 });
  const { next } = counting(terminal);
  next();
  terminal.written = '';
  next();
  const [begin, end] = ['\u001b[?2026h', '\u001b[?2026l'];
  expect(terminal.written.startsWith(begin)).toBe(true);
  expect(terminal.written.indexOf(end)).toBe(terminal.written.length - end.length);
  expect(terminal.written).not.toContain('─');
});

test('a frame that equals the one before writes nothing', () => {
  const terminal = new VirtualTerminal();
  const region = new LiveRegion(terminal.stream, () => ['same']);
  region.refresh();
  terminal.written = '';
  region.refresh();
  expect(terminal.written).toBe('');
});

test.each([
  ['narrower', [14, 9, 5]],
  ['wider', [20, 31]],
  ['back and forth', [7, 40, 5, 20]],
])('resizing to %s sizes leaves nothing behind', async (_, sizes) => {
  const terminal = new VirtualTerminal({ columns: 20 });
  terminal.write('one\ntwo\n');
  const { region, next } = counting(terminal);
  next();
  for (const columns of sizes) {
    await terminal.resize(columns);
    await setTimeout(200);
    next();
  }
  region.print('three');
  next();
  const columns = sizes.at(-1) ?? 0;
  const count = columns > 7 ? `count ${sizes.length + 2}` : 'coun…';
  const lines = await terminal.lines();
  expect(lines.filter((line) => line !== '')).toEqual(['one', 'two', 'three', '─'.repeat(columns - 1), count]);
});

test('nothing is drawn while the size changes, and the new size soon after', async () => {
  const terminal = new VirtualTerminal({ columns: 20 });
  const { next } = counting(terminal);
  next();
  for (const columns of [19, 18, 17]) {
    await terminal.resize(columns);
    terminal.written = '';
    next();
    expect(terminal.written).toBe('');
  }
  await setTimeout(250);
  expect((await terminal.lines()).filter((line) => line !== '')).toEqual(['─'.repeat(16), 'count 4']);
});

test('a terminal that scrolls when it breaks lines shows one frame all the same', async () => {
  const terminal = new VirtualTerminal({ columns: 60, rows: 12 });
  for (let i = 0; i < 20; i++) terminal.write(`${i}\n`); // so that the region is at the bottom
  let columns = 60;
  const region = new LiveRegion(terminal.stream, (size) => Array<string>(4).fill('─'.repeat(size.columns - 1)));
  region.refresh();
  for (let i = 0; i < 6; i++) {
    columns = i % 2 === 0 ? 40 : 60;
    await terminal.resize(columns);
    await setTimeout(200);
  }
  region.end();
  expect((await terminal.lines()).filter((line) => line.includes('─'))).toEqual(Array(4).fill('─'.repeat(columns - 1)));
});

test('what the terminal shows of a pressed key is gone with the next frame', async () => {
  const terminal = new VirtualTerminal();
  const { region, next } = counting(terminal);
  next();
  terminal.write('^C');
  next();
  region.end();
  terminal.write('stopped\n');
  expect((await terminal.lines()).slice(1)).toEqual(['count 2', 'stopped']);
});

test('the cursor is hidden until the end', () => {
  const terminal = new VirtualTerminal();
  const { region, next } = counting(terminal);
  next();
  expect(terminal.written).toContain('\u001b[?25l');
  expect(terminal.written).not.toContain('\u001b[?25h');
  region.end();
  expect(terminal.written.endsWith('\u001b[?25h')).toBe(true);
});
