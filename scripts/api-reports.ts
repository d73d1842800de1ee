// Writes packages/*/etc/*.api.md: what each entry point declares, so that a change of the API is seen in the diff.
// With --check nothing is written; the exit code is 1 if what is there differs from what would be.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const check = process.argv.includes('--check');

for (const name of readdirSync(packages)) {
  const folder = join(packages, name);
  if (isPrivate(folder)) continue;
  const entries = ['index', 'backend', 'checkpoint', 'functional', 'hugging-face', 'testing'].filter((entry) =>
    existsSync(join(folder, `src/${entry}.ts`)),
  );
  for (const entry of entries) {
    const file = entry === 'index' ? `${name}.api.md` : `${name}-${entry}.api.md`;
    const path = join(folder, 'etc', file);
    const report = reportOf(folder, entry);
    if (!check) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, report);
    } else if (!existsSync(path) || readFileSync(path, 'utf8').replaceAll('\r\n', '\n') !== report) {
      console.error(`packages/${name}/etc/${file} differs from what is built; run: pnpm api`);
      process.exitCode = 1;
    }
  }
}

function isPrivate(folder: string): boolean {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { private?: boolean };
  return manifest.private === true;
}

/** API Extractor's report, without its notes on docstrings: it does not know that they are inherited. */
function reportOf(folder: string, entry: string): string {
  const scratch = mkdtempSync(join(tmpdir(), 'api-report-'));
  const none = { default: { logLevel: ExtractorLogLevel.None } };
  const error = { default: { logLevel: ExtractorLogLevel.Error } };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: `<projectFolder>/dist/${entry}.d.ts`,
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: { compilerOptions: { moduleResolution: 'Bundler', lib: ['ES2023', 'DOM'], types: [] } },
      },
      apiReport: { enabled: true, reportFileName: entry, reportFolder: scratch, reportTempFolder: scratch },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      messages: { compilerMessageReporting: error, extractorMessageReporting: none, tsdocMessageReporting: none },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
  });
  try {
    const { errorCount } = Extractor.invoke(config, {
      localBuild: true,
      messageCallback: (message) => (message.handled = message.logLevel !== ExtractorLogLevel.Error),
    });
    if (errorCount > 0) throw new Error(`${folder}: the declarations of ${entry} have errors`);
    return readFileSync(join(scratch, `${entry}.api.md`), 'utf8').replaceAll(/^ *\/\/ \(undocumented\)\n/gm, '');
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
