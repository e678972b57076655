import type { Build } from './command.ts';

/** A command as the help of the program lists it. Its file is loaded when it is called, or its help is asked for. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Build>;
}

/** Every command, in the order in which help lists them. A new command is one file and one line here. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'ingest',
    summary: 'read PDFs, pictures and e-invoices into records',
    load: async () => (await import('./ingest.ts')).ingest,
  },
  { name: 'list', summary: 'list documents, last ingested first', load: async () => (await import('./list.ts')).list },
  {
    name: 'show',
    summary: 'show one record with the place each value was read from',
    load: async () => (await import('./show.ts')).show,
  },
  {
    name: 'search',
    summary: 'find pages by what is on them',
    load: async () => (await import('./search.ts')).search,
  },
  {
    name: 'index',
    summary: 'make pages ready for search, with models too',
    load: async () => (await import('./index-pages.ts')).indexPages,
  },
  {
    name: 'export',
    summary: 'write records as JSON, CSV or XLSX',
    load: async () => (await import('./export.ts')).exportRecords,
  },
  { name: 'rm', summary: 'remove documents and their records', load: async () => (await import('./rm.ts')).rm },
  {
    name: 'models',
    summary: 'fetch, check and remove models that read or find pages',
    load: async () => (await import('./models.ts')).models,
  },
  {
    name: 'doctor',
    summary: 'check the installation and the home folder',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'config',
    summary: 'show each setting and where its value comes from',
    load: async () => (await import('./config.ts')).config,
  },
];
