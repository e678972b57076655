// A thread with a model that does as it is told: what it is asked names what it does. Plain JavaScript: Node 22 runs no
// TypeScript on threads.
import { parentPort, workerData } from 'node:worker_threads';

const { counter, failOpening = false } = workerData;
const starts = Atomics.add(counter, 0, 1) + 1;
const reply = { answers: [], rows: [], unasked: [], cost: { tiles: starts, prompt: 0, steps: 0, ms: 1 } };

if (failOpening) parentPort.postMessage({ unopened: { code: 'MODEL_DAMAGED', message: 'broken', hint: 'pull it' } });
else parentPort.postMessage({ opened: true });

const aborts = new Map();
parentPort.on('message', (message) => {
  if (message === 'close') return parentPort.close();
  const { id, abort, request } = message;
  if (abort) return aborts.get(id)?.();
  const [{ key }] = request.questions;
  const fail = (code) => parentPort.postMessage({ id, failure: { code, message: code, hint: undefined } });
  if (key === 'crash') throw new Error('out of its mind');
  if (key === 'crash once' && starts === 1) throw new Error('out of its mind');
  if (key === 'exit') process.exit(3);
  if (key === 'fail') return fail('MODEL_OUT_OF_MEMORY');
  if (key === 'hang') return aborts.set(id, () => fail('MODEL_FAILED'));
  if (key === 'deaf') return aborts.set(id, () => setTimeout(() => parentPort.postMessage({ id, reply }), 300));
  if (key === 'slow') return setTimeout(() => parentPort.postMessage({ id, reply }), 100);
  parentPort.postMessage({ id, reply: { ...reply, unasked: [String(request.regions[0].picture.data[0])] } });
  request.regions[0].picture.data[0] = 7;
});
