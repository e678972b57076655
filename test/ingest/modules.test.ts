import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FIXTURES, invoicectl, temporaryFolder } from './helpers.ts';

/** Writes down every package of models that the program or one of its threads loads: threads preload it too. */
const SPY = `
  import { appendFileSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const name = /node_modules\\/(onnxruntime[^/]*|@huggingface\\/[^/]+)\\//.exec(found.url)?.[1];
      if (name !== undefined) appendFileSync(process.env.SPIED, name + '\\n');
      return found;
    },
  });`;

async function loadedBy(file: string): Promise<ReadonlySet<string>> {
  const folder = temporaryFolder();
  const spied = join(folder, 'loaded');
  const { code, stderr } = await invoicectl(['ingest', file, '--home', join(folder, 'home')], {
    env: {
      SPIED: spied,
      HF_HOME: join(folder, 'hf'),
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(SPY)}`,
    },
  });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return new Set(existsSync(spied) ? readFileSync(spied, 'utf8').trim().split('\n') : []);
}

// `registerHooks` came with Node 22.15.
test.skipIf(!('registerHooks' in module))(
  'pages with a text layer load nothing that models run on, pictures do',
  async () => {
    const [born, scanned] = [
      await loadedBy(join(FIXTURES, 'de-three-pages.pdf')),
      await loadedBy('fixtures/scans/gb-scan.pdf'),
    ];
    expect([...born]).toEqual([]);
    expect([...scanned]).toContain('onnxruntime-node');
    expect([...scanned]).not.toContain('@huggingface/transformers');
  },
  60_000,
);
