import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import type { Page } from '../../src/core/page.ts';
import type { FoundPlace, PlaceFinder } from '../../src/core/vision.ts';
import { answerOn } from '../../src/core/vision-line.ts';
import { askFrom } from '../../src/pipeline/threads/asked-vision.ts';

const reader = { read: async () => Promise.reject(new Error('not asked here')) };

function asking(finder: PlaceFinder | null) {
  const { port1, port2 } = new MessageChannel();
  answerOn(port1, reader, finder);
  const begun: (readonly [number, number])[] = [];
  const asked = askFrom(
    {
      mode: 'auto',
      name: 'scripted',
      budget: { tokens: 1, ms: 1 },
      finds: finder !== null,
      line: port2,
    },
    { skip: [], stopped: () => false, onPage: (...page) => begun.push(page) },
  );
  onTestFinished(() => {
    asked.close();
    port1.close();
  });
  return { begun, vision: asked.vision };
}

const page = (number: number): Page => ({ number, width: 595, height: 842, words: [], skew: 0 }) as unknown as Page;

test('a search for places counts as time of the model, not of the page that was read last', async () => {
  const found = Promise.withResolvers<readonly (readonly FoundPlace[])[]>();
  const { begun, vision } = asking({ find: () => found.promise });
  const finding = vision.finder?.find([page(2), page(3)], ['total']);
  await sleep(20);
  expect(begun).toEqual([[2, 2]]);
  const places = [[{ page: 3, box: { x: 1, y: 2, w: 3, h: 4 } }]];
  found.resolve(places);
  expect(await finding).toEqual(places);
});

test('without an index there is no finder', () => {
  expect(asking(null).vision.finder).toBeNull();
});
