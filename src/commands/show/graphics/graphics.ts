/** The ways to show a picture in a terminal. `blocks` needs nothing but letters. */
export const GRAPHICS = ['kitty', 'iterm', 'sixel', 'blocks'] as const;
export type Graphics = (typeof GRAPHICS)[number];

/** What a terminal answers of itself. */
export interface Answer {
  readonly sixel: boolean;
  /** Pixels of a cell, where it says. */
  readonly cell: { readonly width: number; readonly height: number } | null;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * How the terminal behind an environment shows pictures; `null` when the environment does not say, so that the terminal
 * may be asked. A multiplexer stands between, and hides what lies behind it.
 */
export function graphicsOf(env: Env): Graphics | null {
  if (env.TMUX || env.STY || env.ZELLIJ) return null;
  const term = env.TERM ?? '';
  const program = env.TERM_PROGRAM ?? '';
  if (env.KITTY_WINDOW_ID || /kitty|ghostty/i.test(term) || /^ghostty$/i.test(program)) return 'kitty';
  if (/^(?:iTerm\.app|WezTerm|mintty|rio)$/.test(program) || env.LC_TERMINAL === 'iTerm2') return 'iterm';
  if (/sixel|^foot|^mlterm|^yaft|^contour/.test(term) || program === 'contour') return 'sixel';
  return null;
}

/** Whether a terminal may be asked what it can do: a dumb one, or a log, would print the question. */
export function mayAsk(env: Env): boolean {
  return !env.CI && !['', 'dumb', 'linux', 'cons25', 'emacs'].includes(env.TERM ?? '') && !env.INSIDE_EMACS;
}
