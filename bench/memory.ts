import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { start } from './command.ts';
import { corpus, inTemporaryFolder, writeCopies } from './corpus.ts';
import { print } from './figures.ts';

const FILES = 2000;

/** Resident memory of one ingest of many files, over its time. Linux only. */
export async function measureMemory(): Promise<void> {
  if (!existsSync('/proc/self/status')) {
    console.log('\nMemory is measured on Linux only.');
    return;
  }
  await inTemporaryFolder(async (folder) => {
    const files = join(folder, 'files');
    await mkdir(files);
    writeCopies(corpus(), FILES, files);
    const begun = performance.now();
    const { child, ended } = start(['ingest', files, '--jobs', '2', '--home', join(folder, 'home'), '--quiet']);
    const samples: number[] = [];
    let peak = 0;
    const timer = setInterval(() => {
      const status = readStatus(child.pid);
      const value = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024;
      if (value('VmRSS') > 0) samples.push(value('VmRSS'));
      peak = Math.max(peak, value('VmHWM'));
    }, 100);
    const code = await ended;
    clearInterval(timer);
    if (code !== 0 && code !== 3) throw new Error(`ingest ended with ${code}`);
    const seconds = (performance.now() - begun) / 1000;
    const tenth = (i: number) => {
      const part = samples.slice((i * samples.length) / 10, ((i + 1) * samples.length) / 10);
      return Math.round(part.reduce((sum, mb) => sum + mb, 0) / Math.max(1, part.length));
    };
    print(`Memory over ${FILES} files, two at a time`, [
      ['peak', `${Math.round(peak)} MB`, `${seconds.toFixed(0)} s, ${(FILES / seconds).toFixed(0)} files/s`],
      ['mean of each tenth of the time', '', Array.from({ length: 10 }, (_, i) => tenth(i)).join('  ')],
    ]);
  });
}

function readStatus(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    // It has ended between two samples.
    return '';
  }
}
