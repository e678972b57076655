import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDocument } from '../src/pipeline/open.ts';
import { start } from './command.ts';
import { corpus, inTemporaryFolder, writeCopies } from './corpus.ts';
import { scannedFile } from './degrade/scans.ts';
import { print } from './figures.ts';

const FILES = 2000;

/** Pages of scans: enough that what is kept of each would show. */
const SCANS = 500;

/** Resident memory of one ingest of many files, over its time. Linux only. */
export async function measureMemory(): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    writeCopies(corpus(), FILES, folder);
    await overTime(`Memory over ${FILES} files, two at a time`, folder, FILES);
  });
}

/** The same of many scanned pages, read off their pictures. */
export async function measureScanMemory(): Promise<void> {
  const { name, files } = corpus();
  const scans: string[] = [];
  let pages = 0;
  for (const file of files.slice(0, DIFFERENT)) {
    scans.push((await scannedFile(file, 'clean', 1)).path);
    pages += (await openDocument(readFileSync(file))).pages.length;
  }
  const copies = Math.ceil((SCANS * scans.length) / pages);
  await inTemporaryFolder(async (folder) => {
    writeCopies({ name, files: scans }, copies, folder);
    await overTime(`Memory over ${SCANS} scanned pages, two at a time`, folder, SCANS);
  });
}

/** Scans are told apart by their bytes; more of them only take time to draw. */
const DIFFERENT = 12;

async function overTime(title: string, files: string, units: number): Promise<void> {
  if (!existsSync('/proc/self/status')) {
    console.log('\nMemory is measured on Linux only.');
    return;
  }
  await inTemporaryFolder(async (folder) => {
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
    print(title, [
      ['peak', `${Math.round(peak)} MB`, `${seconds.toFixed(0)} s, ${(units / seconds).toFixed(1)} a second`],
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
