import { expect } from 'vitest';
import { note, test } from './page.ts';

test(`the page runs no code but its own, and sends nothing elsewhere${note}`, async ({ visit }) => {
  const page = await visit({ hash: 'steps=20', expected: ['Content Security Policy', 'net::ERR_BLOCKED_BY_CSP'] });
  await page.untilOpened();
  const refused = await page.page.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
      violations.push(effectiveDirective);
    });
    const script = document.createElement('script');
    script.textContent = 'globalThis.hasRunInlineCode = true';
    document.head.append(script);
    const sent = await fetch('http://127.0.0.1:9/text', { method: 'POST', body: 'the text' }).then(String, String);
    const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
    await new Promise((resolve) => {
      worker.addEventListener('error', resolve);
    });
    return { violations, sent, hasRun: 'hasRunInlineCode' in globalThis };
  });
  expect(refused).toEqual({
    violations: ['script-src-elem', 'connect-src', 'worker-src'],
    sent: 'TypeError: Failed to fetch',
    hasRun: false,
  });
});

test(`each view and each engine works under the policy${note}`, async ({ visit }) => {
  for (const engine of ['wasm', 'cpu', 'scalar']) {
    const page = await visit({ hash: `steps=3&engine=${engine}` });
    expect(await page.page.locator('meta[http-equiv="Content-Security-Policy"]').count()).toBe(1);
    await page.press('Train');
    await page.untilDone();
    expect((await page.contents()).extra.progress.step).toBe(3);
    await page.openView('Write');
    await page.page.getByRole('option').first().waitFor();
  }
});
