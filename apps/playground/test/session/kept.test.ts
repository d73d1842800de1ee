import { expect } from 'vitest';
import { contentsOf } from '../contents-of.ts';
import {
  download,
  newProfile,
  note,
  noticesOf,
  openFiles,
  openTab,
  origin,
  runOf,
  serveSession,
  test,
  train,
  trainPast,
  until,
} from './session-page.ts';

serveSession();

test(`with the storage full, everything works until the page is closed, and it is kept once there is room${note}`, async () => {
  const context = await newProfile();
  const page = await openTab(context, 'steps=100');
  const cdp = await context.newCDPSession(page);
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: origin(), quotaSize: 1000 });
  await train(page);
  await until(page, () => microgpt.notices.value.some(({ text }) => text.includes('full')));
  expect(await noticesOf(page)).toHaveLength(1);
  const { id, kept } = await runOf(page);
  expect(kept.map(({ step }) => step)).toContain(0);
  const model = await page.evaluate(async (run) => (await microgpt.session.modelBytes(run, 0)).length, id);
  expect(model).toBe(kept[0].bytes);
  expect(contentsOf(await download(page)).extra.progress).toMatchObject({ step: 100, done: true });

  await cdp.send('Storage.overrideQuotaForOrigin', { origin: origin() });
  await train(page);
  expect(await noticesOf(page)).toEqual([]);
  const other = await openTab(context, '');
  expect(await runOf(other)).toMatchObject({ id, progress: { step: 200 } });
  await context.close();
});

test(`with the storage full, an opened checkpoint stays in the list${note}`, async () => {
  const context = await newProfile();
  const page = await openTab(context, 'steps=5');
  await train(page);
  const file = await download(page);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: origin(), quotaSize: 1000 });
  const { id: made } = await runOf(page);
  await openFiles(page, { 'opened.safetensors': file });
  const { id } = await runOf(page);
  expect(id).not.toBe(made);
  await page.evaluate((run) => microgpt.session.select(run), made);
  await page.evaluate((run) => microgpt.session.select(run), id);
  expect(await runOf(page)).toMatchObject({ id, progress: { step: 5 } });
  await context.close();
});

test(`a run that is selected while another one is made stays in front${note}`, async () => {
  const context = await newProfile();
  const page = await openTab(context, 'steps=5');
  await train(page);
  const { id: first } = await runOf(page);
  await page.evaluate(() => microgpt.session.reset());
  await train(page);
  for (const delay of [0, 20, 50, 100]) {
    const front = await page.evaluate(
      async ([run, ms]) => {
        const made = microgpt.session.reset();
        await new Promise((resolve) => setTimeout(resolve, ms)); // the worker makes it now
        await microgpt.session.select(run);
        await made;
        return microgpt.run.value?.id;
      },
      [first, delay] as const,
    );
    expect(front).toBe(first);
  }
  await context.close();
});

test(`two tabs do not train the same run; the second takes it over when the first is closed${note}`, async () => {
  const context = await newProfile();
  const hash = 'steps=1000000&embd=24';
  const first = await openTab(context, hash);
  await trainPast(first, 20);
  await until(first, () => microgpt.lastSaved.value !== undefined);
  const { id } = await runOf(first);

  const second = await openTab(context, hash);
  expect(await runOf(second)).toMatchObject({ id, status: 'elsewhere' });
  const kept = await second.evaluate(async (run) => (await microgpt.session.modelBytes(run, 0)).length, id);
  expect(kept).toBeGreaterThan(0);
  await second.evaluate(() => microgpt.session.start());
  expect(await noticesOf(second)).toEqual([expect.stringContaining('Another tab trains this run')]);

  await second.evaluate(() => microgpt.session.reset());
  await second.evaluate(() => microgpt.session.step());
  const own = await runOf(second);
  expect(own.id).not.toBe(id);
  expect(own.progress.step).toBe(1);
  await until(first, () => microgpt.runs.value.length === 2);

  await second.evaluate((run) => microgpt.session.select(run), id);
  await first.close();
  await until(second, () => microgpt.run.value?.status === 'paused');
  const { progress } = await runOf(second);
  await trainPast(second, progress.step);
  await second.evaluate(() => microgpt.session.pause());
  await context.close();
});

test(`a run that is deleted in one tab is gone in the other${note}`, async () => {
  const context = await newProfile();
  const first = await openTab(context, 'steps=10');
  await train(first);
  const { id } = await runOf(first);
  const second = await openTab(context, 'steps=10');
  expect(await runOf(second)).toMatchObject({ id });
  await first.evaluate((run) => microgpt.session.remove(run), id);
  await until(second, () => microgpt.run.value?.progress.step === 0);
  expect(await second.evaluate((run) => microgpt.runs.value.some((each) => each.id === run), id)).toBe(false);
  await context.close();
});
