import module from 'node:module';
import type { ThreadResult, ThreadTask } from './messages.ts';

// A thread compiles half a megabyte of pdf.js before it reads anything, so what it compiled is kept on disk. The cache
// has to be on before the modules are loaded, hence the import below instead of one at the top.
module.enableCompileCache?.();
const reading = import('./reading.ts');
// Should it fail, every task says so.
reading.catch(() => undefined);

let flushed = false;

/** Reads one document: what a thread of the pool runs. */
export async function run(task: ThreadTask): Promise<ThreadResult> {
  const { read } = await reading;
  const result = await read(task);
  // Threads are ended without notice, so the cache is written after the first document.
  if (!flushed) module.flushCompileCache?.();
  flushed = true;
  return result;
}
