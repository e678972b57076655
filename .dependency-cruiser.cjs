/** The import rule of ARCHITECTURE.md, enforced. */
const heavy = {
  'pdfjs-dist': '^src/pipeline/open',
  'better-sqlite3': '^src/storage/',
  kysely: '^src/storage/',
  piscina: '^src/pipeline/',
  '@rgrove/parse-xml': '^src/pipeline/einvoice/',
  yauzl: '^src/pipeline/',
  'cli-progress': '^src/commands/ui/',
  'write-excel-file': '^src/commands/',
};
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'core-is-pure', severity: 'error', from: { path: '^src/core/' }, to: { path: '^src/(?!core/)' } },
    { name: 'core-does-no-io', severity: 'error', from: { path: '^src/core/' }, to: { dependencyTypes: ['core'] } },
    {
      name: 'storage-sees-core-only',
      severity: 'error',
      from: { path: '^src/storage/' },
      to: { path: '^src/(?!core/|storage/)' },
    },
    {
      name: 'pipeline-sees-core-only',
      severity: 'error',
      from: { path: '^src/pipeline/' },
      to: { path: '^src/(?!core/|pipeline/)' },
    },
    { name: 'vlm-sees-core-only', severity: 'error', from: { path: '^src/vlm/' }, to: { path: '^src/(?!core/|vlm/)' } },
    {
      name: 'index-sees-core-only',
      severity: 'error',
      from: { path: '^src/index/' },
      to: { path: '^src/(?!core/|index/)' },
    },
    {
      name: 'only-context-names-classes',
      comment: 'commands reach the rooms through the composition root',
      severity: 'error',
      from: { path: '^src/commands/' },
      to: { path: '^src/(storage|vlm|index)/' },
    },
    ...Object.entries(heavy).map(([name, owner]) => ({
      name: `owner-of-${name}`,
      comment: 'a heavy package has one owner and is loaded lazily',
      severity: 'error',
      from: { path: '^src/', pathNot: owner },
      to: { path: `^node_modules/(@types/)?${name}/` },
    })),
    {
      name: 'not-to-dev-dependency',
      severity: 'error',
      from: { path: '^(src|bin)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/(@types/|node/)' },
    },
    { name: 'not-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.check.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
  },
};
