import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** Fit for the name of a file, whatever the machine is called. */
const HOST = encodeURIComponent(hostname());

/** This process, in the names of what it holds: `pid-nonce@host`. The nonce tells apart processes that get the same pid. */
export const OWNER = `${process.pid}-${randomBytes(6).toString('hex')}@${HOST}`;

/** Whether the process behind an owner may still be running. Of other machines nothing is known, so they may. */
export function mayBeAlive(owner: string): boolean {
  const parts = /^(\d+)-[0-9a-f]+@(.*)$/.exec(owner);
  if (parts === null || parts[2] !== HOST) return true;
  const pid = Number(parts[1]);
  if (pid === process.pid) return owner === OWNER;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
