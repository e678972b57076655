import { setTimeout as timeout } from 'node:timers/promises';
import { InvoicectlError } from '../../core/errors.ts';
import type { VisionReader, VisionReply, VisionRequest } from '../../core/vision.ts';
import { jsonIn } from '../../models/json.ts';
import { answersOf } from './answers.ts';
import { ask, type Server } from './post.ts';
import { bodyOf, FORMATS, type Format } from './request.ts';
import { completionOf, objectOf, short } from './response.ts';

/** A server that speaks as OpenAI's does, and the model that is asked there. */
export interface ServerOptions extends Partial<Pick<Server, 'sleep' | 'random'>> {
  /** Its address, with or without `/v1`. */
  readonly url: string;
  /** `null`: the only one that it has. */
  readonly model: string | null;
  readonly key: string | null;
  /** Requests at a time. */
  readonly atOnce?: number;
  /** A server that does not answer is left alone for this long. */
  readonly restMs?: number;
}

/** Requests at a time: servers on one machine take turns anyway, and others limit how many. */
const AT_ONCE = 4;
/** A server that does not answer is left alone for so long, and every document says so at once. */
const REST_MS = 30_000;

/** Reads with a model behind a server. What it answers is looked for among the words that it was shown. */
export function openServerReader(options: ServerOptions): VisionReader {
  const { url, model, key, atOnce = AT_ONCE, restMs = REST_MS, sleep = wait, random = Math.random } = options;
  const server: Server = { base: baseOf(url), key, sleep, random };
  const gate = gateOf(atOnce);
  let format: Format = FORMATS[0];
  let named: string | null = model;
  let down: { readonly until: number; readonly error: InvoicectlError } | null = null;

  async function complete(request: VisionRequest, signal: AbortSignal): Promise<string> {
    named ??= await onlyModel(server, signal);
    for (;;) {
      const used = format;
      const { status, text } = await ask(server, '/chat/completions', await bodyOf(request, named, used), signal);
      if (status === 200) return text;
      const next = FORMATS[FORMATS.indexOf(used) + 1];
      // Older servers know no schema, or none of this form, and say so in their own words.
      if ((status === 400 || status === 422) && next !== undefined) {
        format = next;
        continue;
      }
      const said = objectOf(objectOf(jsonIn(text))?.error)?.message;
      const what = status === 404 ? `it has no model "${named}", or no such route` : `it says ${status}`;
      throw new InvoicectlError(
        'MODEL_FAILED',
        `the vision model failed: ${what}${typeof said === 'string' ? ` (${short(said)})` : ''}`,
      );
    }
  }

  return {
    name: `${model ?? 'model'} at ${new URL(server.base).host}`,
    async read(request, signal): Promise<VisionReply> {
      const leave = await gate.enter(signal);
      const begun = performance.now();
      const clock = AbortSignal.timeout(Math.ceil(request.budget.ms));
      try {
        if (down !== null && performance.now() < down.until) throw down.error;
        const { values, promptTokens, tokens } = completionOf(
          await complete(request, AbortSignal.any([signal, clock])),
        );
        down = null;
        const cost = {
          tiles: request.regions.length,
          prompt: promptTokens,
          steps: tokens,
          ms: performance.now() - begun,
        };
        return { ...answersOf(values, request), unasked: [], cost };
      } catch (error) {
        signal.throwIfAborted();
        if (clock.aborted) throw tooLate(request.budget.ms);
        if (error instanceof InvoicectlError && error.code === 'VLM_UNREACHABLE' && error !== down?.error)
          down = { until: performance.now() + restMs, error };
        throw error;
      } finally {
        leave();
      }
    },
    async close() {},
  };
}

/** Routes are below `/v1`, which people leave out. */
function baseOf(url: string): string {
  const base = url.replace(/\/+$/, '');
  return new URL(base).pathname === '/' ? `${base}/v1` : base;
}

/** The model of a server that has one. */
async function onlyModel(server: Server, signal: AbortSignal): Promise<string> {
  const { status, text } = await ask(server, '/models', null, signal);
  const { data } = objectOf(jsonIn(text)) ?? {};
  const names = (Array.isArray(data) ? data : []).flatMap((one) => {
    const id = objectOf(one)?.id;
    return typeof id === 'string' ? [id] : [];
  });
  const [only] = names;
  if (status === 200 && only !== undefined && names.length === 1) return only;
  throw new InvoicectlError(
    'MODEL_UNKNOWN',
    `the server at ${server.base} does not say which model it has, or has several`,
    {
      hint: `Name one with --vlm-model${names.length > 0 ? `: ${names.slice(0, 5).map(short).join(', ')}` : ''}.`,
    },
  );
}

const tooLate = (ms: number): InvoicectlError =>
  new InvoicectlError(
    'MODEL_TIMEOUT',
    `the vision model took longer than the ${Math.round(ms / 1000)} s that were left for the page`,
  );

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await timeout(ms, undefined, { signal });
}

/** Lets some in at a time, the others in the order in which they came. */
function gateOf(most: number): { enter(signal: AbortSignal): Promise<() => void> } {
  let inside = 0;
  const waiting: (() => void)[] = [];
  function leave(): void {
    inside -= 1;
    waiting.shift()?.();
  }
  return {
    async enter(signal) {
      while (inside >= most) await new Promise<void>((resolve) => waiting.push(resolve));
      if (signal.aborted) waiting.shift()?.();
      signal.throwIfAborted();
      inside += 1;
      return leave;
    },
  };
}
