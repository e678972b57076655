// SmolVLM2-256M of full size in a process of its own: one line of JSON. `node vlm-alone.ts TOWER DECODER THREADS`
import { openSession, type SessionOptions } from '../src/models/onnx/session.ts';
import { sharedDecoder } from '../src/vlm/smolvlm2/shared-decoder.ts';
import { openTower } from '../src/vlm/smolvlm2/tower.ts';
import { median } from './figures.ts';
import { FULL_SIZE } from './full-size.ts';

const [tower = '', decoder = '', threads = '2'] = process.argv.slice(2);
const options: SessionOptions = { device: 'cpu', threads: Number(threads), name: 'full size', keepMemory: true };
const { width } = FULL_SIZE.text;
const PROMPT = 900;
const TOKENS = 32;

/** Seconds of a clock, and seconds of the processor for each thread: the latter hardly knows of a machine that is busy. */
interface Taken {
  readonly wall: number;
  readonly cpu: number;
}
const seconds = async (work: () => Promise<unknown>): Promise<Taken> => {
  const from = performance.now();
  const used = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(used);
  return { wall: (performance.now() - from) / 1000, cpu: (user + system) / 1e6 / options.threads };
};
let state = 1;
const random = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};

const eyes = await openTower(await openSession(tower, options), width, FULL_SIZE.tokensPerTile);
// noise, so that no tile is blank or seen before
const tiles = Array.from({ length: 13 }, () => ({
  size: FULL_SIZE.tile,
  blank: false,
  planes: Array.from({ length: 3 }, () => Uint8Array.from({ length: FULL_SIZE.tile ** 2 }, () => random() * 256)),
}));
await eyes.see(tiles.slice(0, 1));
const vision = await seconds(() => eyes.see(tiles));

const graph = await sharedDecoder(await openSession(decoder, options), FULL_SIZE, options.name);
const rows = Float32Array.from({ length: PROMPT * width }, () => (random() - 0.5) * 0.07);
const prefills: Taken[] = [];
const rates: Taken[] = [];
for (let round = 0; round < 3; round++) {
  const text = graph.begin();
  prefills.push(await seconds(() => text.step(rows, 1)));
  const taken = await seconds(async () => {
    for (let i = 0; i < TOKENS; i++) await text.step(rows.subarray(i * width, (i + 1) * width), 1);
  });
  rates.push({ wall: TOKENS / taken.wall, cpu: TOKENS / taken.cpu });
  text.close();
}
// both stay open: a page is read with both
const peak = process.resourceUsage().maxRSS * 1024;
await eyes.close();
await graph.close();
const middle = (all: readonly Taken[]): Taken => ({
  wall: median(all.map(({ wall }) => wall)),
  cpu: median(all.map(({ cpu }) => cpu)),
});
console.log(JSON.stringify({ vision, prefill: middle(prefills), tokens: middle(rates), peak }));
