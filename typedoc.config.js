import { relative } from 'node:path';
import { OptionDefaults, ReflectionKind, Renderer } from 'typedoc';

const repository = 'https://github.com/microgpt-ts/microgpt/blob/main/';

/** What holds for the site as well as for each package. */
const common = {
  disableGit: true,
  sourceLinkTemplate: `${repository}{path}#L{line}`,
  basePath: import.meta.dirname,
};

/** One site of all packages, each with its README as the first page: `pnpm docs:api`. */
export default {
  ...common,
  name: 'microgpt for TypeScript',
  entryPointStrategy: 'packages',
  entryPoints: ['packages/!(cli|terminal)'] /* a program, and the one that is not published */,
  packageOptions: {
    ...common,
    entryPoints: ['src/+(index|backend|checkpoint|functional|hugging-face|testing).ts'],
    excludeInternal: true,
    validation: { invalidPath: false, notDocumented: true },
    requiredToBeDocumented: ['Class', 'Interface', 'TypeAlias', 'Function', 'Variable', 'Method', 'Accessor'],
  },
  validation: { invalidPath: false },
  treatWarningsAsErrors: true,
  plugin: [linkToRepository],
  highlightLanguages: [...OptionDefaults.highlightLanguages, 'python'],
  out: 'docs/api',
};

/**
 * What a README links to that is no page of the site is to be read in the repository.
 *
 * @param {import('typedoc').Application} app
 */
function linkToRepository({ renderer }) {
  renderer.on(Renderer.EVENT_BEGIN, ({ project }) => {
    const pages = [project, ...project.getChildrenByKind(ReflectionKind.Module)];
    for (const part of pages.flatMap(({ readme = [] }) => readme)) {
      if (part.kind !== 'relative-link' || part.target === undefined) continue;
      const target = project.files.resolve(part.target, project);
      if (typeof target !== 'string') continue; // it is a page
      part.text = repository + relative(import.meta.dirname, target).replaceAll('\\', '/');
      part.target = undefined;
    }
  });
}
