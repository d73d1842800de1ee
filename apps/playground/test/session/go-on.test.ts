import { expect } from 'vitest';
import { contentsOf, type RunContents } from '../contents-of.ts';
import {
  attach,
  download,
  newProfile,
  note,
  noticesOf,
  openTab,
  runOf,
  serveSession,
  test,
  train,
  trainPast,
  until,
} from './session-page.ts';

serveSession();

/** Long enough to be stopped in the middle. */
const hash = 'steps=3000&embd=24';

let whole: RunContents | undefined;

/** The run as it is without a pause. */
async function uninterrupted(): Promise<RunContents> {
  if (whole) return whole;
  const context = await newProfile();
  const page = await openTab(context, hash);
  await train(page);
  whole = contentsOf(await download(page));
  expect(whole.extra.progress).toMatchObject({ step: 3000, done: true });
  await context.close();
  return whole;
}

test(`a run that was paused goes on after a reload, bit for bit${note}`, async () => {
  const context = await newProfile();
  const page = await openTab(context, hash);
  await trainPast(page, 100);
  await page.evaluate(() => microgpt.session.pause());
  const paused = await runOf(page);
  expect(paused).toMatchObject({ status: 'paused' });
  await page.reload();
  await attach(page);
  expect(await runOf(page)).toEqual(paused);
  expect(await noticesOf(page)).toEqual([]);
  await train(page);
  expect(contentsOf(await download(page))).toEqual(await uninterrupted());
  await context.close();
});

test(`a run whose tab crashes goes on from its last save, bit for bit, and the page says so${note}`, async () => {
  const context = await newProfile();
  const page = await openTab(context, hash);
  await trainPast(page, 50);
  await until(page, () => microgpt.lastSaved.value !== undefined);
  const crash = page.waitForEvent('crash');
  await page.goto('chrome://crash').catch(() => undefined); // it never arrives
  await crash;

  const again = await openTab(context, hash);
  const { status, progress } = await runOf(again);
  expect(status).toBe('paused');
  expect(await noticesOf(again)).toEqual([
    `Goes on from step ${progress.step.toLocaleString('en-US')}: the page was closed while it trained.`,
  ]);
  await train(again);
  expect(contentsOf(await download(again))).toEqual(await uninterrupted());
  await context.close();
});

test(`single steps, pauses and a long run come to the same weights${note}`, async () => {
  const context = await newProfile();
  const page = await openTab(context, 'steps=120');
  for (let i = 0; i < 3; i++) await page.evaluate(() => microgpt.session.step());
  expect(await runOf(page)).toMatchObject({ status: 'paused', progress: { step: 3 } });
  await trainPast(page, 10);
  await page.evaluate(() => microgpt.session.pause());
  await train(page);
  const other = await openTab(await newProfile(), 'steps=120');
  await train(other);
  expect(contentsOf(await download(page))).toEqual(contentsOf(await download(other)));
  await other.context().close();
  await context.close();
});

test(`a finished run goes on for as many steps again${note}`, async () => {
  const context = await newProfile();
  const page = await openTab(context, 'steps=60');
  await train(page);
  await train(page);
  expect(await runOf(page)).toMatchObject({ status: 'done', settings: { steps: 120 }, progress: { step: 120 } });
  await context.close();
});
