import { parentPort, workerData } from 'node:worker_threads';
import { answerOn, failureOf } from '../../core/vision-line.ts';
import { openReader } from '../open-reader.ts';
import { CLOSE, type ModelSettings, type Opened } from './messages.ts';

const port = parentPort;
if (port !== null) {
  const settings: ModelSettings = workerData;
  const reader = openReader(settings);
  reader.then(
    (opened) => {
      answerOn(port, opened);
      port.postMessage({ opened: true } satisfies Opened);
    },
    (error: unknown) => port.postMessage({ unopened: failureOf(error) } satisfies Opened),
  );
  port.on('message', (message: unknown) => {
    if (message !== CLOSE) return;
    // Without a port there is nothing left to wait for, and the thread ends.
    void reader
      .then((opened) => opened.close())
      .catch(() => undefined)
      .finally(() => port.close());
  });
}
