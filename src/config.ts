import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { InvoicectlError } from './core/errors.ts';
import { OCR_MODES, type OcrMode, PP_OCR } from './core/ocr.ts';
import { DEVICE_CHOICES, type DeviceChoice, VLM_MODES, type VlmMode } from './core/vision.ts';

/** Languages are named as tesseract's data is: three letters, some with a script behind (`chi_sim`). */
const ENGINE = new RegExp(`^(?:${PP_OCR}|tesseract:[a-z]{3}\\w*(?:\\+[a-z]{3}\\w*)*)$`);

/** `off`: nothing is kept for search; `index` can make up for it. */
export const INDEX_MODES = ['auto', 'off'] as const;
export type IndexMode = (typeof INDEX_MODES)[number];

const SWITCHES = ['on', 'off'] as const;
type Switch = (typeof SWITCHES)[number];

/** The vision model that is asked where nobody names one. */
const VLM_MODEL = 'smolvlm2-256m';

/** Every setting, by the name that it has in the config file. */
interface Settings {
  /** Folder of the database and the documents' bytes. Absolute. */
  readonly home: string;
  /** How many documents are read at the same time. */
  readonly jobs: number;
  /** Which pages are read off their pictures. */
  readonly ocr: OcrMode;
  /** What reads them: `pp-ocrv6-small`, or `tesseract:` with languages. */
  readonly ocrEngine: string;
  /** Whether the words of pages are kept and indexed for `search`. */
  readonly index: IndexMode;
  /** How many patches of a page that a model encoded become one vector; 1: none is merged. */
  readonly indexPooling: number;
  /** Whether vectors are kept as they were encoded, beside their codes. */
  readonly indexFloats: Switch;
  /** When the vision model is asked. */
  readonly vlm: VlmMode;
  /** Its name: in the registry of models, or as the server of `vlmUrl` calls it. */
  readonly vlmModel: string;
  /** A server that speaks as OpenAI's does, with a model of its own; `null`: a model that is installed here. */
  readonly vlmUrl: string | null;
  /** What the model may cost a page. */
  readonly vlmSeconds: number;
  readonly vlmTokens: number;
  /** Where models run. */
  readonly device: DeviceChoice;
  /** File with one password a line that encrypted documents are tried with. Absolute. */
  readonly passwordFile: string | null;
}

/** The names that settings have in the config file. */
export type SettingName = keyof Settings;

/** What the program is set to, resolved once. */
export interface Config extends Settings {
  /** Where each value comes from, as one says it: `--home`, `INVOICECTL_HOME`, a file, `default`. */
  readonly origins: Readonly<Record<SettingName, string>>;
}

/** One setting: how it is called, what it is, and how a text or JSON value becomes one. */
interface Setting<T> {
  readonly flag: string;
  readonly env: string;
  readonly about: string;
  readonly fallback: () => T;
  /** How the fallback is written in the documentation, where it depends on the machine. */
  readonly fallbackAbout: string;
  /** `null` when the value is none. `base` is the folder that relative paths start from. */
  readonly parse: (value: unknown, base: string) => T | null;
  /** What a valid value is: `must be …`. */
  readonly must: string;
}

/** Every setting. A new one is one entry here and one line in `Config`. */
export const SETTINGS: { readonly [N in SettingName]: Setting<Settings[N]> } = {
  home: {
    flag: '--home',
    env: 'INVOICECTL_HOME',
    about: 'folder of the database and the bytes of the documents',
    fallback: () => envPaths('invoicectl', { suffix: '' }).data,
    fallbackAbout: "the operating system's data folder",
    parse: path,
    must: 'a folder',
  },
  jobs: {
    flag: '--jobs',
    env: 'INVOICECTL_JOBS',
    about: 'how many documents are read at the same time',
    fallback: availableParallelism,
    fallbackAbout: 'number of processor cores',
    parse: (value) => wholeNumber(value, 1, 256),
    must: 'a whole number from 1 to 256',
  },
  ocr: {
    flag: '--ocr',
    env: 'INVOICECTL_OCR',
    about: 'which pages are read off their pictures: auto (those without a usable text layer), always or never',
    fallback: () => 'auto',
    fallbackAbout: 'auto',
    parse: (value) => OCR_MODES.find((mode) => mode === value) ?? null,
    must: `one of ${OCR_MODES.join(', ')}`,
  },
  ocrEngine: {
    flag: '--ocr-engine',
    env: 'INVOICECTL_OCR_ENGINE',
    about: 'what reads pictures: pp-ocrv6-small (Latin script), or tesseract with its languages (tesseract:ell+eng)',
    fallback: () => PP_OCR,
    fallbackAbout: PP_OCR,
    parse: (value) => (typeof value === 'string' && ENGINE.test(value) ? value : null),
    must: `${PP_OCR}, or tesseract: with languages, as tesseract:ell+eng`,
  },
  index: {
    flag: '--index',
    env: 'INVOICECTL_INDEX',
    about: 'whether pages are made ready for search as they are read: auto or off',
    fallback: () => 'auto',
    fallbackAbout: 'auto',
    parse: (value) => INDEX_MODES.find((mode) => mode === value) ?? null,
    must: `one of ${INDEX_MODES.join(', ')}`,
  },
  indexPooling: {
    flag: '--index-pooling',
    env: 'INVOICECTL_INDEX_POOLING',
    about: 'how many patches of a page that a model has seen become one vector: 1 (none is merged) to 16',
    fallback: () => 1,
    fallbackAbout: '1',
    parse: (value) => wholeNumber(value, 1, 16),
    must: 'a whole number from 1 to 16',
  },
  indexFloats: {
    flag: '--index-floats',
    env: 'INVOICECTL_INDEX_FLOATS',
    about: 'whether vectors are kept as they were encoded too, for search --exact: on (four times the space) or off',
    fallback: () => 'off',
    fallbackAbout: 'off',
    parse: (value) => SWITCHES.find((state) => state === value) ?? null,
    must: `one of ${SWITCHES.join(', ')}`,
  },
  vlm: {
    flag: '--vlm',
    env: 'INVOICECTL_VLM',
    about: 'when the vision model is asked: auto (for what is missing, doubtful or spoken against), always or off',
    fallback: () => 'auto',
    fallbackAbout: 'auto',
    parse: (value) => VLM_MODES.find((mode) => mode === value) ?? null,
    must: `one of ${VLM_MODES.join(', ')}`,
  },
  vlmModel: {
    flag: '--vlm-model',
    env: 'INVOICECTL_VLM_MODEL',
    about: 'which vision model: one that models lists, or with --vlm-url one that the server has',
    fallback: () => VLM_MODEL,
    fallbackAbout: `${VLM_MODEL}, where it is installed; with --vlm-url the only one that the server has`,
    parse: (value) => (typeof value === 'string' && /^\S{1,200}$/.test(value) ? value : null),
    must: 'the name of a model',
  },
  vlmUrl: {
    flag: '--vlm-url',
    env: 'INVOICECTL_VLM_URL',
    about:
      'server that speaks as OpenAI does (llama.cpp, vLLM, Ollama): pictures of pages are sent to it; its key is in INVOICECTL_VLM_KEY',
    fallback: () => null,
    fallbackAbout: 'none: the model runs here',
    parse: serverUrl,
    must: 'an address without a password in it, as http://localhost:8080/v1',
  },
  vlmSeconds: {
    flag: '--vlm-seconds',
    env: 'INVOICECTL_VLM_SECONDS',
    about: 'seconds that the vision model may take for a page',
    fallback: () => 60,
    fallbackAbout: '60',
    parse: (value) => wholeNumber(value, 1, 3600),
    must: 'a whole number from 1 to 3600',
  },
  vlmTokens: {
    flag: '--vlm-tokens',
    env: 'INVOICECTL_VLM_TOKENS',
    about: 'tokens that the vision model may generate for a page',
    fallback: () => 1000,
    fallbackAbout: '1000',
    parse: (value) => wholeNumber(value, 1, 100_000),
    must: 'a whole number from 1 to 100000',
  },
  device: {
    flag: '--device',
    env: 'INVOICECTL_DEVICE',
    about: 'where models run: cpu, cuda, or auto (a graphics card where one is set up)',
    fallback: () => 'auto',
    fallbackAbout: 'auto',
    parse: (value) => DEVICE_CHOICES.find((device) => device === value) ?? null,
    must: `one of ${DEVICE_CHOICES.join(', ')}`,
  },
  passwordFile: {
    flag: '--password-file',
    env: 'INVOICECTL_PASSWORD_FILE',
    about: 'file with one password a line that encrypted documents are tried with',
    fallback: () => null,
    fallbackAbout: 'none',
    parse: path,
    must: 'a file',
  },
};

/** Settings from flags, else the environment, else a config file, else their defaults. Throws `USAGE`. */
export async function resolveConfig(flags: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv): Promise<Config> {
  const named =
    typeof flags.config === 'string'
      ? { path: flags.config, from: '--config' }
      : env.INVOICECTL_CONFIG
        ? { path: env.INVOICECTL_CONFIG, from: 'INVOICECTL_CONFIG' }
        : null;
  const file = named && (await readConfigFile(resolve(named.path), named.from));
  const home = pick('home', flags, env, file);
  const settingsFile = file ?? (await readConfigFile(join(home.value, 'config.json'), null));
  if (file === null && settingsFile !== null && 'home' in settingsFile.values) {
    throw new InvoicectlError('USAGE', `${settingsFile.path} sets "home", but is read from the home folder itself.`, {
      hint: 'Take it out, and give the folder with --home, INVOICECTL_HOME or a file named with --config.',
    });
  }
  const picked = NAMES.map((name) => [name, name === 'home' ? home : pick(name, flags, env, settingsFile)] as const);
  const origins = Object.fromEntries(picked.map(([name, { origin }]) => [name, origin]));
  // The names are all there are, and each value has gone through its own setting's `parse`.
  const settings = Object.fromEntries(picked.map(([name, { value }]) => [name, value])) as unknown as Settings;
  return Object.freeze({ ...settings, origins: Object.freeze(origins) as Config['origins'] });
}

const NAMES = Object.keys(SETTINGS) as SettingName[];

interface ConfigFile {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
}

function pick<N extends SettingName>(
  name: N,
  flags: Readonly<Record<string, unknown>>,
  env: NodeJS.ProcessEnv,
  file: ConfigFile | null,
): { readonly value: Settings[N]; readonly origin: string } {
  const setting = SETTINGS[name];
  const cwd = process.cwd();
  const given = [
    { value: flags[name], origin: setting.flag, base: cwd },
    // An empty variable counts as not set, as everywhere else.
    { value: env[setting.env] || undefined, origin: setting.env, base: cwd },
    { value: file?.values[name], origin: file?.path ?? '', base: file === null ? cwd : resolve(file.path, '..') },
  ].find(({ value }) => value !== undefined);
  if (given === undefined) return { value: setting.fallback(), origin: 'default' };
  const value = setting.parse(given.value, given.base);
  if (value === null) {
    throw new InvoicectlError(
      'USAGE',
      `${name} is ${JSON.stringify(given.value)} in ${given.origin}, but must be ${setting.must}.`,
    );
  }
  return { value, origin: given.origin };
}

/** `null` when there is none; a file that was named (`from`) must exist. */
async function readConfigFile(path: string, from: string | null): Promise<ConfigFile | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (from === null && (code === 'ENOENT' || code === 'ENOTDIR')) return null;
    throw new InvoicectlError(
      'USAGE',
      `The config file ${path}${from === null ? '' : ` (${from})`} cannot be read: ${code}.`,
      { cause },
    );
  }
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (cause) {
    throw new InvoicectlError('USAGE', `The config file ${path} is not JSON: ${(cause as Error).message}.`, { cause });
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new InvoicectlError('USAGE', `The config file ${path} must hold one JSON object.`);
  }
  const unknown = Object.keys(values).find((name) => !(name in SETTINGS));
  if (unknown !== undefined) {
    throw new InvoicectlError('USAGE', `The config file ${path} has "${unknown}", which is no setting.`, {
      hint: `Settings are ${Object.keys(SETTINGS).join(', ')}.`,
    });
  }
  return { path, values: values as Record<string, unknown> };
}

function path(value: unknown, base: string): string | null {
  return typeof value === 'string' && value.trim() !== '' ? resolve(base, value) : null;
}

function wholeNumber(value: unknown, least: number, most: number): number | null {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most ? number : null;
}

/** An address that requests go below. A password in it would be shown wherever settings are. */
function serverUrl(value: unknown): string | null {
  if (typeof value !== 'string' || !URL.canParse(value)) return null;
  const { protocol, username, password, origin, pathname } = new URL(value);
  if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return null;
  return `${origin}${pathname}`.replace(/\/+$/, '');
}
