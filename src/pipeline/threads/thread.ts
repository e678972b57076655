import module from 'node:module';
import type { ThreadResult, ThreadTask } from './messages.ts';

// A thread compiles half a megabyte of pdf.js before it reads anything, so what it compiled is kept on disk. The cache
// has to be on before the modules are loaded, hence the import below instead of one at the top.
module.enableCompileCache?.();
// Nothing here asks the network. pdf.js looks at the class of its answers all the same, and Node would load its HTTP
// client for that, which takes a thread 50 ms. It has to be assigned: to define it would look at it as well.
globalThis.Response = class {} as unknown as typeof Response;
const reading = import('./reading.ts');
// Should it fail, every task says so.
reading.catch(() => undefined);

/** Reads one document: what a thread of the pool runs. */
export async function run(task: ThreadTask): Promise<ThreadResult> {
  const { read } = await reading;
  return read(task);
}

/** Keeps on disk what was compiled until now, which can be done once: the later, the more it is. */
export async function keepCompiled(): Promise<void> {
  await reading;
  module.flushCompileCache?.();
}
